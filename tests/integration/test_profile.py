# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""whatsapp_profile: bad input is refused before anything is sent, only what was asked is looked at, and trouble is told."""

from __future__ import annotations

import pytest

from tests.emulator.process import Emulator
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.images import image
from tests.support.playbook import play, run_playbook

MODULE = "waops.whatsapp.whatsapp_profile"
ABOUT, PHOTO = "Update-Profile-About", "Update-Profile-Photo"
PICTURES = {
    "logo.jpg": image("JPEG", 640, 640),
    "wide.png": image("PNG", 800, 600),
    "largest.jpg": image("JPEG", 640, 640, size=5_242_879),
    "too large.jpg": image("JPEG", 640, 640, size=5_242_881),
    "at the limit.jpg": image("JPEG", 640, 640, size=5_242_880),
    "moving.jpg": image("GIF", 640, 640),
    "small.jpg": image("JPEG", 100, 100),
    "cut.jpg": image("JPEG", 640, 640)[:-9],
}
BAD = {
    "about of 140": ({"about": "x" * 140}, "about: it has 140 characters, 139 at most are allowed"),
    "nothing": ({}, "about: give about, photo or remove_photo=true"),
    "no file": ({"photo": "none.jpg"}, "photo: none.jpg cannot be read (No such file or directory)"),
    "a folder": ({"photo": "."}, "photo: . is not a file; give a picture"),
    "too large": ({"photo": "too large.jpg"}, "has 5242881 bytes; the server takes less than 5242880 (5 MB)"),
    "at the limit": ({"photo": "at the limit.jpg"}, "has 5242880 bytes; the server takes less than 5242880 (5 MB)"),
    "moving": ({"photo": "moving.jpg"}, "is a GIF; give a JPEG or PNG picture"),
    "small": ({"photo": "small.jpg"}, "has 100 x 100 pixels; give at least 192 x 192"),
    "cut": ({"photo": "cut.jpg"}, "is damaged or cut off; give a whole JPEG or PNG picture"),
    "both": ({"photo": "logo.jpg", "remove_photo": True}, "photo: give either a picture or remove_photo=true"),
}


@pytest.fixture
def folder(tmp_path):
    """A folder with the pictures, in which the playbook runs."""
    for name, content in PICTURES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def tasks(connection, many, **more):
    """A task for each {name: options}, all of which run whatever happens."""
    return [{"name": name, MODULE: {**connection, **options}, "ignore_errors": True, **more} for name, options in many.items()]


def operations(instance, row):
    """What was asked of the instance during a task, but for the login."""
    entries = [entry for entry in instance.journal() if row.began <= entry["time"] <= row.ended]
    return [entry["operation"] for entry in entries if entry["kind"] != "session"]


def test_bad_input_is_refused_before_anything_is_sent(instance, folder):
    """One sentence with the instance, the option and what to do; not even a login is made."""
    run = run_playbook(folder, [play(tasks(instance.connection, {name: options for name, (options, says) in BAD.items()}))], {"one": {}})
    for name, (_options, says) in BAD.items():
        row = run.row(name)
        assert row.outcome == "failed", name
        assert says in row.result["msg"], row.result["msg"]
        assert row.result["msg"].startswith(instance.url + ": ")
        assert row.result["failure"]["title"] == "Option is not valid"
    assert instance.journal() == []


def test_only_what_was_asked_is_looked_at(instance, folder):
    """No photo is fetched for an about text, no text for a photo, and nothing at all to send a photo always."""
    many = {
        "text": {"about": "Hello"},
        "photo": {"photo": "wide.png"},
        "largest, always": {"photo": "largest.jpg", "update_photo": "always"},
        "another one, on create": {"photo": "logo.jpg"},
        "remove": {"remove_photo": True},
        "remove again": {"remove_photo": True},
        "no text": {"about": ""},
    }
    run = run_playbook(folder, [play(tasks(instance.connection, many))], {"one": {}})
    seen = {name: (run.result(name)["changed"], operations(instance, run.row(name))) for name in many}
    assert seen == {
        "text": (True, ["Get-Profile-About", ABOUT]),
        "photo": (True, ["Get-Profile-Photo", PHOTO]),
        "largest, always": (True, [PHOTO]),
        "another one, on create": (False, ["Get-Profile-Photo"]),
        "remove": (True, ["Get-Profile-Photo", "Delete-Profile-Photo"]),
        "remove again": (False, ["Get-Profile-Photo"]),
        "no text": (True, ["Get-Profile-About", ABOUT]),
    }
    crop = f"{instance.url}: photo: the picture has 800 x 600 pixels; the server crops it to a square"
    assert run.result("photo")["warnings"] == [crop]
    assert run.result("largest, always")["diff"]["before"] == {"photo": "(cannot be read back)"}
    assert not any("warnings" in run.result(name) for name in many if name != "photo")
    assert instance.state()["about"] == ""
    assert [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]] == []


def test_trouble_is_told(emulator, folder):
    """A number that is not registered, a user who is no administrator, a server without the call, a failure half-way."""
    ops = {"ops.team": {"password": "0ps-Pass!word", "role": "ROLE_USER"}}
    unregistered, plain, gateway, failing = (new_instance(emulator, PROVISIONED) for _time in range(4))
    unregistered.patch({"registration": {"registered": False}})
    plain.patch({"users": ops})
    path = "/v1/settings/profile/photo"
    emulator.control.fault(instance=gateway.address, path=path, fault="status", status=405, code=1014, times=-1)
    emulator.control.fault(instance=failing.address, method="POST", path=path, fault="status", status=500, code=1014)
    both = {"about": "Hello", "photo": "logo.jpg"}
    run = run_playbook(
        folder,
        [
            play(
                tasks(unregistered.connection, {"unregistered": both})
                + tasks({**plain.connection, "username": "ops.team", "password": "0ps-Pass!word"}, {"no administrator": both})
                + tasks(gateway.connection, {"not offered": {"photo": "logo.jpg"}})
                + tasks(failing.connection, {"half-way": both, "run again": both})
            )
        ],
        {"one": {}},
    )
    told = {row.task: (row.result.get("msg"), row.result.get("failure") or {}) for row in run.rows}
    assert "wait until the Coreapp is ready" in told["unregistered"][0] and told["unregistered"][1]["code"] == 1011
    assert "use the administrator's credentials" in told["no administrator"][0] and told["no administrator"][1]["status"] == 403
    assert "this server does not offer the call" in told["not offered"][0] and told["not offered"][1]["path"] == path
    assert "(1 of 2 changes were made before; run again to finish)" in told["half-way"][0] and run.result("half-way")["changed"]
    assert operations(failing, run.row("run again")) == ["Get-Profile-About", "Get-Profile-Photo", PHOTO]
    assert failing.state()["about"] == "Hello" and failing.state()["photo"]


def test_another_webapp_may_show_the_old_text_for_half_a_minute(tmp_path):
    """As the documentation of `about` says: a run right after may send it again, one after 30 seconds does not."""
    with Emulator(topology="ha", registration="open") as cluster:
        instance = new_instance(cluster, PROVISIONED)
        for expected in (True, True):
            run = run_playbook(tmp_path, [play(tasks(instance.connection, {"text": {"about": "Hello"}}))], {"one": {}})
            assert run.result("text")["changed"] is expected, run.output
        cluster.control.advance(31)
        run = run_playbook(tmp_path, [play(tasks(instance.connection, {"text": {"about": "Hello"}}))], {"one": {}})
        assert run.result("text")["changed"] is False
