# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A variable that names another one which does not exist is a mistake. Jinja's default() takes it for a variable that is not set."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.collection_tree import ROOT
from tests.support.forked_playbooks import run_forked

pytestmark = pytest.mark.core_versions
# Variables that may be left out, each with a playbook that takes it. The second test covers the others.
OPTIONAL = {
    "whatsapp_hosts": "export",
    "whatsapp_backup_vault_password": "backup",
    "whatsapp_export_dir": "export",
    "whatsapp_export_users": "export",
    "whatsapp_restore_number": "restore",
    "whatsapp_retire_number": "retire",
    "whatsapp_backup_throttle": "retire",
    "whatsapp_rotate_pin": "rotate",
}
HOST = {
    "ansible_connection": "local",
    "whatsapp_url": "https://127.0.0.1:1",
    "whatsapp_password": "Adm1n-Pass!word",
    "whatsapp_retries": 0,
    "whatsapp_backup_dir": "backups",
    "whatsapp_backup_password": "Backup-Pass!word1",
    "whatsapp_retire_dir": "retired",
    "whatsapp_retire_pin": "582913",
}
SWALLOWED = re.compile(r"\b(whatsapp_[a-z_]+) \| default\(omit\)|whatsapp_hosts \| default")


def test_a_misspelt_name_is_never_a_variable_that_is_not_set(tmp_path):
    """Otherwise a backup is written without encryption, an export to another place, and a group of hosts becomes all of them."""
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"wa1": HOST}}}))
    typo = "{%s: '{{ typo_x }}'}"
    commands = [["-i", "hosts.yml", f"waops.whatsapp.{playbook}", "-e", typo % variable] for variable, playbook in OPTIONAL.items()]
    for (variable, playbook), (code, output) in zip(OPTIONAL.items(), run_forked(tmp_path, commands), strict=True):
        assert code not in (0, 250), (playbook, variable, output)
        assert "'typo_x' is undefined" in output, (playbook, variable, output)
        assert "/v1/" not in output, (playbook, variable, output)


def test_no_role_or_playbook_takes_a_mistake_for_nothing():
    """The role's own default, or the names of the variables that are set, tell both apart."""
    files = [path for folder in ("roles", "playbooks") for path in (ROOT / folder).rglob("*.yml")]
    found = {(path.name, match.group(0)) for path in files for match in SWALLOWED.finditer(path.read_text())}
    assert found == set()
