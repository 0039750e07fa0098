# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that no client should send: always an answer of the API, and never a failure of the emulator itself."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import ssl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.emulator.api import ROUTES
from tests.emulator.errors import CODES
from tests.emulator.process import Emulator

from .conftest import PASSWORD, REGISTERED

KEY = "0123456789abcdef"
ADDRESS = "127.8.0.1"
SEED = {
    **REGISTERED,
    "groups": {"1-2": {"subject": "s", "admins": ["4915123456789"], "participants": ["4915123456789"]}},
    "media": {"m1": {"content_type": "image/png", "data": "eA=="}},
    "messages": {"in-1": {"direction": "in"}},
    "providers": [{"name": "p1", "type": "www", "config": {"bearer": "b"}}],
    "stickerpacks": {"s1": {"publisher": "p", "name": "n", "stickers": {"0": {"id": "i", "emojis": [], "image_data_id": "m1"}}}},
    "photo": "/9j/",
    "webhook_ca": "-----BEGIN CERTIFICATE-----",
    "version": "2.57",
}
# A server's failures that are documented: duplicate user, no Coreapp, a client that is not connected.
DOCUMENTED_500 = ("Unable to create user. Already exist?", "Client is ")
HOSTILE_BODIES = {
    "deep": b'{"text":' + b"[" * 3000 + b"]" * 3000 + b"}",
    "deeper": b"[" * 200_000,
    "deep enough": b'{"customer_care_details":' + b'{"a":' * 505 + b"1" + b"}" * 506,
    "5000 digits": b'{"callback_backoff_delay_ms":' + b"9" * 5000 + b"}",
    "5000 digits as text": b'{"callback_backoff_delay_ms":"' + b"9" * 5000 + b'"}',
    "4000 digits": b'{"ttl":' + b"9" * 4000 + b',"heartbeat_interval":' + b"9" * 4000 + b"}",
    "1e999": b'{"heartbeat_interval":1e999,"customer_care_details":{"a":-1e999}}',
    "lone surrogate": b'{"text":"\\ud800","username":"ab\\udfffcd","customer_care_details":{"\\ud800":1}}',
    "surrogate in UTF-8": b'{"text":"\xed\xa0\x80"}',
    "not UTF-8": b'{"text":"\xff\xfe"}',
    "UTF-16": '{"text":"x"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"text":"x"}',
    "NaN": b'{"heartbeat_interval":NaN,"text":NaN,"customer_care_details":{"a":NaN}}',
    "Infinity": b'{"heartbeat_interval":Infinity,"text":-Infinity}',
    "Arabic digits": '{"heartbeat_interval":"٣","cc":"٤٩","phone_number":"١٢٣","code":"٣","ttl":"٣"}'.encode(),
    "NUL": b"\0",
}
NO_TEXT = [b"Basic \xff\xfe", "Basic é".encode(), b"Basic /////w==", b"Basic " + b"A" * 4001, b"Bearer \xff", b"Apikey \xff\xfe", b"\xff"]
REMOVING = ("Logout-User", "Delete-User", "Delete-Media", "Leave-Group", "Delete-Sticker-Pack", "Delete-Sticker", "Delete-Media-Providers")
REFUSED_AS_JSON = set(HOSTILE_BODIES) - {"deep enough", "5000 digits as text", "4000 digits", "Arabic digits"}


@pytest.fixture(scope="module")
def hostile():
    """A registered instance of the newest version that counts no logins, with everything there that a path can name."""
    with Emulator(api_version="2.57", groups="on", registration="open", rate_limits="off", api_key=KEY, seed=SEED) as emulator:
        yield Raw(emulator)


