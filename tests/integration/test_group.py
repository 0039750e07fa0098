# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""whatsapp_group and whatsapp_group_info: bad input, clients without groups, how groups are found, and trouble half-way."""

from __future__ import annotations

import os

import pytest

from tests.contract.cases.group import ANNA, BEN, BUSINESS, CARL, ID, OTHER_ID, THUMBNAIL, TWO, group
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.images import image
from tests.support.playbook import play, run_playbook

GROUP, INFO = "waops.whatsapp.whatsapp_group", "waops.whatsapp.whatsapp_group_info"
TWINS = {"groups": {ID: group("Drivers", ANNA), OTHER_ID: group("Drivers")}}
PICTURES = {
    "icon.jpg": image("JPEG", 640, 640),
    "wide.jpg": image("JPEG", 640, 400),
    "icon.png": image("PNG", 640, 640),
    "too large.jpg": image("JPEG", 640, 640, size=5_242_880),
}
REFUSED = {
    "icon of 5 MB": (
        GROUP,
        {"subject": "New", "icon": "too large.jpg"},
        "icon: too large.jpg has 5242880 bytes; the server takes less than",
    ),
    "icon in PNG": (GROUP, {"subject": "New", "icon": "icon.png"}, "icon: icon.png is a PNG; give a JPEG picture"),
    "icon and none": (
        GROUP,
        {"subject": "New", "icon": "icon.jpg", "remove_icon": True},
        "icon: give either a picture or remove_icon=true",
    ),
    "plus": (GROUP, {"subject": "New", "admins": ["+491511111111"]}, "admins: '+491511111111' is not a WhatsApp ID; give digits only"),
    "in and out": (GROUP, {"subject": "New", "admins": [ANNA], "remove_participants": [ANNA]}, f"{ANNA} cannot be an administrator and be"),
    "leave and keep": (GROUP, {"group_id": ID, "state": "absent", "admins": []}, "admins: it does not belong to state=absent"),
    "leave and revoke": (GROUP, {"group_id": ID, "state": "absent", "revoke_invite": True}, "revoke_invite: it does not belong to"),
    "no group": (GROUP, {"admins": [ANNA]}, "one of the following is required: group_id, subject"),
    "blank": (GROUP, {"subject": " "}, "subject: it is empty; give the name of the group"),
    "a path": (GROUP, {"group_id": "../users/admin"}, "group_id: '../users/admin' is not the identifier of a group"),
    "icon of which": (INFO, {"dest": "seen.jpg"}, "dest: choose one group with group_id or subject"),
    "icon nowhere": (INFO, {"group_id": ID, "dest": "no/seen.jpg"}, "dest: the directory"),
    "both": (INFO, {"group_id": ID, "subject": "Drivers"}, "parameters are mutually exclusive: group_id|subject"),
}
LOOKED = {
    "two of a name": (GROUP, {"subject": "Drivers"}, f"subject: 2 groups are named 'Drivers'; choose one with group_id ({ID}, {OTHER_ID})"),
    "two to leave": (GROUP, {"subject": "Drivers", "state": "absent"}, "subject: 2 groups are named 'Drivers'; choose one with group_id"),
    "two icons": (INFO, {"subject": "Drivers", "dest": "seen.jpg"}, "subject: 2 groups are named 'Drivers'; choose one with group_id"),
    "unknown": (GROUP, {"group_id": "4915-1", "subject": "New"}, "there is no group 4915-1; correct group_id, or give subject alone"),
    "itself": (
        GROUP,
        {"group_id": ID, "remove_participants": [BUSINESS]},
        f"{BUSINESS} is the business itself; leave the group with state=",
    ),
}


@pytest.fixture
def folder(tmp_path):
    """A folder with the pictures, in which the playbook runs."""
    for name, content in PICTURES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def tasks(instance, many):
    """A task for each {name: (module, options, ...)}, all of which run whatever happens."""
    return [{"name": name, of[0]: {**instance.connection, **of[1]}, "ignore_errors": True} for name, of in many.items()]


def operations(instance, row):
    """What was asked of the instance during a task, but for the login."""
    entries = [entry for entry in instance.journal() if row.began <= entry["time"] <= row.ended]
    return [entry["operation"] for entry in entries if entry["kind"] != "session"]


