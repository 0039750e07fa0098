# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rollout playbook: batches, the gate, stopping and continuing, killed and rival controllers."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest
import yaml

from ansible_collections.waops.whatsapp.plugins.plugin_utils._rollout.journal import Journal, JournalError
from tests.contract.cases.registration import CERT
from tests.integration.test_provision import failures, restart_tasks, writes
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance
from tests.support.playbook import run_playbook, start_playbook

pytestmark = pytest.mark.core_versions

PLAYBOOK = "waops.whatsapp.rollout"
CONFIG = {"app_settings": {"callback_persist": False}, "profile": {"about": "Open"}}
DONE = ["Update-Application-Settings", "Update-Profile-About"]
SETTINGS, HEALTH = "/v1/settings/application", "/v1/health"


class Fleet:
    """Some registered instances wa0, wa1, ... with one declaration, and how to roll it out."""

    def __init__(self, emulator, folder, size, state=None, **common):
        self.folder, self.control = folder, emulator.control
        self.instances = [new_instance(emulator, state or PROVISIONED) for _number in range(size)]
        self.hosts = {
            f"wa{number}": {**instance.variables, "whatsapp_instance_config": json.loads(json.dumps(CONFIG))}
            for number, instance in enumerate(self.instances)
        }
        self.journal = folder / "journal.jsonl"
        self.common = {"whatsapp_rollout_journal": str(self.journal), "whatsapp_provision_health_timeout": 3}
        self.common |= {"whatsapp_restart_tasks": restart_tasks(folder, self.control), **common}

    def roll_out(self, *arguments, **more):
        """A run of the playbook."""
        run = run_playbook(self.folder / "run", PLAYBOOK, self.hosts, *arguments, common={**self.common, **more})
        assert "Traceback" not in run.output, run.output
        return run

    def start(self, name):
        """A run of the playbook in the background: its process, in a session of its own."""
        return start_playbook(self.folder / name, PLAYBOOK, self.hosts, common=self.common)

    def fault(self, number, **fault):
        instance = self.instances[number]
        self.control.fault(instance=instance.address, **fault)

    def writes(self):
        """What each instance was sent."""
        return [writes(instance) for instance in self.instances]

    def forget(self):
        """Empties the journals of the instances."""
        for instance in self.instances:
            self.control.clear_journal(instance.address)

    def records(self, event):
        """The hosts of these records of the rollout's journal."""
        return [record.get("host") for record in map(json.loads, self.journal.read_text().splitlines()) if record["event"] == event]

    def wait_for(self, number, operation):
        """Waits until the instance was asked for this operation."""
        deadline = time.monotonic() + 60
        while not any(entry["operation"] == operation for entry in self.instances[number].journal()):
            assert time.monotonic() < deadline, (self.folder / "first" / "output").read_text()
            time.sleep(0.1)


def told(run):
    """The sentences of the last summary."""
    return [row.result["msg"] for row in run.rows if row.task in ("Print the progress of the rollout", "Print the plan")][-1]


def test_batches_follow_each_other_and_the_next_rollout_changes_nothing(emulator, tmp_path):
    """A batch begins when the one before it is healthy; a complete rollout can be run again, and then finds nothing to do.

    One name is two host patterns to Ansible.
    """
    fleet = Fleet(emulator, tmp_path, 5, whatsapp_rollout_batches="1, 50%, 100%")
    fleet.hosts["wa3 b"] = fleet.hosts.pop("wa3")
    check = fleet.roll_out("--check")
    assert check.rc == 0, check.output
    assert not fleet.journal.exists()
    assert fleet.writes() == [[]] * 5
    assert sum(row.task.endswith("provision : Apply the declaration") and row.result["changed"] for row in check.rows) == 5
    run = fleet.roll_out()
    assert run.rc == 0, run.output
    assert fleet.writes() == [DONE] * 5
    assert told(run)[1:] == ["done: 5: wa0, wa1, wa2, wa3 b, wa4"]
    times = [[entry["time"] for entry in instance.journal(kind="write")] for instance in fleet.instances]
    for before, after in (([0], [1, 2]), ([1, 2], [3, 4])):
        first = min(times[number][0] for number in after)
        gates = [
            row.began for row in run.rows if row.task.endswith("Record the restart and wait for health") and row.host == f"wa{before[-1]}"
        ]
        assert max(gates) < first
    again, check = fleet.roll_out(), fleet.roll_out("--check")
    for later in (again, check):
        assert later.rc == 0, later.output
        assert not any(row.task.endswith("provision : Apply the declaration") for row in later.rows)
        assert "changed=1" not in later.output
    assert told(again)[1:] == ["as declared: 5: wa0, wa1, wa2, wa3 b, wa4", "as declared: 5 of 5"]
    assert fleet.writes() == [DONE] * 5
    assert all(instance.state()["pending_restart"] == [] for instance in fleet.instances)


