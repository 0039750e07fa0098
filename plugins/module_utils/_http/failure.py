# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A failure on the way to a server, with all that caused it. Knows no WhatsApp and no Ansible."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import HTTPError, requests
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import fetch_certificate

HEARD_TLS = re.compile(rb"\b(https|ssl|tls)\b", re.IGNORECASE)


class ProxyLoginWanted(Exception):
    """A proxy answered 407 to the request itself."""


class PlainHttpRefused(Exception):
    """A TLS port answered in clear text that it wants TLS."""


class Failure:
    """An error and where it came from. url: of the server. timeout: (seconds to connect, seconds to answer)."""

    def __init__(self, error: BaseException, url: str, timeout: tuple[float, float], request_sent: bool = True) -> None:
        self.error, self.url = error, url
        self.connect_timeout, self.answer_timeout = timeout
        self.causes = list(_causes(error))
        self.text = " ".join(str(cause) for cause in self.causes)
        self.request_sent = request_sent and not any(getattr(cause, "before_request", False) for cause in self.causes)

    def find(self, *classes: type) -> Any:
        """The first cause of one of these classes, or None."""
        return next((cause for cause in self.causes if isinstance(cause, classes)), None)

    def says(self, *words: str) -> bool:
        """Whether any of the causes' messages holds one of these words."""
        return any(word in self.text for word in words)

    @functools.cached_property
    def server_speaks_tls(self) -> bool:
        """Whether a TLS handshake with the server succeeds, although the URL says http. Nothing is sent."""
        parts = urlsplit(self.url)
        address = parts.netloc if parts.port else parts.netloc + ":80"
        try:
            return parts.scheme == "http" and bool(fetch_certificate(address, self.connect_timeout))
        except (OSError, HTTPException, HTTPError, requests.exceptions.RequestException):
            return False


def failure_in_answer(response: Any, url: str, timeout: tuple[float, float]) -> Failure | None:
    """The failure behind an answer that does not come from the server itself, or None.

    A 407 comes from a proxy. A page with status 400 that mentions TLS comes from a TLS port; a handshake confirms it.
    """
    if response.status == 407:
        return Failure(ProxyLoginWanted(), url, timeout)
    text = response.content[:4096].lstrip()
    if response.status == 400 and url.startswith("http:") and HEARD_TLS.search(text) and not text.startswith(b"{"):
        failure = Failure(PlainHttpRefused(), url, timeout)
        return failure if failure.server_speaks_tls else None
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was made from and what it wraps, each once."""
    seen: set[int] = set()
    queue: list[Any] = [error]
    while queue:
        cause = queue.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        queue += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *getattr(cause, "args", ())]
