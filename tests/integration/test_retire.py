# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The retire playbook: nothing irreversible unless confirmed and ready, a hand-over file that works, and evidence of all of it."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.support.certificates import issue
from tests.support.fixtures import ADMIN_PASSWORD, new_instance
from tests.support.fleets import BACKUP_PASSWORD, VAULT_PASSWORD, Vaulted, failures, run_fleet, suspicious, vaulted, writes
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions

PIN, OPS, TOKEN = "582913", "0ps-Us3r!word", "Pr0vider-Token!"
SECRETS = (PIN, OPS, TOKEN, ADMIN_PASSWORD, BACKUP_PASSWORD, VAULT_PASSWORD)
USERS = {"admin": {"password": ADMIN_PASSWORD}, "ops.team": {"password": OPS, "role": "ROLE_USER"}}
CONFIG = {
    "users": [{"name": "ops.team", "user_password": OPS}],
    "app_settings": {"heartbeat_interval": 9},
    "two_step": {"pin": PIN, "update_pin": "always"},
}
NOBODY = {"creation_time": 1, "creator": "", "admins": [], "participants": [], "icon": None, "invite": None}
IN_USE = {
    "groups": {"4915123456789-1": {"subject": "Drivers", **NOBODY}},
    "providers": [{"name": "cdn", "type": "www", "config": {"bearer": TOKEN}}],
}
CHECKS = ("registered", "initial_password", "groups", "media_providers", "webhook_ca", "pin", "backup")


def registered(emulator, phone_number, **state):
    """An instance with this number and a user, whose PIN nobody remembers."""
    number = {"cc": "49", "phone_number": phone_number}
    registration, settings = {"registered": True, **number}, {"wa_id": "49" + phone_number}
    return new_instance(emulator, {"users": USERS, "registration": registration, "settings": settings, "two_step_pin": "000000", **state})


NUMBERS = {"wa1": "15123456789", "wa2": "30123456"}


@pytest.fixture
def fleet(emulator):
    """Two instances that are ready."""
    return {host: registered(emulator, number) for host, number in NUMBERS.items()}


def retire(folder, fleet, *arguments, hosts=None, **variables):
    """Runs the playbook; returns the Run and {host: its last evidence}."""
    common = {
        "whatsapp_backup_dir": str(folder / "backups"),
        "whatsapp_backup_password": BACKUP_PASSWORD,
        "whatsapp_retire_dir": str(folder / "retired"),
        "whatsapp_retire_pin": PIN,
        "whatsapp_instance_config": CONFIG,
        **variables,
    }
    hosts = hosts or {host: {"whatsapp_registration": {"cc": "49", "phone_number": NUMBERS[host]}} for host in fleet}
    run = run_fleet(folder, "retire", fleet, "-vvv", "--diff", *arguments, hosts=hosts, **common)
    files = [path for path in (folder / "retired").rglob("*") if path.is_file()]
    for text in (run.output, *(path.read_text() for path in files)):
        for secret in SECRETS:
            assert secret not in text
    assert {path.stat().st_mode & 0o777 for path in files} <= {0o600}
    found = {host: sorted((folder / "retired" / host).glob("*_evidence.json")) for host in fleet}
    return run, {host: json.loads(paths[-1].read_text()) for host, paths in found.items() if paths}


def ready(evidence):
    """{check: whether it is well}."""
    return {check["name"]: check["ok"] for check in evidence["readiness"]}


def detail(evidence, name):
    (found,) = [check["detail"] for check in evidence["readiness"] if check["name"] == name]
    return found


def handovers(folder, host):
    return sorted((folder / "retired" / host).glob("*_handover.yml"))


def test_without_confirmation_it_only_looks(fleet, tmp_path):
    """A backup and evidence, for a host that is not named; in check mode not even those."""
    check, evidence = retire(tmp_path, fleet, "--check", whatsapp_retire_confirm=["wa1"])
    assert check.rc == 0, check.output
    assert (evidence, [writes(instance) for instance in fleet.values()]) == ({}, [[], []])
    assert not (tmp_path / "backups").exists()
    run, evidence = retire(tmp_path, fleet)
    assert run.rc == 0, run.output
    for host, instance in fleet.items():
        assert writes(instance) == ["Backup-Settings"]
        assert suspicious(instance) == []
        assert (evidence[host]["confirmed"], evidence[host]["handover"], evidence[host]["users_removed"]) == (False, "", [])
        assert ready(evidence[host]) == {**dict.fromkeys(CHECKS, True), "pin": False}
        assert evidence[host]["audit"]["drifted"] == ["app_settings"]
        assert evidence[host]["audit"]["compared"] == ["users", "app_settings"]
        assert evidence[host]["audit"]["diff"]["after"]["app_settings"] == {"heartbeat_interval": 9}
        assert handovers(tmp_path, host) == []
        report = next((tmp_path / "retired" / host).glob("*_evidence.md")).read_text()
        assert report.startswith(f"# {host}: not retired\n")
        assert "| groups | yes | no groups are in use |" in report


