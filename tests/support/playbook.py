# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook as a user does, in a process of its own, and returns what it printed and what each task returned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.collection_tree import collections_path

HERE = Path(__file__).resolve().parent
# The Pythons of ansible-playbook and of modules that are shipped; tools/matrix.py sets them.
PYTHON = os.environ.get("CONTROLLER_PYTHON", sys.executable)
MODULE_PYTHON = os.environ.get("MODULE_PYTHON", PYTHON)


@dataclass
class Row:
    """One result of one task on one host. began, ended: seconds since the epoch."""

    host: str
    task: str
    outcome: str
    began: float
    ended: float
    result: dict


@dataclass
class Run:
    """A finished ansible-playbook. output: stdout and stderr together."""

    rc: int
    output: str
    rows: list = field(default_factory=list)

    def row(self, task, host=None):
        """The one row of this task (on this host)."""
        found = [row for row in self.rows if row.task == task and host in (None, row.host)]
        assert len(found) == 1, f"{len(found)} rows for {task!r}\n{self.output}"
        return found[0]

    def result(self, task, host=None):
        """The result of this task (on this host)."""
        return self.row(task, host).result


def environment(folder, **more):
    """The environment of a run: this collection, nothing from the user's own Ansible."""
    return {
        **os.environ,
        "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}",
        "ANSIBLE_COLLECTIONS_PATH": collections_path(),
        "ANSIBLE_CONFIG": str(HERE / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "ansible-home"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "ansible-tmp"),
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
        "ANSIBLE_CALLBACKS_ENABLED": "record",
        "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection_plugins"),
        "ANSIBLE_BECOME_PLUGINS": str(HERE / "become_plugins"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_INJECT_INVOCATION": "true",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_RETRY_FILES_ENABLED": "false",
        "ANSIBLE_DEPRECATION_WARNINGS": "false",
        "RECORD_RESULTS": str(folder / "results.jsonl"),
        **more,
    }


def inventory(hosts, **common):
    """An inventory of local hosts: {name: {variable: value}} and variables common to all."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": MODULE_PYTHON}
    return {"all": {"hosts": hosts, "vars": {**local, **common}}}


def _command(folder, plays, hosts, arguments, common):
    """Writes what ansible-playbook needs below `folder`; returns the command."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inventory.yml").write_text(yaml.safe_dump(inventory(hosts, **(common or {}))), encoding="utf-8")
    playbook = plays
    if isinstance(plays, list):
        playbook = folder / "playbook.yml"
        playbook.write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    return ["ansible-playbook", "-i", str(folder / "inventory.yml"), str(playbook), *arguments]


def runner_command(folder, env):
    """The command of ansible-runner for folder/project/site.yml with -vvvvv and --diff. Writes env/envvars, which it needs of `env`."""
    needed = {name: value for name, value in env.items() if name.startswith(("ANSIBLE_", "JUNIT", "RECORD_", "PATH", "TMPDIR"))}
    (folder / "env").mkdir(exist_ok=True)
    (folder / "env" / "envvars").write_text(json.dumps(needed), encoding="utf-8")
    return [sys.executable, "-m", "ansible_runner", "run", str(folder), "-p", "site.yml", "--cmdline=-vvvvv --diff"]


def start_playbook(folder, plays, hosts, env=None, common=None):
    """Like run_playbook, but leaves it running: its process, in a session of its own; what it prints goes to folder/output."""
    command = _command(folder, plays, hosts, (), common)
    with open(folder / "output", "w") as output:
        return subprocess.Popen(
            command, cwd=folder, env=environment(folder, **(env or {})), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip


def until(condition, seconds=20):
    """Waits until condition() holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def run_playbook(folder, plays, hosts, *arguments, env=None, common=None, seconds=None):
    """Writes plays (a list, or the path or FQCN of a playbook) and hosts below `folder` and runs them; returns a Run.

    arguments: further ones of ansible-playbook, such as "--check", "-vvv". seconds: after which it is killed, with a TimeoutExpired.
    """
    folder = Path(folder)
    results = folder / "results.jsonl"
    results.unlink(missing_ok=True)
    command = _command(folder, plays, hosts, arguments, common)
    done = subprocess.run(
        command, cwd=folder, env=environment(folder, **(env or {})), text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
    )  # fmt: skip
    rows = [Row(**json.loads(line)) for line in results.read_text().splitlines()] if results.exists() else []
    return Run(done.returncode, done.stdout, rows)


def play(tasks, **more):
    """A play over all hosts without fact gathering. tasks: dictionaries, in order."""
    return {"name": "Test", "hosts": "all", "gather_facts": False, "tasks": tasks, **more}
