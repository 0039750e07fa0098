# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content of an answer, up to a limit, into memory or into a sink. Knows only HTTP."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from http.client import RemoteDisconnected
from typing import Any, Protocol

MAX_IN_MEMORY = 16 * 1024 * 1024  # bytes of an answer that is kept in memory
MAX_DOWNLOAD = 100 * 1024 * 1024  # bytes of a file that is written to a sink
PIECE = 65536  # bytes that are read, or unpacked, at a time
GZIP_OR_ZLIB = 47  # wbits for zlib: detects which of the two it is


class UnusableContent(Exception):
    """The content of an answer cannot be taken."""


class ContentTooLarge(UnusableContent):
    """limit: bytes that are allowed."""

    def __init__(self, limit: int) -> None:
        super().__init__("more than %d bytes" % limit)
        self.limit = limit


class CannotUnpack(UnusableContent):
    """The content is compressed, which the request does not allow, and the encoding is unknown or the data is damaged."""


class Sink(Protocol):
    """Takes the content of a file. Errors it raises itself end the call."""

    def restart(self) -> None:
        """Discards what was written: an answer begins, possibly after a retry."""

    def write(self, piece: bytes) -> object:
        """Takes the next bytes."""


def size_limit(response: Any, sink: Sink | None = None) -> int:
    """How many bytes the content of a urllib3 response may have: more when it is a success and goes to a sink."""
    return MAX_DOWNLOAD if sink is not None and response.status < 300 else MAX_IN_MEMORY


def read_content(response: Any, sink: Sink | None = None) -> bytes:
    """The whole content of a urllib3 response; with a sink that of a success goes there, and its first PIECE is returned.

    Raises UnusableContent, what urllib3 raises, and what the sink raises.
    """
    pieces: Iterable[bytes] = _raw_pieces(response)
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        pieces = _unpacked(pieces, encoding)
    pieces = _limited(response, pieces, size_limit(response, sink))
    if sink is None or response.status >= 300:
        return b"".join(pieces)
    sink.restart()
    beginning = b""
    for piece in pieces:
        sink.write(piece)
        beginning += piece[: PIECE - len(beginning)]
    return beginning


def _raw_pieces(response: Any) -> Iterator[bytes]:
    while piece := response.read(PIECE, decode_content=False):  # also for an empty answer: this releases the connection
        yield piece
        if response.length_remaining == 0:
            break
    if response.length_remaining:  # urllib3 1.26 takes a part for the whole
        raise RemoteDisconnected("the connection ended within the content of the answer")


def _limited(response: Any, pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > limit:
        raise ContentTooLarge(limit)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise ContentTooLarge(limit)
        yield piece


def _unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise CannotUnpack("compressed with %s" % encoding)
    unpacker, empty = zlib.decompressobj(GZIP_OR_ZLIB), True
    try:
        for piece in pieces:
            empty = False
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, PIECE)
                piece = unpacker.unconsumed_tail
            if unpacker.eof and (piece or unpacker.unused_data):
                raise CannotUnpack("something comes behind it")
        yield unpacker.flush()
    except zlib.error as error:
        raise CannotUnpack("damaged") from error
    if not (empty or unpacker.eof):
        raise CannotUnpack("cut off")
