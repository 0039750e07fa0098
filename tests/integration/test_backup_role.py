# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup playbook: every instance, names that sort, retention, nothing unencrypted left behind, and what can go wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess

import pytest

from tests.support.attempts import full_disk
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance
from tests.support.fleets import BACKUP_PASSWORD, VAULT_PASSWORD, Vaulted, failures, run_backup, suspicious, vaulted, writes
from tests.support.playbook import environment, start_playbook, until

pytestmark = pytest.mark.core_versions

WA_ID = NUMBER["cc"] + NUMBER["phone_number"]
ENCRYPTED = {"whatsapp_backup_vault_password": VAULT_PASSWORD}


@pytest.fixture
def fleet(emulator):
    """Three registered instances by their inventory names, one of which is no fit name for a file."""
    return {name: new_instance(emulator, PROVISIONED) for name in ("wa1", "wa2", "site/../wa3")}


def files(folder):
    """Every file below folder/backups, by its path in there."""
    return sorted(str(path.relative_to(folder / "backups")) for path in (folder / "backups").rglob("*") if path.is_file())


def decrypted(folder, path):
    """The object in a file as ansible-vault itself decrypts it."""
    secret = folder / "secret"
    secret.write_text(VAULT_PASSWORD)
    command = ["ansible-vault", "view", "--vault-password-file", str(secret), str(path)]
    done = subprocess.run(command, env={**environment(folder), "PAGER": "cat"}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_every_instance_is_backed_up(fleet, tmp_path):
    """One private file for each host, whose name sorts; in check mode none; no secret in the output."""
    check = run_backup(tmp_path, fleet, "--check", "--diff")
    assert check.rc == 0, check.output
    assert not (tmp_path / "backups").exists()
    assert [writes(instance) for instance in fleet.values()] == [[], [], []]
    run = run_backup(tmp_path, fleet, "-vvv", "--diff")
    assert run.rc == 0, run.output
    made = files(tmp_path)
    hosts = ["site%2F..%2Fwa3", "wa1", "wa2"]
    assert [re.sub(r"\d{8}T\d{6}Z", "TIME", name) for name in made] == [f"{host}/{host}_TIME.json" for host in hosts]
    for name, instance in zip(made, (fleet["site/../wa3"], fleet["wa1"], fleet["wa2"]), strict=True):
        path = tmp_path / "backups" / name
        document = json.loads(path.read_text())
        assert (document["manifest"]["wa_id"], document["manifest"]["url"]) == (WA_ID, instance.url)
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        assert document["data"][:24] not in run.output
        assert writes(instance) == ["Backup-Settings"]
        assert suspicious(instance) == []
    for secret in (BACKUP_PASSWORD, ADMIN_PASSWORD):
        assert secret not in run.output


@pytest.mark.parametrize(("throttle", "at_once"), [(1, False), (0, True)])
def test_so_many_at_a_time(throttle, at_once, fleet, tmp_path):
    """Each instance takes a second for its backup; whether they take it together is whatsapp_backup_throttle's to say."""
    for instance in fleet.values():
        instance.control.fault(instance=instance.address, path="/v1/settings/backup", fault="slow", delay=1)
    run = run_backup(tmp_path, fleet, "--forks", "3", whatsapp_backup_throttle=throttle)
    assert run.rc == 0, run.output
    times = [entry["time"] for instance in fleet.values() for entry in instance.journal(kind="write")]
    assert (max(times) - min(times) < 2) is at_once
    assert len(files(tmp_path)) == 3


def test_retention_keeps_the_newest(instance, tmp_path):
    """The oldest go once a backup succeeded, whether encrypted or not; files of others stay; nothing goes when it failed."""
    folder = tmp_path / "backups" / "wa1"
    folder.mkdir(parents=True)
    old = ["wa1_20250101T000000Z.json", "wa1_20250102T000000Z.json.vault", "wa1_20250103T000000Z.json"]
    for name in [*old, "notes.json", "wa2_20250101T000000Z.json"]:
        (folder / name).write_text("{}")
    check = run_backup(tmp_path, {"wa1": instance}, "--check", whatsapp_backup_keep=2)
    assert check.rc == 0, check.output
    gone = check.result("waops.whatsapp.backup : Back up the instance")["removed"]
    assert [os.path.basename(path) for path in gone] == old[:2]
    instance.control.fault(instance=instance.address, path="/v1/settings/backup", fault="status", status=503)
    failed = run_backup(tmp_path, {"wa1": instance}, whatsapp_backup_keep=2)
    assert failed.rc == 2
    assert len(files(tmp_path)) == 5
    run = run_backup(tmp_path, {"wa1": instance}, whatsapp_backup_keep=2, **ENCRYPTED)
    assert run.rc == 0, run.output
    left = sorted(path.name for path in folder.iterdir())
    assert left[:2] + left[3:] == ["notes.json", old[2], "wa2_20250101T000000Z.json"]
    assert left[2].endswith("Z.json.vault")
    assert left[2] > old[2]


def test_an_encrypted_backup_is_the_only_file(fleet, tmp_path):
    """ansible-vault opens it, and neither secrets nor content show; the secret may be vaulted, also with itself."""
    secrets = {
        "whatsapp_backup_vault_password": VAULT_PASSWORD,
        "whatsapp_backup_password": BACKUP_PASSWORD,
        "whatsapp_password": ADMIN_PASSWORD,
    }
    arguments = vaulted(tmp_path, {name: Vaulted(secret) for name, secret in secrets.items()})
    run = run_backup(tmp_path, fleet, "-vvv", "--diff", *arguments)
    assert run.rc == 0, run.output
    made = files(tmp_path)
    assert len(made) == 3
    assert all(name.endswith(".json.vault") for name in made)
    path = tmp_path / "backups" / made[1]
    document = decrypted(tmp_path, path)
    assert document["manifest"]["url"] == fleet["wa1"].url
    assert path.stat().st_mode & 0o777 == 0o600
    for secret in (VAULT_PASSWORD, BACKUP_PASSWORD, ADMIN_PASSWORD, document["data"][:24]):
        assert secret not in run.output


def test_a_killed_run_is_run_again(instance, tmp_path):
    """Killed while the instance makes the backup: nothing unencrypted is left, and the same command goes on and cleans up."""
    instance.control.fault(instance=instance.address, path="/v1/settings/backup", fault="slow", delay=5)
    variables = {"whatsapp_backup_dir": str(tmp_path / "backups"), "whatsapp_backup_password": BACKUP_PASSWORD, **ENCRYPTED}
    process = start_playbook(tmp_path, "waops.whatsapp.backup", {"wa1": instance.variables}, common=variables)
    try:
        until((tmp_path / "backups" / "wa1").exists, 60)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    (tmp_path / "backups" / "wa1" / ".whatsapp-half").write_text("half a backup, of a run that was killed while it wrote")
    run = run_backup(tmp_path, {"wa1": instance}, **ENCRYPTED)
    assert run.rc == 0, run.output
    (made,) = files(tmp_path)
    assert decrypted(tmp_path, tmp_path / "backups" / made)["manifest"]["wa_id"] == WA_ID


def test_trouble_with_one_host_leaves_the_others_alone(fleet, tmp_path):
    """An instance that is down, one without a number and one whose place cannot be written fail; the fourth is backed up."""
    fleet["down"] = new_instance(fleet["wa1"].emulator, PROVISIONED)
    fleet["new"] = new_instance(fleet["wa1"].emulator, {"users": {"admin": {"password": ADMIN_PASSWORD}}})
    fleet["down"].control.webapp(fleet["down"].address, up=False)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "wa2").write_text("a file in the directory's place")
    run = run_backup(tmp_path, fleet)
    said = failures(run)
    assert run.rc == 2
    assert set(said) == {"down", "new", "wa2"}
    assert said["down"].startswith(f"{fleet['down'].url}: ")
    assert said["new"] == f"{fleet['new'].url}: the instance is not registered, and only a registered one can be backed up"
    assert said["wa2"] == f"{fleet['wa2'].url}: directory: {tmp_path}/backups/wa2 is a file, or below one; a directory is needed"
    assert len(files(tmp_path)) == 3
    assert writes(fleet["wa1"]) == writes(fleet["site/../wa3"]) == ["Backup-Settings"]


