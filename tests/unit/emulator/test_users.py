# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User accounts."""

from __future__ import annotations

import pytest

from .conftest import PASSWORD, USER_PASSWORD, error

STRONG = "Str0ng-Enough!"


def test_life_of_a_user(api):
    created = api.post("/v1/users", {"username": "ops-user", "password": STRONG})
    assert (created.status_code, created.json()["users"]) == (201, [{"username": "ops-user"}])
    assert api.get("/v1/users/ops-user").json()["users"] == [{"ROLES": "ROLE_USER", "username": "ops-user"}]
    assert api.get("/v1/users/admin").json()["users"] == [{"ROLES": "ROLE_ADMIN", "username": "admin"}]
    updated = api.put("/v1/users/ops-user", {"password": USER_PASSWORD})
    assert (updated.status_code, updated.json()["users"]) == (200, [{"username": "ops-user"}])
    assert api.login("ops-user", USER_PASSWORD).status_code == 200
    assert api.delete("/v1/users/ops-user").status_code == 200
    assert error(api.get("/v1/users/ops-user")) == (404, 1006, "User does not exist")
    assert api.suspicious() == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, 1008, "Missing mandatory parameter 'username'")),
        ({"username": "ops-user"}, (400, 1008, "Missing mandatory parameter 'password'")),
        ({"username": "ops", "password": STRONG}, (400, 1009, "Username doesn't meet length requirements")),
        ({"username": "o" * 33, "password": STRONG}, (400, 1009, "Username doesn't meet length requirements")),
        ({"username": "ops user", "password": STRONG}, (400, 1009, "Username contains prohibited characters")),
        ({"username": "_apiuser", "password": STRONG}, (400, 1009, "Invalid Username")),
        ({"username": "admin", "password": STRONG}, (500, 1014, "Unable to create user. Already exist?")),
    ],
)
def test_refused_to_create(api, body, expected):
    assert error(api.post("/v1/users", body)) == expected


def test_weak_passwords(api):
    assert error(api.post("/v1/users", {"username": "ops-user", "password": "weak-weak"}))[:2] == (400, 1009)
    assert error(api.put("/v1/users/admin", {"password": "weak-weak"}))[:2] == (400, 1009)
    api.patch(version="2.23")
    assert api.post("/v1/users", {"username": "ops-user", "password": "weak-weak"}).status_code == 201
    assert error(api.post("/v1/users", {"username": "ops-user2", "password": "weak"}))[:2] == (400, 1009)


def test_a_regular_user_sees_and_changes_only_itself(api):
    api.add_user()
    assert api.get("/v1/users/ops-user", user="ops-user").status_code == 200
    assert error(api.get("/v1/users/admin", user="ops-user")) == (403, 1005, "Regular user cannot read other user information")
    assert api.put("/v1/users/ops-user", {"password": STRONG}, user="ops-user").status_code == 200
    assert error(api.put("/v1/users/admin", {"password": STRONG}, user="ops-user")) == (403, 1005, "Regular user cannot modify other user")
    assert error(api.post("/v1/users", {}, user="ops-user")) == (403, 1005, "User doesn't have permission")
    assert error(api.delete("/v1/users/ops-user", user="ops-user")) == (403, 1005, "User doesn't have permission")


def test_admin_stays(api):
    assert error(api.delete("/v1/users/admin")) == (400, 1009, "Admin user cannot be deleted")
    assert error(api.delete("/v1/users/nobody")) == (404, 1006, "User does not exist")
    assert error(api.put("/v1/users/nobody", {"password": STRONG})) == (404, 1006, "User does not exist")


def test_deleting_a_user_revokes_its_tokens_but_a_new_password_does_not(api):
    api.add_user()
    header = {"Authorization": "Bearer " + api.login("ops-user", USER_PASSWORD).json()["users"][0]["token"]}
    api.put("/v1/users/ops-user", {"password": STRONG})
    assert api.get("/v1/users/ops-user", user=None, headers=header).status_code == 200
    api.delete("/v1/users/ops-user")
    api.add_user()
    assert api.get("/v1/users/ops-user", user=None, headers=header).status_code == 401


def test_256_writes_an_hour(api):
    header = {"Authorization": "Bearer " + api.control.token(api.address)}
    for _time in range(256):
        assert api.put("/v1/users/nobody", {"password": PASSWORD}, user=None, headers=header).status_code == 404
    assert error(api.post("/v1/users", {}, user=None, headers=header))[:2] == (429, 1015)
    api.control.restart(api.address, "web")
    assert api.put("/v1/users/admin", {"password": PASSWORD}).status_code == 200
