# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""However much a server sends, a call takes what is allowed, in memory that is bounded, or fails; and a part is never the whole."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http import content
from ansible_collections.waops.whatsapp.plugins.module_utils._http.transport import Transport
from tests.support.hostile import CHUNKED, HEAD, HUGE, sending
from tests.support.raw_server import answering, raw_server, receive_request, reply

LOST = "the connection was lost before the whole answer came"
TOO_LARGE = "the answer is larger than 16 MiB"
NOT_HTTP = "the answer is not valid HTTP"


class Kept:
    """A sink that remembers what it was given, and how often it was begun."""

    def __init__(self):
        self.content, self.begun = b"", 0

    def restart(self):
        self.content, self.begun = b"", self.begun + 1

    def write(self, piece):
        self.content += piece


def to(server, **options):
    pin = {"tls_fingerprint": [server.fingerprint]} if server.fingerprint else {}
    return Transport(server.url, **{"timeout": 5, "retries": 0, **pin, **options})


def outcome(server, sink=None, **options):
    """The content, or the problem that the call ended in."""
    try:
        return to(server, **options).send("GET", "/", sink=sink).content
    except TransportError as error:
        return error.problem


def after_request(send):
    """What a server does that receives a request and then sends so."""
    return lambda connection, _server: (receive_request(connection), send(connection))


NOT_TOO_LARGE = {
    "chunk of size -1": NOT_HTTP,
    "endless header": NOT_HTTP,
    "endless headers": NOT_HTTP,
    "endless status line": NOT_HTTP,
    "endless chunk size": NOT_HTTP,
    "endless 100 Continue": "the answer was not complete after 0.3 s",
}


@pytest.mark.parametrize("name", HUGE)
def test_memory_is_bounded_whatever_comes(name):
    """Twice the limit: the pieces, and the whole that is made of them."""
    with raw_server(after_request(HUGE[name]), tls=False) as server:
        tracemalloc.start()
        try:
            began = time.monotonic()
            found = outcome(server, timeout=0.3)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    if name in ("chunks of one byte", "endless trailers"):  # a fast machine comes to the limit in time
        assert found in ("the answer was not complete after 3 s", TOO_LARGE, NOT_HTTP)
    else:
        assert found == NOT_TOO_LARGE.get(name, TOO_LARGE)
    assert peak < 2.5 * content.MAX_IN_MEMORY
    assert time.monotonic() - began < 10


def test_the_limits_are_exact(monkeypatch):
    """As many bytes as are allowed are taken, and not one more; announced or not, unpacked or not."""
    monkeypatch.setattr(content, "MAX_IN_MEMORY", 100_000)
    for size, fits in ((100_000, True), (100_001, False)):
        body = b"y" * size
        for answer in (reply(body), HEAD + b"Connection: close\r\n\r\n" + body, reply(gzip.compress(body), Content_Encoding="gzip")):
            with raw_server(answering(answer, close=True), tls=False) as server:
                assert (outcome(server) == body) is fits


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "deflate", "identity", ""])
def test_what_is_compressed_although_nobody_asked_is_unpacked(encoding):
    """Some gateways compress whatever comes by."""
    body = b'{"a": "' + b"b" * 200_000 + b'"}'
    packed = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}.get(encoding.lower(), bytes)(body)
    with raw_server(answering(reply(packed, Content_Encoding=encoding))) as server:
        client = to(server)
        assert [client.send("GET", "/").content for _number in range(2)] == [body, body]
        assert server.connections == 1


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("br", b"\x0b\x02\x80{}\x03"),
        ("zstd", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}"))),
        ("gzip", gzip.compress(b"{}" * 1000)[:-9]),
        ("gzip", gzip.compress(b"{}") + b"more"),
        ("gzip", gzip.compress(b"{}").replace(b"\x1f", b"\x1e")),
        ("gzip", b"{}"),
        ("deflate", b"{}"),
    ],
    ids=range(8),  # the bodies hold the time
)
def test_what_cannot_be_unpacked_is_no_answer(encoding, body):
    """Also when a part of it can."""
    with raw_server(answering(reply(body, Content_Encoding=encoding))) as server:
        assert outcome(server) == "the answer cannot be unpacked (it is compressed, which the request does not allow)"


def test_an_empty_answer_is_empty_whatever_it_says_of_its_packing():
    with raw_server(answering(reply(b"", Content_Encoding="gzip"))) as server:
        assert outcome(server) == b""


