# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups: complete, private and never torn; restores: only of the right file, onto the right instance, when it is meant."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re

import pytest

from tests.support.attempts import attempt, full_disk, told
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance

BACKUP, RESTORE = "whatsapp_backup", "whatsapp_restore"
PASSWORD = "Backup-Pass!word1"
WA_ID = NUMBER["cc"] + NUMBER["phone_number"]
OTHER = {"registration": {"registered": True, "cc": "49", "phone_number": "30123456"}}
FRESH = {"users": {"admin": {"password": ADMIN_PASSWORD}}}
KEPT = {"about": "We answer", "business_profile": {"email": "shop@example.com"}, "settings": {"heartbeat_interval": 9}}


def backup(dest):
    return (BACKUP, {"dest": str(dest), "backup_password": PASSWORD})


def restore(src, **more):
    return (RESTORE, {"src": str(src), "backup_password": PASSWORD, "confirm": True, **more})


@pytest.fixture
def backup_path(instance, tmp_path):
    """A backup of an instance with some state, made by the module."""
    instance.patch(KEPT)
    path = tmp_path / "one.json"
    run = attempt(tmp_path / "backup", instance, {"backup": backup(path)})
    assert told(run, instance) == {}
    return path


def writes(instance, since=0.0):
    return [entry["operation"] for entry in instance.journal(kind="write", since=since)]


