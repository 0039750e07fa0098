# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""First act: three new instances are brought into use by hand-written tasks; one drifts, which is shown and repaired."""

from __future__ import annotations

import re
import time

from tests.demo.stage import ADMIN_PASSWORD, FOLDER, OPS_PASSWORD, must, say
from tests.emulator.stock import STOCK_PASSWORD

SETTINGS = {
    "webhooks": {"url": "https://hooks.example.com/whatsapp", "max_concurrent_requests": 12},
    "media": {"auto_download": ["image", "document"]},
}
DRIFTED = "https://somebody.example.net/else"


def act(stage):
    """Plays the act; returns the lines of the summary. Raises DemoFailed."""
    set_up(stage)
    first = timed(stage, "Quickstart: first login, users, webhook CA, settings, group, certificate, restart", "quickstart")
    for name in stage.hosts:
        check_instance(stage, name)
    again_since = time.time()
    second = timed(stage, "Quickstart again: nothing may change", "quickstart")
    must("changed=0" in second.output and not re.search(r"changed=[1-9]", second.output), "the second run changes nothing")
    must(stage.writes(again_since) == [], "the second run writes nothing")
    show_drift(stage)
    must(not [row for row in first.rows if row.outcome == "failed"], "no task failed")
    return [
        "3 new instances brought into use: password, users, webhook CA, settings, a group with two administrators, certificate, restart",
        "the same run again: every task ok, no write",
        "1 instance changed behind its back: --check --diff showed exactly that, without a write; a run repaired it",
    ]


def set_up(stage):
    """Three registered instances with the factory's password and certificate, each on an address of its own."""
    for number in (1, 2, 3):
        name, address = f"wa{number}", f"127.0.0.{10 + number}"
        stage.add_host(name, address)
        host = stage.hosts[name]
        host |= {
            "whatsapp_quickstart_users": [{"name": "ops.team", "password": OPS_PASSWORD}],
            "whatsapp_quickstart_webhook_ca": host["ca_path"],
            "whatsapp_quickstart_certificate": host["certificate_path"],
            "whatsapp_quickstart_settings": SETTINGS,
            "whatsapp_quickstart_group": {"subject": "Drivers", "admins": ["491511111111", "491512222222"]},
            "whatsapp_quickstart_invite_tasks": str(FOLDER.parents[1] / "tests" / "demo" / "join.yml"),
        }
        register(stage, name, number)


def register(stage, name, number):
    """Its number was registered before it came to us; Meta registers none any more."""
    stage.drift(name, {"registration": {"registered": True, "cc": "49", "phone_number": f"1512345678{number}"}})
    must(stage.state(name)["users"]["admin"]["password"] == STOCK_PASSWORD, f"{name} starts with the factory's password")


def timed(stage, title, playbook, *arguments, **more):
    """Runs a playbook and says what it was and how long it took."""
    began = time.monotonic()
    run = stage.play(playbook, *arguments, **more)
    recap = re.findall(r"ok=(\d+) +changed=(\d+) +unreachable=(\d+) +failed=(\d+)", run.output)
    ok, changed, unreachable, failed = (sum(int(row[column]) for row in recap) for column in range(4))
    say(f"  {title}: {ok} ok, {changed} changed, {unreachable + failed} failed, {time.monotonic() - began:.1f} s")
    return run


def check_instance(stage, name):
    """What quickstart.yml promises, asked behind its back."""
    state = stage.state(name)
    must(state["users"]["admin"]["password"] == ADMIN_PASSWORD, f"{name} has the wanted password")
    must("ops.team" in state["users"], f"{name} has its user")
    must(state["webhook_ca"], f"{name} has a webhook CA")
    must(state["certificate"]["installed"], f"{name} serves its own certificate")
    must(state["settings"]["webhooks"]["url"] == SETTINGS["webhooks"]["url"], f"{name} has its webhook")
    group = next(iter(state["groups"].values()))
    must({"491511111111", "491512222222"} <= set(group["admins"]), f"the group of {name} has two administrators")


def show_drift(stage):
    """wa2 drifts; --check --diff shows that and nothing else; a run repairs it."""
    stage.drift("wa2", {"settings": {"webhooks": {"url": DRIFTED}}})
    since = time.time()
    check = timed(stage, "Somebody changed wa2; quickstart --check --diff", "quickstart", "--check", "--diff")
    differing = [row for row in check.rows if row.result.get("changed")]
    must([row.host for row in differing] == ["wa2"], "exactly one task on one instance differs")
    diff = differing[0].result["diff"]
    must(diff["before"]["webhooks"]["url"] == DRIFTED, "the diff shows what is there")
    must(diff["after"]["webhooks"]["url"] == SETTINGS["webhooks"]["url"], "the diff shows what is wanted")
    must(stage.writes(since) == [], "check mode writes nothing")
    for line in check.output.splitlines():
        if re.match(r"^[-+] ", line):
            say(f"      {line}")
    timed(stage, "Quickstart repairs it", "quickstart")
    must(stage.state("wa2")["settings"]["webhooks"]["url"] == SETTINGS["webhooks"]["url"], "wa2 is repaired")
