# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One contract for every module, tried in process and shipped, against the emulator.

Check mode says "changed" and writes nothing; the real run does what check mode said, with the same diff; a second run is
unchanged, and so is check mode after it; no secret is printed at any verbosity; nothing the server would not know is sent;
and both ways of running a module return the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.contract.cases import FLEET, FQCN, MODULES, all_cases
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

CASES = all_cases()
PARAMETERS = [
    pytest.param(case, id=case.id, marks=[pytest.mark.core_versions] if case.module == "whatsapp_app_settings" else []) for case in CASES
]
WAYS = {"in process": True, "shipped": False}
STEPS = ("check", "apply", "again", "check again")


def noun(case):
    """The word that the modules of a batch share: "group" of whatsapp_group and of whatsapp_group_info."""
    return case.module.split("_")[1]


def filled(value, folder):
    """The value with "{folder}" replaced in every text."""
    if isinstance(value, dict):
        return {key: filled(item, folder) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(item, folder) for item in value]
    return value.replace("{folder}", str(folder)) if isinstance(value, str) else value


def prepare(instance, state, files, folder):
    """Puts the instance and the folder into the state before the case."""
    instance.control.reset(instance.address)
    instance.patch(PROVISIONED)
    instance.patch(state)
    for name in list(folder.iterdir()):
        if name.is_file():
            name.unlink()
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


@dataclass
class Outcome:
    """One case run one way. rows: {step: row}; failed: tasks that did not end well, or not once; output: what its play printed;
    writes: {step: operations that wrote something}.
    """

    rows: dict
    failed: list
    output: str
    writes: dict
    suspicious: list
    left_behind: list


def case_play(case, host, instance, folder):
    """Check, apply, again, check again: the play of one case. Its failure is seen in its rows and does not end the run."""
    args = {**instance.connection, **case.connection, **filled(case.args, folder)}
    tasks = [{"name": step, FQCN + case.module: args, "check_mode": step.startswith("check"), "diff": True} for step in STEPS]
    if case.between:
        tasks = [item for task in tasks for item in ((task,) if task["check_mode"] else (task, case.between(instance)))]
    return play(tasks, name=host, hosts=host, ignore_errors=True, ignore_unreachable=True)


def run_batch(cases, base, way):
    """Runs these {host: (case, instance)} in one ansible-playbook; returns {host: Outcome}."""
    plays = []
    for host, (case, instance) in cases.items():
        folder = base / host
        folder.mkdir(exist_ok=True)
        prepare(instance, case.state, case.files, folder)
        plays.append(case_play(case, host, instance, folder))
    run = run_playbook(base / "run", plays, {host: {"whatsapp_in_process": WAYS[way]} for host in cases}, "-vvvvv")
    assert run.rc == 0, run.output
    left_behind = list((base / "run" / "ansible-tmp").glob("*"))
    head, *sections = re.split(r"^(?=PLAY \[)", run.output, flags=re.MULTILINE)
    outcomes = {}
    for host, (_case, instance) in cases.items():
        output = head + "".join(section for section in sections if section.startswith((f"PLAY [{host}]", "PLAY RECAP")))
        mine = [row for row in run.rows if row.host == host]
        rows = {row.task: row for row in mine if row.task in STEPS}
        times = {step: sum(row.task == step for row in mine) for step in STEPS}
        failed = [(row.task, row.outcome, row.result.get("msg")) for row in mine if row.outcome != "ok"]
        failed += [(step, f"{number} times") for step, number in times.items() if number != 1]
        suspicious = [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]]
        outcomes[host] = Outcome(
            rows, failed, output, {step: written(instance, row) for step, row in rows.items()}, suspicious, left_behind
        )
    return outcomes


@pytest.fixture(scope="session")
def outcomes(request, emulator, tmp_path_factory):
    """A function that gives {way: Outcome} of a case. The first case of a noun runs all selected ones, in one playbook for each way."""
    selected = [item.callspec.params["case"] for item in request.session.items if getattr(item, "originalname", None) == "test_contract"]
    done = {}

    def of(case):
        if case.id not in done:
            batch = [other for other in selected if noun(other) == noun(case)]
            hosts = {f"case{number}": (other, new_instance(emulator, PROVISIONED)) for number, other in enumerate(batch)}
            base = tmp_path_factory.mktemp("contract")
            try:
                ran = {way: run_batch(hosts, base, way) for way in WAYS}
                done.update({other.id: {way: ran[way][host] for way in WAYS} for host, (other, _instance) in hosts.items()})
            except BaseException as error:  # the run itself failed; the other cases of the noun need not repeat it
                done.update({other.id: error for other in batch})
        if isinstance(done[case.id], BaseException):
            raise done[case.id]
        return done[case.id]

    return of


def written(instance, row):
    """The operations that wrote something, or tried to, while this task ran."""
    return [entry["operation"] for entry in instance.journal(kind="write") if row.began <= entry["time"] <= row.ended]


def comparable(result, case):
    """A result without what the recorder adds and what differs from run to run."""
    return {key: value for key, value in result.items() if not key.startswith("_ansible") and key not in case.volatile}


def check_changes(case, rows):
    results = {step: row.result for step, row in rows.items()}
    changed = {step: result["changed"] for step, result in results.items()}
    again = case.kind == "action"
    first = case.kind != "info"
    assert changed == {"check": first, "apply": first, "again": again, "check again": again}
    if "diff" in results["apply"]:
        assert results["check"]["diff"] == results["apply"]["diff"]
        assert results["again"]["diff"] == results["check again"]["diff"]
    if case.kind == "state":
        diff = results["again"]["diff"]
        assert results["apply"]["diff"]["before"] != results["apply"]["diff"]["after"]
        assert diff["before"] == diff["after"]
        assert results["apply"]["restart_required"] == list(case.restart)
    if case.expect:
        assert case.expect(results["apply"]), results["apply"]


@pytest.mark.parametrize("case", PARAMETERS)
def test_contract(case, outcomes):
    """The whole contract for one case."""
    seen = {}
    for way, ran in outcomes(case).items():
        assert ran.failed == [], f"{way}\n{ran.output}"
        check_changes(case, ran.rows)
        for step in ("check", "check again", *(["again"] if case.kind != "action" else [])):
            assert ran.writes[step] == [], f"{step} wrote, {way}"
        assert ran.writes["apply"] == list(case.writes)
        assert ran.suspicious == []
        for secret in (ADMIN_PASSWORD, *case.secrets):
            assert secret not in ran.output, f"a secret was printed, {way}"
        assert not ran.left_behind, "the run's tokens were left behind"
        assert (f"AnsiballZ_{case.module}" in ran.output) is not WAYS[way], f"was it run {way}?"
        seen[way] = {step: comparable(row.result, case) for step, row in ran.rows.items()}
    assert seen["in process"] == seen["shipped"]


def test_every_module_has_a_case():
    """A module without a contract case fails the suite."""
    assert set(MODULES) - set(FLEET) - {case.module for case in CASES} == set()
