# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deadlines for reading an answer and for sending a body, however slow the other side is. Knows only HTTP."""

from __future__ import annotations

import io
import socket
import time
from http.client import BadStatusLine, HTTPException, HTTPResponse, RemoteDisconnected
from typing import Any

TIMEOUT_TOLERANCE = 0.95  # settimeout() is skipped until less than this part of the time is left; it costs a system call
MIN_BYTES_PER_SECOND = 1024  # a body may take longer than the time-out as long as it comes faster than this
MAX_TIMEOUTS = 10  # time-outs that a call may take at most, retries included: see Transport
MAX_LINE = 65536  # bytes, as in http.client


class AnswerTooLong(HTTPException):
    """More bytes came than the content and its framing can have."""


class AnswerTooSlow(socket.timeout):
    """The answer began but did not end in time. seconds: the duration of the wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("the answer was not complete after %g s" % seconds)
        self.seconds = seconds


class RequestTooSlow(socket.timeout):
    """The server did not take the request in time."""


class DeadlineReader(io.RawIOBase):
    """Reads one answer from a socket until its deadline. The time-out of a socket would start again with every byte.

    The head, informational answers included, has the socket's time-out. The body has longer: see allow_body.
    """

    def __init__(self, sock: Any, raw: io.RawIOBase) -> None:
        super().__init__()
        self.sock, self.raw = sock, raw  # raw: keeps the socket open for as long as it is read
        self.timeout = sock.gettimeout()
        self.began = time.monotonic()
        self.deadline = self.latest = self.began + (self.timeout or 0)
        self.bytes_left = float("inf")
        self.silent, self.ended, self.finished = True, False, False

    def allow_body(self, latest: float, size: int) -> None:
        """From now on every byte moves the deadline, but never beyond `latest` (of time.monotonic), and `size` bytes may come."""
        self.latest, self.bytes_left = max(latest, self.deadline), size

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.raw.fileno()

    def readinto(self, buffer: Any) -> int:
        if self.finished:
            return 0
        if self.timeout:
            remaining = self.deadline - time.monotonic()
            if remaining <= 0:
                raise self._too_slow()
            if remaining < self.timeout * TIMEOUT_TOLERANCE:
                self.sock.settimeout(remaining)
        try:
            count = self.sock.recv_into(buffer)
        except socket.timeout:
            if self.silent:
                raise
            raise self._too_slow() from None
        self.silent, self.ended = False, count == 0
        self.deadline = min(self.deadline + count / MIN_BYTES_PER_SECOND, self.latest)
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise AnswerTooLong("the answer does not end")
        return count

    def _too_slow(self) -> AnswerTooSlow:
        seconds = time.monotonic() - self.began
        return AnswerTooSlow(round(seconds, 0 if seconds >= 1 else 1))

    def close(self) -> None:
        self.raw.close()
        super().close()


class DeadlineResponse(HTTPResponse):
    """An answer that is read through DeadlineReader, behind any number of informational ones.

    connected: the socket that it came over. out_of_step: the server sent more than its answer, so the beginning of the
    next one is unknown.
    """

    fp: Any

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.connected = sock
        self.out_of_step = False
        self.reader = DeadlineReader(sock, self.fp.detach())
        self.fp = io.BufferedReader(self.reader)

    def begin(self) -> None:
        """Reads the head. http.client takes the end of the connection for its end, so a truncated head would be a whole answer."""
        try:
            super().begin()
        except BadStatusLine:
            if not self.reader.ended:
                raise
        if self.reader.ended:
            raise RemoteDisconnected("the connection ended within the head of the answer")

    def _read_status(self) -> tuple:
        """The status line of the final answer (RFC 9110 15.2); http.client skips 100 alone, and takes a 103 for the final answer."""
        while True:
            line = super()._read_status()  # type: ignore[misc]
            if not 100 <= line[1] < 200:
                return line
            if line[1] == 101:
                raise HTTPException("the server switched to another protocol without being asked")
            while self.fp.readline(MAX_LINE) not in (b"\r\n", b"\n", b""):
                pass

    def _read_next_chunk_size(self) -> int:
        """The size of the next chunk; for http.client one of -1 means: all that comes, at once."""
        size = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise HTTPException("a chunk has a negative size")
        return size

    def _close_conn(self) -> None:
        self.reader.finished = True
        self.out_of_step = bool(self.fp.peek(1))
        super()._close_conn()  # type: ignore[misc]


class UploadBody(io.BytesIO):
    """A body that is sent piece by piece, so that a server that takes it slowly meets the deadline (of time.monotonic)."""

    def __init__(self, content: bytes, deadline: float) -> None:
        super().__init__(content)
        self.deadline = deadline

    def read(self, size: int | None = -1) -> bytes:
        if time.monotonic() > self.deadline:
            raise RequestTooSlow("the request could not be sent in time")
        return super().read(size)
