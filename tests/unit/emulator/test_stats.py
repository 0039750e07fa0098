# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Metrics, stats and support."""

from __future__ import annotations

import re

from .conftest import error

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? \d+')


def assert_prometheus(text):
    lines = text.splitlines()
    assert lines
    for line in lines:
        assert line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.fullmatch(line), line


def test_metrics_live_at_the_root(api):
    metrics = api.get("/metrics").json()["metrics"]
    assert metrics["web_uptime"]["type"] == "gauge"
    assert set(metrics["web_uptime"]["data"][0]) == {"labels", "value"}
    assert {"web_handled_requests", "web_requests", "api_requests_duration_ms_sum"} <= set(metrics)
    assert error(api.get("/v1/metrics"))[:2] == (404, 1006)


def test_prometheus(api):
    for path in ("/metrics", "/v1/stats/app", "/v1/stats/db"):
        answer = api.get(path + "?format=prometheus")
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert_prometheus(answer.text)


def test_stats_count_messages(api):
    api.post("/v1/messages", {"to": "4915100000001", "text": {"body": "x"}})
    db = api.get("/v1/stats/db").json()["stats"]["db"]
    assert {"labels": {"type": "outgoing"}, "value": 1} in db["db_messages"]["data"]
    assert api.get("/v1/stats/app").json()["stats"]["app"]["endpoint_requests"]["data"][0]["value"] == 1
    assert api.get("/v1/stats/db/internal").status_code == 200
    assert api.get("/v1/stats/app/internal").status_code == 200


def test_multiconnect_is_keyed_by_node(api):
    api.patch(topology="multiconnect")
    db = api.get("/v1/stats/db").json()["stats"]["db"]
    assert set(db) == set(api.state()["nodes"])
    assert [name for name, numbers in db.items() if numbers] == [name for name in db if name.startswith("wamaster1:")]
    text = api.get("/v1/stats/app?format=prometheus").text
    assert_prometheus(text)
    assert 'node="wacore1:' in text


def test_without_a_coreapp(api):
    api.patch(coreapp="stopped")
    assert error(api.get("/v1/stats/db"))[:2] == (500, 1014)
    answer = api.get("/v1/stats/db?format=prometheus")
    assert (answer.status_code, answer.content) == (500, b"")
    assert api.get("/metrics").status_code == 200


def test_support_of_a_single_instance(api, stock):
    support = api.get("/v1/support").json()["support"]
    assert (support["debug_info"], support["socket_conn"], support["role"]) == ("4915123456789", "UP", "coreapp")
    assert isinstance(support["expire_timestamp"], int)
    stock.patch(registration={"registered": False}, expire_timestamp=5)
    support = stock.get("/v1/support").json()["support"]
    assert (support["debug_info"], support["socket_conn"], support["expire_timestamp"]) == ("unregistered", "DN", 5)


def test_support_of_a_cluster(api):
    api.patch(topology="ha")
    support = api.get("/v1/support").json()["support"]
    assert sorted(str(node["shards"]) for node in support.values()) == ["[[-1, -1], [0, 0]]", "[]", "[]"]
    api.patch(topology="multiconnect")
    support = api.get("/v1/support").json()["support"]
    assert next(node["shards"] for node in support.values() if node["role"] == "primary_master") == [[-1, -1]]
    api.add_user()
    assert api.get("/v1/support", user="ops-user").status_code == 200