def test_bad_input_is_refused(instance, folder):
    """Before anything is sent where that is enough, and before anything is written where the groups must be looked at."""
    instance.patch(TWINS)
    run = run_playbook(folder, [play(tasks(instance, {**REFUSED, **LOOKED}))], {"one": {}})
    for name, (_module, _options, says) in {**REFUSED, **LOOKED}.items():
        row = run.row(name)
        assert row.outcome == "failed", name
        assert says in row.result["msg"], row.result["msg"]
        if name in REFUSED:
            assert [entry for entry in instance.journal() if row.began <= entry["time"] <= row.ended] == []
    assert instance.journal(kind="write") == []
    assert run.result("unknown")["failure"]["status"] == 404
    assert not (folder / "seen.jpg").exists()


def test_a_client_without_groups_gets_one_sentence(emulator, folder):
    """Whether it does not know the path or the method; the journal shows that it is asked once."""
    late, gateway = (new_instance(emulator, PROVISIONED) for _time in range(2))
    late.patch({"groups_enabled": False})
    emulator.control.fault(instance=gateway.address, path="/v1/groups.*", fault="status", status=405, code=1014, times=-1)
    many = {
        "make": (GROUP, {"subject": "New", "icon": "icon.jpg", "return_invite": True}),
        "change": (GROUP, {"group_id": ID, "admins": []}),
        "leave": (GROUP, {"group_id": ID, "state": "absent"}),
        "list": (INFO, {}),
        "look": (INFO, {"group_id": ID}),
    }
    run = run_playbook(
        folder, [play(tasks(late, many) + tasks(gateway, {name + " by 405": task for name, task in many.items()}))], {"one": {}}
    )
    for name, task in many.items():
        path = f"/v1/groups/{ID}" if "group_id" in task[1] else "/v1/groups"
        for instance, title, number in ((late, name, "404/1006"), (gateway, name + " by 405", "405/1014")):
            row = run.row(title)
            sentence = "this client has no groups: Meta removed them from the API in December 2020"
            assert row.result["msg"] == f"{instance.url}: {sentence} (GET {path} was refused with {number})"
            assert row.result["failure"]["status"] == int(number[:3])
            assert len([entry for entry in instance.journal(kind="read") if row.began <= entry["time"] <= row.ended]) == 1
    assert late.journal(kind="write") == gateway.journal(kind="write") == []


def test_how_groups_are_found(instance, folder):
    """By identifier with one call, by subject with one for each group; a group that vanishes in between is no trouble."""
    instance.patch(TWO)
    many = {
        "by identifier": (GROUP, {"group_id": ID, "subject": "Drivers"}),
        "by subject": (GROUP, {"subject": "Office", "admins": []}),
        "left already": (GROUP, {"group_id": "4915-1", "state": "absent"}),
        "never there": (GROUP, {"subject": "office", "state": "absent"}),
        "nobody": (INFO, {"group_id": "4915-1"}),
        "all": (INFO, {}),
        "made, so that no link is to revoke": (GROUP, {"subject": "New", "revoke_invite": True}),
    }
    instance.control.fault(instance=instance.address, path=f"/v1/groups/{ID}", fault="status", status=404, code=1012, after=3)
    run = run_playbook(folder, [play(tasks(instance, many))], {"one": {}})
    one, every = ["Get-Group-Info"], ["Get-All-Groups", "Get-Group-Info", "Get-Group-Info"]
    seen = {name: (run.result(name)["changed"], operations(instance, run.row(name))) for name in many}
    assert seen == {
        "by identifier": (False, one),
        "by subject": (False, every),
        "left already": (False, one),
        "never there": (False, every),
        "nobody": (False, one),
        "all": (False, every),
        "made, so that no link is to revoke": (True, [*every, "Create-Group"]),
    }
    assert run.result("left already")["group_id"] is None
    assert run.result("nobody")["groups"] == []
    assert [found["group_id"] for found in run.result("all")["groups"]] == [OTHER_ID]


