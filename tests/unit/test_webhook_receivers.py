# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The POST to a webhook's receiver, over TLS: what is sent, and what is said of every kind of receiver."""

from __future__ import annotations

import base64
import time
from contextlib import contextmanager

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.receivers import ask_receivers
from tests.emulator.tls import make_context
from tests.support.certificates import good_bundle
from tests.support.raw_server import raw_server, receive_request, reply

GOOD = good_bundle("127.0.0.1")
OTHER = good_bundle("other.example.com")


def probe(url, authorities):
    """What is found of one receiver."""
    return ask_receivers([{"url": url, "authorities": authorities}])[0]


def saying(answer, received=None, wait=0):
    """What a receiver does: keep what was sent, wait, answer."""

    def talk(connection, _server):
        request = receive_request(connection)
        if received is not None:
            received.append(request)
        time.sleep(wait)
        connection.sendall(answer)

    return talk


@contextmanager
def receiver(talk, bundle=GOOD):
    with raw_server(talk, context=make_context(bundle.text)) as server:
        yield server.url


def test_a_good_receiver_gets_an_empty_object():
    """Nothing that could be taken for a message; user and password of the URL are a header, and stand in no result."""
    received = []
    with receiver(saying(reply(b"ok"), received)) as url:
        found = probe(url.replace("https://", "https://hook:s3cret-p%40ss@") + "/in?token=t0p-secret", GOOD.root)
    assert found == {"host": "127.0.0.1", "fault": None, "remedy": None}
    head, _end, body = received[0].partition(b"\r\n\r\n")
    assert body == b"{}"
    assert head.startswith(b"POST /in?token=t0p-secret HTTP/1.1\r\n")
    assert b"Basic " + base64.b64encode(b"hook:s3cret-p@ss") in head


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(b"", "500 Internal Server Error"), "answers 500 where 200 is wanted"),
        (reply(b"", "302 Found", Location="https://127.0.0.1/other"), "answers 302"),
        (reply(b"", "204 No Content"), "answers 204"),
        (b"no HTTP at all\r\n\r\n", "the connection failed"),
        (b"", "the connection failed"),
    ],
)
def test_an_answer_that_is_not_200(answer, words):
    """Redirects are not followed."""
    with receiver(saying(answer)) as url:
        found = probe(url, GOOD.root)
    assert words in found["fault"]
    assert found["remedy"]


def test_a_receiver_that_is_slow_is_not_waited_for():
    began = time.monotonic()
    with receiver(saying(reply(), wait=6)) as url:
        assert probe(url, GOOD.root)["fault"] == "does not answer within 3 s"
    assert time.monotonic() - began < 5


def test_an_answer_that_trickles_in_is_not_waited_for():
    """Each byte comes in time, and the whole does not; many receivers are waited for at the same time."""

    def talk(connection, _server):
        receive_request(connection)
        for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20:
            connection.sendall(bytes([letter]))
            time.sleep(0.5)

    began = time.monotonic()
    with receiver(talk) as one, receiver(talk) as two:
        found = ask_receivers([{"url": url, "authorities": GOOD.root} for url in (one, two)])
    assert [fact["fault"] for fact in found] == ["does not answer within 3 s"] * 2
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_proxy_that_does_not_let_through(monkeypatch, proxy):
    """A proxy that nobody can use says nothing of the receiver."""
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    assert "cannot be used" in probe("https://hooks.example.com/in", "")["problem"]


def test_whom_the_instance_does_not_trust():
    """The CA that was uploaded counts beside the public ones; a name must fit too."""
    with receiver(saying(reply())) as url:
        assert "does not trust: its CA is not known" in probe(url, "")["fault"]
        assert "does not trust" in probe(url, OTHER.root)["fault"]
    with receiver(saying(reply()), OTHER) as url:
        assert "it is for another" in probe(url, OTHER.root)["fault"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://hooks.example.com/in", "is not called by https"),
        ("hooks.example.com/in", "is not called by https"),
        ("https://[::1", "is not a URL"),
        ("https://no-such-host.invalid/in", "does not resolve"),
        ("https://127.0.0.1:9/in", "the connection failed"),
    ],
)
def test_where_nobody_can_be(url, words):
    assert words in probe(url, "")["fault"]
