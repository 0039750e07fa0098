# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in an inventory that a playbook must not pass over, and must not repeat where they hold a secret."""

from __future__ import annotations

import pytest
import yaml

from tests.support.forked_playbooks import run_forked
from tests.support.playbook import inventory

pytestmark = pytest.mark.core_versions
CANARY = "Canary/4711"


def variables(folder):
    """Of one host: what every playbook needs, with a password in the address that no parser takes for one."""
    return {
        "whatsapp_url": f"https://admin:{CANARY}@127.0.0.1:1",
        "whatsapp_password": "Adm1n-Pass!word",
        "whatsapp_instance_config": {"app_settings": {"callback_persist": False}},
        "whatsapp_state_dir": str(folder / "state"),
        "whatsapp_audit_report_dir": str(folder / "report"),
        "whatsapp_rollout_journal": str(folder / "journal.jsonl"),
        "whatsapp_backup_dir": str(folder / "backups"),
        "whatsapp_backup_password": "Backup-Pass!word1",
        "whatsapp_retire_dir": str(folder / "retired"),
        "whatsapp_retire_pin": "582913",
        "whatsapp_retire_number": "4915123456789",
        "whatsapp_rotate_password": "N3w-Pass!word12",
        "whatsapp_rotate_report": str(folder / "rotation.json"),
    }


def written(folder):
    """The text of every file below a folder but the inventory."""
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file() and path.name != "hosts.yml")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """(exit code, output) of each playbook, and what they wrote."""
    folder = tmp_path_factory.mktemp("address")
    (folder / "hosts.yml").write_text(yaml.safe_dump(inventory({"wa1": variables(folder)})))
    names = ("audit", "provision", "rollout", "backup", "retire", "rotate")
    commands = {name: [f"waops.whatsapp.{name}", "-vvv", "--diff"] for name in names}
    commands["per_host"] = [*commands["audit"], "-e", "whatsapp_audit_method=per_host"]
    commands["confirmed"] = ["waops.whatsapp.retire", "-e", "whatsapp_retire_confirm=wa1,WA1"]
    done = run_forked(folder, [["-i", "hosts.yml", *command] for command in commands.values()])
    return dict(zip(commands, done, strict=True)), written(folder)


def test_a_password_in_the_address_is_not_shown(runs):
    """Whatever is printed at -vvv, and whatever is written: reports, evidence, journals."""
    done, files = runs
    for name in ("provision", "rollout", "backup", "retire", "rotate"):
        code, output = done[name]
        assert code == 2 and "leave user and password out of the URL" in output, (name, output)
    assert "leave user and password out of the URL" in files
    assert [name for name, (_code, output) in done.items() if CANARY in output] == []
    assert CANARY not in files


def test_a_confirmation_of_an_unknown_host_is_refused(runs):
    """Otherwise nothing is retired, and the exit code is 0."""
    code, output = runs[0]["confirmed"]
    assert code == 2
    assert "the list of confirmed hosts names 'WA1', which the inventory does not have; name hosts, not groups (nothing was sent)" in output