class Raw:
    """Sends bytes over one TLS connection that is opened again when the server has closed it."""

    def __init__(self, emulator) -> None:
        self.control = emulator.control
        self.port = int(emulator.url(ADDRESS).rpartition(":")[2])
        self.context = ssl._create_unverified_context()
        self.token = self.control.token(ADDRESS, "admin")
        self.connection: ssl.SSLSocket | None = None

    def send(self, data: bytes) -> tuple[int, dict, bytes] | None:
        """(status, headers, body), or None when the connection was closed without an answer."""
        if self.connection is None:
            self.connection = self.context.wrap_socket(socket.create_connection((ADDRESS, self.port), timeout=10))
        try:
            self.connection.sendall(data)
            answer = http.client.HTTPResponse(self.connection, method=data.partition(b" ")[0].decode("latin-1"))
            answer.begin()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        if answer.will_close:
            self.close()
        return answer.status, dict(answer.headers), body

    def close(self) -> None:
        self.connection.close()
        self.connection = None

    def call(self, method: str, path: str, body: bytes = b"", **headers: bytes):
        """A well-formed request around hostile parts; a header `content_type=b"x"` is `Content-Type: x`."""
        headers = {"authorization": b"Bearer " + self.token.encode(), "content_type": b"application/json", **headers}
        lines = [f"{method} ".encode() + path.encode("latin-1") + b" HTTP/1.1", b"Host: x", b"Content-Length: %d" % len(body)]
        lines += [name.replace("_", "-").encode() + b": " + value for name, value in headers.items() if value is not None]
        return self.send(b"\r\n".join([*lines, b"", body]))


def documented(answer) -> int:
    """The status of an answer that a client can know from the API's documentation. Fails for any other."""
    status, headers, body = answer
    assert b"Bug in the emulator" not in body
    if status < 400:
        return status
    if not body:
        assert status in (401, 404, 405), answer
        return status
    assert headers["Content-Type"] == "application/json", answer
    document = json.loads(body, parse_constant=pytest.fail)
    assert set(document) == {"errors", "meta"}
    for error in document["errors"]:
        title, expected = CODES[error["code"]]
        assert error["title"] == title
        assert status == expected or (error["code"], status) in ((1005, 401), (1014, 405)), answer
        assert status != 500 or error["details"].startswith(DOCUMENTED_500), answer
    return status


def path_of(route, **names: str) -> str:
    """A path of the route, with names that exist unless others are given."""
    known = {"id": "1-2", "username": "admin", "name": "p1", "index": "0", "wa_id": "4915123456789", **names}
    if route.path.startswith("/v1/media"):
        known["id"] = "m1"
    if route.path.startswith("/v1/stickerpacks"):
        known["id"] = "s1"
    return re.sub(r"\{(\w+)\}", lambda match: known[match[1]], route.path)


@pytest.mark.parametrize("name", HOSTILE_BODIES)
def test_hostile_json_at_every_route(hostile, name):
    """What the decoder refuses is 1025 wherever JSON is read at all; the rest is judged by the call."""
    for route in ROUTES:
        if route.operation in REMOVING:
            continue
        assert documented(hostile.call(route.method, path_of(route), HOSTILE_BODIES[name])) is not None
    status, _headers, answer = hostile.call("PATCH", "/v1/settings/application", HOSTILE_BODIES[name])
    assert status == 400
    assert json.loads(answer)["errors"][0]["code"] == (1025 if name in REFUSED_AS_JSON else 1009)


def test_the_state_is_json_after_hostile_bodies(hostile):
    json.loads(json.dumps(hostile.control.state(ADDRESS), allow_nan=False))


@pytest.mark.parametrize("value", NO_TEXT)
def test_credentials_that_are_no_text(hostile, value):
    assert documented(hostile.call("POST", "/v1/users/login", authorization=value)) == 401
    assert documented(hostile.call("GET", "/v1/health", authorization=value)) == 401


def test_a_password_that_is_not_ascii_is_only_wrong(hostile):
    header = b"Basic " + base64.b64encode(f"admin:{PASSWORD}ü".encode())
    assert documented(hostile.call("POST", "/v1/users/login", authorization=header)) == 401


def test_headers_that_are_no_text(hostile):
    status, headers, _body = hostile.call("GET", "/v1/settings/application", x_request_id=b"\xff\xfe")
    assert (status, len(headers["X-Request-ID"])) == (200, 32)
    assert documented(hostile.call("POST", "/v1/media", b"x", content_type=b"image/\xff")) == 400
    assert documented(hostile.call("POST", "/v1/users", b"\x1f\x8b\x08garbage", content_encoding=b"gzip")) == 400
    assert documented(hostile.call("GET", "/v1/users/%ff%00%2e%2e%2f?x=%ff")) == 404


SEGMENTS = (
    "%00",
    "%ff",
    "%2e%2e",
    "%2f",
    "..",
    "%",
    "%zz",
    "%C3%A9",
    "%0d%0aX:y",
    "9" * 400,
    "a" * 3000,
    "-1",
    "null",
    "{id}",
    ";x=1",
    "%c0%af",
)
QUERIES = ("%ff", "format=link&format=link", "format=%00", "&&&=", "a[]=1&a[b]=2", "format", "shards=" + "9" * 400)


