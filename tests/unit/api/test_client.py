# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client and its session, over TLS: one login, a new one for an expired token, and what a 404 means."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils import _runner
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    InitialPasswordError,
    NotFound,
    NotOffered,
    NotThisApi,
    OptionError,
    UnexpectedAnswer,
)
from tests.support.foreign import LOGIN, TOKEN, after_login, foreign_server, login_ok, page, refusal, reply

BARE = (404, {}, b"")
ABSENT = refusal(404, 1006, "File not found", "Not found")
OK = reply({"settings": {"a": 1}, "meta": {"version": "v2.45.1"}})
DEFAULTS = {"username": "admin", "password": None, "token": None, "headers": None, "validate_certs": True, "ca_path": None, "timeout": 5}


def connect(server, **options):
    return _runner.connect({**DEFAULTS, **server.connection, **options}, warn=lambda text: None)


def authorizations(server):
    return [request.headers.get("Authorization") for request in server.requests]


def test_one_login_for_all_calls():
    with foreign_server(after_login(lambda *_call: OK)) as server:
        client = connect(server)
        assert [client.get("settings/application").value["settings"] for _number in range(3)] == [{"a": 1}] * 3
        assert server.calls() == ["POST " + LOGIN, *["GET /v1/settings/application"] * 3]
        basic = "Basic " + base64.b64encode(b"admin:Adm1n-Pass!word").decode()
        assert authorizations(server) == [basic, *["Bearer " + TOKEN] * 3]
        assert (client.answers, client.meta) == (3, {"version": "v2.45.1"})


def test_a_token_takes_precedence_until_it_has_expired():
    """The token of the task is refused once: the client logs in and repeats the call, and uses the new token from then on."""

    def answer(method, path, body):
        return login_ok() if path == LOGIN else OK

    with foreign_server(answer) as server:
        server.answer = lambda method, path, body: (
            answer(method, path, body) if authorizations(server)[-1] != "Bearer spent" else refusal(401, 1005)
        )
        client = connect(server, token="spent")
        client.get("settings/application")
        client.get("settings/application")
        assert authorizations(server)[0] == "Bearer spent"
        assert server.calls() == ["GET /v1/settings/application", "POST " + LOGIN, *["GET /v1/settings/application"] * 2]


def test_a_fresh_token_that_is_refused_is_an_error_and_no_loop():
    with foreign_server(after_login(lambda *_call: refusal(401, 1005))) as server:
        with pytest.raises(AuthenticationError):
            connect(server).get("settings/application")
        assert server.logins() == 1 and len(server.calls()) == 2


def test_without_a_password_an_expired_token_is_an_error():
    with foreign_server(lambda *_call: refusal(401, 1005)) as server:
        with pytest.raises(AuthenticationError):
            connect(server, password=None, token="spent").get("settings/application")
        assert server.calls() == ["GET /v1/settings/application"]


def test_without_credentials_nothing_is_sent():
    with foreign_server(lambda *_call: OK) as server:
        with pytest.raises(OptionError, match="give password or token"):
            connect(server, password=None).get("settings/application")
        assert server.calls() == []
        connect(server, password=None, headers={"X-Api-Key": "key-of-the-gateway"}).get("settings/application")
        assert authorizations(server) == [None] and server.logins() == 0


@pytest.mark.parametrize(
    ("answer", "kind", "logins"),
    [
        (refusal(401, 1005), AuthenticationError, 1),
        (refusal(401, 1024), InitialPasswordError, 1),
        (refusal(429, 1015), ApiError, 1),
        (refusal(503, 1016), ApiError, 2),  # it is starting: the next call may log in
        (BARE, NotThisApi, 1),
        (page(200), NotThisApi, 2),
        (reply({"users": [{"token": "a b"}]}), NotThisApi, 2),
        (reply({"users": []}), NotThisApi, 2),
        (refusal(200, 1000), NotThisApi, 2),
    ],
)
def test_a_refused_login_is_final(answer, kind, logins):
    """A client error is not tried again, for 30 failed logins lock an address out. login_refused tells callers to stop."""
    with foreign_server(lambda *_call: answer) as server:
        client = connect(server)
        for _call in range(2):
            with pytest.raises(kind) as caught:
                client.get("settings/application")
            assert caught.value.login_refused
        assert server.calls() == ["POST " + LOGIN] * logins


