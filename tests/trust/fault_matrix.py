# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every use of every module, with every fault of the emulator at every request it sends.

A cell is one use of a module (a case of the contract suite), one fault and the number of the request that gets it. What must hold:

* the run succeeds, or fails with one sentence that names the instance; nothing is unforeseen;
* a run that succeeds has done what it is for: the instance is as after a run without the fault;
* a call whose repetition could do harm is not repeated after the server may have acted on it;
* the next run, without a fault, succeeds, and leaves the instance as it should be;
* the run after that changes nothing (modules that keep a state);
* no restart is lost: what the runs say must restart holds at least what a run without the fault says.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.contract.cases import FQCN, Case, all_cases
from tests.contract.test_contract import filled, prepare
from tests.emulator.process import Emulator
from tests.support.fixtures import Instance, new_instance
from tests.trust.oracle import comparable, end_problems, repeat_problems, sentence_problems

TIMEOUT = 1  # seconds that a module waits for an answer
LATE = 1.6  # seconds after which a slow answer comes
FAULTS: dict[str, dict[str, Any]] = {
    "500": {"fault": "status", "status": 500, "code": 1014},
    "502": {"fault": "html", "status": 502, "applied": False},
    "503": {"fault": "status", "status": 503, "code": 1016},
    "429": {"fault": "status", "status": 429, "code": 1015},
    "429 with Retry-After": {"fault": "status", "status": 429, "code": 1015, "retry_after": "0"},
    "403": {"fault": "status", "status": 403, "code": 1005},
    "401": {"fault": "status", "status": 401, "code": 1005},
    "400": {"fault": "status", "status": 400, "code": 1009},
    "not primary": {"fault": "status", "status": 500, "code": 1017},
    "page": {"fault": "html", "status": 200},
    "page of a gateway": {"fault": "html", "status": 404, "applied": False},
    "empty error": {"fault": "empty", "status": 500, "applied": False},
    "late": {"fault": "slow", "delay": LATE},
    "reset before": {"fault": "reset_before"},
    "reset after": {"fault": "reset_after"},
    "cut off": {"fault": "truncate"},
    "trickle": {"fault": "trickle"},
    "tokens revoked": {"fault": "revoke_tokens"},
}


@dataclass
class Cell:
    """One cell: case, fault, position of the request from 0, what was wrong with it (empty: passed), seconds."""

    case: str
    fault: str
    position: int
    request: str
    problem: str = ""


class Subject:
    """One case on an instance of its own: the emulator writes its journal when an answer is over, and a client that gave up does not wait
    for that, so that the journal of one cell could hold the last request of another. Runs are made in this process, each with a login
    of its own.
    """

    def __init__(self, case: Case, instance: Instance, folder: Path) -> None:
        self.case, self.instance, self.folder = case, instance, folder

    def prepare(self) -> None:
        """Puts instance and files into the state before the case."""
        prepare(self.instance, self.case.state, self.case.files, self.folder)
        self.instance.control.clear_journal(self.instance.address)

    def run(self) -> dict:
        """Runs the module once; returns its result."""
        options = {**self.instance.connection, "timeout": TIMEOUT, "retries": 1, **self.case.connection}
        return execute(FQCN + self.case.module, {**options, **filled(self.case.args, self.folder)}, False)

    def state(self) -> dict:
        """What is compared of the instance."""
        return comparable(self.instance.state())

    def requests(self) -> list[dict]:
        """The journal since prepare()."""
        return self.instance.journal()


def run_case(case: Case, emulator: Emulator, faults: dict | None = None) -> list[Cell]:
    """All cells of a case."""
    with tempfile.TemporaryDirectory() as folder:

        def subject() -> Subject:
            return Subject(case, new_instance(emulator), Path(folder))

        undisturbed = subject()
        undisturbed.prepare()
        expected = undisturbed.run()
        if expected.get("failed"):
            raise AssertionError(f"{case.id} fails without a fault: {expected['msg']}")
        asked, after = [f"{entry['method']} {entry['path']}" for entry in undisturbed.requests()], undisturbed.state()
        return [
            _cell(subject(), name, options, position, request, expected, after)
            for name, options in (faults or FAULTS).items()
            for position, request in enumerate(asked)
        ]


def _cell(subject: Subject, name: str, options: dict, position: int, request: str, expected: dict, after: dict) -> Cell:
    subject.prepare()
    control = subject.instance.control
    control.fault(**options, instance=subject.instance.address, after=position)
    cell = Cell(subject.case.id, name, position, request)
    runs = [subject.run()]
    if options["fault"] == "slow":  # the server acts after the client has given up: no run can see that before it happens
        time.sleep(LATE)
    control.clear_faults()
    problems = sentence_problems(runs[0]["msg"], subject.instance.url) if runs[0].get("failed") else []
    problems += repeat_problems(subject.requests())
    if subject.case.kind == "state":
        if not runs[0].get("failed") and not _not_offered(runs[0]) and subject.state() != after:
            problems.append("it succeeded and did not do what it is for")
        runs += [subject.run(), subject.run()]
        problems += _converges(runs, subject.state(), after)
        problems += _restarts(runs, expected)
    cell.problem = "; ".join(problems)
    return cell


def _not_offered(result: dict) -> bool:
    """Whether the run says that the server lacks a part of the API: that is what a gateway's page in place of an answer means."""
    left_out = any(" is left out: " in sentence for sentence in result.get("warnings", ()))
    return left_out or any(section.get("not_offered") for section in result.get("sections", {}).values())


def _converges(runs: list[dict], state: dict, after: dict) -> list[str]:
    if runs[1].get("failed"):
        return ["the next run fails: " + runs[1]["msg"][:200]]
    if runs[2].get("failed") or runs[2]["changed"]:
        return ["the run after it is not unchanged"]
    return end_problems(state, after)


def _restarts(runs: list[dict], expected: dict) -> list[str]:
    reported = {name for run in runs for name in run.get("restart_required") or ()}
    lost = set(expected.get("restart_required") or ()) - reported
    return [f"the restart of {', '.join(sorted(lost))} is lost"] if lost else []


def module_cases() -> list[Case]:
    """The cases that can be run again and again in one process; those that an operator must step into are left out."""
    return [case for case in all_cases() if not case.between]


def run_share(emulator: Emulator, number: int, of: int, faults: dict | None = None) -> list[Cell]:
    """The cells of every `of`-th case, from `number` on."""
    return [cell for case in module_cases()[number::of] for cell in run_case(case, emulator, faults)]
