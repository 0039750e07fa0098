# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export playbook: a fleet that nobody has described becomes host_vars, and provisioning with them changes nothing."""

from __future__ import annotations

import json
import stat

import pytest
import yaml

from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.fleets import failures, writes
from tests.support.playbook import run_playbook

pytestmark = pytest.mark.core_versions

EXPORT, PROVISION = "waops.whatsapp.export", "waops.whatsapp.provision"
TASK = "Write the state of the instance into host_vars"
OPS, BEARER, BASIC = "0ps-Pass!word", "b3arer-token-of-the-shop", "basic-pass-0f-the-shop"
VAULT = {
    "vault_whatsapp_user_ops_team_password": OPS,
    "vault_whatsapp_media_provider_shop_bearer": BEARER,
    "vault_whatsapp_media_provider_files_password": BASIC,
}
# What an instance says stays data, whatever it looks like. The name of a file that must never be made takes the place of CANARY.
RUNS = "lookup('pipe', 'touch CANARY')"
HEADER = "#jinja2: variable_start_string:'[%', variable_end_string:'%]'\n[% " + RUNS + " %]"
TEMPLATES = "{{ 1 + 1 }} {% if %} {# c #} 'a' \"b\" \\1 \u2028 {{ vault_whatsapp_user_ops_team_password }}"


def state(canary):
    """An instance with users, providers, groups, and texts of somebody who wants to run a command on the controller."""
    header, runs = (text.replace("CANARY", str(canary)) for text in (HEADER, "{{ " + RUNS + " }}"))
    provider = {"basic": {"username": "{{ vault_whatsapp_user_ops_team_password }}", "password": BASIC}}
    return {
        **PROVISIONED,
        "users": {"admin": {"password": ADMIN_PASSWORD}, "ops.team": {"password": OPS, "role": "ROLE_USER"}},
        "providers": [
            {"name": "shop", "type": "www", "config": {"bearer": BEARER}},
            {"name": "files", "type": "www", "config": provider},
        ],
        "webhook_ca": good_bundle("hooks.example.com").root,
        "settings": {**PROVISIONED["settings"], "callback_persist": False, "media": {"auto_download": ["image", "video"]}},
        "business_profile": {"address": runs, "description": header, "websites": ["https://shop.example.com"]},
        "about": TEMPLATES,
        "groups": {
            "49151-1": {
                "subject": "{{ 7 }}", "creation_time": 1, "creator": "4915123456789", "admins": ["4915123456789"], "participants": [],
            }
        },
    }  # fmt: skip


class _Loader(yaml.SafeLoader):
    """Reads an exported file without Ansible."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def declared(path):
    """What a file declares."""
    return yaml.load(path.read_text(), Loader=_Loader)["whatsapp_instance_config"]


def export(folder, hosts, *arguments, **common):
    """A run of the playbook; it writes below folder/run/host_vars, beside the inventory."""
    users = {"whatsapp_export_users": "ops.team, nobody"}
    run = run_playbook(folder / "run", EXPORT, hosts, *arguments, common={**users, **common})
    assert "Traceback" not in run.output, run.output
    return run


def exported(folder, host):
    """The path of a host's file."""
    return folder / "run" / "host_vars" / host / "whatsapp_instance.yml"


def test_a_fleet_becomes_host_vars_that_change_nothing(emulator, tmp_path):
    """Every secret is a placeholder, every other text is literally what the instance has, nothing is run, and one task does it."""
    canary = tmp_path / "executed"
    one, two = new_instance(emulator, state(canary)), new_instance(emulator, PROVISIONED)
    hosts = {"wa1": one.variables, "wa2": two.variables}
    check = export(tmp_path, hosts, "--check")
    assert check.rc == 0, check.output
    assert check.output.count("changed=1") == 2
    assert not (tmp_path / "run" / "host_vars").exists()
    run = export(tmp_path, hosts, "--diff", "-vvv")
    assert run.rc == 0, run.output
    path = exported(tmp_path, "wa1")
    text = path.read_text()
    for secret in (ADMIN_PASSWORD, *VAULT.values()):
        assert secret not in run.output + text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run.result(TASK, "wa1")["file"] == str(path)
    assert {row.task for row in run.rows} == {TASK}
    assert f"# Variables to put into a vault: {', '.join(VAULT)}\n" in text
    assert declared(path)["users"] == [{"name": "ops.team", "user_password": "{{ vault_whatsapp_user_ops_team_password }}"}]
    again = export(tmp_path, hosts)
    assert again.output.count("changed=0") == 2, again.output
    before = [one.state(), two.state()]
    for arguments in (["--check"], []):
        provisioned = run_playbook(tmp_path / "run", PROVISION, hosts, *arguments, common=VAULT)
        assert provisioned.rc == 0, provisioned.output
        assert "as declared: 2 of 2" in provisioned.output, provisioned.output
    report = {"whatsapp_audit_report_dir": str(tmp_path / "report")}
    audit = run_playbook(tmp_path / "run", "waops.whatsapp.audit", hosts, common={**VAULT, **report})
    assert audit.rc == 0, audit.output
    assert json.loads((tmp_path / "report" / "drift.json").read_text())["summary"]["in_sync"] == 2
    assert writes(one) + writes(two) == []
    assert [one.state(), two.state()] == before
    assert not canary.exists()


def test_another_instance_becomes_the_same(emulator, tmp_path):
    """The file provisions a new instance into what the old one is, to the letter."""
    old = new_instance(emulator, {**state(tmp_path / "executed"), "groups": {}})
    assert export(tmp_path, {"wa1": old.variables}).rc == 0
    new = new_instance(emulator, PROVISIONED)
    run = run_playbook(tmp_path / "run", PROVISION, {"wa1": new.variables}, common=VAULT)
    assert run.rc == 0, run.output
    for part in ("providers", "settings", "business_profile", "about"):
        assert new.state()[part] == old.state()[part], part
    assert not (tmp_path / "executed").exists()