IN_VAULT = {
    "whatsapp_password": Vaulted(ADMIN_PASSWORD),
    "whatsapp_backup_password": Vaulted(BACKUP_PASSWORD),
    "whatsapp_retire_pin": Vaulted(PIN),
}


@pytest.mark.parametrize("vault", [{}, {"whatsapp_backup_vault_password": VAULT_PASSWORD}], ids=["plain", "vaulted"])
def test_a_confirmed_host_is_retired(vault, fleet, tmp_path):
    """PIN, backup, hand-over, users; the hand-over file becomes the body of the call; a second run finds the users gone."""
    secrets = vaulted(tmp_path, IN_VAULT) if vault else ()
    run, evidence = retire(tmp_path, fleet, *secrets, whatsapp_retire_confirm=["wa1"], **vault)
    assert run.rc == 0, run.output
    assert writes(fleet["wa1"]) == ["Enable-Two-Step", "Backup-Settings", "Delete-User"]
    assert writes(fleet["wa2"]) == ["Backup-Settings"]
    assert fleet["wa1"].state()["two_step_pin"] == PIN
    assert list(fleet["wa1"].state()["users"]) == ["admin"]
    assert ready(evidence["wa1"]) == dict.fromkeys(CHECKS, True)
    assert evidence["wa1"]["users_removed"] == ["ops.team"]
    assert next((tmp_path / "retired" / "wa1").glob("*_evidence.md")).read_text().startswith("# wa1: retired\n")
    (handover,) = handovers(tmp_path, "wa1")
    assert evidence["wa1"]["handover"] == str(handover)
    copy = {"content": "{{ whatsapp_handover_body | to_json }}", "dest": str(tmp_path / "body")}
    tasks = [{"name": "Make the body", "ansible.builtin.copy": copy}]
    secrets = {"whatsapp_retire_pin": PIN, "whatsapp_backup_password": 'w1th "quotes" \\and: {all}', **vault}
    used = run_playbook(tmp_path / "use", [play(tasks, vars_files=[str(handover)])], {"wa1": {}}, common=secrets)
    assert used.rc == 0, used.output
    body = json.loads((tmp_path / "body").read_text())
    data = body["backup"].pop("data")
    assert body == {"messaging_product": "whatsapp", "pin": PIN, "backup": {"password": secrets["whatsapp_backup_password"]}}
    assert evidence["wa1"]["backup"]["manifest"]["sha256"] == hashlib.sha256(data.encode()).hexdigest()
    again, evidence = retire(tmp_path, {"wa1": fleet["wa1"]}, whatsapp_retire_confirm=["wa1"], **vault)
    assert again.rc == 0, again.output
    assert writes(fleet["wa1"])[3:] == ["Enable-Two-Step", "Backup-Settings"]
    assert evidence["wa1"]["users_removed"] == []
    assert len(handovers(tmp_path, "wa1")) == 2


def test_what_does_not_move_stands_in_the_way(emulator, tmp_path):
    """Groups, media providers, a CA of the webhook's own: told, refused, and let through when accepted by name."""
    internal = issue("Internal CA", ca=True)
    fleet = {"wa1": registered(emulator, NUMBERS["wa1"], **IN_USE, webhook_ca=internal.pem)}
    run, evidence = retire(tmp_path, fleet, whatsapp_retire_confirm=["wa1"])
    assert run.rc == 2
    assert writes(fleet["wa1"]) == []
    said = failures(run)["wa1"]
    assert said == (
        f"{fleet['wa1'].url}: not ready: 1 group is in use, and does not move; media come through cdn, which does not move; "
        "the webhook is trusted by a CA of its own (CN=Internal CA): give its receiver a certificate of a public CA; nothing was changed "
        "(what is dealt with elsewhere can be named in whatsapp_retire_accepted_checks)"
    )
    assert evidence["wa1"]["failure"] == said
    open_checks = {name for name, well in ready(evidence["wa1"]).items() if not well}
    assert open_checks == {"groups", "media_providers", "webhook_ca", "pin", "backup"}
    accepted = ["groups", "media_providers", "webhook_ca"]
    run, evidence = retire(tmp_path, fleet, whatsapp_retire_confirm=["wa1"], whatsapp_retire_accepted_checks=accepted)
    assert run.rc == 0, run.output
    assert writes(fleet["wa1"]) == ["Enable-Two-Step", "Backup-Settings", "Delete-User"]
    assert [name for name, well in ready(evidence["wa1"]).items() if not well] == accepted