def test_a_bad_batch_ends_the_run_and_the_next_one_continues(emulator, tmp_path):
    """It is said what is done, failed and untouched; those done are not even looked at again, unless declared otherwise since."""
    fleet = Fleet(emulator, tmp_path, 6, whatsapp_rollout_batches=[2, 2, "100%"])
    fleet.fault(2, method="PATCH", path=SETTINGS, fault="status", status=500, code=1023)
    run = fleet.roll_out()
    assert run.rc == 2
    assert fleet.writes() == [DONE, DONE, ["Update-Application-Settings"], DONE, [], []]
    lines = told(run)
    assert lines[1] == "done: 3: wa0, wa1, wa3"
    assert lines[2].startswith("failed: 1: wa2 (https://127.")
    assert lines[3:] == ["untouched: 2: wa4, wa5", "stopped here; correct what failed and run again to continue"]
    status = fleet.roll_out("--tags", "status")
    assert status.result("Print the state of the rollout")["msg"][1:] == lines[1:-1]
    fleet.hosts["wa1"]["whatsapp_instance_config"]["profile"]["about"] = "Closed"
    fleet.forget()
    run = fleet.roll_out()
    assert run.rc == 0, run.output
    assert fleet.writes() == [[], ["Update-Profile-About"], DONE, [], DONE, DONE]
    assert fleet.instances[0].journal() == []
    assert told(run)[1:] == ["done: 6: wa0, wa1, wa2, wa3, wa4, wa5"]


def test_failures_below_the_limit_are_tolerated(emulator, tmp_path):
    """One of four may fail; a batch in which all fail ends the run, and the batch after it is untouched."""
    fleet = Fleet(emulator, tmp_path, 6, whatsapp_rollout_batches=[4, 1, 1], whatsapp_rollout_max_fail_percentage=25)
    for number in (1, 4):
        fleet.fault(number, method="PATCH", path=SETTINGS, fault="status", status=500, code=1023)
    run = fleet.roll_out()
    assert run.rc == 2
    assert [bool(sent) for sent in fleet.writes()] == [True, True, True, True, True, False]
    assert sorted(fleet.records("done")) == ["wa0", "wa2", "wa3"]
    assert fleet.records("failed") == ["wa1", "wa4"]
    run = fleet.roll_out(whatsapp_rollout_batches=["100%"])
    assert run.rc == 0, run.output
    assert told(run)[1:] == ["done: 6: wa0, wa1, wa2, wa3, wa4, wa5"]


