# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The restore playbook: only the right backup, onto the right set-up, of hosts that are named; then a number that is served."""

from __future__ import annotations

import json
import time

import pytest

from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance
from tests.support.fleets import BACKUP_PASSWORD, VAULT_PASSWORD, Vaulted, failures, run_backup, run_fleet, suspicious, vaulted, writes

pytestmark = pytest.mark.core_versions

WA_ID = NUMBER["cc"] + NUMBER["phone_number"]
FRESH = {"users": {"admin": {"password": ADMIN_PASSWORD}}}
OTHER = {"cc": "49", "phone_number": "30123456"}
ENCRYPTED = {"whatsapp_backup_vault_password": VAULT_PASSWORD}
OPENED = {"whatsapp_restore_vault_password": VAULT_PASSWORD}
SECRETS = {**OPENED, "whatsapp_restore_password": BACKUP_PASSWORD, "whatsapp_password": ADMIN_PASSWORD}


def provisioned(emulator, number, about):
    """A registered instance with something to bring back."""
    registration, settings = {"registered": True, **number}, {"wa_id": number["cc"] + number["phone_number"]}
    return new_instance(emulator, {**PROVISIONED, "registration": registration, "settings": settings, "about": about})


def backed_up(folder, fleet, **variables):
    """Makes a backup of every instance; returns {host: the file}."""
    run = run_backup(folder, fleet, **variables)
    assert run.rc == 0, run.output
    return {host: max((folder / "backups" / host).iterdir()) for host in fleet}


def run_restore(folder, fleet, *arguments, **variables):
    """Runs the restore playbook with the declared number and the right password."""
    common = {
        "whatsapp_registration": NUMBER,
        "whatsapp_restore_password": BACKUP_PASSWORD,
        "whatsapp_restore_health_timeout": 20,
        **variables,
    }
    return run_fleet(folder, "restore", fleet, *arguments, **common)


def test_a_site_moves_to_new_machines(emulator, tmp_path):
    """The newest backup of each host, encrypted or not, comes back onto new instances, and check mode says so before."""
    numbers = {"wa1": NUMBER, "wa2": OTHER}
    old = {host: provisioned(emulator, number, f"I am {host}") for host, number in numbers.items()}
    backed_up(tmp_path, old)
    old["wa1"].patch({"about": "I am newer"})
    time.sleep(1.1)
    backed_up(tmp_path, {"wa1": old["wa1"]}, **ENCRYPTED)
    new = {host: new_instance(emulator, FRESH) for host in numbers}
    hosts = {host: {"whatsapp_registration": number} for host, number in numbers.items()}
    meant = {"whatsapp_restore_dir": str(tmp_path / "backups"), "whatsapp_restore_confirm": ["wa1", "wa2"], **OPENED}
    check = run_restore(tmp_path, new, "--check", hosts=hosts, **meant)
    assert check.rc == 0, check.output
    assert [writes(instance) for instance in new.values()] == [[], []]
    secrets = vaulted(tmp_path, {name: Vaulted(secret) for name, secret in SECRETS.items()})
    run = run_restore(tmp_path, new, "-vvv", "--diff", *secrets, hosts=hosts, **meant)
    assert run.rc == 0, run.output
    assert [instance.state()["about"] for instance in new.values()] == ["I am newer", "I am wa2"]
    for host, instance in new.items():
        assert instance.state()["registration"]["phone_number"] == numbers[host]["phone_number"]
        assert writes(instance) == ["Restore-Settings"]
        assert suspicious(instance) == []
    data = json.loads(max((tmp_path / "backups" / "wa2").iterdir()).read_text())["data"]
    for secret in (BACKUP_PASSWORD, VAULT_PASSWORD, ADMIN_PASSWORD, data[:24]):
        assert secret not in run.output
    assert [path.suffix for path in sorted((tmp_path / "backups").rglob("*.*"))] == [".json", ".vault", ".json"]


def test_nothing_is_restored_that_was_not_confirmed(emulator, tmp_path):
    """Each host by its whole name; the others go on. A single name from the command line is a name, not letters."""
    files = backed_up(tmp_path, {"wa1": provisioned(emulator, NUMBER, "old")})
    fleet = {host: new_instance(emulator, FRESH) for host in ("wa1", "wa11")}
    run = run_restore(tmp_path, fleet, "-e", "whatsapp_restore_confirm=wa11", whatsapp_restore_src=str(files["wa1"]))
    assert run.rc == 2
    (said,) = failures(run).items()
    manifest = json.loads(files["wa1"].read_text())["manifest"]
    assert said == (
        "wa1",
        f"{fleet['wa1'].url}: confirm: a restore replaces the settings and the registration of the instance with those of {WA_ID} at"
        f" {manifest['time']} ({files['wa1']}), and another instance with the number loses it; to restore, set confirm=true (in the"
        " role: name the host in whatsapp_restore_confirm)",
    )
    assert writes(fleet["wa1"]) == []
    assert writes(fleet["wa11"]) == ["Restore-Settings"]


