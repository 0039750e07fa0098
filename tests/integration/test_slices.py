# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Past one machine: slices of an inventory audited by ansible-runner workers, their reports merged into one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.collection_tree import ROOT
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import environment, inventory, run_playbook

SLICES = {"slice1": ("wa1", "wa2"), "slice2": ("wa3", "wa4")}
CONFIG = {"app_settings": {"webhooks": {"url": "https://hooks.example.com/in"}}}


@pytest.fixture
def fleet(emulator):
    """Four instances, of which wa3 drifted; {name: (instance, variables)}."""
    made = {}
    for name in ("wa1", "wa2", "wa3", "wa4"):
        url = "https://elsewhere.example.com" if name == "wa3" else CONFIG["app_settings"]["webhooks"]["url"]
        instance = new_instance(emulator, {**PROVISIONED, "settings": {"webhooks": {"url": url}}})
        made[name] = instance, {**instance.variables, "whatsapp_instance_config": CONFIG}
    return made


def runner(*words, folder, **streams):
    """Runs ansible-runner in its own process."""
    command = [str(Path(sys.executable).parent / "ansible-runner"), *words]
    return subprocess.run(command, env=environment(folder), check=True, **streams)


def audit_slice(name, hosts, folder):
    """Transmits one slice, lets a worker in a folder of its own do it, and processes what comes back; returns the drift.json."""
    here, there, back = (folder / name / part for part in ("here", "there", "back"))
    for made in (here / "inventory", here / "env", there, back):
        made.mkdir(parents=True)
    (here / "inventory" / "hosts.yml").write_text(yaml.safe_dump(inventory(hosts)))
    # The worker sends its artifacts home, so the report goes among them.
    (here / "env" / "extravars").write_text(json.dumps({"whatsapp_audit_report_dir": f"{there}/artifacts/{name}/report"}))
    parcel, answer = folder / f"{name}.parcel", folder / f"{name}.answer"
    with parcel.open("wb") as stream:
        runner("transmit", str(here), "-p", "waops.whatsapp.audit", "--ident", name, folder=folder, stdout=stream)
    with parcel.open("rb") as taken, answer.open("wb") as given:
        runner("worker", "--private-data-dir", str(there), folder=folder, stdin=taken, stdout=given)
    with answer.open("rb") as stream:
        runner("process", str(back), "--ident", name, folder=folder, stdin=stream, stdout=subprocess.DEVNULL)
    return back / "artifacts" / name / "report" / "drift.json"


def test_reports_of_slices_merge_into_one(fleet, tmp_path):
    """Two workers that share nothing; the merged report is that of one audit of all."""
    reports = [
        audit_slice(name, {host: fleet[host][1] for host in hosts}, tmp_path) for name, hosts in SLICES.items()
    ]  # fmt: skip
    for report in reports:
        assert ADMIN_PASSWORD not in report.read_text()
    hosts = {name: variables for name, (instance, variables) in fleet.items()}
    merging = {"whatsapp_audit_merge": [str(report) for report in reports], "whatsapp_audit_report_dir": str(tmp_path / "merged")}
    merged = run_playbook(tmp_path / "run", "waops.whatsapp.audit", hosts, common=merging)
    assert merged.rc == 0, merged.output
    whole = run_playbook(tmp_path / "run", "waops.whatsapp.audit", hosts, common={"whatsapp_audit_report_dir": str(tmp_path / "whole")})
    assert whole.rc == 0, whole.output
    one, other = (json.loads((tmp_path / name / "drift.json").read_text()) for name in ("merged", "whole"))
    assert one["summary"]["total"] == 4
    assert {item["host"]: item["status"] for item in one["instances"]} == {item["host"]: item["status"] for item in other["instances"]}
    assert {item["host"]: item["sections"] for item in one["instances"]} == {item["host"]: item["sections"] for item in other["instances"]}
    assert [item["host"] for item in one["instances"] if item["status"] == "drifted"] == ["wa3"]
    for instance, _variables in fleet.values():
        assert instance.journal("write") == []


def test_the_execution_environment_can_be_made(tmp_path):
    """ansible-builder takes the definition, and finds the collection's Python requirements."""
    definition = ROOT / "execution-environment" / "execution-environment.yml"
    builder = Path(sys.executable).parent / "ansible-builder"
    command = [str(builder), "create", "--file", str(definition), "--context", str(tmp_path / "context")]
    subprocess.run(command, check=True, cwd=tmp_path, stdout=subprocess.DEVNULL)
    assert "waops.whatsapp" in (tmp_path / "context" / "_build" / "requirements.yml").read_text()
    tree = environment(tmp_path)["ANSIBLE_COLLECTIONS_PATH"].split(":")[0]
    told = subprocess.run([str(builder), "introspect", tree], check=True, text=True, stdout=subprocess.PIPE).stdout
    assert "requests" in told
    assert "cryptography" in told
