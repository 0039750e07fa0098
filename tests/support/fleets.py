# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the collection's playbooks over several instances, and asks what became of each."""

from __future__ import annotations

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.support.playbook import run_playbook

BACKUP_PASSWORD, VAULT_PASSWORD = "Backup-Pass!word1", "V4ult secret of the backups"


def run_fleet(folder, playbook, fleet, *arguments, hosts=None, **common):
    """Runs waops.whatsapp.PLAYBOOK over {name: instance}; hosts: {name: further variables}; returns the Run.

    common: variables of all hosts; None drops one.
    """
    common = {name: value for name, value in common.items() if value is not None}
    inventory = {name: {**instance.variables, **(hosts or {}).get(name, {})} for name, instance in fleet.items()}
    return run_playbook(folder / playbook, f"waops.whatsapp.{playbook}", inventory, *arguments, common=common)


def run_backup(folder, fleet, *arguments, **variables):
    """Runs the backup playbook with the backups below folder/backups."""
    common = {"whatsapp_backup_dir": str(folder / "backups"), "whatsapp_backup_password": BACKUP_PASSWORD, **variables}
    return run_fleet(folder, "backup", fleet, *arguments, **common)


class Vaulted(str):
    """A text that stands encrypted in a file of variables, as people keep their secrets."""


class _Dumper(yaml.SafeDumper):
    """Knows Vaulted."""


def _encrypted(dumper, text):
    vault = VaultLib([(None, VaultSecret(VAULT_PASSWORD.encode()))])
    return dumper.represent_scalar("!vault", vault.encrypt(str(text)).decode(), style="|")


_Dumper.add_representer(Vaulted, _encrypted)


def vaulted(folder, variables):
    """The arguments of ansible-playbook for variables in which each Vaulted stands encrypted."""
    folder.mkdir(exist_ok=True)
    secret, path = folder / "vault-password", folder / "vaulted.yml"
    secret.write_text(VAULT_PASSWORD, encoding="utf-8")
    path.write_text(yaml.dump(variables, Dumper=_Dumper), encoding="utf-8")
    return ("-e", f"@{path}", "--vault-password-file", str(secret))


def failures(run):
    """{host: the sentence of its last failed task}."""
    return {row.host: row.result["msg"] for row in run.rows if row.outcome == "failed"}


def writes(instance, since=0.0):
    """The operations that were to change the instance, in order."""
    return [entry["operation"] for entry in instance.journal(kind="write", since=since)]


def suspicious(instance):
    """What the server would not have understood."""
    return [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]]
