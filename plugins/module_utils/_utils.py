# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small rules about texts and numbers that several files share. Knows nothing of this collection."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable
from datetime import datetime, timezone
from urllib.parse import quote

MAX_FILENAME_BYTES = 255  # NAME_MAX of every file system in use
SUFFIX_BYTES = 60  # room for what is put behind the host in a file name: a time, a kind, an extension
HOST = re.compile(r"""[^\s\\<>"{}|^`%/?#@:\[\]]+|[0-9a-f:.]+""", re.IGNORECASE)
MILLISECONDS = 10**11  # seconds since 1970 reach it in the year 5138


def phone_digits(text: str) -> str | None:
    """The digits of a phone number as people write it, such as +49 (151) 234-567; None when it is no phone number."""
    digits = re.sub(r"[\s()+.-]", "", text)
    return digits if re.fullmatch("[0-9]{5,20}", digits) else None


def check_url(url: str, schemes: tuple[str, ...] = ("https",)) -> str | None:
    """What is wrong with an absolute URL of one of these schemes, or None. Never holds the URL, which may hold credentials."""
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        return "it holds white space, a line break or an invisible character; remove it, or write it as %XX"
    if url.partition("://")[0].lower() not in schemes or "://" not in url:
        return "it is not a URL that begins with %s" % " or ".join(scheme + "://" for scheme in schemes)
    try:
        parts = urllib.parse.urlsplit(url)
        is_valid = bool(HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        is_valid = False
    return None if is_valid else "it names no host, or a port that does not exist; give a whole URL"


def normalize_url(url: str) -> str:
    """The URL with its scheme and host in small letters, in which capitals mean nothing; a text that is none stays as it is."""
    parts = re.fullmatch(r"([a-z][a-z0-9+.-]*)://([^/?#]*@)?([^/?#]*)(.*)", url, re.IGNORECASE | re.DOTALL)
    return "%s://%s%s%s" % (parts[1].lower(), parts[2] or "", parts[3].lower(), parts[4]) if parts else url


def check_above_zero(number: int) -> str | None:
    """What is wrong with a number that must be positive, or None."""
    return None if number > 0 else "%d is not allowed; give 1 or more" % number


def unique(lists: Iterable[Iterable[str]]) -> list[str]:
    """Every element of several lists once, in the order of first appearance."""
    return list(dict.fromkeys(element for elements in lists for element in elements))


def format_utc(moment: datetime) -> str:
    """A moment with a time zone as 2026-03-14T15:29:26Z."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def format_timestamp(timestamp: int | None) -> str | None:
    """Seconds or milliseconds since 1970 as 2026-03-14T15:29:26Z; None when it is no moment after 1970."""
    if timestamp is None or timestamp <= 0:
        return None
    try:
        return format_utc(datetime.fromtimestamp(timestamp / 1000 if timestamp > MILLISECONDS else timestamp, timezone.utc))
    except (ValueError, OverflowError, OSError):
        return None


def host_filename(host: str) -> str:
    """The name of a host as the name of a file or directory: unlike names stay unlike, and none leads to another directory.

    Letters, digits and "_.-~" stand for themselves, but a dot in front does not; everything else is percent-encoded.
    Raises ValueError for a name that is empty or too long.
    """
    name = quote(host, safe="", errors="surrogatepass")
    name = "%2E" + name[1:] if name.startswith(".") else name
    if not name:
        raise ValueError("an empty host name cannot be the name of a file")
    if len(name) > MAX_FILENAME_BYTES - SUFFIX_BYTES:
        problem = "the host name %s... is too long for the name of a file (%d characters, %d at most)"
        raise ValueError(problem % (name[:20], len(name), MAX_FILENAME_BYTES - SUFFIX_BYTES))
    return name
