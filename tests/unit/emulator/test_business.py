# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Business profile and compliance info."""

from __future__ import annotations

import pytest

from .conftest import error

PROFILE, COMPLIANCE = "/v1/settings/business/profile", "/v1/settings/business/compliance_info"
FULL = {
    "address": "1 Road",
    "description": "We emulate",
    "email": "us@example.org",
    "vertical": "Other",
    "websites": ["https://example.org", "http://example.com"],
}


def profile(api):
    return api.get(PROFILE).json()["settings"]["business"]["profile"]


def test_partial_updates(api):
    assert profile(api) == {"address": "", "description": "", "email": "", "vertical": "", "websites": []}
    answer = api.post(PROFILE, FULL)
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    api.post(PROFILE, {"email": "new@example.org"})
    assert profile(api) == {**FULL, "email": "new@example.org"}
    assert api.suspicious() == []


@pytest.mark.parametrize(
    "body",
    [
        {"address": "a" * 257},
        {"description": "d" * 513},
        {"email": "no address"},
        {"email": "a@" + "b" * 130 + ".org"},
        {"vertical": "Space travel"},
        {"websites": "https://example.org"},
        {"websites": ["ftp://example.org"]},
        {"websites": ["https://" + "e" * 250]},
        {"address": 5},
    ],
)
def test_refused(api, body):
    assert error(api.post(PROFILE, body))[:2] == (400, 1009)


def test_other_rules(api):
    assert error(api.post(PROFILE, {"websites": ["https://a.b"] * 3})) == (400, 1009, "Max number of websites allowed is 2")
    api.post(PROFILE, {"vertical": ""})
    api.post(PROFILE, {"vertical": "Education"})
    assert error(api.post(PROFILE, {"vertical": ""}))[:2] == (400, 1009)
    assert api.post(PROFILE, {"description": "d" * 512}).status_code == 200
    assert error(api.post(PROFILE, {"about": "x"})) == (400, 1009, "No valid parameters provided")
    assert api.suspicious() == ["unknown parameter 'about'"]


def test_old_versions(api):
    api.patch(version="2.33")
    assert error(api.post(PROFILE, {"description": "d" * 257}))[:2] == (400, 1009)
    api.patch(version="2.23")
    assert api.post(PROFILE, {"vertical": "Space travel"}).status_code == 200


def test_needs_a_registered_client(stock):
    assert error(stock.get(PROFILE)) == (500, 1011, "Client is unregistered")


def test_compliance_info(api):
    body = {"entity_name": "Emulated Ltd", "is_registered": True, "customer_care_details": {"email": "a@b.example"}}
    assert api.post(COMPLIANCE, body).status_code == 200
    info = api.get(COMPLIANCE).json()["settings"]["business"]["compliance_info"]
    assert info.pop("meta")["api_status"] == "stable"
    assert info == body
    assert error(api.post(COMPLIANCE, {"is_registered": "yes"}))[:2] == (400, 1009)
    api.patch(version="2.33")
    assert error(api.get(COMPLIANCE)) == (404, 1006, "URL path not found")
