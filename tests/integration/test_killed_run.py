# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is killed with SIGKILL: the next one goes on at once, no process of it stays, and no file."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.integration.test_worker_process import processes
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook, start_playbook, until

pytestmark = pytest.mark.core_versions
JOURNAL = "waops.whatsapp.whatsapp_rollout_journal"
INSTANCE = "waops.whatsapp.whatsapp_instance"
PATH = "/v1/settings/application"
DELAY = 6  # seconds that an instance takes to answer
# So large that the results of all hosts do not fit into the pipe on which workers hand them over.
PROVIDERS = [{"name": f"shop-{number}", "type": "www", "config": {"bearer": f"Bearer-Token-{number}" * 20}} for number in range(30)]
CONFIG = {"app_settings": {"callback_persist": False}, "media_providers": {"providers": PROVIDERS}}


def rollout(journal):
    """What the playbook rollout does with its journal, around one module."""
    step = {"path": str(journal), "run": "{{ rollout.run }}"}
    return play(
        [
            {"name": "open", JOURNAL: {"path": str(journal), "event": "open"}, "run_once": True, "register": "rollout"},
            {"name": "start", JOURNAL: {**step, "event": "start"}},
            {"name": "write", INSTANCE: {"config": CONFIG}},
            {"name": "finish", JOURNAL: {**step, "event": "finish", "state": "done"}},
            {"name": "close", JOURNAL: {**step, "event": "close"}, "run_once": True},
        ]
    )


def instances(emulator, number):
    """So many instances, slow once, and the hosts that stand for them."""
    found = [new_instance(emulator, PROVISIONED) for _number in range(number)]
    for instance in found:
        emulator.control.fault(instance=instance.address, path=PATH, method="GET", fault="slow", delay=DELAY, times=1)
    return found, {f"wa{number}": instance.variables for number, instance in enumerate(found)}


def killed_at_work(folder, plays, hosts, found, **variables):
    """Starts the plays, and kills ansible-playbook alone when all instances are waited for; returns the moment it is dead."""
    run = start_playbook(folder, plays, hosts, common=variables)
    slow = {instance.address for instance in found}
    until(lambda: slow.isdisjoint(fault["instance"] for fault in found[0].control.faults()), 60)  # the journal has a request at its end
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    return time.time()


@pytest.mark.parametrize(("number", "in_process"), [(25, True), (2, False)], ids=["in process", "shipped"])
def test_a_killed_rollout_is_resumed(emulator, tmp_path, monkeypatch, number, in_process):
    """All hosts in one batch, all workers waiting: the next run waits for what they are at, and for nothing else."""
    monkeypatch.setenv("ANSIBLE_FORKS", str(number))
    found, hosts = instances(emulator, number)
    plays, folder = [rollout(tmp_path / "journal.jsonl")], tmp_path / "run"
    killed = killed_at_work(folder, plays, hosts, found, whatsapp_in_process=in_process)
    run = run_playbook(folder, plays, hosts, common={"whatsapp_in_process": in_process})
    assert run.rc == 0, run.output
    opened = next(row for row in run.rows if row.task == "open")
    assert opened.ended < killed + DELAY + 25
    assert sum(row.task == "write" and row.result["changed"] for row in run.rows) == 0, "those left behind have finished"
    assert {max(emulator.control.summary()["max_in_flight"][instance.address] for instance in found)} == {1}
    until(lambda: processes(folder) == [], 10)
    assert [path.name for path in folder.rglob("waops-whatsapp")] == []


@pytest.mark.parametrize("everything", [False, True], ids=["controller", "everything"])
def test_no_file_of_a_killed_run_stays(emulator, tmp_path, everything):
    """The worker process removes them; when it is killed as well, the next run does."""
    _found, hosts = instances(emulator, 2)
    folder = tmp_path / "run"
    plays = [play([{"name": "write", INSTANCE: {"config": CONFIG}}])]
    run = start_playbook(folder, plays, hosts)
    until(lambda: any(path.name == "tokens" and list(path.iterdir()) for path in folder.rglob("tokens")), 60)
    for pid in processes(folder) if everything else [run.pid]:
        os.kill(pid, signal.SIGKILL)
    run.wait()
    if everything:
        assert list(folder.rglob("tokens"))
        foreign = folder / "ansible-tmp" / "foreign" / "waops-whatsapp"
        foreign.mkdir(parents=True)  # of nobody's known run
        assert run_playbook(folder, plays, hosts).rc == 0
        assert list(folder.rglob("waops-whatsapp")) == [foreign]
    else:
        until(lambda: processes(folder) == [], DELAY + 10)
        assert list(folder.rglob("waops-whatsapp")) == []


def test_a_killed_sweep_ends(emulator, tmp_path):
    """Its processes do not wait for answers that nobody reads."""
    instance = new_instance(emulator, PROVISIONED)
    emulator.control.fault(instance=instance.address, path=PATH, method="GET", fault="slow", delay=40, times=1)
    hosts = {"wa0": {**instance.variables, "whatsapp_instance_config": CONFIG}}
    killed_at_work(tmp_path, [play([{"name": "sweep", "waops.whatsapp.whatsapp_fleet_audit": {}}])], hosts, [instance])
    until(lambda: processes(tmp_path) == [], 10)
