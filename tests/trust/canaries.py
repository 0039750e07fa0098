# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries in every secret option of every module, and in every secret variable of every playbook; where they turn up is searched.

A cell is one place of a secret in one run: a right value, or a wrong type. Searched are what ansible-playbook prints with -vvvvv, with
the callbacks default, minimal and oneline, what it gives to JUnit and to a callback that writes down all it gets, ANSIBLE_LOG_PATH, the
artefacts of ansible-runner, the files that stay, and, while it runs, temporary directories, process arguments and environments. What
must hold: no secret is anywhere but in the inventory.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from tests.emulator.process import Emulator
from tests.support.fixtures import new_instance
from tests.support.playbook import environment, inventory, play, runner_command
from tests.trust.kills import Fleet
from tests.trust.playbook_faults import COMMON
from tests.trust.scenarios import make_backups, scenarios
from tests.unit.test_masking import CANARY, CASES, NOWHERE

SECRET_NAME = re.compile(r"password|_pin\b|\bpin\b|token|headers|bearer|vname_cert")
GIVEN = ("inventory.yml", "extravars", "hosts.yml")  # where the user wrote the secrets
WAYS = ("default", "minimal", "oneline", "ansible-runner")  # callbacks for the terminal, and a program that runs ansible-playbook
LAST_TASK = "Show all results"
PHONE = "15120000000"  # of each host another one
NUMBER: dict[str, Any] = {"cc": "49", "phone_number": PHONE}
USER: dict[str, Any] = {"name": "ops.team", "password": CANARY}
# What follows a space tells apart two of one variable.
VARIABLES: dict[str, Any] = {
    **{f"whatsapp_{name}": CANARY for name in ("password", "token", "initial_password", "backup_password", "backup_vault_password")},
    **{f"whatsapp_{name}": CANARY for name in ("restore_password", "restore_vault_password", "rotate_password", "api_key")},
    "whatsapp_headers": {"X-Api-Key": CANARY},
    "whatsapp_rotate_users": [USER],
    "whatsapp_quickstart_users": [USER],
    "whatsapp_rotate_users password": [{**USER, "password": [CANARY]}],
    "whatsapp_quickstart_users password": [{**USER, "password": {"a": CANARY}}],
    "whatsapp_rotate_pin": CANARY,
    "whatsapp_retire_pin": CANARY,
    "whatsapp_registration cert": {**NUMBER, "cert": CANARY},
    "whatsapp_registration pin": {**NUMBER, "pin": [CANARY]},
    "whatsapp_registration code": {**NUMBER, "code": {"a": CANARY}},
    "whatsapp_registration unknown": {**NUMBER, "pim": CANARY},
    "whatsapp_instance_config two_step": {"two_step": {"pin": [CANARY]}},
    "whatsapp_instance_config users": {"users": [{"name": "ops.team", "user_password": CANARY}]},
    "whatsapp_instance_config providers": {"media_providers": {"providers": [{"name": "a", "type": "www", "config": {"bearer": CANARY}}]}},
    "whatsapp_instance_config certificate": {"certificate": {"content": CANARY}},
}
Hits = dict[str, set[str]]  # secret: the channels in which it was seen


@dataclass
class Cell:
    """One secret in one run: module or playbook, option or variable, how it was run, where it was seen (empty: nowhere)."""

    subject: str
    place: str
    way: str
    problem: str = ""


class Watch:
    """Looks for secrets while a run goes on: in its temporary directories, and in arguments and environments of all processes."""

    def __init__(self, folder: Path, secrets: list[str]) -> None:
        self.folder, self._over = folder, threading.Event()
        self.hits: Hits = defaultdict(set)
        self._pattern = re.compile(b"|".join(re.escape(secret.encode()) for secret in secrets))
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit():
                    self._search("process arguments", entry / "cmdline")
                    self._search("environment", entry / "environ")
            for directory in ("ansible-tmp", "ansible-home", "tmp"):
                for path in (self.folder / directory).rglob("*"):
                    self._search("temporary directory during the run", path)

    def _search(self, channel: str, path: Path) -> None:
        with contextlib.suppress(OSError):
            if path.is_file():
                for secret in self._pattern.findall(path.read_bytes()):
                    self.hits[secret.decode()].add(channel)


