# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""However a server deals its bytes out, a call ends in time, with the right answer or with none."""

from __future__ import annotations

import time

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http import deadline, transport
from ansible_collections.waops.whatsapp.plugins.module_utils._http.transport import Transport
from tests.support.hostile import CONTINUE, HEAD, HINTS, PROCESSING, SLOW, sending
from tests.support.raw_server import answering, raw_server, receive_request, reply

UNKNOWN = b"HTTP/1.1 199 Nearly there\r\nContent-Length: 5\r\n\r\n"


def to(server, **options):
    """A Transport to a raw server, which waits for half a second."""
    pin = {"tls_fingerprint": [server.fingerprint]} if server.fingerprint else {}
    return Transport(server.url, **{"timeout": 0.5, "retries": 0, **pin, **options})


def refusal(call):
    """The problem of the TransportError that a call ends in, and the seconds it took."""
    began = time.monotonic()
    with pytest.raises(TransportError) as failed:
        call()
    return failed.value.problem, time.monotonic() - began


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
@pytest.mark.parametrize(
    "before",
    [CONTINUE, PROCESSING, HINTS, UNKNOWN, CONTINUE + PROCESSING + HINTS, HINTS * 50],
    ids=["100", "102", "103", "199", "three", "fifty"],
)
def test_informational_answers_come_before_the_final_one(before, tls):
    """They are skipped, and the connection stays in step: every call gets its own answer, over one connection."""
    answers = [before + reply(b'{"answer": %d}' % number) for number in range(3)]
    with raw_server(answering(*answers), tls=tls) as server:
        client = to(server)
        contents = [client.send("GET", "/").content for _number in range(3)]
        assert contents == [b'{"answer": 0}', b'{"answer": 1}', b'{"answer": 2}']
        assert server.connections == 1


def test_an_informational_answer_may_come_alone_and_in_pieces():
    """Its bytes need not come together with those of the final one."""

    def talk(connection, _server):
        receive_request(connection)
        for piece in (b"HTTP/1.1 10", b"3 Early", b" Hints\r\nLink: x\r", b"\n\r\nHTTP/1.1 ", b"204 No Content\r\n\r\n"):
            connection.sendall(piece)
            time.sleep(0.02)

    with raw_server(talk) as server:
        assert to(server).send("GET", "/").status == 204


def test_nobody_switches_protocols():
    """A 101 is no success, and what comes behind it is no HTTP."""
    with raw_server(answering(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x00\x01")) as server:
        assert refusal(lambda: to(server).send("PATCH", "/"))[0] == "the answer is not valid HTTP"


def endless(first, again, pause):
    """What a server does that receives a request, and sends some bytes, and others for ever."""
    return after_request(sending(first, again, pause))


def after_request(send):
    """What a server does that receives a request and then sends so."""
    return lambda connection, _server: (receive_request(connection), send(connection))


@pytest.mark.parametrize("what", SLOW)
def test_an_answer_that_comes_too_slowly_ends_in_time(what):
    """A socket's own time-out would start again with every byte."""
    with raw_server(after_request(SLOW[what])) as server:
        problem, seconds = refusal(lambda: to(server).send("GET", "/"))
    assert problem.startswith("no answer within 0.5 s" if what == "nothing" else "the answer was not complete after 0.")
    assert 0.4 < seconds < 2


@pytest.mark.parametrize("what", ["chunked", "plain"])
def test_an_answer_that_keeps_coming_may_take_longer_but_not_for_ever(monkeypatch, what):
    """It comes faster than MIN_BYTES_PER_SECOND, so that it has MAX_TIMEOUTS times as long; and no more."""
    monkeypatch.setattr(transport, "MAX_TIMEOUTS", 2)
    framing, piece = (b"Transfer-Encoding: chunked\r\n", b"200\r\n" + b"x" * 512 + b"\r\n") if what == "chunked" else (b"", b"x" * 512)
    with raw_server(endless(HEAD + framing + b"\r\n", piece, 0.02)) as server:
        problem, seconds = refusal(lambda: to(server).send("GET", "/"))
    assert problem.startswith("the answer was not complete after 1")
    assert 0.9 < seconds < 2.5


def test_a_long_answer_has_the_time_it_takes():
    """Three times its time-out, at 10 KiB/s, and whole."""

    def talk(connection, _server):
        receive_request(connection)
        connection.sendall(HEAD + b"Content-Length: 6000\r\n\r\n")
        for _number in range(15):
            time.sleep(0.04)
            connection.sendall(b"x" * 400)

    with raw_server(talk) as server:
        assert len(to(server, timeout=0.2).send("GET", "/").content) == 6000


def test_polling_has_one_limit_for_everything():
    """Who polls until a moment must be back by then, also when the answer keeps coming."""
    with raw_server(endless(HEAD + b"\r\n", b"x" * 512, 0.02)) as server:
        client = to(server, timeout=30, retries=3)
        with client.polling_limits(1):
            problem, seconds = refusal(lambda: client.send("GET", "/"))
    assert problem.startswith("the answer was not complete after 1")
    assert seconds < 2


def test_retries_share_one_deadline(monkeypatch):
    """However many are allowed, and however long each takes."""
    monkeypatch.setattr(transport, "MAX_TIMEOUTS", 0)
    with raw_server(lambda connection, _server: (receive_request(connection), time.sleep(0.4))) as server:
        client = to(server, retries=2)
        client.retries = 50
        began = time.monotonic()
        problem, _seconds = refusal(lambda: client.send("GET", "/"))
        waited = sum(transport.retry_delay(number) for number in range(server.connections - 1))
    assert problem in ("the connection was lost before the whole answer came", "no answer within 0.5 s")
    assert time.monotonic() - began - waited < 2
    assert server.connections < 6


@pytest.mark.parametrize("size", [1, 5_000_000])
def test_a_body_that_nobody_takes_ends_in_time(size):
    """Also when it is larger than what the system takes over: then sending waits."""

    def talk(connection, _server):
        time.sleep(4)

    with raw_server(talk) as server:
        problem, seconds = refusal(lambda: to(server).send("POST", "/", data=b"x" * size))
    assert problem == ("no answer within 0.5 s" if size == 1 else "the request could not be sent in time")
    assert seconds < 2.5


def test_a_body_that_is_taken_slowly_is_sent_whole():
    """It may take longer than a connection may take to be made."""
    received = []

    def talk(connection, _server):
        data = b""
        while len(data) < 3_000_000:
            data += connection.recv(200_000)
            time.sleep(0.005)
        received.append(data)
        connection.sendall(reply())

    with raw_server(talk, tls=False) as server:
        assert to(server, timeout=0.3).send("POST", "/", data=b"y" * 3_000_000).status == 200
    assert received[0].endswith(b"y" * 3_000_000)


@pytest.mark.parametrize(
    "garbage", [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nBAD", b"garbage", b"x" * 20_000], ids=["answer", "text", "long"]
)
@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
def test_what_comes_behind_an_answer_is_no_answer_to_the_next_call(garbage, tls):
    """The connection is out of step, and ends."""
    with raw_server(answering(reply(b"[1]") + garbage, reply(b"[2]")), tls=tls) as server:
        client = to(server)
        assert client.send("GET", "/").content == b"[1]"
        assert client.send("GET", "/").content == b"[1]"  # the first answer of another connection
        assert server.connections == 2


def test_the_rate_is_as_documented():
    """docs/connection.md names these figures."""
    assert (deadline.MIN_BYTES_PER_SECOND, deadline.MAX_TIMEOUTS, transport.CONNECT_TIMEOUT) == (1024, 10, 10)
