# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that sends whatever bytes a test wants: HTTP that no library would write, or no HTTP at all.

with raw_server(lambda connection: connection.sendall(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")) as server:
    Transport(server.url, tls_fingerprint=[server.fingerprint]).send("GET", "/")
"""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.emulator.tls import make_context, make_stock_certificate


@dataclass
class RawServer:
    """url: of the server. fingerprint: of its certificate, None without TLS. requests: the first line of each, in order."""

    url: str
    fingerprint: str | None
    requests: list[str] = field(default_factory=list)
    connections: int = 0


@functools.lru_cache(maxsize=1)
def stock_certificate() -> tuple[str, str]:
    """A self-signed bundle and its fingerprint."""
    return make_stock_certificate()


def receive_request(connection: socket.socket) -> bytes | None:
    """One whole request; None when the client has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _end, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answering(*answers: bytes, close: bool = False) -> Callable[[socket.socket, RawServer], None]:
    """What a server does that gives these answers, one for each request of a connection, and the last one from then on."""

    def talk(connection: socket.socket, server: RawServer) -> None:
        left = list(answers)
        while (request := receive_request(connection)) is not None:
            server.requests.append(request.split(b"\r\n")[0].decode())
            connection.sendall(left[0])
            if len(left) > 1:
                del left[0]
            if close:
                return

    return talk


def reply(body: bytes = b"{}", status: str = "200 OK", **headers: str) -> bytes:
    """The bytes of an ordinary answer. headers: Content_Type="x" is sent as Content-Type."""
    lines = {"Content-Length": str(len(body)), "Content-Type": "application/json"}
    lines.update({name.replace("_", "-"): value for name, value in headers.items()})
    return f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n" + body


@contextmanager
def raw_server(
    talk: Callable[[socket.socket, RawServer], None], tls: bool = True, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[RawServer]:
    """A running server. talk: called in a thread of its own for each connection, which is closed when it returns.

    context: a TLS context in place of one with the stock certificate; its fingerprint is then for the test to know.
    """
    bundle, fingerprint = stock_certificate()
    if tls:
        context = context or make_context(bundle)
    listener = socket.create_server((host, 0))
    scheme = "https" if tls else "http"
    server = RawServer("%s://%s:%d" % (scheme, host, listener.getsockname()[1]), fingerprint if tls else None)

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            if not context:
                talk(connection, server)
                return
            with context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as wrapped:
                try:
                    wrapped.do_handshake()
                except ssl.SSLError:
                    raw = socket.socket(fileno=wrapped.detach())
                    raw.shutdown(socket.SHUT_WR)  # what the client has sent is read, or its alert would be lost
                    while raw.recv(65536):
                        pass
                    raw.close()
                    return
                talk(wrapped, server)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = listener.accept()[0]
                server.connections += 1
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