def test_hostile_paths_and_methods_at_every_route(hostile):
    """Percent-encoded rubbish, long names, queries and methods that the API does not have."""
    for route in ROUTES:
        if route.operation in REMOVING:
            continue
        paths = [re.sub(r"\{\w+\}", lambda _match, text=segment: text, route.path) for segment in SEGMENTS if "{" in route.path]
        for path in [*paths, *(f"{path_of(route)}?{query}" for query in QUERIES)]:
            assert documented(hostile.call(route.method, path)) is not None
        for method in ("HEAD", "OPTIONS", "TRACE", "PROPFIND"):
            assert documented(hostile.call(method, path_of(route))) is not None


NAMES = sorted(
    {"username", "password", "new_password", "cc", "phone_number", "method", "cert", "code", "pin", "shards", "text", "to", "type", "body"}
    | {"recipient_type", "ttl", "preview_url", "contacts", "blocking", "force_check", "hash", "subject", "participants", "wa_ids", "status"}
    | {
        "name",
        "config",
        "basic",
        "bearer",
        "data",
        "webhooks",
        "url",
        "media",
        "auto_download",
        "heartbeat_interval",
        "log_level",
        "message",
    }
    | {"template", "namespace", "language", "policy", "components", "interactive", "action", "image", "link", "provider", "id", "location"}
    | {"latitude", "longitude", "formatted_name", "publisher", "image_data_id", "emojis", "address", "email", "websites", "vertical"}
    | {"entity_name", "is_registered", "customer_care_details", "webhooks.url", "callback_persist", "max_concurrent_requests"}
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**17, 10**40), st.floats(), st.text(max_size=12),
    st.sampled_from(["\ud800", "4915123456789", "sms", "individual", "in-1", "m1", "www", "https://x", "1-2", "text", "٣", ""]),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5), max_leaves=8
)
JSON_BODIES = (st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=9) | VALUES).map(lambda value: json.dumps(value).encode())
BODIES = st.one_of(JSON_BODIES, JSON_BODIES, JSON_BODIES, st.binary(max_size=40), st.just(b""))
SEGMENT = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/?#"), min_size=1, max_size=6)
CONTROL = bytes(range(32)) + b"\x7f"  # not HTTP in a header
HEADER = st.binary(max_size=12).map(lambda value: value.translate(None, CONTROL).strip())
REQUESTS = st.tuples(
    st.sampled_from([route for route in ROUTES if route.operation != "Logout-User"]),
    SEGMENT,
    BODIES,
    st.sampled_from([b"application/json"] * 6 + [b"text/plain", b"image/jpeg"]) | HEADER,
    st.none() | st.tuples(st.sampled_from([b"Bearer ", b"Basic ", b"Apikey ", b""]), HEADER).map(b"".join),
)
NOT_HTTP = st.binary(min_size=1, max_size=80) | st.binary(max_size=60).map(lambda tail: b"GET / HTTP/1.1\r\n" + tail)
CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=120, deadline=None, database=None, suppress_health_check=CHECKS)
@given(requests=st.lists(REQUESTS, min_size=1, max_size=8))
def test_any_request_has_a_documented_answer(hostile, requests):
    for route, segment, body, content_type, authorization in requests:
        for path in (path_of(route), re.sub(r"\{\w+\}", lambda _match, text=segment: text, route.path)):
            headers = {"content_type": content_type} | ({"authorization": authorization} if authorization is not None else {})
            answer = hostile.call(route.method, path, body, **headers)
            assert answer is not None
            documented(answer)
    assert not [entry for entry in hostile.control.journal(ADDRESS) if any("bug" in text for text in entry["suspicious"])]
    hostile.control.clear_journal()
    hostile.control.reset(ADDRESS)
    hostile.token = hostile.control.token(ADDRESS, "admin")


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=CHECKS)
@given(data=NOT_HTTP)
def test_what_is_not_http_is_refused_and_harms_nobody_else(hostile, data):
    answer = hostile.send(data + b"\r\n\r\n")
    assert answer is None or answer[0] < 500
    if hostile.connection:
        hostile.close()
    assert hostile.call("GET", "/v1/settings/application")[0] == 200