def test_a_full_disk_leaves_nothing_unencrypted(instance, tmp_path):
    """Neither the file nor a part of it."""
    instance.patch({"photo": "A" * 1_500_000})
    with full_disk(4 * 1024 * 1024):
        run = run_backup(tmp_path, {"wa1": instance}, **ENCRYPTED)
    assert run.rc == 2
    assert files(tmp_path) == []
    assert failures(run)["wa1"].endswith("cannot be written; what was there before is intact (File too large)")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"whatsapp_backup_password": None}, "wa1: the variable whatsapp_backup_password is not set; set it in the inventory"),
        ({"whatsapp_backup_dir": None}, "wa1: the variable whatsapp_backup_dir is not set; set it in the inventory"),
        ({"whatsapp_backup_vault_password": ""}, "vault_password: it is empty; set it, or leave it out"),
        ({"whatsapp_backup_keep": -1}, "keep: give the number of backups to keep, or 0 for all"),
        ({"whatsapp_backup_password": ""}, "backup_password: it is empty"),
    ],
)
def test_bad_input_is_refused(variables, sentence, instance, tmp_path):
    """With one sentence, before anything is asked for."""
    run = run_backup(tmp_path, {"wa1": instance}, **variables)
    assert run.rc == 2
    (row,) = [row for row in run.rows if row.outcome == "failed"]
    assert sentence in row.result["msg"] + str(row.result.get("argument_errors", ""))
    assert instance.journal() == []
    assert not (tmp_path / "backups").exists() or files(tmp_path) == []
