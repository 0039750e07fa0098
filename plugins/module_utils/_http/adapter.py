# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The adapter that requests sends through: a ready TLS context, pins, and answers with an end. Knows no WhatsApp and no Ansible."""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._http.content import Sink, read_content, size_limit
from ansible_collections.waops.whatsapp.plugins.module_utils._http.deadline import DeadlineResponse, RequestTooSlow
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import HTTPAdapter, requests
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import TrustSettings, check_pins

FRAMING = 2  # the largest ratio of an answer with its chunk headers to its content


class HttpResponse(NamedTuple):
    """An answer: HTTP status, headers (names in any case), the whole content, and the URL that was asked.

    content: when it went to a sink, its beginning, which shows what it is. body: the content as the caller decoded it; the adapter
    leaves it as it is.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    body: Any = None
    after_lost_answer: bool = False


class _ConnectionMixin:
    """What our connections do in addition to urllib3's. pins: see TrustSettings."""

    response_class = DeadlineResponse

    def __init__(self, *args: Any, pins: frozenset = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pins = pins

    def connect(self) -> None:
        """Connects and checks the pins; every error is marked: no request was sent."""
        try:
            super().connect()  # type: ignore[misc]
            if self.pins:
                check_pins(self.sock, self.pins)  # type: ignore[attr-defined]
                self.is_verified = True
        except Exception as error:
            error.before_request = True  # type: ignore[attr-defined]
            raise

    def send(self, data: Any) -> None:
        """Sends a part of the request. Raises RequestTooSlow when the server does not take it in time."""
        try:
            super().send(data)  # type: ignore[misc]
        except socket.timeout:
            raise RequestTooSlow("the request could not be sent in time") from None


@functools.lru_cache(maxsize=16)
def _pool_class(pool: type) -> type:
    """The class of connection pools like this one, with our connections."""
    if issubclass(pool.ConnectionCls, _ConnectionMixin):  # type: ignore[attr-defined]
        return pool
    connection = type("Connection", (_ConnectionMixin, pool.ConnectionCls), {})  # type: ignore[attr-defined]
    return type("Pool", (pool,), {"ConnectionCls": connection})


class Adapter(HTTPAdapter):
    """Sends to one server. trust: whom to trust, for https; None for http. Used by one task at a time."""

    def __init__(self, trust: TrustSettings | None = None) -> None:
        self.tls: dict[str, Any] = {"ssl_context": trust.context()} if trust else {}
        self.pins = trust.pins if trust else frozenset()
        self.pool: Any = None
        self.connected: Any = None
        self.fresh_connection = True
        super().__init__()

    def exchange(
        self, request: Any, timeout: tuple[float, float], latest: float, proxies: dict[str, str], sink: Sink | None = None
    ) -> HttpResponse:
        """Sends a prepared request and reads the whole answer.

        timeout: seconds to connect, and for the head of the answer. latest: the deadline of the body (time.monotonic()).
        sink: see read_content. Raises what requests and urllib3 raise, UnusableContent, and what the sink raises.
        """
        response: Any = self.send(request, timeout=timeout, proxies=proxies)
        original = response._original_response
        try:
            original.reader.allow_body(latest, FRAMING * size_limit(response, sink))
            self.connected = original.connected
            encrypted = isinstance(self.connected, ssl.SSLSocket)
            if sink is not None and encrypted and original.length is None and not original.chunked:
                # The end of the connection is the end of the file, so nobody in between may cut it short.
                self.connected.suppress_ragged_eofs = False
            content = read_content(response, sink)
        except BaseException:
            self.close()
            raise
        if original.out_of_step or (encrypted and self.connected.pending()):
            self.close()
        return HttpResponse(response.status, response.headers, content, request.url)

    def mark_reused(self) -> Adapter:
        """Marks the connection as made by an earlier task, whose certificate may be out of date. Returns itself."""
        self.fresh_connection = False
        return self

    def peer_certificate_der(self) -> bytes | None:
        """The certificate of the server, in DER, from the connection of this task; None without such a connection."""
        if not self.fresh_connection:
            return None
        try:
            return self.connected.getpeercert(binary_form=True)
        except (AttributeError, OSError, ValueError):  # none yet, or not TLS; closed since
            return None

    def close(self) -> None:
        """Ends the connection; the next request makes another one."""
        super().close()
        self.pool, self.connected, self.fresh_connection = None, None, True

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **{**kwargs, **self.tls})
        _install(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return _install(super().proxy_manager_for(*args, **{**kwargs, **self.tls}))

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """The pool of the one server, looked up once. The method of requests would replace our TLS context."""
        if self.pool is None:
            parts, manager = urlsplit(request.url), self.poolmanager
            proxy = requests.utils.select_proxy(request.url, proxies)
            if proxy:
                proxy = requests.utils.prepend_scheme_if_needed(proxy, "http")
                if not urlsplit(proxy).hostname:
                    raise requests.exceptions.InvalidProxyURL("the proxy's URL has no host")
                manager = self.proxy_manager_for(proxy)
            options = {"cert_reqs": self.tls["ssl_context"].verify_mode} if self.tls else {}
            self.pool = manager.connection_from_host(parts.hostname, parts.port, parts.scheme, pool_kwargs=options)
            if self.pins:
                self.pool.conn_kw["pins"] = self.pins
        return self.pool

    def request_url(self, request: Any, proxies: Any) -> str:
        return super().request_url(request, proxies) if proxies else request.path_url

    def build_response(self, req: Any, resp: Any) -> Any:
        """urllib3's own, in place of requests' Response with its streams, cookies and encodings."""
        return resp

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context has the CAs already; requests would read them again for every connection."""


def _install(manager: Any) -> Any:
    """Makes a pool manager of any kind create our pools; returns it."""
    manager.pool_classes_by_scheme = {scheme: _pool_class(pool) for scheme, pool in manager.pool_classes_by_scheme.items()}
    return manager
