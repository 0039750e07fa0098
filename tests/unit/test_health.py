# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When an instance is healthy, and when it is asked again."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health_status import evaluate, next_delay

ERRORS = [{"code": 1014, "title": "Internal error", "details": "Connection timed out"}]
UNASKED = {"errors": ERRORS}


def node(role, status="connected"):
    return {"gateway_status": status, "role": role}


def cluster(*nodes):
    """A health object with these nodes, named n0, n1, ..."""
    return {f"n{number}": item for number, item in enumerate(nodes)}


CORE, MASTER = node("coreapp"), node("primary_master")
IDLE_CORE, IDLE_MASTER = node("coreapp", "disconnected"), node("primary_master", "disconnected")
SECOND = node("secondary_master", "disconnected")
HA = cluster(IDLE_MASTER, CORE, IDLE_CORE)
TWO_SHARDS = cluster(MASTER, SECOND, CORE, CORE, IDLE_CORE)

RULE = {
    "single": ({"gateway_status": "connected"}, None, True),
    "single connecting": ({"gateway_status": "connecting"}, None, False),
    "single disconnected": ({"gateway_status": "disconnected"}, None, False),
    "single unregistered": ({"gateway_status": "unregistered"}, None, False),
    "single unasked": (UNASKED, None, False),
    "single with shards given": ({"gateway_status": "connected"}, 4, True),
    "HA": (HA, None, True),
    "HA, one shard": (HA, 1, True),
    "HA, nobody connected": (cluster(IDLE_MASTER, IDLE_CORE, IDLE_CORE), 1, False),
    "HA, two connected": (cluster(IDLE_MASTER, CORE, CORE), 1, False),
    "HA, the stand-by cannot be asked": (cluster(IDLE_MASTER, CORE, UNASKED), 1, True),
    "HA, only the master connected": (cluster(MASTER, IDLE_CORE, IDLE_CORE), 1, False),
    "HA before roles were told": (cluster({"gateway_status": "connected"}, {"gateway_status": "disconnected"}), None, True),
    "HA before roles, nobody connected": (cluster(*[{"gateway_status": "disconnected"}] * 2), None, False),
    "two shards": (TWO_SHARDS, 2, True),
    "two shards, not known": (TWO_SHARDS, None, False),
    "two shards, one Coreapp short": (cluster(MASTER, SECOND, CORE, IDLE_CORE, IDLE_CORE), 2, False),
    "two shards, one Coreapp too many": (cluster(MASTER, SECOND, CORE, CORE, CORE), 2, False),
    "two shards, master away": (cluster(IDLE_MASTER, SECOND, CORE, CORE), 2, False),
    "two shards, master cannot be asked": (cluster(UNASKED, SECOND, CORE, CORE), 2, False),
    "two shards, secondary in its place": (cluster(UNASKED, node("secondary_master"), CORE, CORE), 2, False),
    "one shard in multiconnect": (cluster(MASTER, SECOND, CORE, IDLE_CORE), 1, True),
    "nothing": ({}, None, False),
    "a list, as PHP writes an empty object": ([], None, False),
}


@pytest.mark.parametrize(("health", "shards", "healthy"), RULE.values(), ids=RULE.keys())
def test_rule(health, shards, healthy):
    assert evaluate(Json(health), shards)["healthy"] is healthy


def test_form_of_a_single_node():
    found = evaluate(Json({"gateway_status": "connected"}), 3)
    assert found["nodes"] == [{"name": None, "role": None, "status": "connected", "errors": []}]
    assert (found["topology"], found["registered"], found["shards"], found["summary"]) == ("single", True, None, "connected")


def test_form_of_many_nodes():
    found = evaluate(Json(cluster(IDLE_MASTER, CORE, UNASKED)), 2)
    assert found["nodes"][2] == {"name": "n2", "role": None, "status": None, "errors": ERRORS}
    assert found["counts"] == {
        "connected": 1, "connecting": 0, "disconnected": 1, "uninitialized": 0, "unregistered": 0,
        "nodes": 3, "unasked": 1, "coreapps": 1, "coreapps_connected": 1,
    }  # fmt: skip
    expected = "1 of 2 needed Coreapps connected, primary master not connected, n2 cannot be asked: Connection timed out"
    assert found["summary"] == expected


@pytest.mark.parametrize(
    ("statuses", "registered"),
    [
        (["connected", "unregistered"], True),
        (["unregistered", "disconnected"], False),
        (["disconnected", "disconnected"], True),
        (["connecting"], True),
        (["uninitialized"], None),
        ([None], None),
    ],
)
def test_registered(statuses, registered):
    assert evaluate(Json(cluster(*[{"gateway_status": status} for status in statuses])))["registered"] is registered


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
NODES = st.dictionaries(st.sampled_from(["gateway_status", "role", "errors"]), JSON)


@given(JSON | NODES | st.dictionaries(st.text(), NODES | JSON), st.none() | st.integers(1, 9))
def test_nothing_the_server_says_crashes_it(health, shards):
    """Whatever is neither a node nor an object of nodes is an unexpected answer."""
    with contextlib.suppress(ApiError):
        assert evaluate(Json(health), shards)["healthy"] in (True, False)


@given(st.permutations(list(TWO_SHARDS.items())))
def test_order_of_nodes_means_nothing(items):
    assert evaluate(Json(dict(items)), 2)["healthy"]


def looks(interval, timeout, latency=0.0):
    """The moments at which an instance that never gets healthy is looked at."""
    asked, now = [0.0], latency
    while (seconds := next_delay(asked, now, interval, timeout)) is not None:
        assert seconds >= 0
        asked.append(now + seconds)
        now += seconds + latency
    return asked


@given(st.integers(1, 120), st.integers(1, 1200), st.sampled_from([0.0, 0.2, 3.0, 61.0]))
def test_no_minute_sees_more_than_nine_looks(interval, timeout, latency):
    asked = looks(interval, timeout, latency)
    assert all(later - earlier > 59.999 for earlier, later in zip(asked, asked[9:], strict=False))
    assert asked[-1] <= max(timeout, 0)


def test_the_first_looks_are_quick_and_the_last_is_at_the_end():
    assert looks(10, 30) == [0, 1, 3, 7, 17, 27, 30]
    assert looks(10, 2) == [0, 1, 2]
    assert looks(2, 6) == [0, 1, 3, 5, 6]


def test_an_impatient_interval_is_held_back():
    assert looks(1, 62) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 60, 61, 62]