WRITES = {
    "pin": {"method": "POST", "path": "/v1/settings/account/two-step"},
    "backup": {"method": "POST", "path": "/v1/settings/backup"},
    "users": {"method": "DELETE", "path": "/v1/users/ops.team"},
}


@pytest.mark.parametrize("write", WRITES)
def test_a_run_that_died_is_run_again(write, emulator, tmp_path):
    """The connection is lost at each write in turn, and the server did it: the same command finishes."""
    fleet = {"wa1": registered(emulator, NUMBERS["wa1"])}
    fleet["wa1"].control.fault(instance=fleet["wa1"].address, fault="reset_after", times=-1, **WRITES[write])
    broken, evidence = retire(tmp_path, fleet, whatsapp_retire_confirm=["wa1"])
    assert broken.rc == 2
    assert evidence["wa1"]["failure"] == failures(broken)["wa1"]
    assert "connection was lost" in evidence["wa1"]["failure"]
    if write != "users":
        assert list(fleet["wa1"].state()["users"]) == ["admin", "ops.team"]
        assert handovers(tmp_path, "wa1") == []
    fleet["wa1"].control.clear_faults()
    run, evidence = retire(tmp_path, fleet, whatsapp_retire_confirm=["wa1"])
    assert run.rc == 0, run.output
    assert ready(evidence["wa1"]) == dict.fromkeys(CHECKS, True)
    assert list(fleet["wa1"].state()["users"]) == ["admin"]
    assert len(handovers(tmp_path, "wa1")) == (2 if write == "users" else 1)


def test_bad_input_and_trouble_leave_the_others_alone(emulator, tmp_path):
    """Each host fails with its own sentence and nothing is changed on it; the good one is retired."""
    bad = {
        "down": ({}, "/v1/users/login: "),
        "fresh": ({}, "the instance is not registered, and should be as 49301; "),
        "other": ({"whatsapp_retire_number": "49 666"}, "the instance is registered as 49302, and should be as 49666; nothing was changed"),
        "pin": ({"whatsapp_retire_pin": "12345"}, "pin: "),
        "no-pin": ({"whatsapp_retire_pin": None}, "the variable whatsapp_retire_pin is not set; set it in the inventory"),
        "no-number": (
            {"whatsapp_retire_number": None},
            "the variable whatsapp_retire_number or whatsapp_registration is not set; set it in the inventory",
        ),
        "no-place": ({"whatsapp_retire_dir": "/proc/version"}, "directory: /proc/version is a file; a directory is needed in its place"),
        "accept": ({"whatsapp_retire_accepted_checks": ["everything"]}, "value of whatsapp_retire_accepted_checks must be one or more of"),
        "empty": ({"whatsapp_backup_vault_password": ""}, "vault_password: it is empty; set it, or leave it out"),
    }
    given = {"whatsapp_retire_pin": PIN, "whatsapp_retire_dir": str(tmp_path / "retired")}
    fleet, hosts = {}, {}
    for position, host in enumerate((*bad, "good")):
        variables = {**given, "whatsapp_retire_number": f"4930{position}", **bad.get(host, ({}, ""))[0]}
        hosts[host] = {key: value for key, value in variables.items() if value is not None}
        fleet[host] = registered(emulator, f"30{position}")
    fleet["fresh"].patch({"registration": {"registered": False}, "settings": {"wa_id": ""}})
    fleet["down"].control.webapp(fleet["down"].address, up=False)
    nothing = dict.fromkeys(("whatsapp_retire_pin", "whatsapp_retire_dir"))
    run, evidence = retire(tmp_path, fleet, hosts=hosts, whatsapp_retire_confirm=list(fleet), **nothing)
    told = {row.host: " ".join([row.result["msg"], *row.result.get("argument_errors", [])]) for row in run.rows if row.outcome == "failed"}
    assert set(told) == set(bad)
    for host, (_variables, sentence) in bad.items():
        assert sentence in told[host], host
        assert list(fleet[host].state()["users"]) == ["admin", "ops.team"]
        assert "Backup-Settings" not in writes(fleet[host])
    assert evidence["good"]["failure"] == ""
    assert evidence["down"]["failure"] == told["down"]
    assert list(fleet["good"].state()["users"]) == ["admin"]
