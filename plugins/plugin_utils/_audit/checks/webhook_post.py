# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sends receivers of webhooks one POST of an empty object. Judges nothing.

It also runs on hosts that have only Python 3.7: it uses the standard library, and nothing of this collection.
"""

from __future__ import annotations

import base64
import functools
import socket
import ssl
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

SECONDS = 3  # within which a receiver must answer, by Meta's diagnosing tool
BODY = b"{}"  # without messages, statuses and errors, so a receiver has nothing to process
AT_ONCE = 32  # receivers
RESERVED = "%/:=&?~#+!$,;'@()*[]"  # characters with a meaning in a URL, which stay as they are


def post_all(receivers: list[dict], public: str) -> list[dict]:
    """The outcome of each receiver, in order; see post(). receivers: [{"url", "authorities"}]. public: PEM text of public CAs."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda receiver: post(receiver["url"], public + receiver["authorities"]), receivers))


def post(url: str, authorities: str) -> dict:
    """{"status": of the answer}, or {"failure"}: name, certificate (with "code" and "reason" of OpenSSL), tls, time, proxy, connection.

    url: begins with https:// and has a host. authorities: PEM text of the CAs to trust. Redirects are not followed, since an instance
    does not follow them either. "by_proxy": whether the call went through the proxy of the environment.
    """
    began = time.monotonic()
    proxy = _proxy(urlsplit(url).hostname or "")
    try:
        outcome: dict[str, Any] = {"status": _exchange(urlsplit(url), _context(authorities), proxy)}
    except ssl.SSLCertVerificationError as error:
        outcome = {"failure": "certificate", "code": error.verify_code, "reason": error.verify_message}
    except ssl.SSLError:
        outcome = {"failure": "tls"}
    except (socket.gaierror, UnicodeError):
        outcome = {"failure": "proxy" if proxy else "name"}
    except (OSError, HTTPException, ValueError) as error:
        refused = proxy and (isinstance(error, (ValueError, ConnectionRefusedError)) or "407" in str(error))
        outcome = {"failure": "proxy" if refused else "connection"}
    if time.monotonic() - began >= SECONDS and outcome.get("failure") != "certificate":
        outcome = {"failure": "time"}
    return {**outcome, "by_proxy": bool(proxy)}


def _proxy(host: str) -> str | None:
    """The address of the proxy that the environment names for this host."""
    proxies = urllib.request.getproxies()
    return None if urllib.request.proxy_bypass(host) else proxies.get("https") or proxies.get("all")


@functools.lru_cache(maxsize=16)
def _context(authorities: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not the default one, which is stricter than an instance since Python 3.13
    context.load_verify_locations(cadata=authorities)
    return context


def _exchange(parts: SplitResult, context: ssl.SSLContext, proxy: str | None) -> int:
    """The status of the answer. Raises OSError, HTTPException and ValueError, the last for a proxy that cannot be used."""
    target = quote(parts._replace(scheme="", netloc="", fragment="").geturl() or "/", safe=RESERVED)
    headers = {"Content-Type": "application/json", "User-Agent": "waops.whatsapp audit"}
    if parts.username:
        headers["Authorization"] = _basic(parts)
    connection = _connection(parts, context, proxy)
    limit = threading.Timer(SECONDS, _cut, (connection,))
    limit.daemon = True
    limit.start()
    try:
        connection.request("POST", target, BODY, headers)
        return connection.getresponse().status
    finally:
        limit.cancel()
        connection.close()


def _connection(parts: SplitResult, context: ssl.SSLContext, proxy: str | None) -> HTTPSConnection:
    if not proxy:
        return HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=SECONDS, context=context)
    hop = urlsplit(proxy if "://" in proxy else "http://" + proxy)
    if hop.scheme != "http":
        raise ValueError("not a proxy for tunnels: " + hop.scheme)
    connection = HTTPSConnection(hop.hostname or "", hop.port or 80, timeout=SECONDS, context=context)
    connection.set_tunnel(parts.hostname or "", parts.port or 443, {"Proxy-Authorization": _basic(hop)} if hop.username else {})
    return connection


def _basic(parts: SplitResult) -> str:
    login = "%s:%s" % (unquote(parts.username or ""), unquote(parts.password or ""))
    return "Basic " + base64.b64encode(login.encode("utf-8")).decode("ascii")


def _cut(connection: HTTPSConnection) -> None:
    """Ends a connection whose answer arrives too slowly: the time-out of the socket restarts with every byte."""
    with suppress(OSError):
        if connection.sock:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
