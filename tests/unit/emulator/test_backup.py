# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup and restore."""

from __future__ import annotations

import pytest

from .conftest import PASSWORD, REGISTERED, Api, error

BACKUP, RESTORE = "/v1/settings/backup", "/v1/settings/restore"


def backup(api, password="b4ckup"):
    answer = api.post(BACKUP, {"password": password})
    assert answer.status_code == 200
    return answer.json()["settings"]["data"]


@pytest.fixture
def target(emulator, api):
    """An instance that is not registered."""
    other = Api(emulator, api.address.replace("127.7.", "127.8."))
    other.patch(users=REGISTERED["users"])
    yield other
    other.session.close()


def test_restore_onto_a_new_instance_brings_everything_back(api, target):
    api.patch(settings={"heartbeat_interval": 9}, about="Hello", business_profile={"email": "a@b.example"}, shards=2)
    answer = target.post(RESTORE, {"password": "b4ckup", "data": backup(api)})
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    found = target.state()
    for section in ("settings", "registration", "about", "business_profile", "shards"):
        assert found[section] == api.state()[section]
    assert target.get("/v1/health").json()["health"] == {"gateway_status": "connected"}
    assert target.login(password=PASSWORD).status_code == 200
    assert target.suspicious() == []


def test_restore_onto_a_registered_instance_stops_it(api):
    blob = backup(api)
    api.patch(settings={"heartbeat_interval": 9})
    assert api.post(RESTORE, {"password": "b4ckup", "data": blob}).status_code == 200
    status, code, details = error(api.get("/v1/settings/application"))
    assert (status, code) == (500, 1014)
    assert details.endswith("Please check if wacore is running: wacore:6252")
    api.control.restart(api.address, "coreapp")
    assert api.get("/v1/settings/application").json()["settings"]["application"]["heartbeat_interval"] == 5


def test_restore_onto_another_version_leaves_out_what_it_does_not_know(api, target):
    api.patch(version="2.33", settings={"heartbeat_interval": 9})
    target.patch(version="2.57")
    assert target.post(RESTORE, {"password": "b4ckup", "data": backup(api)}).status_code == 200
    settings = target.get("/v1/settings/application").json()["settings"]["application"]
    assert settings["heartbeat_interval"] == 9
    assert "pass_through" not in settings


def test_two_backups_differ_and_hide_their_content(api):
    api.patch(about="Find-me-not")
    first, second = backup(api), backup(api)
    assert first != second
    assert "Find-me-not" not in first


def test_wrong_password_or_damaged_data(api, target):
    blob = backup(api)
    assert error(target.post(RESTORE, {"password": "other", "data": blob}))[:2] == (403, 1005)
    assert error(target.post(RESTORE, {"password": "b4ckup", "data": blob[:-8]}))[:2] == (403, 1005)
    assert error(target.post(RESTORE, {"password": "b4ckup", "data": "!!"}))[:2] == (400, 1009)
    assert target.state()["registration"]["registered"] is False


def test_mandatory_parameters(api):
    assert error(api.post(BACKUP, {})) == (400, 1008, "Missing mandatory parameter 'password'")
    assert error(api.post(BACKUP, {"password": ""}))[:2] == (400, 1009)
    assert error(api.post(RESTORE, {"data": "x"})) == (400, 1008, "Missing mandatory parameter 'password'")
    assert error(api.post(RESTORE, {"password": "x"})) == (400, 1008, "Missing mandatory parameter 'data'")


def test_backup_needs_a_registered_client(target):
    assert error(target.post(BACKUP, {"password": "x"}))[:2] == (500, 1011)


def test_multiconnect_wants_the_same_number_of_shards(api, target):
    api.patch(shards=2)
    blob = backup(api)
    target.patch(topology="multiconnect")
    assert error(target.post(RESTORE, {"password": "b4ckup", "data": blob}))[:2] == (400, 1009)
    target.patch(shards=2)
    assert target.post(RESTORE, {"password": "b4ckup", "data": blob}).status_code == 200


def test_not_in_sandbox_mode(api):
    api.patch(sandbox=True)
    assert error(api.post(BACKUP, {"password": "x"}))[:2] == (403, 1005)
    assert error(api.post(RESTORE, {"password": "x", "data": "x"}))[:2] == (403, 1005)
