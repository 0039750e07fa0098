# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials and headers: what cannot be sent is refused before anything is, each with its own cause; the rest is sent as it is."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._http.headers import RESERVED_HEADERS, headers_problem
from tests.support.foreign import LOGIN, TOKEN, after_login, foreign_server, refusal, reply, run_module

USER = {"users": [{"username": "admin", "ROLES": "ROLE_ADMIN"}]}
ENDS = "ends in a line break"
BYTES = "it holds bytes that are not UTF-8; correct the encoding of the file or variable that it comes from"
NO_ASCII = "cannot stand in a header: printable ASCII only"
REFUSED = {
    "password that ends in a line break": ({"password": "Adm1n-Pass!word\n"}, "password: it " + ENDS),
    "password from Windows": ({"password": "Adm1n-Pass!word\r\n"}, "password: it " + ENDS),
    "password with a line break": ({"password": "Adm1n\n-Pass!word"}, "password: it holds a line break or another control character"),
    "password with a NUL": ({"password": "Adm1n\0-Pass!word"}, "password: it holds a line break or another control character"),
    "password that is no UTF-8": ({"password": "Adm1n-Pass!w\udcf6rd"}, "password: " + BYTES),
    "user that ends in a line break": ({"username": "admin\n"}, "username: it " + ENDS),
    "user with a colon": ({"username": "ad:min"}, "username: it holds a colon, which ends the user name in a login"),
    "user that is no UTF-8": ({"username": "\udcff"}, "username: " + BYTES),
    "token that ends in a line break": ({"token": "a.b.c\n"}, "token: it " + ENDS),
    "token with a line break": ({"token": "a.b\r\nX-Evil: 1"}, "token: its character 4 " + NO_ASCII),
    "token that a text processor changed": ({"token": "a.b\u2013c"}, "token: its character 4 " + NO_ASCII),
    "token with a space": ({"token": " a.b.c"}, "token: it begins or ends with a space, which no header keeps"),
    "token that is no UTF-8": ({"token": "\udcff"}, "token: " + BYTES),
    "header that ends in a line break": ({"headers": {"D360-API-KEY": "k3y\n"}}, "headers: D360-API-KEY: it " + ENDS),
    "header that is no UTF-8": ({"headers": {"D360-API-KEY": "\udcff"}}, "headers: " + BYTES),
    "header with an umlaut": ({"headers": {"D360-API-KEY": "schlüssel"}}, "headers: D360-API-KEY: its character 5 " + NO_ASCII),
    "header that is a number": ({"headers": {"D360-API-KEY": 123}}, "headers: D360-API-KEY: it is not text; put it in quotes"),
    "header that is empty in YAML": ({"headers": {"D360-API-KEY": None}}, "headers: D360-API-KEY: it is not text; put it in quotes"),
    "name with a colon": ({"headers": {"D360:": "x"}}, "headers: 'D360:' cannot be the name of a header"),
    "name with a line break": ({"headers": {"A\nB": "x"}}, "headers: 'A B' cannot be the name of a header"),
    "name that is no ASCII": ({"headers": {"Schlüssel": "x"}}, "headers: 'Schlüssel' cannot be the name of a header"),
    "name given twice": ({"headers": {"X-Key": "x", "x-key": "y"}}, "headers: x-key is given twice"),
    "Host": ({"headers": {"host": "elsewhere"}}, "headers: host belongs to the connection itself; remove it"),
    "Authorization beside a password": (
        {"headers": {"Authorization": "x"}},
        "headers: Authorization is what password and token are sent in",
    ),
    "Authorization beside a token": (
        {"headers": {"authorization": "x"}, "password": None, "token": "a.b.c"},
        "headers: Authorization is what password and token are sent in",
    ),
    "name of a user that is no UTF-8": ({"name": "us\udcffer"}, "name: " + BYTES),
    "timeout": ({"timeout": 10**12}, "timeout: give 1 to 86400 seconds"),
    "retries": ({"retries": -1}, "retries: give 0 to 1000"),
}


@pytest.fixture(scope="module")
def server():
    """A gateway that answers whoever asks, and tells no words."""
    with foreign_server(after_login(lambda method, path, body: reply(USER))) as running:
        yield running


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_sent_is_refused_before_anything_is(server, name):
    """One sentence that names the option and the cause, and repeats no secret."""
    options, problem = REFUSED[name]
    before = len(server.requests)
    result = run_module("whatsapp_user_info", server, **{"name": "admin", **options})
    assert result.get("failed"), result
    assert result["msg"].startswith(f"{server.url}: {problem}"), result["msg"]
    assert len(server.requests) == before
    assert not any(secret in result["msg"] for secret in ("Adm1n", "k3y", "schl", "a.b"))


def test_an_api_key_is_checked_too(server):
    """It is sent in a header as well."""
    result = run_module("whatsapp_health_info", server, api_key="0123456789abcdef\n")
    assert result["msg"].startswith(f"{server.url}: api_key: it {ENDS}")
    result = run_module("whatsapp_stats_info", server, api_key="0123456789äbcdef")
    assert result["msg"].startswith(f"{server.url}: api_key: its character 11 {NO_ASCII}")


