# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret reaches a callback, a log, a job event or a kept file, whichever playbook runs, when it succeeds and when it fails."""

from __future__ import annotations

import os
import subprocess

import pytest
import yaml

from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.fleets import BACKUP_PASSWORD, VAULT_PASSWORD
from tests.support.playbook import environment, inventory, runner_command

OPS, NEW_ADMIN, NEW_OPS, QUICK, PIN = "0ps-Us3r!word", "N3w-Adm1n!word", "N3w-Ops!word1", "Qu1ck-Us3r!word", "582913"
TOKEN = "Pr0vider-Token!"
SECRETS = (ADMIN_PASSWORD, BACKUP_PASSWORD, VAULT_PASSWORD, OPS, NEW_ADMIN, NEW_OPS, QUICK, PIN, TOKEN)
STATE = {
    **PROVISIONED,
    "users": {"admin": {"password": ADMIN_PASSWORD}, "ops.team": {"password": OPS, "role": "ROLE_USER"}},
    "providers": [{"name": "cdn", "type": "www", "config": {"bearer": TOKEN}}],
}
CANARY = "C4nary-of-a-mistake"
SECRETS += (CANARY,)
# (playbook, its hosts, further variables), in order.
PLAYBOOKS = [
    ("backup", "wa1,wa5", {}),
    ("restore", "wa5", {"whatsapp_restore_confirm": "wa5", "whatsapp_restore_force": True, "whatsapp_restore_health_timeout": 0}),
    ("audit", "wa1", {"whatsapp_audit_method": "per_host", "whatsapp_audit_checks": []}),
    ("audit", "wa1", {}),
    ("export", "wa1", {}),
    ("retire", "wa1", {}),
    ("rotate", "wa3", {}),
    ("quickstart", "wa4", {}),
    ("quickstart", "wa2", {}),
]
# Role: variables of a wrong type or with a wrong name, each of which Ansible's validation of roles refuses.
MISTAKES = [
    ("rotate", {"whatsapp_rotate_users": [{"name": "ops.team", "pasword": CANARY}]}),
    ("rotate", {"whatsapp_rotate_users": CANARY}),
    ("rotate", {"whatsapp_rotate_users": {"ops.team": CANARY}}),
    ("retire", {"whatsapp_instance_config": [CANARY]}),
    ("restore", {"whatsapp_restore_force": True, "whatsapp_restore_confirm": {"password": CANARY}}),
    ("provision", {"whatsapp_registration": {"cc": "49", "phone_number": "151", "pinn": CANARY}}),
    ("provision", {"whatsapp_registration": f"pin={CANARY}"}),
    ("provision", {"whatsapp_headers": [CANARY]}),
    ("provision", {"whatsapp_headers": CANARY}),
    ("provision", {"whatsapp_instance_config": {"two_step": CANARY}}),
    ("audit", {"whatsapp_instance_config": [CANARY], "whatsapp_audit_formats": "none"}),
]


def variables(folder, address):
    """Of all hosts; the CA of quickstart is not there but for wa4, so that it fails after it has created the users. address: of wa4."""
    made = good_bundle(address)
    (folder / "ca.pem").write_text(made.root)
    (folder / "server.pem").write_text(made.text)
    (folder / "server.pem").chmod(0o600)
    return {
        "whatsapp_backup_dir": str(folder / "backups"),
        "whatsapp_backup_password": BACKUP_PASSWORD,
        "whatsapp_backup_vault_password": VAULT_PASSWORD,
        "whatsapp_export_dir": str(folder / "exported"),
        "whatsapp_export_users": "ops.team",
        "whatsapp_quickstart_users": [{"name": "quick.user", "password": QUICK}],
        "whatsapp_quickstart_webhook_ca": f"{{{{ '{folder}/ca.pem' if inventory_hostname == 'wa4' else '/nowhere/ca.pem' }}}}",
        "whatsapp_quickstart_certificate": str(folder / "server.pem"),
        "whatsapp_quickstart_settings": {"webhooks": {"url": "https://hooks.example.com"}},
        "whatsapp_quickstart_group": {"subject": "Drivers", "admins": []},
        "whatsapp_restore_dir": str(folder / "backups"),
        "whatsapp_restore_password": BACKUP_PASSWORD,
        "whatsapp_restore_vault_password": VAULT_PASSWORD,
        "whatsapp_audit_report_dir": str(folder / "report"),
        "whatsapp_state_dir": str(folder / "state"),
        "mistakes": [mistake for _role, mistake in MISTAKES],
        "whatsapp_retire_dir": str(folder / "retired"),
        "whatsapp_retire_pin": PIN,
        "whatsapp_retire_number": "4915123456789",
        "whatsapp_retire_confirm": "wa1",
        "whatsapp_retire_accepted_checks": "media_providers",
        "whatsapp_instance_config": {"users": [{"name": "ops.team", "user_password": OPS}]},
        "whatsapp_rotate_password": NEW_ADMIN,
        "whatsapp_rotate_users": [{"name": "ops.team", "password": NEW_OPS}],
        "whatsapp_rotate_pin": PIN,
        "whatsapp_rotate_report": str(folder / "rotation.json"),
    }