def test_an_unhealthy_batch_ends_the_run(emulator, tmp_path):
    """At the gate, or when the batch is looked at again after the pause: one sweep, and a task for what is not well."""
    fleet = Fleet(emulator, tmp_path, 3, whatsapp_rollout_batches=[1, 1, 1])
    fleet.fault(0, path=HEALTH, fault="status", status=500, code=1014, after=1, times=-1)
    run = fleet.roll_out()
    assert run.rc == 2
    assert "the instance was not healthy after 3 s" in failures(run)["wa0"]
    assert writes(fleet.instances[1]) == []
    fleet.control.clear_faults()
    for instance in fleet.instances:
        fleet.control.restart(instance.address, "web")  # forgets how often the health was asked for
    fleet.fault(1, path=HEALTH, fault="status", status=500, code=1014, after=3, times=-1)
    run = fleet.roll_out(whatsapp_rollout_pause=1, whatsapp_rollout_all=True)
    assert run.rc == 2
    assert (told(run)[1], told(run)[3]) == ("done: 1: wa0", "untouched: 1: wa2")
    assert told(run)[2].startswith("failed: 1: wa1 (")
    assert run.row("Wait for the health of the instance", "wa0").outcome == "skipped"  # the sweep saw that it is well
    assert "the instance was not healthy after 3 s" in run.result("Wait for the health of the instance", "wa1")["msg"]
    assert writes(fleet.instances[2]) == []
    fleet.control.clear_faults()


def test_a_killed_controller_loses_nothing(emulator, tmp_path):
    """The next run waits for the worker that was left behind, and goes on; what was interrupted is restarted in any case."""
    fleet = Fleet(emulator, tmp_path, 4, whatsapp_rollout_batches=[1, "100%"])
    fleet.fault(1, method="PATCH", path="/v1/settings/profile/about", fault="slow", delay=4)
    first = fleet.start("first")
    fleet.wait_for(1, "Update-Application-Settings")
    time.sleep(1)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert fleet.records("done") == ["wa0"]
    assert fleet.instances[1].state()["pending_restart"] == ["coreapp"]
    with open(fleet.journal, "a") as stream:
        stream.write('{"event": "don')  # as a machine that crashed leaves it
    seen = len(fleet.instances[0].journal())
    status = fleet.roll_out("--tags", "status")
    assert status.result("Print the state of the rollout")["msg"][1] == "done: 1: wa0"
    run = fleet.roll_out()
    assert run.rc == 0, run.output
    assert "interrupted: 3: wa1, wa2, wa3" in run.output
    assert len(fleet.instances[0].journal()) == seen
    assert fleet.writes() == [DONE] * 4
    assert fleet.instances[1].state()["pending_restart"] == []
    most = fleet.control.summary()["max_in_flight"]
    assert {most[instance.address] for instance in fleet.instances} == {1}


def test_two_controllers_never_work_at_the_same_time(emulator, tmp_path):
    """The second one is refused while the first one runs, and sends nothing."""
    fleet = Fleet(emulator, tmp_path, 3, whatsapp_rollout_batches=[1, 1, 1])
    fleet.fault(0, method="PATCH", path=SETTINGS, fault="slow", delay=8)
    first = fleet.start("first")
    fleet.wait_for(0, "Get-Application-Settings")
    second = fleet.roll_out()
    assert second.rc == 2
    assert f": process {first.pid} on " in failures(second)["wa0"]
    assert failures(second)["wa0"].endswith("; wait until it is done, or stop it")
    assert first.wait(timeout=120) == 0, (tmp_path / "first" / "output").read_text()
    assert fleet.writes() == [DONE] * 3


def test_a_run_on_another_machine_is_believed_to_live_unless_told_otherwise(emulator, tmp_path):
    """Nobody can see from here; and when it does live, it stops at its next instance."""
    fleet = Fleet(emulator, tmp_path, 1)
    fleet.journal.write_text(
        json.dumps({"event": "opened", "begins": True, "run": "0815", "time": "2026-01-01T00:00:00Z", "controller": "elsewhere", "pid": 1,
                    "directory": "/nowhere"}) + "\n"
    )  # fmt: skip
    run = fleet.roll_out()
    assert "process 1 on elsewhere has been rolling out since 2026-01-01T00:00:00Z" in failures(run)["wa0"]
    assert failures(run)["wa0"].endswith("if it does not, set whatsapp_rollout_take_over=true")
    assert fleet.writes() == [[]]
    assert fleet.roll_out(whatsapp_rollout_take_over=True).rc == 0
    with pytest.raises(JournalError, match="another run took over this rollout; this one stops here"):
        Journal(fleet.journal).add("0815", "started", "wa0")


