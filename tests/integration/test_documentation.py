# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command and every block of YAML in the documentation runs as it stands, from another directory than the inventory's.

A proxy leads the instances of the examples, https://wa1.example.com:9090 and so on, to the emulator. Replaced is only what a reader
replaces too: fingerprints that are cut short, and the directories below /srv and /var/lib.
"""

from __future__ import annotations

import hashlib
import os
import re
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
import yaml

from tests.collection_tree import ROOT
from tests.support.documentation import Command, read_page
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, new_instance
from tests.support.forked_playbooks import run_forked
from tests.support.playbook import environment, inventory
from tests.support.proxy import proxy

FOLDERS = ("docs/*.md", "docs/decisions/*.md", "examples/README.md", "roles/*/README.md")
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for pattern in FOLDERS for path in ROOT.glob(pattern))]
# What another test runs, or nobody can run here: the beginning of a command, or a page whose tasks are meant.
ELSEWHERE = {
    "make demo": "tests/integration/test_demo.py",
    "make test": "Makefile",
    "ansible-galaxy collection install": "tests/integration/test_installed.py",
    "pip install -r": "tests/integration/test_installed.py",
    "ansible-runner transmit": "tests/integration/test_slices.py",
    "ansible-playbook waops.whatsapp.audit -i inventory.yml -e {\"whatsapp_audit_merge\": [\"*-back": "tests/integration/test_slices.py",
    "ansible-rulebook --rulebook": "tests/examples/__main__.py",
    "ansible-vault view": "tests/integration/test_backup_role.py",
    "docs/migrate-to-cloud-api.md": "tests/integration/test_retire.py",  # the Cloud API
    "docs/connection.md": "tests/unit/http/test_headers.py",  # a gateway
}  # fmt: skip
# Pages for an instance as it comes from the factory. The others begin with instances that have their password and a number.
STOCK = {"README.md", "docs/quickstart.md", "docs/fleets.md", "docs/authentication-and-tls.md", "roles/provision/README.md"}
# Playbooks that the reader of a page has run before, and their further arguments.
BEFORE = {
    "docs/backup-and-restore.md": ["waops.whatsapp.backup"],
    "roles/restore/README.md": ["waops.whatsapp.backup"],
}
BEFORE_VARIABLES = """
whatsapp_restore_password: "{{ whatsapp_backup_password }}"
whatsapp_restore_vault_password: "{{ whatsapp_backup_vault_password }}"
"""
# What the first instance does in answer to a page's commands.
FAULTS = {"docs/connection.md": {"fault": "status", "path": "/v1/health", "status": 503}}
SECRET = "N3w-Pass!word"
VAULT = {
    "vault_wa1_password": ADMIN_PASSWORD,
    "vault_wa2_password": ADMIN_PASSWORD,
    "vault_whatsapp_passwords": {"wa1": ADMIN_PASSWORD, "wa2": ADMIN_PASSWORD},
    "vault_monitoring_password": SECRET,
    "vault_whatsapp_backup_password": SECRET,
    "vault_whatsapp_backup_file_password": SECRET,
    "vault_whatsapp_new_password": SECRET,
    "vault_hook_key": SECRET,
    "vault_whatsapp_new_monitoring_password": SECRET,
    "vault_whatsapp_pin": "846302",
    "vault_whatsapp_new_pin": "846303",
}


class Workspace:
    """The files of a user: `fleet` with inventory, variables and vault, `elsewhere` for commands, and programs of his machine."""

    def __init__(self, folder: Path, emulator, page: str) -> None:
        self.fleet, self.elsewhere, self.bin, self.srv = folder / "fleet", folder / "elsewhere", folder / "bin", folder / "srv"
        for directory in (self.fleet, self.elsewhere, self.bin, self.srv):
            directory.mkdir()
        hosts = ["wa1"] if "host_vars/wa1.yml" in read_page(ROOT / page, {}).files else ["wa1", "wa2"]
        self.instances = {host: new_instance(emulator, None if page in STOCK else _state(n)) for n, host in enumerate(hosts, 1)}
        self.routes = {
            f"{host}{domain}:9090": (one.address, emulator.port) for host, one in self.instances.items() for domain in ("", ".example.com")
        }
        self.replaced = {
            "5f0c...": emulator.fingerprint,
            "9b1e...": self.certificate(),
            "/srv/": f"{self.srv}/",
            "/var/lib/": f"{self.srv}/",
        }
        common = {
            "whatsapp_tls_fingerprint": emulator.fingerprint,
            "whatsapp_password": "{{ vault_whatsapp_passwords[inventory_hostname] }}",
        }
        self.write(
            "inventory.yml",
            yaml.safe_dump(inventory({host: {"whatsapp_url": f"https://{host}.example.com:9090"} for host in hosts}, **common)),
        )
        self.write("group_vars/all/vault.yml", yaml.safe_dump({**VAULT, "whatsapp_container_host": "containers.example.com"}))
        self.write("group_vars/all/backup.yml", read_page(ROOT / "roles/backup/README.md", self.replaced).files["group_vars/all/main.yml"])
        self.write("restart.yml", read_page(ROOT / "roles/restart/README.md", {}).files["restart.yml"])
        self.program("ssh", 'for last; do :; done; exec sh -c "$last"')
        self.program("systemctl", f"exec {sys.executable} {self.bin}/restart.py")
        restarts = [(one.address, container) for one in self.instances.values() for container in ("web", "coreapp")]
        (self.bin / "restart.py").write_text(
            f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom tests.emulator.control import Control\n"
            f"for address, container in {restarts}:\n    Control({emulator.control.base_url!r}).restart(address, container)\n"
        )

    def certificate(self) -> str:
        """Writes certificates/wa1.pem; returns its fingerprint."""
        authority = trustme.CA()
        own = authority.issue_cert("wa1.example.com")
        chain = [blob.bytes() for blob in own.cert_chain_pems]
        (self.fleet / "certificates").mkdir()
        (self.fleet / "certificates/wa1.pem").write_bytes(b"".join([own.private_key_pem.bytes(), *chain, authority.cert_pem.bytes()]))
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(chain[0].decode())).hexdigest()

    def write(self, name: str, content: str) -> None:
        """Writes a file beside the inventory."""
        (self.fleet / name).parent.mkdir(parents=True, exist_ok=True)
        (self.fleet / name).write_text(content, encoding="utf-8")

    def program(self, name: str, script: str) -> None:
        """A program that stands in for one of the user's machine."""
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.bin / name).chmod(stat.S_IRWXU)

    def words(self, command: list[str]) -> list[str]:
        """The command as it is given in another directory than the inventory's."""
        return [re.sub(r"^(@?)(?=[\w-]+\.yml$)", r"\1../fleet/", word) for word in command]