def test_an_answer_without_content_leaves_the_connection_to_the_next_call():
    """With a length of nothing, or of a kind that has none."""
    with raw_server(answering(b"HTTP/1.1 204 No Content\r\n\r\n", reply(b""), reply(b"{}"))) as server:
        client = to(server)
        assert [client.send("GET", "/").content for _number in range(3)] == [b"", b"", b"{}"]
        assert server.connections == 1


def test_nobody_is_asked_to_compress():
    """And a gateway that obeys does not."""
    seen = []
    with raw_server(lambda connection, _server: (seen.append(receive_request(connection)), connection.sendall(reply()))) as server:
        assert outcome(server) == b"{}"
    assert b"\r\nAccept-Encoding: identity\r\n" in seen[0]


CUT_OFF = {
    "announced": sending(HEAD + b"Content-Length: 10\r\n\r\n12345"),
    "in a chunk": sending(CHUNKED + b"a\r\n12345"),
    "between chunks": sending(CHUNKED + b"5\r\n12345\r\n"),
    "in the head": sending(HEAD),
    "in the status line": sending(b"HTTP/1.1"),
    "at once": sending(b""),
}


@pytest.mark.parametrize("to_file", [False, True], ids=["memory", "file"])
@pytest.mark.parametrize("name", CUT_OFF)
def test_a_part_of_an_answer_is_no_answer(name, to_file):
    """And it is worth another try."""
    with raw_server(after_request(CUT_OFF[name])) as server:
        assert outcome(server, Kept() if to_file else None) == LOST


def cut(connection, _server):
    """Ends a connection without the farewell of TLS, as somebody in between does who cuts it."""
    receive_request(connection)
    connection.sendall(HEAD + b"Connection: close\r\n\r\n{}")
    time.sleep(0.1)
    raw = socket.socket(fileno=connection.detach())
    raw.shutdown(socket.SHUT_RDWR)
    raw.close()


def test_a_file_that_ends_with_the_connection_needs_a_proper_end():
    """Without a length nothing else tells a file from a part of it. An answer in JSON tells by itself."""
    with raw_server(cut) as server:
        assert outcome(server, Kept()) == LOST
        assert outcome(server) == b"{}"

    def whole(connection, _server):
        receive_request(connection)
        connection.sendall(HEAD + b"Connection: close\r\n\r\n{}")
        connection.unwrap()

    with raw_server(whole) as server:
        sink = Kept()
        assert (outcome(server, sink), sink.content) == (b"{}", b"{}")


def test_a_file_goes_to_the_sink_and_begins_again_with_each_try():
    """What the first try left is gone."""

    def talk(connection, server):
        receive_request(connection)
        body = HEAD + b"Content-Length: 10\r\n\r\n"
        connection.sendall(body + (b"old" if server.connections == 1 else b"0123456789"))

    sink = Kept()
    with raw_server(talk) as server:
        answer = to(server, retries=1).send("GET", "/", sink=sink)
    assert (answer.content, sink.content, sink.begun) == (b"0123456789", b"0123456789", 2)


def test_a_file_may_be_larger_than_what_is_kept_in_memory(monkeypatch):
    """Up to a limit of its own; a refusal is read into memory as ever."""
    monkeypatch.setattr(content, "MAX_IN_MEMORY", 1000)
    monkeypatch.setattr(content, "MAX_DOWNLOAD", 5_000_000)
    with raw_server(answering(reply(b"z" * 5_000_000))) as server:
        sink = Kept()
        assert outcome(server, sink) == b"z" * content.PIECE  # what shows what it is
        assert sink.content == b"z" * 5_000_000
    with raw_server(answering(reply(b"z" * 5_000_001))) as server:
        assert outcome(server, Kept()) == "the answer is larger than 4 MiB"
    with raw_server(answering(reply(b"refused", "404 Not Found"))) as server:
        sink = Kept()
        assert (outcome(server, sink), sink.begun) == (b"refused", 0)


def test_an_error_of_the_sink_ends_the_call():
    """It is no failure of the connection, and nothing is tried again; the rest of the answer is not taken for the next one."""

    class Full(Kept):
        def write(self, piece):
            raise OptionError("dest", "the disk is full")

    with raw_server(answering(reply(b"a" * 100_000), reply(b"b"))) as server:
        client = to(server, retries=3)
        with pytest.raises(OptionError, match="the disk is full"):
            client.send("GET", "/", sink=Full())
        assert client.send("GET", "/").content == b"a" * 100_000
        assert server.connections == 2


def test_the_limits_are_as_documented():
    """docs/connection.md names these figures; the second is that of the API for media."""
    assert (content.MAX_IN_MEMORY, content.MAX_DOWNLOAD) == (16 << 20, 100 << 20)