def test_one_number_is_not_restored_twice(emulator, tmp_path):
    """Two confirmed hosts with one number: neither is touched."""
    files = backed_up(tmp_path, {"wa1": provisioned(emulator, NUMBER, "old")})
    fleet = {host: new_instance(emulator, FRESH) for host in ("wa1", "wa2")}
    run = run_restore(tmp_path, fleet, whatsapp_restore_src=str(files["wa1"]), whatsapp_restore_confirm=list(fleet))
    assert run.rc == 2
    assert {said.split(";")[0].partition(": ")[2] for said in failures(run).values()} == {f"+{WA_ID} is claimed by wa1 and wa2"}
    assert [writes(instance) for instance in fleet.values()] == [[], []]


def test_a_registered_instance_must_be_forced(emulator, tmp_path):
    """It stops then; the user's own tasks start its Coreapp again, and the role waits until it serves."""
    old = provisioned(emulator, NUMBER, "old")
    files = backed_up(tmp_path, {"wa1": old})
    old.patch({"about": "new"})
    meant = {"whatsapp_restore_src": str(files["wa1"]), "whatsapp_restore_confirm": ["wa1"]}
    refused = run_restore(tmp_path, {"wa1": old}, **meant)
    assert failures(refused)["wa1"].endswith(f"force: the instance is registered as {WA_ID}; set force=true to replace what it has")
    run = run_restore(tmp_path, {"wa1": old}, **meant, whatsapp_restore_force=True)
    assert run.rc == 0, run.output
    assert f"{old.url}: restart coreapp for the changes to take effect" in run.output
    assert (old.state()["about"], old.state()["coreapp"]) == ("old", "stopped")
    old.control.restart(old.address, "coreapp")
    url = f"http://{old.control.host}:{old.control.port}/restart"
    body = {"instance": old.address, "container": "{{ whatsapp_restart_containers | first }}"}
    task = {"name": "Restart", "ansible.builtin.uri": {"url": url, "method": "POST", "body_format": "json", "body": body}}
    (tmp_path / "restart.yml").write_text(json.dumps([task]))
    restart = {"whatsapp_restart_tasks": str(tmp_path / "restart.yml")}
    run = run_restore(tmp_path, {"wa1": old}, **meant, **restart, whatsapp_restore_force=True)
    assert run.rc == 0, run.output
    assert old.state()["coreapp"] == "running"
    assert run.result("waops.whatsapp.restore : Wait until the instance is healthy")["healthy"]


def test_a_set_up_of_another_size_is_refused(emulator, tmp_path):
    """Shards and nodes are compared before anything is written."""
    files = backed_up(tmp_path, {"wa1": provisioned(emulator, NUMBER, "old")})
    fleet = {"wa1": new_instance(emulator, {**FRESH, "topology": "multiconnect", "shards": 2})}
    meant = {"whatsapp_restore_src": str(files["wa1"]), "whatsapp_restore_confirm": ["wa1"]}
    run = run_restore(tmp_path, fleet, **meant)
    assert failures(run) == {
        "wa1": f"{fleet['wa1'].url}: src: the backup is of a set-up with 1 shards and the instance has 2; "
        "bring it to the same number, or set force=true and let the server decide"
    }
    fleet["wa1"].patch({"shards": 1})
    run = run_restore(tmp_path, fleet, **meant)
    assert "the backup is of a set-up with 1 nodes and the instance has" in failures(run)["wa1"]
    assert writes(fleet["wa1"]) == []


def test_a_multiconnect_set_up_comes_back(emulator, tmp_path):
    """With as many shards and nodes, which a backup and the health count alike."""
    size = {"topology": "multiconnect", "shards": 2}
    old, new = provisioned(emulator, NUMBER, "old"), new_instance(emulator, {**FRESH, **size})
    old.patch(size)
    files = backed_up(tmp_path, {"wa1": old})
    assert json.loads(files["wa1"].read_text())["manifest"]["nodes"] == 5
    run = run_restore(tmp_path, {"wa1": new}, whatsapp_restore_src=str(files["wa1"]), whatsapp_restore_confirm=["wa1"])
    assert run.rc == 0, run.output
    assert new.state()["about"] == "old"


@pytest.fixture(scope="module")
def artefacts(emulator, tmp_path_factory):
    """{name: path} of backups that are right and wrong, of one instance."""
    folder = tmp_path_factory.mktemp("artefacts")
    old = provisioned(emulator, NUMBER, "old")
    foreign = backed_up(folder / "foreign", {"wa1": provisioned(emulator, OTHER, "old")})["wa1"]
    plain, vaulted = (backed_up(folder / name, {"wa1": old}, **more)["wa1"] for name, more in (("plain", {}), ("vaulted", ENCRYPTED)))
    document = json.loads(plain.read_text())
    (folder / "torn.json").write_text(json.dumps({**document, "data": document["data"][:-8]}))
    (folder / "text.json").write_text("no backup")
    (folder / "list.json").write_text("[]")
    (folder / "cut.json").write_text(vaulted.read_text()[:-40])
    made = {name: folder / f"{name}.json" for name in ("torn", "text", "list", "cut", "none")}
    return {"plain": plain, "foreign": foreign, "vaulted": vaulted, **made}


