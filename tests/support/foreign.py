# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server over TLS that answers whatever a test says: a gateway, another product, a broken client. It knows nothing of the API.

with foreign_server(lambda method, path, body: page(404)) as server:
    result = run_module("whatsapp_instance", server, config={"profile": {"about": "x"}})
assert server.calls() == ["POST /v1/users/login"]
"""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.emulator.tls import make_context, make_stock_certificate

Answer = tuple[int, dict[str, str], bytes]
LOGIN = "/v1/users/login"
TOKEN = "header.payload.signature"


class Received(NamedTuple):
    """One request that the server received. path: without the query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


def reply(body: Any = None, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON; with body=None an empty one. headers: Retry_After="1" is sent as Retry-After."""
    content = b"" if body is None else json.dumps(body).encode()
    return status, {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}, content


def page(status: int = 200, title: str = "It works") -> Answer:
    """An answer of a web server that is no API."""
    return status, {"Content-Type": "text/html"}, f"<html><head><title>{title}</title></head><body>{title}</body></html>".encode()


def refusal(status: int, code: int, details: str = "", title: str = "Error") -> Answer:
    """An error in the documented form (api envelope with `errors`)."""
    return reply({"errors": [{"code": code, "title": title, "details": details}], "meta": {"version": "v2.45.1"}}, status)


def login_ok() -> Answer:
    """A successful login."""
    return reply({"users": [{"token": TOKEN, "expires_after": "2037-01-01 00:00:00+00:00"}], "meta": {"version": "v2.45.1"}})


def after_login(answer: Callable[[str, str, bytes], Answer]) -> Callable[[str, str, bytes], Answer]:
    """The same server, but with a login that works."""
    return lambda method, path, body: login_ok() if path == LOGIN else answer(method, path, body)


@functools.lru_cache(maxsize=1)
def _certificate() -> tuple[str, str]:
    return make_stock_certificate()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            self._answer()
            self.wfile.flush()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _mark, query = self.path.partition("?")
        self.server.requests.append(Received(self.command, path, query, dict(self.headers), body))
        try:
            status, headers, content = self.server.answer(self.command, path, body)
        except Exception as error:  # told when the server ends: a mistake in the test, not in what it tests
            self.server.mistakes.append(error)
            status, headers, content = 500, {}, b"the stub failed"
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


class ForeignServer(http.server.ThreadingHTTPServer):
    """A running stub. answer(method, path, body) -> (status, headers, bytes). requests: what came, in order."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[str, str, bytes], Answer], tls: bool = True) -> None:
        self.answer, self.requests, self.mistakes = answer, [], []
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fingerprint = None
        if tls:
            bundle, self.fingerprint = _certificate()
            # The handshake belongs to the thread of the connection: a client that makes none must not stop the others.
            self.socket = make_context(bundle).wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.url = "%s://127.0.0.1:%d" % ("https" if tls else "http", self.server_port)

    @property
    def connection(self) -> dict[str, Any]:
        """The connection options of a module; nothing is repeated, so that a test counts what it means."""
        pin = {"tls_fingerprint": [self.fingerprint]} if self.fingerprint else {}
        return {"url": self.url, "password": "Adm1n-Pass!word", "retries": 0, "timeout": 5, **pin}

    def calls(self, *methods: str) -> list[str]:
        """["POST /v1/users/login", ...]: what came, in order; with methods only those."""
        return [f"{request.method} {request.path}" for request in self.requests if not methods or request.method in methods]

    def logins(self) -> int:
        """How many logins were tried."""
        return sum(request.path == LOGIN for request in self.requests)

    def writes(self) -> list[str]:
        """The calls other than GET and logins."""
        return [call for call in self.calls() if not call.startswith("GET ") and call != f"POST {LOGIN}"]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no mistake."""


@contextmanager
def foreign_server(answer: Callable[[str, str, bytes], Answer], tls: bool = True) -> Iterator[ForeignServer]:
    """A ForeignServer that runs within the block; raises at its end what `answer` raised."""
    server = ForeignServer(answer, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    if server.mistakes:
        raise server.mistakes[0]


def run_module(module: str, server: ForeignServer, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """The result of one module, run whole in this process against the server: validation, masking and all."""
    from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute

    return execute(f"waops.whatsapp.{module}", {**server.connection, **options}, check_mode)