def test_a_backup_moves_a_number_to_a_new_machine(instance, emulator, tmp_path):
    """What was backed up is there after the restore; the backup is in the file alone, for its owner alone."""
    instance.patch(KEPT)
    path = tmp_path / "one.json"
    run = attempt(tmp_path / "run", instance, {"backup": backup(path)}, "-vvvv", "--diff")
    document = json.loads(path.read_text())
    manifest, data = document["manifest"], document["data"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert run.result("backup")["manifest"] == manifest
    assert (manifest["wa_id"], manifest["shards"], manifest["nodes"], manifest["url"]) == (WA_ID, 1, 1, instance.url)
    assert manifest["sha256"] == hashlib.sha256(data.encode()).hexdigest()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", manifest["time"])
    new = new_instance(emulator, FRESH)
    again = attempt(tmp_path / "run", new, {"restore": restore(path, expected_number="+49 151 23456789")}, "-vvvv", "--diff")
    assert told(again, new) == {}
    assert again.result("restore")["restart_required"] == []
    for output in (run.output, again.output):
        assert data[:24] not in output
        assert PASSWORD not in output
    for section in ("registration", "business_profile", "about", "shards"):
        assert new.state()[section] == instance.state()[section], section
    assert new.state()["settings"]["heartbeat_interval"] == 9
    assert new.state()["coreapp"] == "running"


def damaged(path, change):
    """A copy of the backup with a change made to its document, beside it."""
    document = json.loads(path.read_text())
    change(document)
    name = path.with_name(f"{change.__name__}.json")
    name.write_text(json.dumps(document))
    return name


def test_a_restore_that_is_not_meant_is_refused(backup_path, emulator, tmp_path):
    """Without confirm, damaged, of another number, onto a registered instance: nothing is written."""

    def torn(document):
        document["data"] = document["data"][:-8]

    def foreign(document):
        document["manifest"]["format"] = "tar"

    def sharded(document):
        document["manifest"]["shards"] = 2

    target, fresh = new_instance(emulator, {**PROVISIONED, **OTHER}), new_instance(emulator, FRESH)
    (tmp_path / "text.json").write_text("no JSON")
    torn_path, foreign_path, sharded_path = (damaged(backup_path, change) for change in (torn, foreign, sharded))
    here = {"no confirm": restore(backup_path, confirm=False)}
    here |= {"torn": restore(torn_path), "foreign": restore(foreign_path), "text": restore(tmp_path / "text.json")}
    here |= {"missing": restore(tmp_path / "none.json"), "not the expected": restore(backup_path, expected_number="49 30 123456")}
    here |= {"no number": restore(backup_path, expected_number="Ada")}
    there = {"registered": restore(backup_path), "another number": restore(backup_path, force=True)}
    run = attempt(tmp_path / "run", target, here)
    not_ours = "is not a backup made by whatsapp_backup"
    time = json.loads(backup_path.read_text())["manifest"]["time"]
    assert told(run, target) == {
        "no confirm": f"confirm: a restore replaces the settings and the registration of the instance with those of {WA_ID} at {time} "
        f"({backup_path}), and another instance with the number loses it; to restore, set confirm=true (in the role: name "
        "the host in whatsapp_restore_confirm)",
        "torn": f"src: {torn_path} is damaged: its data does not have the checksum of its manifest",
        "foreign": f"src: {foreign_path} {not_ours} (no manifest of format waops.whatsapp/backup/1, or no data)",
        "text": f"src: {tmp_path}/text.json {not_ours} (not JSON)",
        "missing": f"src: {tmp_path}/none.json cannot be read (No such file or directory)",
        "not the expected": f"src: {backup_path} is a backup of {WA_ID}, not of 4930123456; "
        "give the right file, or correct expected_number",
        "no number": "expected_number: 'Ada' is not a phone number",
    }
    assert target.journal() == []
    run = attempt(tmp_path / "run", target, there)
    assert told(run, target) == {
        "registered": "force: the instance is registered as 4930123456; set force=true to replace what it has",
        "another number": f"expected_number: the instance is registered as 4930123456 and the backup is of {WA_ID}; "
        "set it to the backup's number if that is to take the other's place",
    }
    assert writes(target) == []
    run = attempt(tmp_path / "run", fresh, {"sharded": restore(sharded_path)})
    assert told(run, fresh) == {
        "sharded": "src: the backup is of a set-up with 2 shards and the instance has 1; "
        "bring it to the same number, or set force=true and let the server decide"
    }
    assert writes(fresh) == []


def test_a_restore_that_is_meant_takes_the_others_place(backup_path, emulator, tmp_path):
    """With force and the expected number; a wrong password is told by the server, and the Coreapp must restart."""
    target = new_instance(emulator, {**PROVISIONED, **OTHER})
    meant = {"force": True, "expected_number": WA_ID}
    wrong = attempt(tmp_path / "run", target, {"wrong password": restore(backup_path, **meant, backup_password="Wr0ng-Pass!word")})
    assert told(wrong, target)["wrong password"].startswith("POST /v1/settings/restore was refused with 403/1005")
    assert target.state()["registration"]["phone_number"] == "30123456"
    run = attempt(tmp_path / "run", target, {"restore": restore(backup_path, **meant)})
    assert told(run, target) == {}
    assert run.result("restore")["restart_required"] == ["coreapp"]
    assert run.result("restore")["diff"]["before"] == {"wa_id": "4930123456"}
    assert target.state()["registration"]["phone_number"] == NUMBER["phone_number"]
    assert target.state()["coreapp"] == "stopped"


def test_a_backup_that_cannot_be_kept_is_not_asked_for(backup_path, emulator, tmp_path):
    """Places that cannot be written, a file with another number's backup, an instance that is not registered."""
    before = backup_path.read_bytes()
    other, fresh = new_instance(emulator, {**PROVISIONED, **OTHER}), new_instance(emulator, FRESH)
    tasks = {
        "no folder": backup(tmp_path / "none" / "one.json"),
        "below a file": backup(backup_path / "one.json"),
        "a folder": backup(tmp_path),
        "another number": backup(backup_path),
        "no password": (BACKUP, {"dest": str(tmp_path / "two.json"), "backup_password": ""}),
    }
    run = attempt(tmp_path / "run", other, tasks)
    assert told(run, other) == {
        "no folder": f"dest: the directory {tmp_path}/none does not exist; create it first",
        "below a file": f"dest: the directory {backup_path} does not exist; create it first",
        "a folder": f"dest: {tmp_path} is a directory; give the name of a file",
        "another number": f"dest: {backup_path} holds a backup of {WA_ID}, and this instance is 4930123456; "
        "choose another file, or remove that one",
        "no password": "backup_password: it is empty",
    }
    assert writes(other) == []
    run = attempt(tmp_path / "run", fresh, {"unregistered": backup(tmp_path / "two.json")})
    assert told(run, fresh) == {"unregistered": "the instance is not registered, and only a registered one can be backed up"}
    assert writes(fresh) == []
    assert backup_path.read_bytes() == before
    assert not (tmp_path / "two.json").exists()


def test_a_backup_that_fails_leaves_the_old_one_intact(instance, tmp_path):
    """The answer is missing, cut off or refused, the disk is full: the old file stays, nothing lies beside it, no call is repeated."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "one.json").write_bytes(b"old")
    address = instance.address
    # Taken in this order, one for each task.
    for fault in ({"fault": "empty"}, {"fault": "truncate"}, {"fault": "status", "status": 503}):
        instance.control.fault(instance=address, path="/v1/settings/backup", **fault)
    run = attempt(tmp_path / "run", instance, dict.fromkeys(("empty", "cut off", "overloaded"), backup(folder / "one.json")))
    said = told(run, instance)
    assert said["empty"] == "POST /v1/settings/backup was answered without a backup; nothing was written, run again"
    assert said["cut off"].startswith("POST /v1/settings/backup: the connection was lost before the whole answer came")
    assert said["overloaded"].startswith("POST /v1/settings/backup was refused with 503/1016")
    assert writes(instance) == ["Backup-Settings"] * 3
    instance.patch({"photo": base64.b64encode(os.urandom(2 * 1024 * 1024)).decode()})
    with full_disk(2 * 1024 * 1024):
        run = attempt(tmp_path / "run", instance, {"full": backup(folder / "one.json")})
    assert told(run, instance) == {"full": f"dest: {folder}/one.json cannot be written (File too large); what was there before is intact"}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"one.json": b"old"}


def test_a_gateway_that_shows_nothing_of_itself(backup_path, emulator, tmp_path):
    """The manifest holds what is known; a restore must be forced, because nothing tells whether the number is there."""
    gateway = new_instance(emulator, PROVISIONED)
    for path in ("/v1/settings/application", "/v1/account/shards", "/v1/support"):
        gateway.control.fault(instance=gateway.address, path=path, fault="html", status=404, times=-1)
    tasks = {"backup": backup(tmp_path / "two.json"), "restore": restore(backup_path), "forced": restore(backup_path, force=True)}
    run = attempt(tmp_path / "run", gateway, tasks)
    assert told(run, gateway) == {
        "restore": "force: the instance does not show whether it is registered; set force=true to replace what it has"
    }
    manifest = run.result("backup")["manifest"]
    assert [manifest[name] for name in ("wa_id", "version", "shards", "nodes")] == [None] * 4
    assert run.result("forced")["restart_required"] == ["coreapp"]


def test_a_multiconnect_set_up_is_described(instance, tmp_path):
    """Shards and nodes are in the manifest: two masters, one Coreapp for each shard and one to spare."""
    instance.patch({"topology": "multiconnect", "shards": 2})
    run = attempt(tmp_path / "run", instance, {"backup": backup(tmp_path / "one.json")})
    manifest = run.result("backup")["manifest"]
    assert (manifest["shards"], manifest["nodes"]) == (2, 5)
