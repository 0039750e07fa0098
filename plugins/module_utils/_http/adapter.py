# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The adapter that requests sends through: a ready TLS context, pins, and an end to answers that never end."""

from __future__ import annotations

import functools
import io
import os
import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPResponse
from typing import Any, NamedTuple

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import HTTPAdapter, create_urllib3_context

TIMEOUT_TOLERANCE = 0.95  # a time-out need not be exact
MIN_BYTES_PER_SECOND = 1024  # bytes a second; an answer may take its time-out, and beyond it as long as it comes faster than this


class HttpResponse(NamedTuple):
    """An answer: HTTP status, headers (names in any case), the whole content, and the URL that was asked.

    body: the content as the caller decoded it; the adapter leaves it as it is.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    body: Any = None


class CachedTimeoutSocket(ssl.SSLSocket):
    """A socket that is not told twice how long to wait: urllib3 does so for every request, and each time the system is asked."""

    def settimeout(self, value):
        if value != self.gettimeout():
            super().settimeout(value)


@functools.lru_cache(maxsize=64)
def tls_context(ca, pinned):
    """The TLS context that trusts this CA file or directory; with ca=None any certificate, for someone who pins it.

    Making one takes longer than a request, so each is made once. pinned: kept apart, since urllib3 then turns off the
    check of the host name. Raises OptionError when the CAs cannot be read.
    """
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if ca else ssl.CERT_NONE)
    context.sslsocket_class = CachedTimeoutSocket
    if ca:
        try:
            context.load_verify_locations(**{"capath" if os.path.isdir(ca) else "cafile": ca})
        except (OSError, ssl.SSLError):
            raise OptionError("ca_path", "%s cannot be read, or holds no certificates in PEM form" % ca) from None
    return context


class DeadlineReader(io.RawIOBase):
    """What a connection receives, until it is too late: a time-out of the socket counts anew from every byte.

    The time-out that the socket has when the answer begins is that of the answer.
    """

    def __init__(self, connected):
        super().__init__()
        self.connected, self.raw = connected, connected.makefile("rb", buffering=0)
        self.patience = connected.gettimeout()
        self.end = time.monotonic() + (self.patience or 0)

    def readable(self):
        return True

    def fileno(self):
        return self.raw.fileno()

    def readinto(self, buffer):
        if self.patience:
            left = self.end - time.monotonic()
            if left <= 0:
                raise socket.timeout("the answer came too slowly")  # TimeoutError itself, from Python 3.10 on
            if left < self.patience * TIMEOUT_TOLERANCE:
                self.connected.settimeout(left)
        count = self.raw.readinto(buffer)
        self.end += (count or 0) / MIN_BYTES_PER_SECOND
        return count

    def close(self):
        self.raw.close()
        super().close()


class DeadlineResponse(HTTPResponse):
    """An answer that is read through DeadlineReader. connected: the socket that it came over."""

    def __init__(self, sock, *args, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.connected = sock
        self.fp.close()
        self.fp = io.BufferedReader(DeadlineReader(sock))


@functools.lru_cache(maxsize=16)
def with_deadline_pool(pool):
    """The class of connection pools like this one, whose connections read their answers so."""
    if pool.ConnectionCls.response_class is DeadlineResponse:
        return pool
    connection = type("Connection", (pool.ConnectionCls,), {"response_class": DeadlineResponse})
    return type("Pool", (pool,), {"ConnectionCls": connection})


def install_deadline(manager):
    """Has a pool manager, whatever its kind, make such pools; returns it."""
    manager.pool_classes_by_scheme = {scheme: with_deadline_pool(pool) for scheme, pool in manager.pool_classes_by_scheme.items()}
    return manager


class Adapter(HTTPAdapter):
    """Sends to one server, which it verifies by a ready TLS context, and by a SHA-256 fingerprint (64 hexadecimal digits)
    when one is given.
    """

    def __init__(self, context=None, fingerprint=None):
        self.tls = {"ssl_context": context, "assert_fingerprint": fingerprint} if context else {}
        self.pool, self.connected, self.fresh_connection = None, None, True
        super().__init__()

    def mark_reused(self):
        """Itself, for another task: what the server showed before may not be what it shows now."""
        self.fresh_connection = False
        return self

    def peer_certificate_der(self):
        """The certificate, in DER, that the server showed when this task made its connection; None when it made none."""
        if not self.fresh_connection:
            return None
        try:
            return self.connected.getpeercert(binary_form=True)
        except (AttributeError, OSError, ValueError):  # none yet, or not TLS; closed since
            return None

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **self.tls, **kwargs)
        install_deadline(self.poolmanager)

    def proxy_manager_for(self, *args, **kwargs):
        return install_deadline(super().proxy_manager_for(*args, **self.tls, **kwargs))

    def build_connection_pool_key_attributes(self, request, verify, cert=None):
        host, _options = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"cert_reqs": self.tls["ssl_context"].verify_mode} if self.tls else {}

    def get_connection_with_tls_context(self, request, verify, proxies=None, cert=None):
        """One server has one pool, which need not be looked for again."""
        self.pool = self.pool or super().get_connection_with_tls_context(request, verify, proxies, cert)
        return self.pool

    def request_url(self, request, proxies):
        return super().request_url(request, proxies) if proxies else request.path_url

    def build_response(self, req, resp):
        """The whole answer, in place of requests' Response with its streams, cookies and encodings; raises urllib3's errors."""
        self.connected = getattr(getattr(resp, "_original_response", None), "connected", None)
        return HttpResponse(resp.status, resp.headers, resp.read(decode_content=True), req.url)

    def cert_verify(self, conn, url, verify, cert):
        """The context has the CAs already; requests would read them again for every connection."""
