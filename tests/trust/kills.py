# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that are killed with SIGKILL at any moment, and what the next run makes of it.

Killed is the controller, what works for it (the worker process, the processes of a sweep), or every process of the run. What must hold:

* every run ends, also the one whose worker process is killed;
* no process outlives a killed run by more than a minute;
* the next run succeeds (two for a playbook whose first one must clear up), and ends where an undisturbed run ends;
* no restart is lost: nothing waits for a restart in the end;
* no token, no half-written file and no socket stays behind after the next run.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.emulator.process import Emulator
from tests.support.fixtures import Instance, new_instance
from tests.support.playbook import Run, run_playbook, start_playbook
from tests.trust.oracle import comparable, end_problems

LINGER = 60  # seconds that a process may outlive a killed run
LIMIT = 200  # seconds in which a run must end
VICTIMS = ("controller", "workers", "everything")
OVER = "nothing, the run was over"
FORKS = (1, 5, 2, 20, 1, 5, 2, 50)


@dataclass
class Scenario:
    """A playbook to be attacked: the state of its instances before, its variables, and those of each host.

    A value of a host that is a file stands for its content when instances are compared: such files differ from host to host.
    """

    playbook: str
    state: dict
    variables: Callable[[Path], dict]
    hosts: Callable[[Instance, Path], dict] = lambda instance, folder: {}
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

    def __init__(self, emulator: Emulator, scenario: Scenario, folder: Path) -> None:
        self.scenario, self.folder, self.fqcn = scenario, folder, f"waops.whatsapp.{scenario.playbook}"
        self.instances = [new_instance(emulator, numbered(scenario.state, number)) for number in range(scenario.size)]
        self.hosts = {
            f"wa{number}": {**instance.variables, "number": number_of(number), **scenario.hosts(instance, folder)}
            for number, instance in enumerate(self.instances)
        }
        self.variables = {**scenario.variables(folder), "whatsapp_state_dir": str(folder / "state")}

    def run(self, name: str) -> Run:
        """A whole run. Raises subprocess.TimeoutExpired after LIMIT."""
        local = {"ANSIBLE_LOCAL_TEMP": str(self.folder / "killed" / "ansible-tmp")}  # as a user's runs: the next one tidies up there
        return run_playbook(self.folder / name, self.fqcn, self.hosts, env=local, common=self.variables, seconds=LIMIT)

    def start(self, forks: int) -> subprocess.Popen:
        """A run in the background."""
        return start_playbook(self.folder / "killed", self.fqcn, self.hosts, env={"ANSIBLE_FORKS": str(forks)}, common=self.variables)

    def state(self) -> list[dict]:
        """What is compared of the instances. The number of each, and the files of its host, are replaced by a word."""
        return [self._state(number, instance) for number, instance in enumerate(self.instances)]

    def _state(self, number: int, instance: Instance) -> dict:
        text = json.dumps(comparable(instance.state())).replace(number_of(number)["phone_number"], "NUMBER")
        for name, value in self.hosts[f"wa{number}"].items():
            if isinstance(value, str) and value.startswith("/"):
                text = text.replace(json.dumps(Path(value).read_text(encoding="utf-8")), json.dumps(f"the file of {name}"))
        return json.loads(text)


def number_of(host: int) -> dict:
    """The phone number of the host with this index: two instances never share one."""
    return {"cc": "49", "phone_number": f"1512345{host:04}"}


def numbered(state: dict, host: int) -> dict:
    """A state with the number of this host, where it has one."""
    if "registration" not in state:
        return state
    number = number_of(host)
    settings = {**state["settings"], "wa_id": number["cc"] + number["phone_number"]}
    return {**state, "registration": {**state["registration"], **number}, "settings": settings}


