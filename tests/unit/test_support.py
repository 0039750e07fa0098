# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Support information and statistics in one form, whatever the set-up, and without secrets."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.stats import samples
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import describe, redacted
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_timestamp

MASK = "********"


def test_secrets_are_masked_by_their_names():
    told = {
        "env": ["WA_DB_ENGINE=MYSQL", "WA_DB_PASSWORD=hunter=2\nx", "WA_API_KEY=k", "PASSWORD="],
        "db_info": [{"name": "version", "value": "5.7"}, {"name": "db_password", "value": "hunter"}],
        "password": "hunter",
        "pass_through": "true",
        "token_count": 3,
    }
    assert redacted(told) == {
        "env": ["WA_DB_ENGINE=MYSQL", f"WA_DB_PASSWORD={MASK}", f"WA_API_KEY={MASK}", "PASSWORD="],
        "db_info": [{"name": "version", "value": "5.7"}, {"name": "db_password", "value": MASK}],
        "password": MASK,
        "pass_through": "true",
        "token_count": 3,
    }


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (1900000000, "2030-03-17T17:46:40Z"),
        (1900000000000, "2030-03-17T17:46:40Z"),
        (0, None),
        (None, None),
        (-1, None),
        (10**30, None),
    ],
)
def test_moments(timestamp, expected):
    assert format_timestamp(timestamp) == expected


def test_one_node():
    found = describe(Json({"debug_info": "unregistered", "socket_conn": "DN"}))
    assert (found["topology"], found["registered"], found["phone_number"], found["expires"]) == ("single", False, None, None)
    assert found["nodes"][0]["connection"] == "DN"


def test_many_nodes():
    failed = {"errors": [{"code": 1014}]}
    told = {"debug_info": "4915123456789", "role": "coreapp"}
    found = describe(Json({"a": failed, "b": {**told, "expire_timestamp": 1900000000}, "c": {**told, "expire_timestamp": 1800000000}}))
    assert (found["topology"], found["registered"], found["phone_number"]) == ("multi", True, "4915123456789")
    assert found["expires"] == "2027-01-15T08:00:00Z"
    assert [node["errors"] for node in found["nodes"]] == [[{"code": 1014}], [], []]


def test_one_node_that_cannot_be_asked():
    found = describe(Json({"errors": [{"code": 1014}]}))
    assert (found["topology"], found["registered"], found["nodes"][0]["errors"]) == ("single", None, [{"code": 1014}])


QUEUE = {"callback_queue_size": {"type": "gauge", "help": "Waiting", "data": [{"value": 450}]}}


def test_samples_of_one_and_of_many_nodes():
    def sample(node):
        return {"subset": "app", "node": node, "name": "callback_queue_size", "labels": {}, "value": 450}

    assert samples("app", Json(QUEUE)) == [sample(None)]
    assert samples("app", Json({"a": QUEUE, "b": {}, "c": [], "d": {"errors": [{"code": 1014}]}, "e": QUEUE})) == [sample("a"), sample("e")]
    assert samples("app", Json([])) == []
