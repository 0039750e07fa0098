# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs of a playbook over the same instances at the same time, with 50 forks, and an audit in the middle.

A cell is one host. What must hold:

* each run says that it changed a section exactly where the instance carried out its write;
* what the audit says was true at some moment of the audit, and the audit writes nothing;
* a failure names the instance, or the journal that the other rollout holds;
* the next run succeeds, the one after it changes nothing, and no restart is owed.
"""

from __future__ import annotations

import calendar
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tests.emulator.process import Emulator
from tests.support.playbook import Run, run_playbook
from tests.trust.kills import Fleet
from tests.trust.oracle import sentence_problems
from tests.trust.scenarios import CONFIG, scenarios

HOSTS, FORKS = 20, "50"
APPLY = "Apply the declaration"
DELAYS = (0.0, 1.0, 2.5)  # seconds by which the second run begins after the first, one round each
WRITES = {
    "Create-User": "users", "Update-Application-Settings": "app_settings", "Update-Profile-About": "profile",
    "Update-Business-Profile": "business_profile",
}  # fmt: skip


@dataclass
class Cell:
    """One host: playbook, seconds between the runs, what was wrong (empty: passed)."""

    playbook: str
    delay: float
    host: str
    problem: str = ""


def run(fleet: Fleet, playbook: str, name: str, delay: float = 0.0) -> Run:
    """One whole run, `delay` seconds later."""
    time.sleep(delay)
    variables = {**fleet.variables, "whatsapp_restart_wait_timeout": 60, "whatsapp_provision_health_timeout": 90}
    variables["whatsapp_audit_report_dir"] = str(fleet.folder / name / "report")
    return run_playbook(fleet.folder / name, f"waops.whatsapp.{playbook}", fleet.hosts, env={"ANSIBLE_FORKS": FORKS}, common=variables)


def run_round(emulator: Emulator, playbook: str, delay: float, folder: Path, hosts: int = HOSTS) -> list[Cell]:
    """Two runs and an audit together, and the two runs after them."""
    scenario = next(one for one in scenarios(emulator.control.base_url, folder) if one.playbook == playbook)
    fleet = Fleet(emulator, replace(scenario, size=hosts), folder)
    with ThreadPoolExecutor(3) as pool:
        one = pool.submit(run, fleet, playbook, "one")
        other = pool.submit(run, fleet, playbook, "other", delay)
        audit = pool.submit(run, fleet, "audit", "audit", delay + 2)
        runs = [one.result(), other.result()]
        audit.result()
    report = json.loads((folder / "audit" / "report" / "drift.json").read_text(encoding="utf-8"))
    rows = {row["host"]: row for row in report["instances"]}
    journals = [instance.journal() for instance in fleet.instances]
    after, again = run(fleet, playbook, "after"), run(fleet, playbook, "again")
    cells = []
    for number, (instance, journal) in enumerate(zip(fleet.instances, journals, strict=True)):
        host = f"wa{number}"
        problems = _report_problems(runs, host, instance.url, _writes(journal))
        problems += _audit_problems(rows.get(host), _writes(journal))
        problems += _rerun_problems(after, again, host)
        if waiting := instance.state()["pending_restart"]:
            problems.append(f"a restart is lost: {waiting}")
        cells.append(Cell(playbook, delay, host, "; ".join(problems)))
    return cells


def _writes(journal: list[dict]) -> list[tuple[float, str]]:
    """(seconds since the epoch, section) of each write that was carried out."""
    done = (entry for entry in journal if entry["operation"] in WRITES and entry["status"] < 400)
    return [(entry["time"], WRITES[entry["operation"]]) for entry in done]


def _report_problems(runs: list[Run], host: str, url: str, writes: list[tuple[float, str]]) -> list[str]:
    """Whether the two runs said what they did on this host."""
    said: Counter[str] = Counter()
    problems, failed = [], False
    for row in (row for found in runs for row in found.rows if row.host == host):
        if APPLY in row.task:
            said.update(name for name, section in row.result.get("sections", {}).items() if section.get("changed"))
        if row.outcome == "failed":
            failed = True
            problems += sentence_problems(row.result["msg"], url) if "journal" not in row.result["msg"] else []
    did = Counter(section for _time, section in writes)
    if said - did or (did - said and not failed):
        problems.append(f"the runs say {dict(said)}, the instance says {dict(did)}")
    return problems


def _audit_problems(row: dict | None, writes: list[tuple[float, str]]) -> list[str]:
    """Whether the audit's row was true while the audit looked at this host."""
    if row is None:
        return ["the audit leaves the host out"]
    if row["status"] not in ("in_sync", "drifted"):
        return [] if row.get("msg") else [f"the audit calls the host {row['status']} without a reason"]
    ended = calendar.timegm(time.strptime(row["audited_at"], "%Y-%m-%dT%H:%M:%SZ")) + 1
    began = ended - 2 - row["seconds"]
    problems = []
    for section in CONFIG:
        moments = [moment for moment, name in writes if name == section]
        status = row["sections"][section]["status"]
        if status == "drifted" and moments and max(moments) < began:
            problems.append(f"the audit calls {section} drifted after it was written")
        if status == "in_sync" and (not moments or min(moments) > ended):
            problems.append(f"the audit calls {section} in sync before it was written")
    return problems


def _rerun_problems(after: Run, again: Run, host: str) -> list[str]:
    """Whether the next run succeeds, and the one after it changes nothing."""
    problems = []
    for name, found in (("next run", after), ("run after it", again)):
        problems += [f"the {name} fails: {row.result['msg']}" for row in found.rows if row.host == host and row.outcome == "failed"]
    applied = (row for row in again.rows if row.host == host and row.outcome == "ok" and APPLY in row.task)
    if any(row.result["changed"] for row in applied):
        problems.append("the run after it changes something")
    return problems


def run_share(emulator: Emulator, number: int, of: int, folder: Path) -> list[Cell]:
    """The cells of every `of`-th round, from `number` on."""
    rounds = [(playbook, delay) for playbook in ("provision", "rollout") for delay in DELAYS][number::of]
    return [cell for playbook, delay in rounds for cell in run_round(emulator, playbook, delay, folder / f"{playbook}-{delay}")]
