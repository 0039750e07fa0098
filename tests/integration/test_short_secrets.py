# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that are words of the collection, or short, or numbers, from end to end: no restart, number or count is lost to the masking."""

from __future__ import annotations

import json

import pytest

from tests.integration.test_provision import restart_tasks
from tests.support.fixtures import NUMBER, PROVISIONED, new_instance
from tests.support.fleets import Vaulted, vaulted
from tests.support.playbook import run_playbook

pytestmark = pytest.mark.core_versions
WORDS = ("core", "coreapp", "media_providers", PROVISIONED["settings"]["wa_id"], "a")


def declared(word):
    """A provider with this password, and a setting that needs a restart of the Coreapp."""
    basic = {"username": "whatsapp", "password": word}
    providers = {"providers": [{"name": "shop", "type": "www", "config": {"basic": basic}}]}
    return {"media_providers": providers, "app_settings": {"callback_persist": False}}


def test_a_restart_is_done_whatever_the_secrets_are(emulator, tmp_path):
    """In plain text and from a vault, in process and shipped: the containers restart, and nothing is owed."""
    instances, hosts, secrets = {}, {}, {}
    for number, word in enumerate(WORDS):
        for in_process in (True, False) if number < 1 else (True,):
            name = f"wa{number}-{'in' if in_process else 'shipped'}"
            secrets[f"secret{number}"] = Vaulted(word)
            instances[name] = new_instance(emulator, PROVISIONED)
            hosts[name] = {
                **instances[name].variables,
                "whatsapp_instance_config": declared(word if number % 2 else f"{{{{ secret{number} }}}}"),
                "whatsapp_restart_tasks": restart_tasks(tmp_path, instances[name].control),
                "whatsapp_in_process": in_process,
            }
    run = run_playbook(tmp_path / "run", "waops.whatsapp.provision", hosts, *vaulted(tmp_path / "run", secrets))
    assert run.rc == 0, run.output
    for name, instance in instances.items():
        # By what the instance is like: since ansible-core 2.22 callbacks see every vaulted secret masked, in the names of keys too.
        assert instance.state()["pending_restart"] == [], name
        assert "Update-Media-Providers" in [entry["operation"] for entry in instance.journal(kind="write")], name


def test_a_backup_keeps_its_numbers(emulator, tmp_path):
    """A backup password that is the number, and one that is a part of every time; the manifest and the retention work with them."""
    number = NUMBER["cc"] + NUMBER["phone_number"]
    passwords = {"number": number, "year": "2026", "digit": "1", "host": "wa1"}
    instances = {name: new_instance(emulator, PROVISIONED) for name in passwords}
    hosts = {
        name: {
            **instances[name].variables,
            "whatsapp_backup_password": password,
            "whatsapp_backup_dir": str(tmp_path / "backups"),
            "whatsapp_backup_keep": 1,
        }
        for name, password in passwords.items()
    }
    run = run_playbook(tmp_path / "run", "waops.whatsapp.backup", hosts, "-vvv")
    assert run.rc == 0, run.output
    for name in passwords:
        (path,) = (tmp_path / "backups" / name).iterdir()
        document = json.loads(path.read_text())
        assert document["manifest"]["wa_id"] == number
        assert "*" not in json.dumps(document["manifest"])
        result = run.result("waops.whatsapp.backup : Back up the instance", name)
        assert result["manifest"] == document["manifest"]
        assert result["file"] == str(path)
        assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in json.dumps(result["invocation"])
