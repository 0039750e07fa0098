# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody waits behind an instance that does not answer: the playbook takes it last, in a batch of its own."""

from __future__ import annotations

from tests.integration.test_provision import APPLY, PLAYBOOK, host
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import run_playbook

GONE = {"whatsapp_url": "https://127.0.0.1:1", "whatsapp_password": "Adm1n-Pass!word", "whatsapp_provision_start_timeout": 3}
CONFIG = {"whatsapp_instance_config": {"app_settings": {"callback_persist": False}}}  # needs a restart of the Coreapp
ON = {**PROVISIONED, "settings": {**PROVISIONED["settings"], "callback_persist": True}}
REPORT = "Print the summary"


def test_the_others_are_restarted_before_anybody_waits_for_it(emulator, tmp_path):
    """Two forks, and two such hosts in front of the others."""
    good = {f"good{number}": host(new_instance(emulator, ON), tmp_path, **CONFIG) for number in range(3)}
    gone = {f"gone{port}": {**GONE, **CONFIG, "whatsapp_url": f"https://127.0.0.1:{port}"} for port in (1, 2)}
    run = run_playbook(tmp_path, PLAYBOOK, {**gone, **good}, "--forks", "2")
    assert run.rc == 2, run.output
    waiting = min(row.began for row in run.rows if row.task == APPLY and row.host.startswith("gone"))
    restarts = [row for row in run.rows if row.task.endswith("Restart a container") and row.outcome != "skipped"]
    assert {row.host for row in restarts} == set(good)
    assert max(row.ended for row in restarts) <= waiting
    reports = [row for row in run.rows if row.task == REPORT and row.outcome == "ok"]
    assert len(reports) == 1, run.output
    assert reports[0].result["msg"][-1] == "as declared: 0, changed: 3, failed: 2"


def test_a_play_that_ends_after_its_first_batch_names_who_was_not_tried(emulator, tmp_path):
    """Ansible ends a play when all hosts of a batch fail."""
    refused = {f"refused{number}": {**host(new_instance(emulator, PROVISIONED), None, **CONFIG), "whatsapp_password": "Wr0ng-Pass!word"}
               for number in range(2)}  # fmt: skip
    run = run_playbook(tmp_path, PLAYBOOK, {"gone": {**GONE, **CONFIG}, **refused})
    assert run.rc == 2, run.output
    assert run.result(REPORT)["msg"][-2:] == ["not tried, since all of the first 2 failed: gone", "as declared: 0, changed: 0, failed: 2"]
