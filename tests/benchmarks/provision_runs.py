# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of the playbooks, start-up and inventory included: seconds by name, and the ratios that are compared with targets."""

from __future__ import annotations

import shutil
import statistics
from collections import defaultdict

from tests.benchmarks import tasks
from tests.benchmarks.runs import FORKS, play, run_plays, start
from tests.support.playbook import environment

DIFFERING = {"about": "Gone fishing"}  # one PATCH sets it, and nothing has to restart


def whole_runs(fleet, hosts, all_hosts, rounds):
    """Median seconds of each run, what is compared by turns. hosts: nothing differs, or one in a hundred. all_hosts: all differ."""
    took = defaultdict(list)
    for _number in range(rounds):
        took["audit"].append(_playbook(fleet, hosts, "audit"))
        took["provision"].append(_playbook(fleet, hosts, "provision"))
        took["rollout"].append(_playbook(fleet, hosts, "rollout"))
        _differ(fleet, range(0, hosts, 100))
        took["provision_1pc"].append(_playbook(fleet, hosts, "provision"))
        took["debug"].append(run_plays(fleet, fleet.inventory(all_hosts), [play("all", tasks.DEBUG)]).seconds)
        for name in ("provision", "rollout"):
            _differ(fleet, range(all_hosts))
            took[f"{name}_all"].append(_playbook(fleet, all_hosts, name))
    return {name: statistics.median(values) for name, values in took.items()}


def ratios(seconds):
    """The ratios of these runs."""
    names = {"provision": "audit", "rollout": "audit", "provision_1pc": "audit", "provision_all": "debug", "rollout_all": "debug"}
    return {f"{name}_vs_{other}": seconds[name] / seconds[other] for name, other in names.items()}


def _playbook(fleet, hosts, name):
    """Seconds of one run; raises RuntimeError when it fails, or when it leaves an instance in another state than declared."""
    journal = fleet.folder / "rollout.jsonl"
    journal.unlink(missing_ok=True)
    state = fleet.folder / "state"
    shutil.rmtree(state, ignore_errors=True)
    variables = f"whatsapp_rollout_journal={journal} whatsapp_audit_report_dir={fleet.folder / 'report'} whatsapp_state_dir={state}"
    command = ["ansible-playbook", "-i", str(fleet.inventory(hosts)), "--forks", str(FORKS), "-e", variables, f"waops.whatsapp.{name}"]
    measured = start(fleet, command, env=environment(fleet.folder))
    left = [number for number in range(hosts) if fleet.emulator.control.state(fleet.address(number))["about"] == DIFFERING["about"]]
    if left:
        raise RuntimeError(f"{name} left {len(left)} instances as they were")
    return measured.seconds


def _differ(fleet, numbers):
    for number in numbers:
        fleet.emulator.control.patch(fleet.address(number), DIFFERING)
