# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules for headers and logins: each function returns what is wrong, or None. Knows no WhatsApp and no Ansible.

No sentence repeats a value: most of them are secrets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 5.1
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NOT_IN_HEADER = re.compile(r"[^\x20-\x7e]")
# What the connection itself needs, or each request says for itself.
RESERVED_HEADERS = frozenset(
    (
        "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    )
)  # fmt: skip


def encoding_problem(text: str) -> str | None:
    """A text from a file or the environment may hold bytes that are not UTF-8, which Python keeps as lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "it holds bytes that are not UTF-8; correct the encoding of the file or variable that it comes from"
    return None


def login_problem(text: str) -> str | None:
    """What keeps a user name or a password from a login; RFC 7617 takes no control characters."""
    if text.endswith(("\n", "\r")):
        return "it ends in a line break, which no login takes; remove it, for example with the filter trim"
    if CONTROL.search(text):
        return "it holds a line break or another control character, which no login takes"
    return encoding_problem(text)


def user_problem(name: str) -> str | None:
    """The same for a user name, which a colon would end."""
    return "it holds a colon, which ends the user name in a login" if ":" in name else login_problem(name)


def header_problem(value: Any) -> str | None:
    """What keeps a value, such as a token, out of a header."""
    if not isinstance(value, str):
        return "it is not text; put it in quotes"
    if value.endswith(("\n", "\r")):
        return "it ends in a line break, which no header takes; remove it, for example with the filter trim"
    problem = encoding_problem(value)
    if problem:
        return problem
    if value != value.strip(" "):
        return "it begins or ends with a space, which no header keeps"
    wrong = NOT_IN_HEADER.search(value)
    return "its character %d cannot stand in a header: printable ASCII only" % (wrong.start() + 1) if wrong else None


def headers_problem(headers: Mapping[Any, Any], authorized: bool) -> str | None:
    """What is wrong with headers of the user's own. authorized: whether there is a password or a token as well."""
    names = set()
    for name, value in headers.items():
        if not isinstance(name, str) or not HEADER_NAME.fullmatch(name):
            return "'%s' cannot be the name of a header" % name
        if name.lower() in RESERVED_HEADERS:
            return "%s belongs to the connection itself; remove it" % name
        if name.lower() in names:
            return "%s is given twice" % name
        if name.lower() == "authorization" and authorized:
            return "Authorization is what password and token are sent in; remove it, or both of them"
        problem = header_problem(value)
        if problem:
            return "%s: %s" % (name, problem)
        names.add(name.lower())
    return None