def test_one_instance_has_one_writer(emulator, tmp_path):
    """Two hosts that claim it are refused before the first write; whoever gets past that is stopped by the journal."""
    fleet = Fleet(emulator, tmp_path, 2)
    fleet.hosts["wa2"] = {**fleet.hosts["wa1"], "whatsapp_url": fleet.hosts["wa1"]["whatsapp_url"] + "/v1"}
    run = fleet.roll_out()
    assert run.rc != 0
    assert "is claimed by wa1 and wa2" in failures(run)["wa0"]
    assert [instance.journal() for instance in fleet.instances] == [[], []]
    journal = Journal(tmp_path / "other.jsonl")
    number, _records = journal.open(lambda found: (False, []))
    journal.add(number, "started", "wa1", url="https://wa1:9090")
    journal.add(number, "started", "wa2", url="https://wa2:9090")
    with pytest.raises(JournalError, match=r"HTTPS://Wa1\.:09090/v1/ is written to as wa1 already"):
        journal.add(number, "started", "copy", url="HTTPS://Wa1.:09090/v1/")


def test_an_instance_that_waits_for_its_code_is_not_asked_for_another_one(emulator, tmp_path):
    """It counts neither as done nor as failed; with the code it is done."""
    state = {"users": {"admin": {"password": ADMIN_PASSWORD}}, "registration": {"code": "918273"}}
    number = {**NUMBER, "cert": CERT}
    fleet = Fleet(emulator, tmp_path, 1, state, whatsapp_provision_register=True, whatsapp_registration=number)
    run = fleet.roll_out()
    assert run.rc == 0, run.output
    assert told(run)[1:] == ["waiting for a registration code: 1: wa0"]
    assert fleet.roll_out().rc == 0
    assert fleet.writes() == [["Update-Application-Settings", "Request-Code"]]
    run = fleet.roll_out(whatsapp_registration={**number, "code": "918273"})
    assert run.rc == 0, run.output
    assert fleet.writes() == [["Update-Application-Settings", "Request-Code", "Register-Account", "Update-Profile-About"]]
    assert told(run)[1:] == ["done: 1: wa0"]


def test_a_restart_that_failed_is_made_up_for(emulator, tmp_path):
    """The journal remembers what must restart, because the instance does not tell."""
    fleet = Fleet(emulator, tmp_path, 1)
    working = fleet.common["whatsapp_restart_tasks"]
    broken = tmp_path / "broken.yml"
    broken.write_text(yaml.safe_dump([{"name": "Break", "ansible.builtin.fail": {"msg": "no such container"}}]))
    run = fleet.roll_out(whatsapp_restart_tasks=str(broken))
    assert run.rc == 2
    assert told(run)[1] == "failed: 1: wa0 (no such container)"
    fleet.fault(0, path=HEALTH, fault="status", status=503, times=-1)
    run = fleet.roll_out(whatsapp_restart_tasks=working, whatsapp_provision_start_timeout=1)
    assert "the instance was not up after" in failures(run)["wa0"]
    assert fleet.instances[0].state()["pending_restart"] == ["coreapp"]
    fleet.control.clear_faults()
    assert fleet.roll_out(whatsapp_restart_tasks=working).rc == 0
    assert fleet.instances[0].state()["pending_restart"] == []
    assert fleet.writes() == [DONE]


def test_a_journal_that_cannot_be_used_is_told_before_anything_is_sent(emulator, tmp_path):
    """One sentence."""
    fleet = Fleet(emulator, tmp_path, 1)
    run = fleet.roll_out(whatsapp_rollout_journal="/nowhere/journal.jsonl")
    sentence = (
        "/nowhere/journal.jsonl: the journal cannot be used (No such file or directory); choose another file with whatsapp_rollout_journal"
    )
    assert failures(run)["wa0"] == sentence
    assert fleet.instances[0].journal() == []
