# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export playbook: a fleet that nobody has described becomes host_vars, and provisioning with them changes nothing."""

from __future__ import annotations

import stat

import yaml

from tests.integration.test_provision import failures, writes
from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import run_playbook

EXPORT, PROVISION = "waops.whatsapp.export", "waops.whatsapp.provision"
OPS, BEARER, BASIC = "0ps-Pass!word", "b3arer-token-of-the-shop", "basic-pass-0f-the-shop"
VAULT = {
    "vault_whatsapp_user_ops_team_password": OPS,
    "vault_whatsapp_media_provider_shop_bearer": BEARER,
    "vault_whatsapp_media_provider_files_password": BASIC,
}
# What an instance says must stay data, whatever it looks like.
TEMPLATES = "{{ 1 + 1 }} {% if %} {# c #} {{{ lookup('pipe', 'id') }}} 'a' \"b\" \\1 {{ vault_whatsapp_user_ops_team_password }}"
STATE = {
    **PROVISIONED,
    "users": {"admin": {"password": ADMIN_PASSWORD}, "ops.team": {"password": OPS, "role": "ROLE_USER"}},
    "providers": [
        {"name": "shop", "type": "www", "config": {"bearer": BEARER}},
        {"name": "files", "type": "www", "config": {"basic": {"username": "{{ 7 }}", "password": BASIC}}},
    ],
    "webhook_ca": good_bundle("hooks.example.com").root,
    "settings": {**PROVISIONED["settings"], "callback_persist": False, "media": {"auto_download": ["image", "video"]}},
    "business_profile": {
        "address": "1 Main St: {{ 8 }}",
        "description": "# no comment\n- no list",
        "websites": ["https://shop.example.com"],
    },
    "about": TEMPLATES,
    "groups": {
        "49151-1": {"subject": "Drivers", "creation_time": 1, "creator": "4915123456789", "admins": ["4915123456789"], "participants": []}
    },
}


def export(folder, hosts, *arguments, **common):
    """A run of the playbook; it writes below folder/run/host_vars, beside the inventory."""
    run = run_playbook(folder / "run", EXPORT, hosts, *arguments, common={"whatsapp_export_users": ["ops.team", "nobody"], **common})
    assert "Traceback" not in run.output, run.output
    return run


def test_a_fleet_becomes_host_vars_that_change_nothing(emulator, tmp_path):
    """Every secret is a placeholder, everything else is literally what the instance has, and the file is the user's alone."""
    one, two = new_instance(emulator, STATE), new_instance(emulator, PROVISIONED)
    hosts = {"wa1": one.variables, "wa2": two.variables}
    check = export(tmp_path, hosts, "--check")
    assert check.rc == 0, check.output
    assert not (tmp_path / "run" / "host_vars").exists()
    run = export(tmp_path, hosts, "--diff", "-vvv")
    assert run.rc == 0, run.output
    path = tmp_path / "run" / "host_vars" / "wa1" / "whatsapp_instance.yml"
    text = path.read_text()
    for secret in (ADMIN_PASSWORD, *VAULT.values()):
        assert secret not in run.output + text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"# Variables to put into a vault: {', '.join(VAULT)}\n" in text
    assert yaml.safe_load(text)["whatsapp_instance_config"]["users"] == [
        {"name": "ops.team", "user_password": "{{ vault_whatsapp_user_ops_team_password }}"}
    ]
    again = export(tmp_path, hosts)
    assert "changed=0" in again.output
    assert "changed=1" not in again.output
    before = [one.state(), two.state()]
    for arguments in (["--check"], []):
        provisioned = run_playbook(tmp_path / "run", PROVISION, hosts, *arguments, common=VAULT)
        assert provisioned.rc == 0, provisioned.output
        assert provisioned.output.count("changed=0") == 2, provisioned.output
    assert writes(one) + writes(two) == []
    assert [one.state(), two.state()] == before


def test_another_instance_becomes_the_same(emulator, tmp_path):
    """The file provisions a new instance into what the old one is, to the letter."""
    old = new_instance(emulator, {**STATE, "groups": {}})
    assert export(tmp_path, {"wa1": old.variables}).rc == 0
    new = new_instance(emulator, PROVISIONED)
    run = run_playbook(tmp_path / "run", PROVISION, {"wa1": new.variables}, common=VAULT)
    assert run.rc == 0, run.output
    for part in ("providers", "settings", "business_profile", "about"):
        assert new.state()[part] == old.state()[part], part


def test_what_somebody_wrote_is_neither_overwritten_nor_hidden(emulator, tmp_path):
    """Ansible ignores host_vars/HOST.yml beside a directory host_vars/HOST."""
    instances = {name: new_instance(emulator, PROVISIONED) for name in ("flat", "mine", "down", "fine")}
    folder = tmp_path / "run" / "host_vars"
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "whatsapp_instance.yml").write_text("whatsapp_instance_config: {}\n")
    (folder / "flat.yml").write_text("note: mine\n")
    instances["down"].control.webapp(instances["down"].address, up=False)
    run = export(tmp_path, {name: {**instance.variables, "whatsapp_retries": 0} for name, instance in instances.items()})
    told = failures(run)
    assert f"{folder}/flat.yml was not written by this playbook; move it to {folder}/flat/ under another name" in told["flat"]
    assert f"{folder}/mine/whatsapp_instance.yml was not written by this playbook" in told["mine"]
    assert set(told) == {"flat", "mine", "down"}
    assert (folder / "mine" / "whatsapp_instance.yml").read_text() == "whatsapp_instance_config: {}\n"
    assert not (folder / "flat").exists()
    assert (folder / "fine" / "whatsapp_instance.yml").exists()


def test_an_instance_without_a_number_is_exported_as_far_as_it_can_be_read(emulator, tmp_path):
    """What could not be read is named in the file."""
    instance = new_instance(emulator, {"users": {"admin": {"password": ADMIN_PASSWORD}}})
    run = export(tmp_path, {"wa1": instance.variables})
    assert run.rc == 0, run.output
    text = (tmp_path / "run" / "host_vars" / "wa1" / "whatsapp_instance.yml").read_text()
    assert "# Could not be read: business_profile" in text
    assert "app_settings" in yaml.safe_load(text)["whatsapp_instance_config"]
