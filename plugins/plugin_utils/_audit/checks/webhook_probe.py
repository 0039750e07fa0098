# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sends a webhook's receiver one POST of an empty object. Knows no instance and judges nothing."""

from __future__ import annotations

import socket
import ssl
from typing import Any
from urllib.parse import unquote, urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import printable
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import HTTPError, make_headers, requests, urllib3
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import certificate_problem

SECONDS = 3  # within which a receiver must answer, by Meta's diagnosing tool
BODY = b"{}"  # without messages, statuses and errors, so a receiver has nothing to process


def probe(url: str, authorities: str) -> dict[str, Any]:
    """{"host", "problem", "remedy"}: what is wrong with the receiver at `url`, to continue "the webhook at HOST"; None when all is well.

    authorities: PEM text of CAs to trust beside the public ones, "" for none. The URL is not returned: it may hold credentials.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return _finding("(unreadable)", "is not a URL", "correct app_settings.webhooks.url")
    if parts.scheme != "https" or not host:
        return _finding(host or "(no host)", "is not called by https", "give a URL that begins with https://")
    proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    if not proxy:
        try:
            socket.getaddrinfo(host, port)
        except OSError:
            return _finding(host, "has a name that does not resolve", "correct the name, or the DNS of this controller")
    try:
        status = _post(url, _context(authorities), proxy)
    except (HTTPError, OSError, ValueError) as error:
        return _finding(host, *_failure(error, url))
    if status != 200:
        return _finding(host, "answers %d where 200 is wanted" % status, "have the receiver answer 200 to every POST")
    return _finding(host, None, None)


def _finding(host: str, problem: str | None, remedy: str | None) -> dict[str, Any]:
    return {"host": printable(host, 100), "problem": problem, "remedy": remedy}


def _context(authorities: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=requests.certs.where())
    if authorities:
        context.load_verify_locations(cadata=authorities)
    return context


def _post(url: str, context: ssl.SSLContext, proxy: str | None) -> int:
    """The status of the answer; redirects are not followed, as an instance does not follow them."""
    parts = urlsplit(url)
    options: dict[str, Any] = {"ssl_context": context, "timeout": urllib3.Timeout(total=SECONDS), "retries": False}
    manager = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
    headers = {"Content-Type": "application/json", "User-Agent": "waops.whatsapp audit"}
    if parts.username:
        headers.update(make_headers(basic_auth="%s:%s" % (unquote(parts.username), unquote(parts.password or ""))))
    response = manager.request("POST", url, body=BODY, headers=headers, redirect=False, preload_content=False)
    try:
        return response.status
    finally:
        response.close()
        manager.clear()


def _failure(error: BaseException, url: str) -> tuple[str, str]:
    """What is wrong, and the remedy."""
    causes = [error]
    while causes[-1] is not None and len(causes) < 10:
        last = causes[-1]
        inner = last.__cause__ or last.__context__ or getattr(last, "reason", None) or (last.args[0] if last.args else None)
        if not isinstance(inner, BaseException) or inner in causes:
            break
        causes.append(inner)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "has a certificate that the instance does not trust: %s" % certificate_problem(cause, url)[0], (
                "have it send its whole chain, or upload its CA with the section webhook_ca"
            )
        if isinstance(cause, ssl.SSLError):
            return "does not speak TLS that can be used", "look at the receiver's TLS settings"
    if any("timed out" in str(cause).lower() or isinstance(cause, socket.timeout) for cause in causes):
        return "does not answer within %d s" % SECONDS, "look at the receiver and at the firewalls on the way"
    return "does not answer: the connection failed", "look at the receiver and at the firewalls on the way"
