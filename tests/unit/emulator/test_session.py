# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Login and logout."""

from __future__ import annotations

import base64
import re

from .conftest import PASSWORD, USER_PASSWORD, error


def test_first_login_needs_a_new_password(stock):
    assert error(stock.login(password="secret")) == (401, 1024, "Password must be changed")
    assert error(stock.login(password="secret", json={})) == (401, 1024, "Password must be changed")
    answer = stock.login(password="secret", json={"new_password": PASSWORD})
    assert answer.status_code == 200
    assert stock.login().status_code == 200
    assert stock.login(password="secret").status_code == 401


def test_answer_of_a_login(api):
    (user,) = api.login().json()["users"]
    assert len(user["token"].split(".")) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", user["expires_after"])


def test_bad_credentials_are_an_empty_401(api):
    for answer in (api.login(password="wrong"), api.login(user="nobody"), api.post("/v1/users/login", user=None)):
        assert (answer.status_code, answer.content) == (401, b"")
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="Secured"'


def test_malformed_basic_header(api):
    for value in ("Basic ?", "Basic " + base64.b64encode(b"no colon").decode(), "Bearer x"):
        assert api.post("/v1/users/login", user=None, headers={"Authorization": value}).status_code == 401


def test_new_password_must_be_strong(stock):
    for weak in (
        "short1!",
        "nouppercase1!",
        "NOLOWERCASE1!",
        "NoDigits!!",
        "NoSpecial11",
        "Has space 1!",
        "Ümlaut-Pass1",
        "A1!" + "a" * 62,
        5,
    ):
        status, code, details = error(stock.login(password="secret", json={"new_password": weak}))
        assert (status, code) == (400, 1009)
        assert details.startswith("Password doesn't meet complexity requirements: length between 8 and 64 characters")


def test_new_password_works_for_any_user(api):
    api.add_user()
    assert api.login("ops-user", USER_PASSWORD, json={"new_password": "An0ther-Pass!"}).status_code == 200
    assert api.login("ops-user", "An0ther-Pass!").status_code == 200


def test_new_password_in_a_body_of_another_type_is_ignored(stock):
    answer = stock.login(password="secret", data=b'{"new_password": "' + PASSWORD.encode() + b'"}', headers={"Content-Type": "text/plain"})
    assert error(answer)[:2] == (401, 1024)


def test_broken_json(api):
    answer = api.login(data=b"{", headers={"Content-Type": "application/json"})
    assert error(answer) == (400, 1025, "Unable to decode json from the request: Syntax error")


def test_kinds_in_the_journal(stock):
    stock.login(password="secret", json={"new_password": PASSWORD})
    stock.login()
    assert [(entry["operation"], entry["kind"], entry["user"]) for entry in stock.journal()] == [
        ("Login-User", "write", "admin"),
        ("Login-User", "session", "admin"),
    ]


def test_bad_logins_lock_the_client_out_for_an_hour(api):
    for _time in range(30):
        assert api.login(password="wrong").status_code == 401
    assert error(api.login()) == (429, 1015, "Rate limiting exceeded on bad login attempts")
    api.control.advance(3601)
    assert api.login().status_code == 200


def test_the_1024_answer_counts_as_a_bad_login(stock):
    for _time in range(30):
        stock.login(password="secret")
    assert error(stock.login(password="secret", json={"new_password": PASSWORD}))[:2] == (429, 1015)
    stock.control.restart(stock.address, "web")
    assert stock.login(password="secret", json={"new_password": PASSWORD}).status_code == 200


def test_logout_revokes_only_the_token_used(api):
    first, second = ({"Authorization": "Bearer " + api.login().json()["users"][0]["token"]} for _time in range(2))
    answer = api.post("/v1/users/logout", user=None, headers=first)
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert api.post("/v1/users/logout", user=None, headers=first).status_code == 401
    assert api.get("/v1/settings/application", user=None, headers=second).status_code == 200


def test_a_token_lives_seven_days(api):
    header = {"Authorization": "Bearer " + api.login().json()["users"][0]["token"]}
    api.control.advance(7 * 86400 - 60)
    assert api.get("/v1/settings/application", user=None, headers=header).status_code == 200
    api.control.advance(60 + 600)
    assert error(api.get("/v1/settings/application", user=None, headers=header)) == (401, 1005, "Invalid credentials.")