def _state(number: int) -> dict:
    """An instance that has its password, a user and a number."""
    phone_number = f"{NUMBER['phone_number'][:-1]}{number}"
    return {
        "users": {"admin": {"password": ADMIN_PASSWORD}, "monitoring": {"password": "Pr3sent-Pass!word"}},
        "registration": {"registered": True, **NUMBER, "phone_number": phone_number},
        "settings": {"wa_id": NUMBER["cc"] + phone_number},
    }


def _without_numbers(text: str) -> str:
    """The text without what differs from run to run: numbers, line breaks, the width of columns and of headings, punctuation of JSON."""
    return re.sub(r"[\d.]+", "0", re.sub(r'[-*\s",\\]+', " ", text)).strip()


def _elsewhere(text: str) -> str | None:
    """The test that runs this instead."""
    return next((test for beginning, test in ELSEWHERE.items() if text.startswith(beginning)), None)


@pytest.fixture
def workspace(name, emulator, tmp_path, monkeypatch):
    space = Workspace(tmp_path, emulator, name)
    with proxy(routes=space.routes) as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", tunnel.url)
        monkeypatch.setenv("ANSIBLE_SSH_TRANSFER_METHOD", "piped")
        monkeypatch.setenv("ANSIBLE_SSH_EXECUTABLE", str(space.bin / "ssh"))
        monkeypatch.setenv("PATH", f"{space.bin}{os.pathsep}{os.environ['PATH']}")
        yield space


def _prepare(space: Workspace, name: str) -> None:
    """Does what the reader of a page has done before. For a restore the machines are lost then."""
    if name not in BEFORE:
        return
    space.write("group_vars/all/before.yml", BEFORE_VARIABLES)
    [(code, output)] = run_forked(space.elsewhere, [["-i", "../fleet/inventory.yml", *BEFORE[name]]])
    assert code == 0, output
    if "restore" in name:
        for one in space.instances.values():
            one.control.call("POST", "/reset", {"instance": one.address})
            one.patch({"users": {"admin": {"password": ADMIN_PASSWORD}}})


def _run(space: Workspace, commands: list[Command]) -> list[tuple[int, str]]:
    """(exit code, output) of each command, in order; those of ansible-playbook are forks of one process."""
    playbooks = [space.words(command.words)[1:] for command in commands if command.words[0] == "ansible-playbook"]
    ended = iter(run_forked(space.elsewhere, playbooks) if playbooks else [])
    outcomes = []
    for command in commands:
        if command.words[0] == "ansible-playbook":
            outcomes.append(next(ended))
            continue
        done = subprocess.run(
            space.words(command.words), cwd=space.elsewhere, env=environment(space.elsewhere), text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        outcomes.append((done.returncode, done.stdout))
    return outcomes


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_runs(name, workspace):
    """Files are written where their first line says; then the commands run in their order, and the tasks in one play."""
    page = read_page(ROOT / name, workspace.replaced)
    assert not page.unknown, "neither a file that names itself, nor tasks, commands, or what is only shown (text, json)"
    for file, content in page.files.items():
        workspace.write(file, content)
    commands = [command for command in page.commands if not _elsewhere(" ".join(command.words))]
    if (page.tasks or page.plays) and not _elsewhere(name):
        play = {"name": "Page", "hosts": "wa1", "gather_facts": False, "tasks": page.tasks}
        workspace.write("page.yml", yaml.safe_dump([play], sort_keys=False))
        commands.append(Command(["ansible-playbook", "-i", "inventory.yml", "../fleet/page.yml"]))
    if commands:
        _prepare(workspace, name)
    if name in FAULTS:
        first = workspace.instances["wa1"]
        first.control.fault(instance=first.address, **FAULTS[name])
    for command, (code, output) in zip(commands, _run(workspace, commands), strict=True):
        if bool(code) != command.fails or "Could not match" in output or not output.strip():
            pytest.fail(f"{' '.join(command.words)} ended with {code}:\n{output}", pytrace=False)
        for shown in command.shown:
            assert _without_numbers(shown) in _without_numbers(output), output
    assert [entry["path"] for one in workspace.instances.values() for entry in one.journal() if entry["suspicious"]] == []


def test_what_is_tested_elsewhere_is():
    """The tests that are named exist, and every entry is needed."""
    said = PAGES + [" ".join(command.words) for name in PAGES for command in read_page(ROOT / name, {}).commands]
    for beginning, test in ELSEWHERE.items():
        assert (ROOT / test).exists(), test
        assert any(text.startswith(beginning) for text in said), beginning
