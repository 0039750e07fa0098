# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contacts and identities."""

from __future__ import annotations

from .conftest import error

PATH = "/v1/contacts"


def check(api, *numbers, **options):
    return api.post(PATH, {"contacts": list(numbers), **options}).json()["contacts"]


def test_since_2_43_everybody_is_valid(api):
    assert check(api, "+1 631-555-1002", "12") == [
        {"input": "+1 631-555-1002", "status": "valid", "wa_id": "16315551002"},
        {"input": "12", "status": "valid", "wa_id": "12"},
    ]
    assert api.journal()[-1]["kind"] == "read"
    assert api.post(PATH + "/", {"contacts": ["1"]}).status_code == 200


def test_older_versions_look(api):
    api.patch(version="2.41", contacts={"16315550000": {"status": "failed"}})
    assert [entry["status"] for entry in check(api, "+1 631 555 1002", "12", "16315550000", blocking="wait")] == [
        "valid",
        "invalid",
        "failed",
    ]


def test_without_waiting_it_is_processing_first(api):
    api.patch(version="2.41")
    assert check(api, "16315551002") == [{"input": "16315551002", "status": "processing"}]
    assert check(api, "16315551002")[0]["status"] == "valid"
    assert check(api, "16315551002", force_check=True)[0]["status"] == "processing"
    api.control.advance(7 * 86400 + 1)
    assert check(api, "16315551002")[0]["status"] == "processing"


def test_refused(api):
    assert error(api.post(PATH, {"contacts": "1"})) == (400, 1009, "Contacts field has to be an array")
    assert error(api.post(PATH, {})) == (400, 1009, "Contacts field has to be an array")
    assert error(api.post(PATH, {"contacts": []})) == (400, 1009, "Contacts field must have atleast one entry")
    assert error(api.post(PATH, {"contacts": ["1"], "blocking": "soon"}))[:2] == (400, 1009)
    assert error(api.post(PATH, {"contacts": ["1"], "force_check": "true"}))[:2] == (400, 1009)
    api.patch(version="2.23")
    check(api, "1", force_check=True)
    assert api.suspicious() == ["unknown parameter 'force_check'"]


def test_identity(api):
    path = PATH + "/16315551002/identity"
    assert error(api.get(path))[:2] == (404, 1006)
    api.patch(contacts={"16315551002": {"hash": "UKD6Y/5SqDU=", "acknowledged": False}})
    found = api.get(path).json()["contacts"]
    assert (found["hash"], found["acknowledged"]) == ("UKD6Y/5SqDU=", False)
    assert error(api.put(path, {"hash": "other"}))[:2] == (400, 1009)
    assert error(api.put(path, {}))[:2] == (400, 1008)
    assert api.put(path, {"hash": "UKD6Y/5SqDU="}).status_code == 200
    assert api.get(path).json()["contacts"]["acknowledged"] is True
    api.patch(version="2.23")
    assert api.get(path).status_code == 404
