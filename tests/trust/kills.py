# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that are killed with SIGKILL at any moment, and what the next run makes of it.

Killed is the controller, the worker process, or every process of the run. What must hold:

* no process outlives a killed run by more than a minute;
* the next run succeeds (two for a playbook whose first one must clear up), and ends where an undisturbed run ends;
* no restart is lost: nothing waits for a restart in the end;
* no token, no half-written file and no socket stays behind after the next run.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.fixtures import Instance, new_instance
from tests.support.playbook import run_playbook, start_playbook

LINGER = 60  # seconds that a process may outlive a killed run
VICTIMS = ("controller", "worker process", "everything")
FORKS = (1, 2, 5, 20, 50)
NOT_COMPARED = ("messages", "media", "nodes", "groups", "expire_timestamp", "certificate")


@dataclass
class Scenario:
    """A playbook to be killed: the state of its instances before, its variables, and what the user's files are."""

    playbook: str
    state: dict
    variables: Callable[[Path], dict]
    hosts: Callable[[Instance, Path], dict] = lambda instance, folder: {}
    compare: bool = True  # whether the instances of an undisturbed run are comparable
    size: int = 3


@dataclass
class Kill:
    """One kill: what was killed when (seconds after the start), with how many forks, and what was wrong afterwards."""

    playbook: str
    victim: str
    forks: int
    seconds: float
    problem: str = ""


class Fleet:
    """The instances of one scenario, and runs of its playbook over them."""

    def __init__(self, emulator, scenario: Scenario, folder: Path) -> None:
        self.scenario, self.folder = scenario, folder
        self.instances = [new_instance(emulator, scenario.state) for _number in range(scenario.size)]
        self.hosts = {
            f"wa{number}": {**instance.variables, **scenario.hosts(instance, folder)} for number, instance in enumerate(self.instances)
        }
        self.variables = scenario.variables(folder)

    def run(self, name: str):
        """A whole run."""
        local = {"ANSIBLE_LOCAL_TEMP": str(self.folder / "killed" / "ansible-tmp")}  # as a user's runs: the next one tidies up there
        return run_playbook(self.folder / name, f"waops.whatsapp.{self.scenario.playbook}", self.hosts, env=local, common=self.variables)

    def start(self, forks: int):
        """A run in the background."""
        variables = {**self.variables}
        os.environ["ANSIBLE_FORKS"] = str(forks)
        try:
            return start_playbook(self.folder / "killed", f"waops.whatsapp.{self.scenario.playbook}", self.hosts, common=variables)
        finally:
            del os.environ["ANSIBLE_FORKS"]

    def state(self) -> list[dict]:
        """What is compared of the instances."""
        return [{key: value for key, value in instance.state().items() if key not in NOT_COMPARED} for instance in self.instances]


def processes(folder: Path) -> dict[int, str]:
    """{pid: command} of every process whose environment names this folder."""
    mark, found = str(folder).encode(), {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def kill(running, victim: str, folder: Path) -> None:
    """Kills the controller, its worker process, or all of it."""
    pids = [running.pid] if victim == "controller" else list(processes(folder / "killed"))
    if victim == "worker process":  # it leads a session of its own
        pids = [pid for pid in pids if pid != running.pid and _session(pid) == pid]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if victim != "worker process":
        running.wait()


def _session(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        return os.getsid(pid)
    return None


def attack(emulator, scenario: Scenario, folder: Path, moment: float, victim: str, forks: int, expected: list | None) -> Kill:
    """One kill at `moment` seconds after the start, and the runs that follow it. expected: the state after an undisturbed run."""
    result = Kill(scenario.playbook, victim, forks, round(moment, 2))
    fleet = Fleet(emulator, scenario, folder)
    running = fleet.start(forks)
    time.sleep(moment)
    kill(running, victim, folder)
    if victim == "worker process":
        running.wait()
    ended = time.monotonic()
    problems = []
    rerun = fleet.run("next")
    if rerun.rc != 0:
        rerun = fleet.run("after next")
    if rerun.rc != 0:
        failed = [row.result.get("msg", "") for row in rerun.rows if row.outcome == "failed"]
        problems.append(f"the next run fails: {(failed or [rerun.output[-300:]])[0]}")
    while (left := processes(folder / "killed")) and time.monotonic() < ended + LINGER:
        time.sleep(0.2)
    if left:
        problems.append(f"{len(left)} processes outlive the killed run: {next(iter(left.values()))[:80]}")
    if expected is not None and not problems and fleet.state() != expected:
        problems.append("the instances end in another state")
    waiting = [instance.state()["pending_restart"] for instance in fleet.instances]
    if any(waiting) and not problems:
        problems.append(f"a restart is lost: {waiting}")
    problems += [f"left behind: {path}" for path in _left_behind(folder)]
    result.problem = "; ".join(problems)
    return result


def _left_behind(folder: Path) -> list[str]:
    """Tokens, sockets and half-written files that no run owns any more."""
    names = ("waops-whatsapp", ".whatsapp-*")
    return [str(path.relative_to(folder)) for name in names for path in folder.rglob(name)]


def undisturbed(emulator, scenario: Scenario, folder: Path) -> tuple[float, list[dict] | None]:
    """Seconds that a whole run takes, and the state it leaves; a run that fails ends the attack."""
    fleet = Fleet(emulator, scenario, folder)
    began = time.monotonic()
    run = fleet.run("undisturbed")
    if run.rc != 0:
        raise AssertionError(f"{scenario.playbook} fails undisturbed:\n{run.output[-2000:]}")
    return time.monotonic() - began, fleet.state() if scenario.compare else None


def run_scenario(emulator, scenario: Scenario, folder: Path, times: int, seed: int = 1) -> list[Kill]:
    """So many kills of one playbook, spread over the whole length of a run."""
    chance = random.Random(f"{seed} {scenario.playbook}")
    seconds, expected = undisturbed(emulator, scenario, folder / "first")
    found = []
    for number in range(times):
        moment = seconds * (number + chance.random()) / times
        victim, forks = VICTIMS[number % len(VICTIMS)], chance.choice(FORKS)
        found.append(attack(emulator, scenario, folder / str(number), moment, victim, forks, expected))
    return found
