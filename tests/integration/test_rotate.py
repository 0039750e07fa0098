# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rotate playbook: new passwords are proven, a run that died is run again, and the report tells who without secrets."""

from __future__ import annotations

import json

import pytest

from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.fleets import Vaulted, failures, run_fleet, suspicious, vaulted, writes

pytestmark = pytest.mark.core_versions

NEW_ADMIN, OLD, NEW_OPS, NEW_MONITORING, PIN = "N3w-Adm1n!word", "0ld-Us3r!word", "N3w-Ops!word1", "N3w-M0n!word1", "582913"
SECRETS = (ADMIN_PASSWORD, NEW_ADMIN, OLD, NEW_OPS, NEW_MONITORING, PIN)
WITH_USERS = {
    **PROVISIONED,
    "users": {
        "admin": {"password": ADMIN_PASSWORD},
        "ops.team": {"password": OLD, "role": "ROLE_USER"},
        "monitoring": {"password": OLD, "role": "ROLE_USER"},
    },
}
USERS = [{"name": "ops.team", "password": NEW_OPS}, {"name": "monitoring", "password": NEW_MONITORING}]
EVERYTHING = {"whatsapp_rotate_password": NEW_ADMIN, "whatsapp_rotate_users": USERS, "whatsapp_rotate_pin": PIN}
IN_VAULT = {
    "whatsapp_password": Vaulted(ADMIN_PASSWORD),
    "whatsapp_rotate_password": Vaulted(NEW_ADMIN),
    "whatsapp_rotate_pin": Vaulted(PIN),
    "whatsapp_rotate_users": [{**user, "password": Vaulted(user["password"])} for user in USERS],
}
ROTATED = {"admin": NEW_ADMIN, "ops.team": NEW_OPS, "monitoring": NEW_MONITORING}
ALL_WRITES = ["Login-User", "Update-User", "Update-User", "Enable-Two-Step"]


@pytest.fixture
def fleet(emulator):
    """Two instances with the same users."""
    return {host: new_instance(emulator, WITH_USERS) for host in ("wa1", "wa2")}


def rotate(folder, fleet, *arguments, **variables):
    """Runs the playbook, with a report; returns the Run and {host: its row of the report}."""
    path = folder / "report.json"
    path.unlink(missing_ok=True)
    run = run_fleet(folder, "rotate", fleet, "-vvv", "--diff", *arguments, **{"whatsapp_rotate_report": str(path), **variables})
    for secret in SECRETS:
        assert secret not in run.output
    report = json.loads(path.read_text()) if path.exists() else {"results": []}
    return run, {row["host"]: row for row in report["results"]}


def logins(instance):
    """The HTTP status of every login."""
    return [entry["status"] for entry in instance.journal() if entry["operation"] == "Login-User"]


def passwords(instance):
    return {name: user["password"] for name, user in instance.state()["users"].items()}


def test_everything_is_replaced_and_proven(fleet, tmp_path):
    """Check mode tells it and writes nothing; the run does it; a second one sends but the PIN, which nothing can prove."""
    run, report = rotate(tmp_path, fleet, "--check", **EVERYTHING)
    assert run.rc == 0, run.output
    assert [writes(instance) for instance in fleet.values()] == [[], []]
    assert report == {}
    told = run.result("waops.whatsapp.rotate : Replace the credentials", "wa1")
    assert (told["replaced"], told["verified"]) == (["admin", "ops.team", "monitoring"], [])
    run, report = rotate(tmp_path, fleet, *vaulted(tmp_path, IN_VAULT))
    assert run.rc == 0, run.output
    for host, instance in fleet.items():
        assert passwords(instance) == ROTATED
        assert instance.state()["two_step_pin"] == PIN
        assert writes(instance) == ALL_WRITES
        assert suspicious(instance) == []
        everyone = ["admin", "ops.team", "monitoring"]
        row = {"host": host, "url": instance.url, "check_mode": False, "replaced": everyone, "verified": everyone, "pin_sent": True}
        assert report[host] == {**row, "failure": ""}
    assert "the password of monitoring was replaced on wa1, wa2; other systems use it too" in " ".join(run.output.split())
    assert "2 of 2 hosts rotated; 6 passwords replaced" in run.output
    # Check mode and the run: each new password is tried once.
    assert [logins(instance).count(401) for instance in fleet.values()] == [6, 6]
    again, report = rotate(tmp_path, fleet, **EVERYTHING)
    assert again.rc == 0, again.output
    assert [writes(instance)[len(ALL_WRITES) :] for instance in fleet.values()] == [["Enable-Two-Step"]] * 2
    assert (report["wa1"]["replaced"], report["wa1"]["verified"]) == ([], everyone)
    assert "other systems use it too" not in again.output
    assert [logins(instance).count(401) for instance in fleet.values()] == [6, 6]


