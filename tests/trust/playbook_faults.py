# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook, with the faults of the emulator at requests spread over the whole of it.

A cell is one host of a run: it gets one fault at one request, the other hosts of the run get others. What must hold:

* the host succeeds, or fails with one sentence that names the instance; nothing is unforeseen;
* a call whose repetition could do harm is not repeated after the server may have acted on it;
* the next run, without a fault, succeeds and ends where an undisturbed run ends: with no restart, PIN or login owed;
* the run after that changes only what a second undisturbed run changes as well.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.emulator.process import Emulator
from tests.support.playbook import Run, run_playbook
from tests.trust.fault_matrix import FAULTS
from tests.trust.kills import Fleet, Scenario
from tests.trust.oracle import end_problems, repeat_problems, sentence_problems
from tests.trust.scenarios import make_backups, scenarios

TIMEOUT = 2  # seconds that a module waits for an answer: many hosts share the machine
LATE = 3  # seconds after which a slow answer comes
CELLS = 36  # of each playbook, of some 300 to 600
FORKS = "12"
COMMON = {
    "whatsapp_timeout": TIMEOUT,
    "whatsapp_retries": 1,
    "whatsapp_restart_wait_timeout": 30,
    "whatsapp_rollout_batches": ["100%"],
    "whatsapp_rollout_max_fail_percentage": 100,
}


@dataclass
class Cell:
    """One host of a run: playbook, fault, position of the request from 0, what was wrong with it (empty: passed)."""

    playbook: str
    fault: str
    position: int
    problem: str = ""


@dataclass
class Expected:
    """What an undisturbed run sends and leaves, and the names of the tasks that report a change when it is run again."""

    requests: int
    state: dict
    changes_again: set[str]


def run(fleet: Fleet, name: str) -> Run:
    """One whole run."""
    variables = {**fleet.variables, **COMMON}
    fqcn = f"waops.whatsapp.{fleet.scenario.playbook}"
    return run_playbook(fleet.folder / name, fqcn, fleet.hosts, env={"ANSIBLE_FORKS": FORKS}, common=variables)


def undisturbed(emulator: Emulator, scenario: Scenario, folder: Path) -> Expected:
    """Two runs on one host without a fault; the second shows what changes every time."""
    fleet = Fleet(emulator, replace(scenario, size=1), folder)
    first = run(fleet, "first")
    requests, state = len(fleet.instances[0].journal()), fleet.state()[0]
    again = run(fleet, "again")
    for one in (first, again):
        if one.rc != 0:
            raise AssertionError(f"{scenario.playbook} fails undisturbed:\n{one.output[-2000:]}")
    return Expected(requests, state, _changed(again, "wa0"))


def run_scenario(emulator: Emulator, scenario: Scenario, folder: Path, size: int = CELLS, seed: int = 1) -> list[Cell]:
    """So many cells of one playbook: each position in turn, each with another fault."""
    expected = undisturbed(emulator, scenario, folder / "undisturbed")
    chance = random.Random(f"{seed} {scenario.playbook}")
    names = [name for _round in range(-(-size // len(FAULTS))) for name in chance.sample(sorted(FAULTS), len(FAULTS))]
    positions = chance.sample(range(expected.requests), expected.requests) * (size // expected.requests + 1)
    cells = [Cell(scenario.playbook, names[number], positions[number]) for number in range(size)]
    _attack(Fleet(emulator, replace(scenario, size=size), folder / "attacked"), cells, expected)
    return cells


def _attack(fleet: Fleet, cells: list[Cell], expected: Expected) -> None:
    """Runs the playbook with the faults, twice without, and notes the problems in the cells."""
    for instance, cell in zip(fleet.instances, cells, strict=True):
        options = dict(FAULTS[cell.fault])
        if "delay" in options:
            options["delay"] = LATE
        instance.control.fault(**options, instance=instance.address, after=cell.position)
    first = run(fleet, "faults")
    time.sleep(LATE)  # the server acts on a late request after the client has given up
    fleet.instances[0].control.clear_faults()
    journals = [instance.journal() for instance in fleet.instances]
    second = run(fleet, "next")
    third = run(fleet, "again")
    for number, (cell, state) in enumerate(zip(cells, fleet.state(), strict=True)):
        host, url = f"wa{number}", fleet.instances[number].url
        problems = [problem for message in _failures(first, host) for problem in sentence_problems(message, url)]
        problems += repeat_problems(journals[number])
        problems += [f"the next run fails: {message}" for message in _failures(second, host)]
        problems += [f"the run after it fails: {message}" for message in _failures(third, host)]
        if not problems:
            problems += end_problems(state, expected.state)
            problems += [f"the run after it changes something: {name}" for name in sorted(_changed(third, host) - expected.changes_again)]
        cell.problem = "; ".join(dict.fromkeys(problems))
    if second.rc != 0 and not any(cell.problem for cell in cells):
        cells[0].problem = f"the next run fails: {second.output[-300:]}"


def _failures(found: Run, host: str) -> list[str]:
    """The messages of the failures of this host; of a loop those of its items."""
    failed = (row.result for row in found.rows if row.host == host and row.outcome == "failed")
    return [item.get("msg", "") for result in failed for item in result.get("results", [result]) if item.get("failed", True)]


def _changed(found: Run, host: str) -> set[str]:
    return {row.task for row in found.rows if row.host == host and row.outcome == "ok" and row.result.get("changed")}


def run_share(emulator: Emulator, number: int, of: int, folder: Path) -> list[Cell]:
    """The cells of every `of`-th playbook, from `number` on."""
    backups = folder / "made" / "backups"
    found = []
    for scenario in scenarios(emulator.control.base_url, backups)[number::of]:
        if scenario.playbook == "restore":
            make_backups(emulator, backups, CELLS)
        found += run_scenario(emulator, scenario, folder / scenario.playbook)
    return found
