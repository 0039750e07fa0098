# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One contract for every module, tried in process and shipped, against the emulator.

Check mode says "changed" and writes nothing; the real run does what check mode said, with the same diff; a second run is
unchanged, and so is check mode after it; no secret is printed at any verbosity; nothing the server would not know is sent;
and both ways of running a module return the same.
"""

from __future__ import annotations

import pytest

from tests.contract.cases import FLEET, FQCN, MODULES, all_cases
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED
from tests.support.playbook import play, run_playbook

CASES = all_cases()
PARAMETERS = [
    pytest.param(case, id=case.id, marks=[pytest.mark.core_versions] if case.module == "whatsapp_app_settings" else []) for case in CASES
]
STEPS = ("check", "apply", "again", "check again")


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


def run_case(case, instance, folder, in_process):
    """Check, apply, again, check again; returns {step: row} and the run."""
    folder.mkdir(exist_ok=True)
    prepare(instance, case.state, case.files, folder)
    args = {**instance.connection, **case.connection, **filled(case.args, folder)}
    tasks = [{"name": step, FQCN + case.module: args, "check_mode": step.startswith("check"), "diff": True} for step in STEPS]
    if case.between:
        tasks = [item for task in tasks for item in ((task,) if task["check_mode"] else (task, case.between(instance)))]
    run = run_playbook(folder / "run", [play(tasks)], {"one": {"whatsapp_in_process": in_process}}, "-vvvvv")
    assert run.rc == 0, run.output
    return {step: run.row(step) for step in STEPS}, run


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
def test_contract(case, instance, tmp_path):
    """The whole contract for one case."""
    seen = {}
    for way, in_process in (("in process", True), ("shipped", False)):
        folder = tmp_path / "work"
        rows, run = run_case(case, instance, folder, in_process)
        check_changes(case, rows)
        for step in ("check", "check again", *(["again"] if case.kind != "action" else [])):
            assert written(instance, rows[step]) == [], f"{step} wrote, {way}"
        assert written(instance, rows["apply"]) == list(case.writes)
        assert [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]] == []
        for secret in (ADMIN_PASSWORD, *case.secrets):
            assert secret not in run.output, f"a secret was printed, {way}"
        assert not list((folder / "run" / "ansible-tmp").glob("*")), "the run's tokens were left behind"
        assert (f"AnsiballZ_{case.module}" in run.output) is not in_process, f"was it run {way}?"
        seen[way] = {step: comparable(row.result, case) for step, row in rows.items()}
    assert seen["in process"] == seen["shipped"]


def test_every_module_has_a_case():
    """A module without a contract case fails the suite."""
    assert set(MODULES) - set(FLEET) - {case.module for case in CASES} == set()
