# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health in its three shapes."""

from __future__ import annotations

import pytest

from tests.emulator.process import Emulator

from .conftest import Api, error

PATH = "/v1/health"


def nodes(api):
    return api.get(PATH).json()["health"]


def by_role(api):
    return sorted((node["role"], node["gateway_status"]) for node in nodes(api).values())


def test_single(stock):
    assert nodes(stock) == {"gateway_status": "unregistered"}
    stock.patch(registration={"registered": True})
    assert nodes(stock) == {"gateway_status": "connected"}
    stock.patch(coreapp="starting")
    assert nodes(stock) == {"gateway_status": "connecting"}
    (name,) = stock.state()["nodes"]
    stock.patch(coreapp="running", nodes={name: {"gateway_status": "uninitialized"}})
    assert nodes(stock) == {"gateway_status": "uninitialized"}
    stock.patch(coreapp="stopped")
    assert error(stock.get(PATH))[:2] == (500, 1014)


def test_ha_has_exactly_one_connected_coreapp(api):
    api.patch(topology="ha")
    assert by_role(api) == [("coreapp", "connected"), ("coreapp", "disconnected"), ("primary_master", "disconnected")]


def test_multiconnect_has_a_coreapp_for_each_shard_and_the_primary_master(api):
    api.patch(topology="multiconnect", shards=2)
    assert by_role(api) == [
        ("coreapp", "connected"),
        ("coreapp", "connected"),
        ("coreapp", "disconnected"),
        ("primary_master", "connected"),
        ("secondary_master", "disconnected"),
    ]
    api.patch(registration={"registered": False})
    assert {status for _role, status in by_role(api)} == {"unregistered"}


def test_a_node_that_cannot_be_asked_has_errors_instead(api):
    api.patch(topology="ha")
    name = next(name for name in api.state()["nodes"] if name.startswith("wacore2:"))
    api.patch(nodes={name: {"errors": True}})
    answer = api.get(PATH)
    assert answer.status_code == 200
    (entry,) = answer.json()["health"][name]["errors"]
    assert entry["code"] == 1014
    assert entry["details"].endswith("wacore2:6252")
    api.patch(nodes={name: None}, coreapp="stopped")
    assert sum("errors" in node for node in nodes(api).values()) == 2


def test_ten_calls_a_minute(api):
    for _time in range(10):
        assert api.get(PATH).status_code == 200
    assert error(api.get(PATH)) == (429, 1015, "Rate limiting exceeded on health check")
    api.control.advance(61)
    assert api.get(PATH).status_code == 200


@pytest.fixture(scope="module")
def keyed():
    with Emulator(api_key="0123456789ab", rate_limits="off") as emulator:
        yield Api(emulator, "127.0.0.1")


def test_api_key(keyed):
    key = {"Authorization": "Apikey 0123456789ab"}
    for path in (PATH, "/metrics", "/v1/stats/app", "/v1/stats/db"):
        assert keyed.get(path, user=None, headers=key).status_code == 200
    assert error(keyed.get("/v1/support", user=None, headers=key))[:2] == (401, 1005)
    assert error(keyed.get(PATH, user=None, headers={"Authorization": "Apikey 0123456789aX"}))[:2] == (401, 1005)
    keyed.patch(version="2.23")
    assert keyed.get(PATH, user=None, headers=key).status_code == 200
    assert keyed.get("/metrics", user=None, headers=key).status_code == 401


def test_limits_can_be_off(keyed):
    assert {keyed.get(PATH).status_code for _time in range(30)} == {200}


def test_a_key_of_the_wrong_length_switches_the_feature_off():
    with Emulator(api_key="short") as emulator:
        assert Api(emulator, "127.0.0.1").get(PATH, user=None, headers={"Authorization": "Apikey short"}).status_code == 401