def processes(folder: Path) -> dict[int, str]:
    """{pid: command} of every process whose environment names this folder."""
    mark, found = str(folder).encode(), {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def victims(running: subprocess.Popen, victim: str, folder: Path) -> list[int]:
    """The processes to kill: the controller, those that work for it, or all of the run.

    Those that work are the worker process and the processes of a sweep: ansible-playbook has not started them itself. The workers that it
    has started are not killed alone: a run of `debug` hangs, too, when they are killed while they hand over results.
    """
    if victim == "controller":
        return [running.pid]
    found = processes(folder / "killed")
    return list(found) if victim == "everything" else [pid for pid, command in found.items() if _works(pid, command, running.pid)]


def _works(pid: int, command: str, controller: int) -> bool:
    with contextlib.suppress(OSError):
        parent = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        return "ansible-playbook" in command and controller not in (pid, parent)
    return False


def kill(running: subprocess.Popen, victim: str, folder: Path) -> bool:
    """Kills it as soon as it is there. Returns False when the run was over before."""
    while not (pids := victims(running, victim, folder)) and running.poll() is None:
        time.sleep(0.02)
    if running.poll() is not None:
        return False
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return True


def _end_problem(running: subprocess.Popen, folder: Path) -> list[str]:
    """Waits for the end of a run; kills what does not end."""
    try:
        running.wait(LIMIT)
    except subprocess.TimeoutExpired:
        names = "; ".join(sorted(processes(folder).values()))
        for pid in processes(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.wait()
        return [f"the run does not end within {LIMIT} s: {names[:200]}"]
    return []


def hosts_for(forks: int) -> int:
    """How many hosts a run with so many forks has: enough for several workers at a time, and some that wait."""
    return max(3, forks // 2)


def attack(emulator: Emulator, scenario: Scenario, folder: Path, moment: float, victim: str, forks: int, expected: dict) -> Kill:
    """One kill at `moment` seconds after the start, and the runs that follow it. expected: an instance's state after an undisturbed run."""
    fleet = Fleet(emulator, replace(scenario, size=hosts_for(forks)), folder)
    running = fleet.start(forks)
    time.sleep(moment)
    killed = kill(running, victim, folder)
    result = Kill(scenario.playbook, victim if killed else OVER, forks, round(moment, 2))
    problems = _end_problem(running, folder / "killed")
    ended = time.monotonic()
    problems += _rerun_problems(fleet)
    while (left := processes(folder / "killed")) and time.monotonic() < ended + LINGER:
        time.sleep(0.2)
    if left:
        problems.append(f"{len(left)} processes outlive the killed run: {next(iter(left.values()))[:80]}")
    if not problems:
        problems += sorted({problem for state in fleet.state() for problem in end_problems(state, expected)})
    waiting = [instance.state()["pending_restart"] for instance in fleet.instances]
    if any(waiting) and not problems:
        problems.append(f"a restart is lost: {waiting}")
    problems += [f"left behind: {path}" for path in _left_behind(folder)]
    result.problem = "; ".join(problems)
    return result


def _rerun_problems(fleet: Fleet) -> list[str]:
    """What the next run says, and where that fails the run after it."""
    for name in ("next", "after next"):
        try:
            rerun = fleet.run(name)
        except subprocess.TimeoutExpired:
            return [f"the next run does not end within {LIMIT} s"]
        if rerun.rc == 0:
            return []
    failed = [row.result.get("msg", "") for row in rerun.rows if row.outcome == "failed"]
    return [f"the next run fails: {(failed or [rerun.output[-300:]])[0]}"]


def _left_behind(folder: Path) -> list[str]:
    """Tokens, sockets and half-written files that no run owns any more."""
    names = ("waops-whatsapp", ".whatsapp-*")
    return [str(path.relative_to(folder)) for name in names for path in folder.rglob(name)]


def undisturbed(emulator: Emulator, scenario: Scenario, folder: Path) -> tuple[float, dict]:
    """Seconds that a whole run takes, and the state of an instance after it; a run that fails ends the attack."""
    fleet = Fleet(emulator, scenario, folder)
    began = time.monotonic()
    run = fleet.run("undisturbed")
    if run.rc != 0:
        raise AssertionError(f"{scenario.playbook} fails undisturbed:\n{run.output[-2000:]}")
    return time.monotonic() - began, fleet.state()[0]


def run_scenario(emulator: Emulator, scenario: Scenario, folder: Path, times: int, seed: int = 1) -> list[Kill]:
    """So many kills of one playbook, spread over the whole length of a run."""
    chance = random.Random(f"{seed} {scenario.playbook}")
    seconds, expected = undisturbed(emulator, scenario, folder / "first")
    found = []
    for number in range(times):
        moment = seconds * 0.95 * (number + chance.random()) / times
        victim, forks = VICTIMS[number % len(VICTIMS)], FORKS[number % len(FORKS)]
        found.append(attack(emulator, scenario, folder / str(number), moment, victim, forks, expected))
    return found