# {host: (file, variables, sentence)}; FILE stands for the file.
NO_BACKUP = "FILE is not a backup made by whatsapp_backup"
CASES = {
    "another": ("plain", {"whatsapp_registration": OTHER}, "FILE is a backup of 4915123456789, not of 4930123456"),
    "given": ("plain", {"whatsapp_restore_number": "+49 30 123-456"}, "FILE is a backup of 4915123456789, not of 4930123456"),
    "torn": ("torn", {}, "FILE is damaged: its data does not have the checksum of its manifest"),
    "text": ("text", {}, NO_BACKUP),
    "list": ("list", {}, NO_BACKUP),
    "none": ("none", {}, "FILE cannot be read (No such file or directory)"),
    "secret": ("vaulted", {}, "FILE is damaged, or was encrypted with another password"),
    "cut": ("cut", OPENED, "FILE is damaged"),
    "closed": ("vaulted", {"whatsapp_restore_vault_password": None}, "FILE is encrypted with ansible-vault: set vault_password"),
    "empty": (None, {"whatsapp_restore_dir": "/nowhere"}, "/nowhere/empty holds no backup"),
    "both": ("plain", {"whatsapp_restore_dir": "/nowhere"}, "parameters are mutually exclusive: src|directory"),
    "neither": (None, {}, "one of the following is required: src, directory"),
    "password": (
        "foreign",
        {"whatsapp_registration": OTHER, "whatsapp_restore_password": None},
        "the variable whatsapp_restore_password is not set; set it in the inventory",
    ),
    "typed": ("plain", {"whatsapp_restore_health_timeout": "long"}, "argument 'whatsapp_restore_health_timeout' is of type"),
}


def test_a_backup_that_is_not_right_is_refused(artefacts, emulator, tmp_path):
    """Each with one sentence, without a secret, before anything is sent; and the host whose backup is right goes on."""
    given = {"whatsapp_registration": NUMBER, "whatsapp_restore_password": BACKUP_PASSWORD}
    given["whatsapp_restore_vault_password"] = "An0ther secret"
    hosts = {"right": {**given, "whatsapp_restore_src": str(artefacts["plain"])}}
    for host, (name, variables, _sentence) in CASES.items():
        source = {"whatsapp_restore_src": str(artefacts[name])} if name else {}
        hosts[host] = {key: value for key, value in {**given, **source, **variables}.items() if value is not None}
    fleet = {host: new_instance(emulator, FRESH) for host in hosts}
    run = run_fleet(tmp_path, "restore", fleet, "-vvv", hosts=hosts, whatsapp_restore_confirm=list(hosts))
    told = {row.host: " ".join([row.result["msg"], *row.result.get("argument_errors", [])]) for row in run.rows if row.outcome == "failed"}
    assert set(told) == set(CASES)
    for host, (name, _variables, sentence) in CASES.items():
        assert sentence.replace("FILE", str(artefacts.get(name))) in told[host]
        assert fleet[host].journal() == []
    assert writes(fleet["right"]) == ["Restore-Settings"]
    for secret in (BACKUP_PASSWORD, VAULT_PASSWORD, "An0ther secret", ADMIN_PASSWORD):
        assert secret not in run.output


def test_a_wrong_password_and_an_instance_that_is_down(emulator, tmp_path):
    """Each fails with its own sentence, and the third is restored."""
    fleet = {host: new_instance(emulator, FRESH) for host in ("down", "right", "wrong")}
    fleet["down"].control.webapp(fleet["down"].address, up=False)
    hosts = {}
    for host, number in (("down", OTHER), ("right", {"cc": "49", "phone_number": "40123456"}), ("wrong", NUMBER)):
        files = backed_up(tmp_path / host, {host: provisioned(emulator, number, host)})
        hosts[host] = {"whatsapp_registration": number, "whatsapp_restore_src": str(files[host])}
    hosts["wrong"]["whatsapp_restore_password"] = "Wr0ng-Pass!word"
    run = run_restore(tmp_path, fleet, "-vvv", hosts=hosts, whatsapp_restore_confirm=list(fleet))
    said = failures(run)
    assert set(said) == {"down", "wrong"}
    assert said["down"].startswith(f"{fleet['down'].url}: POST /v1/users/login")
    assert "POST /v1/settings/restore was refused with 403/1005" in said["wrong"]
    assert "Wr0ng-Pass!word" not in run.output
    assert not fleet["wrong"].state()["registration"].get("registered")
    assert fleet["right"].state()["about"] == "right"
