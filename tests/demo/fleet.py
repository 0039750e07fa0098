# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Second act: a fleet of five from its declarations, through export, audit, a rollout that stops and goes on, and backup."""

from __future__ import annotations

import json
import time

import yaml

from tests.collection_tree import ROOT
from tests.demo.quickstart import SETTINGS, register, timed
from tests.demo.stage import BACKUP_PASSWORD, FOLDER, OPS_PASSWORD, must, say

BATCHES = [1, 2, 2]
FASTER = {**SETTINGS, "webhooks": {**SETTINGS["webhooks"], "max_concurrent_requests": 24}}
BROKEN = "wa3"


def act(stage):
    """Plays the act; returns the lines of the summary. Raises DemoFailed."""
    grow(stage)
    return [provision(stage), export(stage), audit(stage), *rollout(stage), backup(stage)]


def grow(stage):
    """Two new instances, and a declaration for each of the five."""
    for number in (4, 5):
        stage.add_host(f"wa{number}", f"127.0.0.{10 + number}")
        register(stage, f"wa{number}", number)
    for name, host in stage.hosts.items():
        host["whatsapp_instance_config"] = {
            "certificate": {"src": host["certificate_path"]},
            "users": [{"name": "ops.team", "user_password": OPS_PASSWORD}],
            "webhook_ca": {"src": host["ca_path"]},
            "app_settings": SETTINGS,
            "business_profile": {"description": f"Shop {name}", "email": "care@example.com"},
            "profile": {"about": "Open from 9 to 5"},
        }


def provision(stage):
    """From stock container, or from what quickstart made, to healthy; the second run changes nothing."""
    timed(stage, "Provision the fleet of five: two stock instances and the three from above", "provision")
    since = time.time()
    timed(stage, "Provision again: nothing may change", "provision")
    must(stage.writes(since) == [], "a second provision writes nothing")
    return "5 instances provisioned from their declarations; the second run wrote nothing"


def export(stage):
    """What is there, as host_vars."""
    folder = FOLDER / "exported"
    timed(stage, "Export what is there as host_vars", "export", whatsapp_export_dir=str(folder), whatsapp_export_users=["ops.team"])
    files = sorted(folder.rglob("*.yml"))
    must(len(files) >= len(stage.hosts), "every instance is exported")
    text = "".join(path.read_text() for path in files)
    must(OPS_PASSWORD not in text and "vault_whatsapp_user_ops_team_password" in text, "secrets are placeholders for a vault")
    return f"5 instances exported to {folder.relative_to(ROOT)}, secrets as placeholders for a vault"


def audit(stage):
    """Two drift; the report says so, and nothing is written to any instance."""
    stage.drift("wa2", {"settings": {"callback_persist": False, "webhooks": {"url": "https://somebody.example.net/else"}}})
    stage.drift("wa5", {"about": "Gone fishing", "business_profile": {"email": "old@example.com"}})
    since, report = time.time(), FOLDER / "report"
    timed(stage, "Somebody changed wa2 and wa5; audit the fleet", "audit", whatsapp_audit_report_dir=str(report))
    found = json.loads((report / "drift.json").read_text())
    drifted = [item["host"] for item in found["instances"] if item["status"] == "drifted"]
    must(drifted == ["wa2", "wa5"], f"exactly wa2 and wa5 drifted, not {drifted}")
    must(stage.writes(since) == [], "an audit writes nothing")
    page = report / "drift.html"
    say(f"      the report: {page}")
    return f"2 instances changed behind their back: found by an audit, which wrote nothing; the report is {page.relative_to(ROOT)}"


def rollout(stage):
    """A new setting goes out in batches; the third instance is broken, so it stops; repaired, it goes on where it was."""
    for host in stage.hosts.values():
        host["whatsapp_instance_config"]["app_settings"] = FASTER
    common = {"whatsapp_rollout_batches": BATCHES, "whatsapp_rollout_journal": str(FOLDER / "rollout.jsonl"), "whatsapp_retries": 0}
    stage.emulator.control.fault(
        instance=stage.addresses[BROKEN], method="PATCH", path="/v1/settings/application", fault="status", status=500, code=1023, times=-1
    )
    timed(stage, f"Roll out a change in batches of {BATCHES}; {BROKEN} is broken", "rollout", rc=2, **common)
    reached = [name for name in stage.hosts if concurrency(stage, name) == 24]
    must(reached == ["wa1", "wa2"], f"the rollout stopped at the batch of {BROKEN}, having reached wa1 and wa2, not {reached}")
    stage.emulator.control.clear_faults()
    since = time.time()
    timed(stage, f"{BROKEN} is repaired; the same command goes on", "rollout", **common)
    must(all(concurrency(stage, name) == 24 for name in stage.hosts), "the rollout reached everybody")
    touched = {entry["instance"] for entry in stage.writes(since)}
    must(stage.addresses["wa1"] not in touched, "what was done is not done again")
    return ["a change rolled out in canary batches: it stopped at a broken instance by itself, and went on after the repair"]


def concurrency(stage, name):
    """How many callbacks the instance delivers at a time."""
    return stage.state(name)["settings"]["webhooks"]["max_concurrent_requests"]


def backup(stage):
    """An artefact for each instance, for its owner alone."""
    folder = FOLDER / "backups"
    timed(stage, "Back up the fleet", "backup", whatsapp_backup_dir=str(folder), whatsapp_backup_password=BACKUP_PASSWORD)
    files = [path for path in folder.rglob("*") if path.is_file()]
    must(len(files) >= len(stage.hosts), "every instance has its artefact")
    must(all(path.stat().st_mode & 0o077 == 0 for path in files), "nobody else can read them")
    must(not any(yaml.safe_dump(BACKUP_PASSWORD).strip() in path.read_text(errors="replace") for path in files), "none holds the password")
    return f"5 instances backed up to {folder.relative_to(ROOT)}"
