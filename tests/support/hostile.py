# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers without an end, or with far too much in them: functions that take a connection whose request was received."""

from __future__ import annotations

import contextlib
import functools
import gzip
import itertools
import socket
import time
import zlib
from collections.abc import Callable

from tests.support.raw_server import reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nLink: </x.js>\r\n\r\n"
BLOCK = b"x" * 65536
PAUSE = 0.05  # seconds between the pieces of an answer that trickles
Send = Callable[[socket.socket], None]


def sending(first: bytes, again: bytes = b"", pause: float = 0.0) -> Send:
    """Sends some bytes, and others for ever, until the client has gone."""

    def send(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(first)
            for _number in itertools.count() if again or pause else ():
                connection.sendall(again)
                time.sleep(pause)

    return send


@functools.lru_cache
def gzip_bomb(size: int) -> bytes:
    """So many bytes of nothing, packed 1,000 to 1; a GiB takes some seconds to pack."""
    return reply(gzip.compress(bytes(size), 6), Content_Encoding="gzip")


_ZLIB = zlib.compress(bytes(1 << 26), 9)[:65535].ljust(65535) + b"\r\n0\r\n\r\n"
HUGE = {
    "1 GiB announced": sending(HEAD + b"Content-Length: 1073741824\r\n\r\n", BLOCK),
    "announced in 400 digits": sending(HEAD + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", BLOCK),
    "endless body": sending(HEAD + b"\r\n", BLOCK),
    "endless chunks": sending(CHUNKED, b"10000\r\n" + BLOCK + b"\r\n"),
    "one endless chunk": sending(CHUNKED + b"ffffffffffffffff\r\n", BLOCK),
    "chunk of size -1": sending(CHUNKED + b"-1\r\n", BLOCK),
    "chunks of one byte": sending(CHUNKED, b"1\r\nx\r\n" * 10000),
    "gzip bomb": sending(gzip_bomb(1 << 27)),
    "zlib bomb in a chunk": sending(
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: deflate\r\n\r\n") + b"ffff\r\n" + _ZLIB + b"\r\n0\r\n\r\n"
    ),
    "endless header": sending(HEAD + b"X: ", BLOCK),
    "endless headers": sending(HEAD, b"X: y\r\n" * 1000),
    "endless status line": sending(b"HTTP/1.1 200 ", BLOCK),
    "endless chunk size": sending(CHUNKED + b"1;", BLOCK),
    "endless trailers": sending(CHUNKED + b"0\r\n", b"X: y\r\n" * 1000),
    "endless 100 Continue": sending(b"", CONTINUE * 1000),
}
SLOW = {
    "100 Continue": sending(b"", CONTINUE, PAUSE),
    "103 Early Hints": sending(b"", HINTS, PAUSE),
    "status line": sending(b"HTTP/1.1 200 ", b"O", PAUSE),
    "header": sending(HEAD + b"X-Long: ", b"x", PAUSE),
    "headers": sending(HEAD, b"X: y\r\n", PAUSE),
    "body": sending(HEAD + b"Content-Length: 1000\r\n\r\n", b"x", PAUSE),
    "body without a length": sending(HEAD + b"\r\n", b"x", PAUSE),
    "chunks": sending(CHUNKED, b"1\r\nx\r\n", PAUSE),
    "one chunk": sending(CHUNKED + b"ffff\r\n", b"x", PAUSE),
    "chunk size": sending(CHUNKED, b"0", PAUSE),
    "chunk extension": sending(CHUNKED + b"1;", b"x", PAUSE),
    "trailers": sending(CHUNKED + b"0\r\n", b"X: y\r\n", PAUSE),
    "nothing": sending(b"", b"", PAUSE),
}