def written(folder):
    """The text of every file below a folder."""
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def refused():
    """A play in which every role refuses a mistake."""
    goes_on = {"ansible.builtin.debug": {"msg": "refused"}}
    blocks = []
    for number, (role, mistake) in enumerate(MISTAKES):
        names = {name: f"{{{{ mistakes[{number}].{name} }}}}" for name in mistake}
        blocks.append({"block": [{"ansible.builtin.include_role": {"name": f"waops.whatsapp.{role}"}, "vars": names}], "rescue": [goes_on]})
    return {"hosts": "wa1", "gather_facts": False, "tasks": blocks}


def prepare(emulator, folder):
    """Writes the inventory and a playbook of all of them, of which the last one fails. Returns the instances."""
    instances = {name: new_instance(emulator, STATE) for name in ("wa1", "wa2", "wa3", "wa4", "wa5")}
    (folder / "project").mkdir(parents=True)
    (folder / "inventory").mkdir()
    hosts = {name: dict(instance.variables) for name, instance in instances.items()}
    (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump(inventory(hosts, **variables(folder, instances["wa4"].address))))
    plays = [refused()]
    for name, pattern, more in PLAYBOOKS:
        plays.append({"import_playbook": f"waops.whatsapp.{name}", "vars": {"whatsapp_hosts": pattern, **more}})
    (folder / "project" / "site.yml").write_text(yaml.safe_dump(plays))
    return instances


def run_runner(folder, env):
    """As AWX does, which keeps every event of the job."""
    return subprocess.run(runner_command(folder, env), env=env, text=True, capture_output=True, check=False)


def run_playbook(folder, env, callback):
    """With one of the callbacks that print results on one line or without any care."""
    command = ["ansible-playbook", "-i", str(folder / "inventory" / "hosts.yml"), str(folder / "project" / "site.yml"), "-vvvvv", "--diff"]
    return subprocess.run(
        command, env={**env, "ANSIBLE_STDOUT_CALLBACK": callback}, text=True, capture_output=True, check=False, cwd=folder
    )


@pytest.mark.parametrize("way", ["ansible-runner", "minimal", "oneline"])
def test_no_secret_is_seen(way, emulator, tmp_path):
    """Neither printed, logged, in JUnit files and job events, nor in what the playbooks write."""
    folder = tmp_path / "job"
    instances = prepare(emulator, folder)
    kept = {
        "ANSIBLE_LOG_PATH": str(folder / "log"),
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "ANSIBLE_CALLBACKS_ENABLED": "junit,everything",
        "RECORD_EVERYTHING": str(folder / "everything.jsonl"),
        "RECORD_TASK_OPTIONS": "yes",
    }
    env = {**environment(tmp_path, **kept), "ANSIBLE_HOME": str(tmp_path / "home")}
    done = run_runner(folder, env) if way == "ansible-runner" else run_playbook(folder, env, way)
    output = done.stdout + done.stderr
    assert "/nowhere/ca.pem" in output, output[-3000:]  # quickstart failed where it was to fail, and so late
    assert "quick.user" in instances["wa2"].state()["users"]
    assert list(instances["wa1"].state()["users"]) == ["admin"]  # retired
    assert instances["wa3"].state()["users"]["ops.team"]["password"] == NEW_OPS
    assert instances["wa4"].state()["settings"]["webhooks"]["url"] == "https://hooks.example.com"  # quickstart went through
    assert "Restore-Settings" in [entry["operation"] for entry in instances["wa5"].journal()]
    assert output.count('"msg": "refused"') >= len(MISTAKES) or way != "minimal"
    (folder / "inventory" / "hosts.yml").unlink()  # the only place where they are meant to be
    found = output + written(folder)
    assert "ops.team" in found and os.path.getsize(folder / "log") > 1000
    assert [secret for secret in SECRETS if secret in found] == []
