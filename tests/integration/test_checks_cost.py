# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks ask an instance: two GETs at most, in every topology, and the right answer from them."""

from __future__ import annotations

from tests.emulator.topology import node_name
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

DEFAULT = ["health", "expiry", "certificate", "version"]
WITH_SHARDS = [*DEFAULT, "shards"]
OPS = "0ps-Pass!word"
CONFIG = {"app_settings": {"unhealthy_interval": 30}}
LOST = {node_name("wacore2"): {"gateway_status": "disconnected"}}
# name: (state, health, shards)
STATES = {
    "single": ({}, "ok", "ok"),
    "down": ({"nodes": {node_name("wacore1"): {"gateway_status": "disconnected"}}}, "critical", "ok"),
    "ha": ({"topology": "ha"}, "ok", "ok"),
    "multi": ({"topology": "multiconnect", "shards": 2}, "ok", "ok"),
    "many": ({"topology": "multiconnect", "shards": 4}, "ok", "ok"),
    "lost": ({"topology": "multiconnect", "shards": 2, "nodes": LOST}, "critical", "ok"),
    "declared": ({"topology": "multiconnect", "shards": 2, "nodes": LOST}, "critical", "ok"),
    "user": ({"topology": "multiconnect", "shards": 2, "users": {"ops": {"password": OPS, "role": "ROLE_USER"}}}, "unknown", "unknown"),
}


def test_the_checks_cost_two_gets_at_most(emulator, tmp_path):
    """Each instance once with the default checks and once with shards; a user who may not read the shards is not told "ok"."""
    hosts, instances = {}, {}
    for group in ("default", "shards"):
        for number, (name, (state, _health, _shards)) in enumerate(STATES.items()):
            users = {**PROVISIONED["users"], **state.get("users", {})}
            instance = new_instance(emulator, {**PROVISIONED, **state, "users": users})
            instance.patch({"registration": {"phone_number": f"5000000{number}{len(group)}"}})
            config = {**CONFIG, "shards": {"shards": 2, "cc": "1", "phone_number": "6315551019"}} if name == "declared" else CONFIG
            host = f"{group}-{name}"
            hosts[host] = {**instance.variables, "whatsapp_instance_config": config}
            hosts[host].update({"whatsapp_username": "ops", "whatsapp_password": OPS} if name == "user" else {})
            instances[host] = instance
            emulator.control.clear_journal(instance.address)
    tasks = [
        {
            "name": group,
            "waops.whatsapp.whatsapp_fleet_audit": {
                "hosts": [host for host in hosts if host.startswith(group)],
                "checks": checks,
                "sections": ["app_settings"],
            },
            "run_once": True,
        }
        for group, checks in (("default", DEFAULT), ("shards", WITH_SHARDS))
    ]
    run = run_playbook(tmp_path, [play(tasks)], hosts)
    assert run.rc == 0, run.output
    rows = {row["host"]: row for group in ("default", "shards") for row in run.result(group)["instances"]}
    names = ("health", "shards", "expiry")
    assert {host: tuple(row["checks"].get(name, {}).get("status") for name in names) for host, row in rows.items()} == {
        f"{group}-{name}": (health, shards if group == "shards" else None, "ok")
        for group in ("default", "shards")
        for name, (_state, health, shards) in STATES.items()
    }
    asked = {host: [entry["path"] for entry in instance.journal() if entry["method"] == "GET"] for host, instance in instances.items()}
    refused = {host for host in asked if host.endswith("user")}  # the shards section and check are refused, each for itself
    assert {host: paths for host, paths in asked.items() if len(paths) > 3 + (host in refused)} == {}, "more than the settings and two"
    assert "only the administrator" in rows["default-user"]["checks"]["health"]["msg"]
