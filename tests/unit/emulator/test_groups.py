# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The thirteen group operations."""

from __future__ import annotations

import pytest

from .conftest import error
from .test_profile import picture

OWN, FRIEND = "4915123456789", "16315551002"


@pytest.fixture
def group(api):
    """The path of a group with one more participant."""
    answer = api.post("/v1/groups", {"subject": "Crew", "participants": [FRIEND]})
    assert answer.status_code == 200
    return "/v1/groups/" + answer.json()["groups"][0]["id"]


def info(api, group):
    return api.get(group).json()["groups"][0]


def test_create_read_and_update(api, group):
    listed = api.get("/v1/groups/").json()["groups"]
    assert [set(each) for each in listed] == [{"id", "creation_time"}]
    assert group.endswith(listed[0]["id"])
    found = info(api, group)
    assert (found["subject"], found["creator"], found["admins"], found["participants"]) == ("Crew", OWN, [OWN], [OWN, FRIEND])
    answer = api.put(group, {"subject": "Team"})
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert info(api, group)["subject"] == "Team"
    assert api.suspicious() == []


def test_admins_and_participants(api, group):
    assert api.patch_call(group + "/admins", {"wa_ids": [FRIEND]}).status_code == 200
    assert info(api, group)["admins"] == [OWN, FRIEND]
    assert api.delete(group + "/admins", {"wa_ids": [FRIEND]}).status_code == 200
    assert info(api, group)["admins"] == [OWN]
    assert error(api.delete(group + "/admins", {"wa_ids": [FRIEND]}))[:2] == (400, 1019)
    assert api.delete(group + "/participants", {"wa_ids": [FRIEND]}).status_code == 200
    assert info(api, group)["participants"] == [OWN]
    assert error(api.delete(group + "/participants", {"wa_ids": [FRIEND]}))[:2] == (400, 1003)
    assert error(api.patch_call(group + "/admins", {"wa_ids": [FRIEND]}))[:2] == (400, 1003)


def test_invite_link(api, group):
    first = api.get(group + "/invite").json()["groups"][0]["link"]
    assert api.get(group + "/invite").json()["groups"][0]["link"] == first
    assert api.delete(group + "/invite").status_code == 200
    assert api.get(group + "/invite").json()["groups"][0]["link"] != first


def test_icon(api, group):
    assert error(api.get(group + "/icon"))[:2] == (404, 1006)
    upload = picture()
    assert api.call("POST", group + "/icon", data=upload, headers={"Content-Type": "image/jpeg"}).status_code == 201
    answer = api.get(group + "/icon")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.content != upload
    assert api.get(group + "/icon?format=link").json()["groups"][0]["link"].startswith("https://")
    assert api.delete(group + "/icon").status_code == 200
    assert api.get(group + "/icon").status_code == 404


def test_leave(api, group):
    assert api.post(group + "/leave").status_code == 200
    assert api.get("/v1/groups").json()["groups"] == []
    assert error(api.post(group + "/leave"))[:2] == (404, 1012)


def test_errors(api, group):
    assert error(api.get("/v1/groups/1-2"))[:2] == (404, 1012)
    assert error(api.post("/v1/groups", {})) == (400, 1008, "Missing mandatory parameter 'subject'")
    assert error(api.post("/v1/groups", {"subject": " "}))[:2] == (400, 1009)
    assert error(api.patch_call(group + "/admins", {})) == (400, 1008, "Missing mandatory parameter 'wa_ids'")
    assert error(api.patch_call(group + "/admins", {"wa_ids": []}))[:2] == (400, 1009)


def test_only_administrators_manage(api, group):
    name = group.rpartition("/")[2]
    api.patch(groups={name: {"admins": [FRIEND]}})
    assert error(api.put(group, {"subject": "x"}))[:2] == (400, 1019)
    api.patch(groups={name: {"participants": [FRIEND]}})
    assert error(api.put(group, {"subject": "x"}))[:2] == (400, 1003)


def test_any_user_may(api, group):
    api.add_user()
    assert api.put(group, {"subject": "x"}, user="ops-user").status_code == 200


def test_not_offered(api, group):
    api.patch(groups_enabled=False)
    assert error(api.get("/v1/groups")) == (404, 1006, "URL path not found")
    assert error(api.get(group)) == (404, 1006, "URL path not found")
    assert api.suspicious() == []
