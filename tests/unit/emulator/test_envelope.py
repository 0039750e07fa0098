# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all answers have in common."""

from __future__ import annotations

import re

from .conftest import error

SETTINGS = "/v1/settings/application"


def test_meta_is_in_every_json_answer(api):
    meta = {"api_status": "stable", "version": "v2.45.1"}
    assert api.get(SETTINGS).json()["meta"] == meta
    assert api.get(SETTINGS, user=None).json()["meta"] == meta


def test_no_payload_looks_different_by_version(api):
    body = {"heartbeat_interval": 6}
    for version, text in (("2.23", "{}"), ("2.33", "null"), ("2.41", '{"meta":{"api_status":"stable","version":"v2.41.2"}}')):
        api.patch(version=version)
        assert api.patch_call(SETTINGS, body).text == text


def test_request_id(api):
    assert re.fullmatch("[0-9a-f]{32}", api.get(SETTINGS).headers["X-Request-ID"])
    assert api.get(SETTINGS, headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] == "mine"
    assert api.journal()[-1]["request_id"] == "mine"


def test_unknown_path_and_wrong_method(api):
    assert error(api.get("/v1/nothing/here")) == (404, 1006, "URL path not found")
    assert error(api.put(SETTINGS, {}))[:2] == (405, 1014)
    assert error(api.get("/v1/messages/1"))[:2] == (405, 1014)
    assert api.suspicious() == ["URL path not in the API", "method PUT not in the API", "method GET not in the API"]
    assert [entry["operation"] for entry in api.journal()] == ["", "", ""]


def test_root_answers_without_credentials(api):
    assert api.get("/", user=None).status_code == 200


def test_trailing_slash_of_collections(api):
    assert api.get("/v1/groups/").status_code == 200
    assert error(api.post("/v1/messages/", {}))[:2] == (400, 1008)


def test_broken_json(api):
    answer = api.call("PATCH", SETTINGS, data=b"{'a'", headers={"Content-Type": "application/json"})
    assert error(answer) == (400, 1025, "Unable to decode json from the request: Syntax error")
    api.patch(version="2.23")
    answer = api.call("PATCH", SETTINGS, data=b"{'a'", headers={"Content-Type": "application/json"})
    assert error(answer) == (400, 1025, "Unable to decode the request: Syntax error")


def test_json_that_is_no_object_counts_as_empty(api):
    answer = api.call("POST", "/v1/users", data=b"5", headers={"Content-Type": "application/json"})
    assert error(answer) == (400, 1008, "Missing mandatory parameter 'username'")


def test_json_under_another_content_type_is_ignored(api):
    answer = api.call("POST", "/v1/users", data=b'{"username": "ops-user"}', headers={"Content-Type": "text/json"})
    assert error(answer) == (400, 1008, "Missing mandatory parameter 'username'")
    assert api.suspicious() == ["JSON call with Content-Type 'text/json'"]


def test_a_charset_does_not_hurt(api):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert api.call("PATCH", SETTINGS, data=b'{"heartbeat_interval": 6}', headers=headers).status_code == 200


def test_unknown_parameters_are_journalled(api):
    api.post("/v1/users", {"username": "ops-user", "password": "Str0ng-Enough!", "role": "ROLE_ADMIN"})
    api.get("/v1/stats/app?format=xml")
    assert api.suspicious() == ["unknown parameter 'role'", "unknown query parameter 'format=xml'"]
