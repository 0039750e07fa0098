# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""URLs: which are valid, how they go into a request, and when two are the same instance. Knows no WhatsApp and no Ansible."""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import re
import socket
from urllib.parse import SplitResult, quote, unquote, urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import idna, requests

DEFAULT_PORTS = {"https": 443, "http": 80}
LOGIN_IN_URL = "leave user and password out of the URL; use the options username and password (in a path write @ as %40)"
NOT_PRINTABLE = re.compile(r"[\x00-\x20\x7f]")


def base_url(url: str | None) -> str:
    """The instance's address as the user wrote it, without a trailing slash or /v1; raises OptionError when it is not one."""
    parts = _split(url)
    path = parts.path.rstrip("/")
    while path.endswith("/v1"):
        path = path[: -len("/v1")].rstrip("/")
    return "%s://%s%s" % (parts.scheme, parts.netloc, path)


def request_url(base: str) -> str:
    """A base URL as it goes into a request: with an international host name in its ASCII form (IDNA). Raises OptionError."""
    parts, request = urlsplit(base), requests.PreparedRequest()
    name = parts.hostname or ""
    port = "" if parts.port is None else ":%d" % parts.port
    host = "[%s]" % name if ":" in name else _ascii_name(name)
    try:
        request.prepare_url("%s://%s%s%s" % (parts.scheme, host, port, parts.path), None)
    except (requests.exceptions.RequestException, ValueError):
        raise _not_a_url(base) from None
    return str(request.url).rstrip("/")


@functools.lru_cache(maxsize=8192)
@functools.lru_cache(maxsize=1024)
def instance_key(url: str | None) -> str:
    """One key for all spellings of one URL: caches and files of an instance are named by it. Raises OptionError.

    Equal are upper and lower case, a default port, a trailing dot, the forms of one IP address (2130706433, 127.1, ::FFFF:127.0.0.1),
    an international name and its ASCII form, percent-encoding, doubled slashes and a trailing /v1. Names are not resolved.
    """
    parts = urlsplit(base_url(url))
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    return "%s://%s:%d%s" % (parts.scheme, _canonical_host(parts.hostname or ""), port, _canonical_path(parts.path))


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine: localhost, or a loopback IP address."""
    host = urlsplit(instance_key(url)).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(url: str | None) -> SplitResult:
    text = (url or "").strip()
    if "@" in text:  # wherever it is: a password may hold slashes, and must not be shown
        raise OptionError("url", LOGIN_IN_URL)
    if "?" in text or "#" in text:
        raise OptionError("url", "it has a query or a fragment; give the address alone, like https://host:9090")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in DEFAULT_PORTS and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or NOT_PRINTABLE.search(text):
        raise _not_a_url(text)
    return parts


def _not_a_url(text: str) -> OptionError:
    return OptionError("url", "'%s' is not a URL; give something like https://host:9090" % text)


def _ascii_name(host: str) -> str:
    """A host name without percent-encoding, an international one in its ASCII form (UTS 46). Raises OptionError."""
    host = unquote(host)
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise _not_a_url(host) from None


def _canonical_host(host: str) -> str:
    if ":" in host:
        return _canonical_ipv6(unquote(host))
    host = _ascii_name(host).lower().rstrip(".")
    if re.fullmatch(r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+)){0,3}", host):
        with contextlib.suppress(OSError):
            return socket.inet_ntoa(socket.inet_aton(host))  # as the system reads it when it connects
    return host


def _canonical_ipv6(host: str) -> str:
    """host: without brackets, perhaps with a zone, which means something for link-local addresses only."""
    text, _percent, zone = host.partition("%")
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return "[%s]" % host.lower()
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if not zone or not address.is_link_local:
        return "[%s]" % address
    with contextlib.suppress(OSError):  # a number already, or an interface of another machine
        zone = str(socket.if_nametoindex(zone))
    return "[%s%%%s]" % (address, zone)


def _canonical_path(path: str) -> str:
    """Without empty segments, dots, needless percent-encoding and a trailing v1; "" or "/a/b"."""
    segments: list[str] = []
    for segment in path.split("/"):
        segment = unquote(segment)
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(quote(segment, safe=""))
    while segments and segments[-1] == "v1":
        del segments[-1]
    return "".join("/" + segment for segment in segments)
