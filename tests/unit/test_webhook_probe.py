# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The POST to a webhook's receiver, over TLS: what is sent, and what is said of every kind of receiver."""

from __future__ import annotations

import base64
import time
from contextlib import contextmanager

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.webhook_probe import probe
from tests.emulator.tls import make_context
from tests.support.certificates import good_bundle
from tests.support.raw_server import raw_server, receive_request, reply

GOOD = good_bundle("127.0.0.1")
OTHER = good_bundle("other.example.com")


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
    assert found == {"host": "127.0.0.1", "problem": None, "remedy": None}
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
    assert words in found["problem"]
    assert found["remedy"]


def test_a_receiver_that_is_slow_is_not_waited_for():
    began = time.monotonic()
    with receiver(saying(reply(), wait=6)) as url:
        assert probe(url, GOOD.root)["problem"] == "does not answer within 3 s"
    assert time.monotonic() - began < 5


def test_whom_the_instance_does_not_trust():
    """The CA that was uploaded counts beside the public ones; a name must fit too."""
    with receiver(saying(reply())) as url:
        assert "does not trust: its CA is not known" in probe(url, "")["problem"]
        assert "does not trust" in probe(url, OTHER.root)["problem"]
    with receiver(saying(reply()), OTHER) as url:
        assert "it is for another" in probe(url, OTHER.root)["problem"]


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
    assert words in probe(url, "")["problem"]
