# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong options and variables of an audit: one sentence each, and nothing was asked. A bad history never costs the report."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.forked_playbooks import run_forked
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions
NOT_A_CHECK = "value of checks must be one or more of: health, expiry, certificate, version, shards, webhook, password. Got no match for: "
NOT_A_CAUSE = "value of fail_on must be one or more of: drift, unreachable, failed, critical, warning, unknown. Got no match for: "
# Options of whatsapp_fleet_audit, as an inventory or, for text, --extra-vars gives them; the sentence.
REFUSED = [
    ({"checks": ["healt"]}, NOT_A_CHECK + "healt"),
    ({"checks": "healt,expiry"}, NOT_A_CHECK + "healt"),
    ({"checks": {"health": True}}, "checks: give a list, not a dictionary"),
    ({"checks": None}, "NoneType"),
    ({"expiry_critical_days": 60}, "expiry_critical_days: give at most expiry_warning_days, which is 45"),
    ({"certificate_warning_days": "3"}, "certificate_critical_days: give at most certificate_warning_days, which is 3"),
    ({"expiry_critical_days": -1}, "expiry_critical_days: give 0 to 36500 days, not -1"),
    ({"certificate_warning_days": 10**12}, "certificate_warning_days: give 0 to 36500 days"),
    ({"expiry_warning_days": "soon"}, "argument 'expiry_warning_days' is of type"),
    ({"expiry_warning_days": 45.5}, "argument 'expiry_warning_days' is of type"),
    ({"fail_on": ["drifted"]}, NOT_A_CAUSE + "drifted"),
    ({"fail_on": "critical,warnings", "checks": "health"}, NOT_A_CAUSE + "warnings"),
    ({"fail_on": "true"}, NOT_A_CAUSE + "true"),
    ({"fail_on": True}, "fail_on: give a list, not true or false"),
    ({"fail_on": "critical", "checks": "[]"}, "fail_on: critical is about checks, and checks is empty"),
    ({"history_dir": "history", "history_keep": 0}, "history_keep: give 1 or more"),
    ({"history_dir": ["history"]}, "history_dir: it is a list, not text"),
]
# Directories of history: whether the task fails, its words, and whether the report has a history.
HISTORIES = {
    "file": (True, "history_dir: {folder}/file cannot be used as a directory (File exists)", False),
    "file/below": (True, "history_dir: {folder}/file/below cannot be used as a directory (Not a directory)", False),
    "/proc/self/task": (True, "history_dir: /proc/self/task", True),
    "damaged": (False, "drift-20260301T100000Z-00000000.json.gz is damaged and was skipped", True),
}
# Through the playbook: variables, the exit code, words, and whether the report is written.
PLAYED = [
    ("whatsapp_audit_checks=healt", 2, NOT_A_CHECK + "healt", False),
    (
        "whatsapp_audit_checks=webhook,password whatsapp_audit_webhook_from=nobody",
        2,
        "webhook_from: nobody is not in the inventory;",
        False,
    ),
    ('{"whatsapp_audit_webhook_from": ["wa1"]}', 2, "webhook_from: ['wa1'] is not in the inventory;", False),
    ("whatsapp_audit_method=per_host whatsapp_audit_checks=health", 2, "not checked: health; use whatsapp_audit_method=sweep", True),
    (
        '{"whatsapp_audit_method": "per_host", "whatsapp_audit_checks": [], "whatsapp_audit_health": true}',
        2,
        "and whatsapp_audit_health to false",
        True,
    ),
    # The host declares no section.
    (
        '{"whatsapp_audit_method": "per_host", "whatsapp_audit_fail_on": "failed", "whatsapp_instance_config": {}}',
        2,
        "whatsapp_instance_config declares no section, so nothing was compared",
        True,
    ),
]


def task(name, options):
    return {"name": name, "waops.whatsapp.whatsapp_fleet_audit": options, "run_once": True, "ignore_errors": True}


def test_wrong_options_are_one_sentence_and_a_history_never_costs_the_report(emulator, tmp_path):
    """Ansible's own validation of a role would print the specification of all its variables."""
    instance = new_instance(emulator, {**PROVISIONED, "about": "Open"})
    hosts = {"wa1": {**instance.variables, "whatsapp_instance_config": {"profile": {"about": "Open"}}}}
    emulator.control.clear_journal(instance.address)
    tasks = [task(str(number), {"dest": str(tmp_path / "refused"), **options}) for number, (options, _sentence) in enumerate(REFUSED)]
    run = run_playbook(tmp_path, [play(tasks)], hosts)
    for number, (options, sentence) in enumerate(REFUSED):
        row = run.row(str(number))
        assert (row.outcome, "\n" in row.result["msg"]) == ("failed", False), options
        assert sentence in row.result["msg"], options
    assert not (tmp_path / "refused").exists()
    assert instance.journal() == []

    (tmp_path / "file").write_text("")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "drift-20260301T100000Z-00000000.json.gz").write_bytes(gzip.compress(b"{"))
    usual = {"sections": ["profile"], "formats": ["json"]}
    tasks = [task(name, {**usual, "dest": f"report/{name}", "history_dir": name}) for name in HISTORIES]
    run = run_playbook(tmp_path, [play(tasks)], hosts)
    for name, (fails, words, has_history) in HISTORIES.items():
        row = run.row(name)
        assert (row.outcome == "failed") == fails, name
        assert words.format(folder=tmp_path) in " ".join([row.result["msg"], *row.result.get("warnings", [])]), name
        report = json.loads((tmp_path / "report" / name.strip("/") / "drift.json").read_text())
        assert report["summary"]["in_sync"] == 1
        assert ("history" in report) == has_history, name

    emulator.control.clear_journal(instance.address)
    command = ["-i", "inventory.yml", "waops.whatsapp.audit", "-e"]
    runs = run_forked(
        tmp_path, [[*command, variables, "-e", f"whatsapp_audit_report_dir=r{n}"] for n, (variables, *_expected) in enumerate(PLAYED)]
    )
    for number, ((variables, expected, words, is_written), (code, output)) in enumerate(zip(PLAYED, runs, strict=True)):
        assert code == expected, (variables, output)
        assert words in " ".join(output.split()), (variables, output)
        assert "argument_spec" not in output, variables
        assert (tmp_path / f"r{number}").exists() == is_written, variables
    assert [entry["operation"] for entry in instance.journal()].count("Login-User") == 2  # of per_host
