# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of an audit from end to end: a healthy fleet, what is broken, a gateway without calls, and what they cost."""

from __future__ import annotations

import json
import time

from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import run_playbook
from tests.support.reports import SCHEMA

DAY = 86400
OPS = "0ps-Pass!word"
ALL = ["health", "expiry", "certificate", "version", "shards", "webhook", "password"]
CONFIG = {"profile": {"about": "Open"}}
STATES = {
    "fine": {},
    "twin": {},
    "old": {"expire_timestamp": int(time.time()) + 10 * DAY},
    "stock": {"users": {"admin": {"password": "secret", "role": "ROLE_ADMIN"}, "ops": {"password": OPS, "role": "ROLE_USER"}}},
    "new": {"users": {"admin": {"password": "secret", "role": "ROLE_ADMIN"}}},
    "gateway": {},
    "broken": {},
}


def audit(folder, hosts, *arguments, **more):
    """An audit of these hosts: the run, and the report or None."""
    run = run_playbook(
        folder, "waops.whatsapp.audit", hosts, *arguments, common={"whatsapp_audit_report_dir": str(folder / "report"), **more}
    )
    path = folder / "report" / "drift.json"
    return run, json.loads(path.read_text()) if path.exists() else None


def statuses(report):
    """{host: {check: status}}."""
    return {item["host"]: {name: result["status"] for name, result in item.get("checks", {}).items()} for item in report["instances"]}


def test_what_is_broken_is_told_and_what_is_not_offered_is_not(emulator, tmp_path):
    """Every check on instances in every state; the report, the schema, the exit code and what an instance was asked."""
    control, hosts = emulator.control, {}
    instances = {name: new_instance(emulator, {**PROVISIONED, "about": "Open", **state}) for name, state in STATES.items()}
    for number, (name, instance) in enumerate(instances.items()):
        hosts[name] = {**instance.variables, "whatsapp_instance_config": CONFIG}
        if name not in ("fine", "twin"):
            control.patch(instance.address, {"registration": {"phone_number": f"30000000{number}"}})
    hosts["stock"].update(whatsapp_username="ops", whatsapp_password=OPS)
    hosts["new"]["whatsapp_password"] = "secret"
    hosts["gone"] = {**hosts["fine"], "whatsapp_url": "https://127.0.0.1:9"}
    for path in ("/v1/health", "/v1/support", "/v1/account/shards"):
        control.fault(instance=instances["gateway"].address, path=path, fault="status", status=405, times=-1)
    control.fault(instance=instances["broken"].address, path="/v1/support", fault="status", status=403, code=1005, times=-1)
    for instance in instances.values():
        control.clear_journal(instance.address)
    run, report = audit(tmp_path, hosts, whatsapp_audit_checks=ALL, whatsapp_audit_fail_on=["critical"])
    assert run.rc == 2, run.output
    found = statuses(report)
    assert found["fine"] == dict.fromkeys(ALL, "ok") | {
        "health": "critical",
        "webhook": "warning",
        "certificate": found["fine"]["certificate"],
    }
    assert found["twin"]["health"] == "critical"
    assert found["old"]["expiry"] == "critical"
    assert found["broken"]["expiry"] == "unknown"
    assert (found["stock"]["password"], found["new"]["password"]) == ("critical", "critical")
    assert set(found["gateway"]) == {"certificate", "version", "webhook", "password"}
    assert found["gone"] == dict.fromkeys(ALL, "unknown")
    assert report["checks"] == ALL
    assert report["summary"]["checks"]["expiry"]["unknown"] == 3  # broken, new, gone
    logins = [entry for entry in control.journal(instances["fine"].address) if entry["operation"] == "Login-User"]
    assert len(logins) == 2  # the audit's own, and the one with the stock password
    assert len(control.journal(instances["old"].address)) == 1 + 1 + 3 + 1  # login; about; support, shards, settings; the stock password
    SCHEMA.validate(report)
    assert '<failure type="check"' in (tmp_path / "report" / "drift.xml").read_text()
    assert 'whatsapp_audit_check_status{host="old",check="expiry"} 2' in (tmp_path / "report" / "drift.prom").read_text()
    assert ADMIN_PASSWORD not in json.dumps(report)