@pytest.mark.parametrize("password", ["Adm1n-Pass!word", "Pässwörd: ä€\U0001f511", " spaces ", "a:b:c"])
def test_a_password_of_any_letters_is_sent_as_utf_8(server, password):
    """A colon ends the user name only."""
    del server.requests[:]
    assert run_module("whatsapp_user_info", server, name="admin", password=password)["exists"] is True
    assert server.requests[0].path == LOGIN
    assert base64.b64decode(server.requests[0].headers["Authorization"].partition(" ")[2]).decode("utf-8") == "admin:" + password


KEY = {"D360-API-KEY": "s3cret-key-of-the-gateway"}


def test_with_headers_alone_nobody_logs_in(server):
    """Every request has them, and none has an Authorization; an empty password or token, as of an empty variable, is none."""
    for empty in ({"password": None}, {"password": "", "token": ""}):
        del server.requests[:]
        result = run_module("whatsapp_user_info", server, name="admin", headers=KEY, **empty)
        assert result["exists"] is True
        assert server.calls() == ["GET /v1/users/admin"]
        assert server.requests[0].headers["D360-API-KEY"] == KEY["D360-API-KEY"]
        assert "Authorization" not in server.requests[0].headers


def test_headers_beside_a_login_go_with_every_request(server):
    """With the login, with the call, and with a token."""
    del server.requests[:]
    assert run_module("whatsapp_user_info", server, name="admin", headers=KEY)["exists"] is True
    assert run_module("whatsapp_user_info", server, name="admin", headers=KEY, token="a.b.c", password=None)["exists"] is True
    assert server.calls() == [f"POST {LOGIN}", "GET /v1/users/admin", "GET /v1/users/admin"]
    assert {request.headers["D360-API-KEY"] for request in server.requests} == set(KEY.values())
    assert [request.headers["Authorization"].split()[0] for request in server.requests] == ["Basic", "Bearer", "Bearer"]
    assert server.requests[1].headers["Authorization"] == "Bearer " + TOKEN


def test_authorization_of_the_users_own(server):
    """Where there is nothing else to send in it."""
    del server.requests[:]
    headers = {"authorization": "Custom s3cret-scheme", "User-Agent": "ours"}
    assert run_module("whatsapp_user_info", server, name="admin", headers=headers, password=None)["exists"] is True
    assert server.calls() == ["GET /v1/users/admin"]
    sent = {name.lower(): value for name, value in server.requests[0].headers.items()}
    assert (sent["authorization"], sent["user-agent"]) == ("Custom s3cret-scheme", "ours")


def test_a_write_through_a_gateway_needs_no_login():
    """Reads and writes alike, and what needs a login says so."""
    with foreign_server(lambda method, path, body: reply({"settings": {"application": {"callback_persist": False}}})) as gateway:
        result = run_module("whatsapp_app_settings", gateway, password=None, headers=KEY, callback_persist=True)
        assert result.get("changed") is True, result
        assert gateway.calls() == ["GET /v1/settings/application", "PATCH /v1/settings/application"]
        assert all(request.headers["D360-API-KEY"] == KEY["D360-API-KEY"] for request in gateway.requests)
        result = run_module("whatsapp_session", gateway, password=None, headers=KEY)
        assert "password: give it: this needs a login" in result["msg"]
        assert len(gateway.requests) == 2


def test_a_gateway_that_refuses_the_headers():
    """Nobody tries a login then."""
    with foreign_server(lambda method, path, body: refusal(401, 1005, "Invalid API key")) as gateway:
        result = run_module("whatsapp_user_info", gateway, name="admin", password=None, headers=KEY)
        assert "the API key or the headers" in result["msg"]
        assert gateway.calls() == ["GET /v1/users/admin"]


@pytest.mark.parametrize(
    "headers", [KEY, {"X": "s3cret-value-1", "Y": {"nested": "s3cret-value-2"}}, "D360-API-KEY=s3cret-value-3", ["s3cret-value-4"]]
)
def test_values_are_masked_whatever_they_look_like(server, headers):
    """In the invocation, in the message and in what the server repeats."""
    result = run_module("whatsapp_user_info", server, name="admin", password=None, headers=headers)
    assert "s3cret" not in repr(result)
    with foreign_server(lambda method, path, body: refusal(403, 1005, "no such key: s3cret-key-of-the-gateway")) as gateway:
        assert "s3cret" not in repr(run_module("whatsapp_user_info", gateway, name="admin", password=None, headers=KEY))


@pytest.mark.parametrize("name", sorted(RESERVED_HEADERS))
def test_headers_of_the_connection_are_reserved(name):
    """Whatever their case."""
    assert headers_problem({name.title(): "x"}, False) == f"{name.title()} belongs to the connection itself; remove it"