WITNESS = "users/admin"
FIND = {  # answer for the thing, answer for the witness: result
    "there": (OK, None, "value"),
    "documented absence": (ABSENT, None, None),
    "bare, witness there": (BARE, OK, None),
    "bare, witness refused in the API's form": (BARE, refusal(403, 1005), None),
    "bare, witness bare": (BARE, BARE, NotOffered),
    "bare, witness is a page": (BARE, page(404), NotOffered),
    "a page": (page(404), OK, NotOffered),
    "unknown endpoint": (refusal(404, 1003), OK, ApiError),
}


@pytest.mark.parametrize("name", FIND)
def test_what_a_404_means_for_what_may_be_absent(name):
    thing, witness, outcome = FIND[name]
    with foreign_server(after_login(lambda method, path, body: witness if path.endswith(WITNESS) else thing)) as server:
        client = connect(server)
        if isinstance(outcome, type):
            with pytest.raises(outcome):
                client.find("groups/1", witness=WITNESS)
        else:
            result = client.find("groups/1", witness=WITNESS)
            assert (result is not None) is (outcome == "value")


@pytest.mark.parametrize("answer", [ABSENT, BARE, page(404)], ids=["documented", "bare", "page"])
def test_a_404_for_what_every_server_has_is_an_endpoint_that_is_not_offered(answer):
    with foreign_server(after_login(lambda *_call: answer)) as server, pytest.raises(NotOffered):
        connect(server).get("settings/application")


@pytest.mark.parametrize(("elsewhere", "offered"), [(BARE, False), (ABSENT, True), (page(404), True)], ids=["bare", "documented", "page"])
def test_a_doubt_about_a_download_is_settled_by_a_path_that_does_not_exist(elsewhere, offered):
    """A server that answers every unknown path alike does not say whether it has the endpoint."""
    with foreign_server(after_login(lambda method, path, body: elsewhere if "no-such-path" in path else BARE)) as server:
        client = connect(server)
        assert client.download("certificates/webhooks/ca") is None
        if offered:
            client.settle_doubts()
        else:
            with pytest.raises(NotOffered):
                client.settle_doubts()
        client.settle_doubts()  # a doubt is settled once


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_file_that_is_none_is_an_unexpected_answer(content):
    words = r"is no JPEG" if content else r"is empty"
    answer = after_login(lambda *_call: (200, {"Content-Type": "image/jpeg"}, content))
    with foreign_server(answer) as server, pytest.raises(UnexpectedAnswer, match=words):
        connect(server).fetch("media/1", verify=lambda found: None if found == b"JPEG" else "is no JPEG")


@pytest.mark.parametrize(("method", "kind"), [("DELETE", NotFound), ("GET", NotFound)])
def test_a_first_answer_of_404_is_no_success(method, kind):
    with foreign_server(after_login(lambda *_call: ABSENT)) as server, pytest.raises(kind):
        connect(server).send(Request(method, "users/ops"))


def test_a_revoked_token_is_not_used_again():
    with foreign_server(after_login(lambda method, path, body: reply() if path.endswith("logout") else OK)) as server:
        client = connect(server)
        token, fresh = client.session.ensure_token()
        assert (token, fresh, client.session.ensure_token()) == (TOKEN, True, (TOKEN, False))
        client.session.revoke(token)
        assert server.calls() == ["POST " + LOGIN, "POST /v1/users/logout"]
        assert authorizations(server)[-1] == "Bearer " + TOKEN
        assert client.session.token() is None


@pytest.mark.parametrize(("answer", "valid"), [(OK, True), (ABSENT, True), (refusal(401, 1005), False)], ids=["200", "404", "401"])
def test_a_token_is_valid_unless_it_is_refused(answer, valid):
    with foreign_server(lambda *_call: answer) as server:
        assert connect(server).session.token_is_valid("some") is valid
        assert (authorizations(server), server.calls()) == (["Bearer some"], ["GET /v1/users/admin"])
