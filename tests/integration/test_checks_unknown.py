# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check cannot know is never ok: nodes that do not answer, a number that is gone, reports without checks; nor is it made up."""

from __future__ import annotations

import json

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import build_report
from tests.integration.test_checks import audit, statuses
from tests.support.fixtures import PROVISIONED, new_instance

REGISTERS = {"whatsapp_provision_register": True, "whatsapp_registration": {"cc": "1", "phone_number": "6315551019"}}
GONE = {"errors": [{"code": 1014, "title": "Internal error", "details": "Please check if wacore is running: wacore:6252"}]}
CONFIG = {"app_settings": {"unhealthy_interval": 30}}


def test_what_is_not_known_is_not_ok(emulator, tmp_path):
    """One audit of instances in doubt; then a merge of a report without checks, whose results nobody can wait for."""
    control = emulator.control
    names = ("lost", "free", "nodes", "single", "gateway")
    instances = {name: new_instance(emulator, PROVISIONED) for name in names}
    for number, (name, instance) in enumerate(instances.items()):
        unregistered = name in ("lost", "free")
        control.patch(instance.address, {"registration": {"registered": not unregistered, "phone_number": f"40000000{number}"}})
    hosts = {name: {**instance.variables, "whatsapp_instance_config": CONFIG} for name, instance in instances.items()}
    hosts["lost"].update(REGISTERS)
    control.patch(instances["nodes"].address, {"topology": "ha", "nodes": {"wacore2:def": GONE}})
    control.patch(instances["single"].address, {"coreapp": "stopped"})
    control.fault(instance=instances["gateway"].address, path="/v1/users/login", fault="status", status=404, after=1, times=-1)
    run, report = audit(tmp_path / "doubt", hosts, whatsapp_audit_checks=["health", "expiry", "password"])
    found = statuses(report)
    assert (found["lost"]["health"], found["free"]["health"]) == ("critical", "ok"), run.output
    assert (found["nodes"]["expiry"], found["single"]["expiry"], found["free"]["expiry"]) == ("unknown", "unknown", "ok")
    assert "password" not in found["gateway"]
    assert found["free"]["password"] == "ok"
    rows = [{"host": "unchecked", "url": "", "status": "in_sync", "sections": {}}]
    (tmp_path / "unchecked.json").write_text(json.dumps(build_report(rows, "2026-11-25T12:00:00Z", "without checks")))
    merge = {
        "whatsapp_audit_merge": [str(tmp_path / "doubt/report/drift.json"), str(tmp_path / "unchecked.json")],
        "whatsapp_audit_fail_on": ["unknown"],
    }
    run, report = audit(tmp_path / "merged", {"free": hosts["free"]}, **merge)
    assert run.rc == 2, run.output
    assert "unknown is about checks, which the reports to merge do not have for unchecked;" in run.output.replace("\n", " ")
    assert report is None