def run(folder: Path, site: list | str, hosts: dict, secrets: list[str], way: str = "default", common: dict | None = None) -> Hits:
    """Runs the plays, or a playbook by its name, and returns where the secrets were seen. way: one of WAYS."""
    for name in ("inventory", "project", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump(inventory(hosts, **(common or {}))), encoding="utf-8")
    plays = site if isinstance(site, list) else [{"import_playbook": site}]
    (folder / "project" / "site.yml").write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    kept = {"ANSIBLE_LOG_PATH": str(folder / "log"), "JUNIT_OUTPUT_DIR": str(folder / "junit"), "RECORD_EVERYTHING": str(folder / "events")}
    env = environment(folder, **kept, TMPDIR=str(folder / "tmp"), ANSIBLE_CALLBACKS_ENABLED="junit,everything", ANSIBLE_FORKS="10")
    command = ["ansible-playbook", "-i", str(folder / "inventory"), str(folder / "project" / "site.yml"), "-vvvvv", "--diff"]
    if way == "ansible-runner":
        command = runner_command(folder, env)
    else:
        env["ANSIBLE_STDOUT_CALLBACK"] = way
    with Watch(folder, secrets) as watch:
        done = subprocess.run(
            command, env=env, cwd=folder, text=True, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    (folder / "output").write_text(done.stdout, encoding="utf-8")
    hits = watch.hits
    pattern = re.compile("|".join(re.escape(secret) for secret in secrets))
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in GIVEN:
            for secret in pattern.findall(path.read_text(encoding="utf-8", errors="replace")):
                hits[secret].add(f"file {path.relative_to(folder).parts[0]}")
    return hits


def module_cells(folder: Path, way: str) -> list[Cell]:
    """Secret options of all modules, with a value of each type, at an address where nobody answers: a run of each fourth case."""
    tasks, secrets, cells = [], {}, {}
    cases = CASES[WAYS.index(way) :: len(WAYS)]
    for number, (module, place, options) in enumerate(cases):
        name, secret = f"canary_{number}", CANARY.replace("4711", f"{number:05}")
        secrets[name] = secret
        cells[secret] = Cell(module, place, way)
        options = json.loads(json.dumps({**NOWHERE, **options}).replace(CANARY, "{{ %s }}" % name))
        task = {"name": f"{module} {place}", f"waops.whatsapp.{module}": options, "ignore_errors": True, "register": f"result_{number}"}
        tasks.append(task)
    results = ", ".join(f"result_{number}" for number in range(len(cases)))
    tasks.append({"name": LAST_TASK, "ansible.builtin.debug": {"msg": "{{ [%s] }}" % results}})
    hits = run(folder, [play(tasks)], {"one": secrets}, list(secrets.values()), way)
    if LAST_TASK not in (folder / "events").read_text(encoding="utf-8"):
        raise AssertionError("the run did not come to its end: " + (folder / "output").read_text(encoding="utf-8")[-1000:])
    return _noted(cells, hits)


def playbook_cells(emulator: Emulator, playbook: str, folder: Path) -> list[Cell]:
    """The secrets of one playbook: on a host that succeeds, and on one whose calls fail; and every secret variable of the collection, as
    text and of a wrong type, on a host of its own whose certificate is not the pinned one.
    """
    backups = folder / "made" / "backups"
    scenario = next(one for one in scenarios(emulator.control.base_url, backups) if one.playbook == playbook)
    if playbook == "restore":
        make_backups(emulator, backups, 2)
    fleet = Fleet(emulator, replace(scenario, size=2), folder)
    failing = fleet.instances[1]
    failing.control.fault(instance=failing.address, fault="status", status=500, code=1014, after=2, times=-1)
    values = {**fleet.variables, **fleet.hosts["wa0"]}
    cells = {secret: Cell(playbook, name, "its own") for name, value in values.items() for secret in _secrets(name, value)}
    hosts = {**fleet.hosts}
    for number, (name, value) in enumerate(VARIABLES.items()):
        for kind in ("right", "wrong"):
            phone = f"{int(PHONE) + len(hosts)}"
            secret = CANARY.replace("4711", f"{kind}{number:02}")
            filled = json.loads(json.dumps(value).replace(CANARY, secret).replace(PHONE, phone))
            cells[secret] = Cell(playbook, name, f"of a {kind} type")
            dead: dict[str, Any] = {"whatsapp_url": new_instance(emulator).url, "whatsapp_tls_fingerprint": "00" * 32}
            dead["number"] = {**NUMBER, "phone_number": phone}
            hosts[f"{kind}{number}"] = {**fleet.hosts["wa0"], **dead, name.partition(" ")[0]: filled if kind == "right" else [[filled]]}
    hits = run(folder / "run", f"waops.whatsapp.{playbook}", hosts, list(cells), common={**fleet.variables, **COMMON})
    output = (folder / "run" / "output").read_text(encoding="utf-8")
    if "PLAY RECAP" not in output or re.search(r"^wa0 .*failed=[1-9]", output, re.MULTILINE) or not fleet.instances[0].journal():
        raise AssertionError("the first host does not succeed: " + output[-1000:])
    return _noted(cells, hits)


def _secrets(name: str, value: Any) -> list[str]:
    """The secret texts in a variable: all texts at names that are those of secrets."""
    if isinstance(value, dict):
        return [secret for key, item in value.items() for secret in _secrets(str(key) if not SECRET_NAME.search(name) else name, item)]
    if isinstance(value, list):
        return [secret for item in value for secret in _secrets(name, item)]
    return [value] if isinstance(value, str) and SECRET_NAME.search(name) and "{{" not in value else []


def _noted(cells: dict[str, Cell], hits: Hits) -> list[Cell]:
    for secret, channels in hits.items():
        cells[secret].problem = "seen in " + ", ".join(sorted(channels))
    return list(cells.values())


PLAYBOOKS = ("provision", "rollout", "quickstart", "backup", "restore", "rotate", "retire", "export", "audit")


def run_share(emulator: Emulator, number: int, of: int, folder: Path) -> list[Cell]:
    """The cells of every `of`-th run, from `number` on: four of the modules, then one for each playbook."""
    cells = []
    for one in (*WAYS, *PLAYBOOKS)[number::of]:
        cells += playbook_cells(emulator, one, folder / one) if one in PLAYBOOKS else module_cells(folder / one, one)
    return cells