def test_what_somebody_wrote_is_neither_overwritten_nor_hidden(emulator, tmp_path):
    """Ansible ignores host_vars/HOST.yml beside a directory host_vars/HOST; links lead elsewhere; some names are no directories."""
    names = ("flat", "mine", "edited", "linked", "link", "down", "..", "a/b", "fine")
    instances = {name: new_instance(emulator, PROVISIONED) for name in names}
    hosts = {name: {**instance.variables, "whatsapp_retries": 0} for name, instance in instances.items()}
    hosts["first"] = {}
    hosts = {"first": hosts.pop("first"), **hosts}
    assert export(tmp_path, {"edited": hosts["edited"]}).rc == 0
    folder, elsewhere = tmp_path / "run" / "host_vars", tmp_path / "elsewhere"
    for name in ("mine", "link"):
        (folder / name).mkdir(parents=True)
    elsewhere.mkdir()
    theirs = {
        folder / "mine" / "whatsapp_instance.yml": "whatsapp_instance_config: {}\n",
        folder / "flat.yml": "note: mine\n",
        folder / "edited" / "whatsapp_instance.yml": exported(tmp_path, "edited").read_text() + "note: mine\n",
        elsewhere / "file.yml": "note: theirs\n",
    }
    for path, text in theirs.items():
        path.write_text(text)
    (folder / "linked").symlink_to(elsewhere)
    (folder / "link" / "whatsapp_instance.yml").symlink_to(elsewhere / "file.yml")
    instances["down"].control.webapp(instances["down"].address, up=False)
    run = export(tmp_path, hosts)
    told = failures(run)
    assert run.rc == 2
    not_ours = "was not written by the export of this host, or was edited since; move it away"
    assert f"Ansible does not read {folder}/flat.yml when there is a directory {folder}/flat; move it into" in told["flat"]
    assert f"{folder}/mine/whatsapp_instance.yml {not_ours}" in told["mine"]
    assert f"{folder}/edited/whatsapp_instance.yml {not_ours}" in told["edited"]
    assert f"{folder}/linked is a symbolic link, which is not followed" in told["linked"]
    assert "whatsapp_instance.yml cannot be read (it is a symbolic link" in told["link"]
    assert "the host name '..' cannot be the name of a directory" in told[".."]
    assert "the host name 'a/b' cannot be the name of a directory" in told["a/b"]
    assert set(told) == set(hosts) - {"fine"}
    assert {path: path.read_text() for path in theirs} == theirs
    assert sorted(path.name for path in folder.iterdir()) == ["edited", "fine", "flat.yml", "link", "linked", "mine"]
    assert list(elsewhere.iterdir()) == [elsewhere / "file.yml"]
    assert declared(exported(tmp_path, "fine"))["app_settings"]
    assert instances[".."].journal() + instances["a/b"].journal() == []


REFUSALS = [
    *({"path": "/v1/users/login", "fault": "status", "status": status} for status in (400, 401, 403, 404, 405, 410, 429, 500, 501, 503)),
    {"path": "/v1/users/login", "fault": "html", "status": 404},
    {"path": "/v1/users/login", "fault": "html", "status": 200},
    {"path": "/v1/users/login", "fault": "empty"},
    {"path": "/v1/(?!users/login).*", "fault": "html", "status": 404},
    {"path": "/v1/(?!users/login).*", "fault": "status", "status": 403},
    {"path": "/v1/(?!users/login).*", "fault": "status", "status": 501},
    {"path": "/v1/settings/business/profile", "fault": "status", "status": 500},
    {"path": "/v1/settings/business/profile", "fault": "html", "status": 404},
]


def test_a_good_file_outlives_an_instance_that_cannot_be_read(emulator, tmp_path):
    """Whatever the login, or everything else, or one section is answered with: the run fails, and the file stays as it was."""
    described = {**PROVISIONED, "business_profile": {"email": "a@example.com"}}
    refusing = {f"wa{number}": new_instance(emulator, described) for number in range(len(REFUSALS))}
    hosts = {host: {**instance.variables, "whatsapp_retries": 0} for host, instance in refusing.items()}
    assert export(tmp_path, hosts).rc == 0
    good = {host: exported(tmp_path, host).read_bytes() for host in hosts}
    for instance, refusal in zip(refusing.values(), REFUSALS, strict=True):
        instance.control.fault(instance=instance.address, times=-1, **refusal)
    run = export(tmp_path, hosts)
    assert run.rc == 2
    told = failures(run)
    assert {host: refusal for host, refusal in zip(hosts, REFUSALS, strict=True) if host not in told} == {}
    assert {host: exported(tmp_path, host).read_bytes() for host in hosts} == good
    assert "this server offers nothing that could be read" in told["wa13"]
    assert "declares what could not be read now (business_profile " in told["wa16"]
    assert "an instance that still has its initial password" in told["wa1"]


def test_an_instance_without_a_number_is_exported_as_far_as_it_can_be_read(emulator, tmp_path):
    """What could not be read is named in the file; a directory of the user's choice is used."""
    instance = new_instance(emulator, {"users": {"admin": {"password": ADMIN_PASSWORD}}})
    run = export(tmp_path, {"wa1": instance.variables}, whatsapp_export_dir=str(tmp_path / "elsewhere" / "deep"))
    assert run.rc == 0, run.output
    path = tmp_path / "elsewhere" / "deep" / "wa1" / "whatsapp_instance.yml"
    assert "# Could not be read: business_profile" in path.read_text()
    assert "app_settings" in declared(path)
