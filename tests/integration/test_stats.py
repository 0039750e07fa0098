# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""whatsapp_stats_info through ansible-playbook: keys, formats, several nodes, and servers that have or say nothing."""

from __future__ import annotations

from tests.contract.cases import FQCN
from tests.support.fixtures import API_KEY, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

OPS = {"username": "ops.team", "password": "0ps-Pass!word"}
WITH_OPS = {**PROVISIONED, "users": {**PROVISIONED["users"], OPS["username"]: {"password": OPS["password"], "role": "ROLE_USER"}}}
ALL = ["app", "app_internal", "db", "db_internal", "metrics"]


def task(name, instance, drop=(), **options):
    connection = {key: value for key, value in instance.connection.items() if key not in drop}
    return {"name": name, FQCN + "whatsapp_stats_info": {**connection, **options}, "ignore_errors": True}


def test_formats_and_keys(emulator, tmp_path):
    one, user, many, old = (new_instance(emulator, WITH_OPS) for number in range(4))
    many.patch({"topology": "multiconnect", "shards": 2, "nodes": {"wacore9:cafe": {"errors": True}}})
    old.patch({"version": "2.23"})
    run = run_playbook(
        tmp_path,
        [
            play([
                task("key", one, drop=("password",), api_key="{{ key }}", gather_subset=ALL),
                task("user", user, **OPS, gather_subset=ALL, format="prometheus"),
                task("many", many, gather_subset=["db", "app", "db"]),
                task("many texts", many, gather_subset=["app"], format="prometheus"),
                task("old", old, drop=("password",), api_key="{{ key }}"),
            ])
        ],
        {"one": {"key": API_KEY}},
        "-vvvvv",
    )  # fmt: skip
    told = run.result("key")
    assert sorted(told["stats"]) == ALL
    assert told["stats"]["db_internal"].keys() == told["stats"]["db"].keys()
    assert {sample["subset"] for sample in told["samples"]} == set(ALL)
    assert [entry["operation"] for entry in one.journal()] == [
        "Get-App-Stats", "Get-App-Stats-Internal", "Get-DB-Stats", "Get-DB-Stats-Internal", "Get-Metrics",
    ]  # fmt: skip
    assert API_KEY not in run.output
    told = run.result("user")
    assert sorted(told["prometheus"]) == ALL
    assert all(text.startswith("# HELP") for text in told["prometheus"].values())
    told = run.result("many")
    assert {sample["node"].partition(":")[0] for sample in told["samples"] if sample["subset"] == "db"} == {"wamaster1"}
    assert {sample["node"].partition(":")[0] for sample in told["samples"] if sample["subset"] == "app"} >= {"wamaster1", "wacore1"}
    assert told["stats"]["app"]["wacore9:cafe"]["errors"][0]["code"] == 1014
    assert 'node="wacore1:' in run.result("many texts")["prometheus"]["app"]
    assert run.row("old").outcome == "failed"
    assert run.result("old")["failure"]["status"] == 401


def test_servers_that_have_or_say_nothing(emulator, tmp_path):
    empty, gateway, cut, bad = (new_instance(emulator, PROVISIONED) for number in range(4))
    fault = emulator.control.fault
    fault(instance=empty.address, path="/v1/stats/db", fault="empty", times=-1)
    fault(instance=gateway.address, path="/metrics", fault="html", status=404, times=-1)
    fault(instance=cut.address, path="/v1/stats/app", fault="truncate", times=-1)
    run = run_playbook(
        tmp_path,
        [
            play([
                task("empty text", empty, gather_subset=["db"], format="prometheus"),
                task("empty", empty, gather_subset=["db"]),
                task("gateway", gateway),
                task("cut off", cut, retries=0),
                task("nothing", bad, gather_subset=[]),
                task("unknown", bad, gather_subset=["web"]),
                task("key", bad, api_key="short"),
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    told = run.result("empty text")
    assert told["prometheus"] == {"db": ""}
    assert told["warnings"] == [
        f"{empty.url}: the text of db is empty, which is how the server reports an internal error; look at its logs"
    ]
    assert "the answer holds no stats.db; check that url points at" in run.result("empty")["msg"]
    told = run.result("gateway")
    assert (list(told["stats"]), told["not_offered"]) == (["app"], ["metrics"])
    assert "GET /metrics was refused with 404" in told["warnings"][0]
    assert "this server does not offer the call" in told["warnings"][0]
    assert "the connection was lost before the whole answer came" in run.result("cut off")["msg"]
    assert run.result("nothing")["msg"] == f"{bad.url}: gather_subset: name at least one of app, app_internal, db, db_internal, metrics"
    assert "must be one or more of: app, app_internal, db, db_internal, metrics" in run.result("unknown")["msg"]
    assert "api_key: it has 5 characters" in run.result("key")["msg"]
    assert bad.journal() == []