# The login that replaces the password follows the tries of the three new ones and of the present one, and the login of the run.
WRITES = {
    "admin": {"method": "POST", "path": "/v1/users/login", "after": 5},
    "first user": {"method": "PUT", "path": "/v1/users/ops.team"},
    "second user": {"method": "PUT", "path": "/v1/users/monitoring"},
    "pin": {"method": "POST", "path": "/v1/settings/account/two-step"},
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("applied", [True, False])
def test_a_run_that_died_is_run_again(write, applied, emulator, tmp_path):
    """At each write in turn, whether the server did it or not when the connection was lost: the same command finishes."""
    fleet = {"wa1": new_instance(emulator, WITH_USERS)}
    instance, where = fleet["wa1"], WRITES[write]
    instance.control.fault(instance=instance.address, fault="reset_after" if applied else "reset_before", times=-1, **where)
    broken, report = rotate(tmp_path, fleet, **EVERYTHING)
    assert broken.rc == 2
    assert report["wa1"]["failure"]
    assert "run again" in failures(broken)["wa1"]
    instance.control.clear_faults()
    run, report = rotate(tmp_path, fleet, **EVERYTHING)
    assert run.rc == 0, run.output
    assert passwords(instance) == ROTATED
    assert instance.state()["two_step_pin"] == PIN
    assert writes(instance).count("Login-User") == (2 if write == "admin" and not applied else 1)
    assert report["wa1"]["verified"] == ["admin", "ops.team", "monitoring"]


def test_a_password_that_does_not_work_is_not_called_rotated(fleet, tmp_path):
    """The server says yes and keeps the old password: the proof fails, and the report says so."""
    instance = fleet["wa1"]
    instance.control.fault(instance=instance.address, method="PUT", path="/v1/users/ops.team", fault="empty", applied=False)
    run, report = rotate(tmp_path, fleet, **EVERYTHING)
    assert run.rc == 2
    assert set(failures(run)) == {"wa1"}
    assert passwords(instance)["ops.team"] == OLD
    assert "ops.team" not in report["wa1"]["verified"]
    assert report["wa1"]["failure"].startswith(f"{instance.url}: the new password of ops.team was set and is not accepted")
    assert (report["wa1"]["replaced"], report["wa1"]["verified"]) == (["admin", "ops.team"], ["admin"])
    assert report["wa2"]["verified"] == ["admin", "ops.team", "monitoring"]


def test_trouble_with_one_host_leaves_the_others_alone(fleet, tmp_path):
    """An instance that is down, and one where neither password works: each its sentence; the third is rotated."""
    fleet["wa3"] = new_instance(fleet["wa1"].emulator, {**WITH_USERS, "users": {"admin": {"password": "An0ther!word"}}})
    fleet["wa2"].control.webapp(fleet["wa2"].address, up=False)
    run, report = rotate(tmp_path, fleet, **EVERYTHING)
    assert run.rc == 2
    said = failures(run)
    assert set(said) == {"wa2", "wa3"}
    assert said["wa2"].startswith(f"{fleet['wa2'].url}: POST /v1/users/login: ")
    assert "neither password nor new_password of 'admin' is accepted" in said["wa3"]
    assert passwords(fleet["wa1"]) == ROTATED
    assert [report[host]["failure"] == "" for host in ("wa1", "wa2", "wa3")] == [True, False, False]
    assert writes(fleet["wa3"]) == []


BAD = {
    "nothing": ({}, "new_password: nothing is to be replaced: give new_password, users or pin"),
    "weak": ({"whatsapp_rotate_password": "short"}, "new_password: it has 5 characters; 8 to 64 are required"),
    "weak user": (
        {"whatsapp_rotate_password": NEW_ADMIN, "whatsapp_rotate_users": [{"name": "ops.team", "password": "longbutlower"}]},
        "users[0].password: it lacks an upper-case letter and a digit and a special character",
    ),
    "pin": ({"whatsapp_rotate_password": NEW_ADMIN, "whatsapp_rotate_pin": "12345"}, "pin: "),
    "typo": (
        {"whatsapp_rotate_users": [{"name": "ops.team", "pasword": NEW_OPS}]},
        "missing required arguments: password found in users",
    ),
    "no password": (
        {"whatsapp_rotate_users": [{"name": "ops.team"}]},
        "missing required arguments: password found in users",
    ),
    "nested": ({"whatsapp_rotate_users": [USERS]}, "'whatsapp_rotate_users' is of type list"),
    "stranger": (
        {"whatsapp_rotate_password": NEW_ADMIN, "whatsapp_rotate_users": [{"name": "nobody", "password": NEW_OPS}]},
        "there is no user nobody; nothing was changed",
    ),
    "twice": ({"whatsapp_rotate_users": [USERS[0], USERS[0]]}, "users[0] and users[1] are both 'ops.team'; declare it once"),
    "admin": (
        {"whatsapp_rotate_users": [{"name": "admin", "password": NEW_ADMIN}]},
        "users[0].name: 'admin' is the user of the connection; give its new password as new_password",
    ),
    "letters": ({"whatsapp_rotate_users": "ops.team,monitoring"}, "whatsapp_rotate_users"),
}


def test_bad_input_is_refused_before_anything_is_replaced(emulator, tmp_path):
    """Each with one sentence; the host with good input is rotated."""
    hosts = {"good": EVERYTHING, **{case: variables for case, (variables, _sentence) in BAD.items()}}
    fleet = {host: new_instance(emulator, WITH_USERS) for host in hosts}
    run, report = rotate(tmp_path, fleet, hosts=hosts)
    told = {row.host: " ".join([row.result["msg"], *row.result.get("argument_errors", [])]) for row in run.rows if row.outcome == "failed"}
    assert set(told) == set(BAD)
    assert [user["password"] for user in USERS if user["password"] in run.output] == []
    for case, (_variables, sentence) in BAD.items():
        assert sentence in told[case], case
        assert writes(fleet[case]) == []
    assert passwords(fleet["good"]) == ROTATED
    assert report["good"]["failure"] == ""


def test_the_report_follows_no_link(fleet, tmp_path):
    """A link of its name is replaced by the report; what it leads to stays."""
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "link.json").symlink_to(tmp_path / "theirs")
    run, _report = rotate(tmp_path, fleet, whatsapp_rotate_pin=PIN, whatsapp_rotate_report=str(tmp_path / "link.json"))
    assert run.rc == 0, run.output
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert (tmp_path / "link.json").stat(follow_symlinks=False).st_mode & 0o777 == 0o600
    assert len(json.loads((tmp_path / "link.json").read_text())["results"]) == 2


def test_one_instance_under_two_names_is_refused(fleet, tmp_path):
    """Before anything is sent: the two would undo each other."""
    run, _report = rotate(tmp_path, {"wa1": fleet["wa1"], "wa2": fleet["wa1"]}, **EVERYTHING)
    assert run.rc == 2
    assert fleet["wa1"].journal() == []