def test_who_has_not_joined_is_not_promoted(instance, folder):
    """A warning and a return value, no change for ever; and the promotion once they joined."""
    instance.patch(TWO)
    wanted = {"group_id": ID, "admins": [ANNA, "491519999999"]}
    run = run_playbook(folder, [play(tasks(instance, {"before": (GROUP, wanted)}))], {"one": {}})
    result = run.result("before")
    assert (result["changed"], result["not_joined"], result["diff"]["after"]) == (False, ["491519999999"], {"admins": [ANNA]})
    assert "admins: 491519999999 did not join the group yet; hand out the invite link" in result["warnings"][0]
    instance.patch({"groups": {ID: {"participants": [BUSINESS, ANNA, "491519999999"]}}})
    run = run_playbook(folder, [play(tasks(instance, {"after": (GROUP, wanted)}))], {"one": {}})
    assert (run.result("after")["changed"], run.result("after")["not_joined"]) == (True, [])
    assert instance.state()["groups"][ID]["admins"] == [BUSINESS, ANNA, "491519999999"]


def test_trouble_half_way_and_as_no_administrator(emulator, folder):
    """The sentence says how far it came, the next run goes on from there."""
    failing, guest = (new_instance(emulator, {**PROVISIONED, **TWO}) for _time in range(2))
    guest.patch({"groups": {ID: {"admins": [ANNA]}}})
    wanted = {"group_id": ID, "subject": "Drivers north", "admins": [CARL], "remove_participants": [BEN], "icon": "wide.jpg"}
    path = f"/v1/groups/{ID}/admins"
    emulator.control.fault(instance=failing.address, method="DELETE", path=path, fault="status", status=500, code=1014)
    many = {"fails": (GROUP, wanted), "again": (GROUP, wanted)}
    run = run_playbook(
        folder, [play(tasks(failing, many) + tasks(guest, {"guest": (GROUP, {"group_id": ID, "subject": "X"})}))], {"one": {}}
    )
    assert "(3 of 5 changes were made before; run again to finish)" in run.result("fails")["msg"]
    assert (run.result("fails")["changed"], run.result("fails")["failure"]["path"]) == (True, path)
    expected = ["Get-Group-Info", "Get-Group-Icon-Binary", "Demote-Group-Admin", "Promote-To-Group-Admin"]
    assert operations(failing, run.row("again")) == expected
    kept = failing.state()["groups"][ID]
    assert (kept["subject"], kept["admins"], kept["participants"]) == ("Drivers north", [BUSINESS, CARL], [BUSINESS, ANNA, CARL])
    assert "act as an administrator of the group" in run.result("guest")["msg"]
    assert run.result("guest")["failure"]["code"] == 1019


def test_the_icon_is_downloaded_whole_or_not_at_all(instance, folder):
    """Mode 0600 for a new file, the old mode for a replaced one; a group without icon leaves the file alone."""
    instance.patch(TWO)
    (folder / "kept.jpg").write_bytes(b"mine")
    (folder / "shared.jpg").write_bytes(b"older")
    (folder / "shared.jpg").chmod(0o644)
    many = {
        "new": (INFO, {"group_id": OTHER_ID, "dest": "new.jpg"}),
        "replaced": (INFO, {"group_id": OTHER_ID, "dest": "shared.jpg"}),
        "none": (INFO, {"group_id": ID, "dest": "kept.jpg"}),
        "no group": (INFO, {"subject": "Nobody", "dest": "kept.jpg"}),
    }
    run = run_playbook(folder, [play(tasks(instance, many))], {"one": {}})
    assert {name: (run.result(name)["changed"], run.result(name)["file"]) for name in many} == {
        "new": (True, "new.jpg"),
        "replaced": (True, "shared.jpg"),
        "none": (False, None),
        "no group": (False, None),
    }
    held = {name: ((folder / name).read_bytes(), os.stat(folder / name).st_mode & 0o777) for name in ("new.jpg", "shared.jpg")}
    assert held == {"new.jpg": (THUMBNAIL, 0o600), "shared.jpg": (THUMBNAIL, 0o644)}
    assert (folder / "kept.jpg").read_bytes() == b"mine"
    assert instance.journal(kind="write") == []
