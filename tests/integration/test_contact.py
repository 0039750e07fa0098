# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""whatsapp_contact_info and whatsapp_contact_identity through ansible-playbook."""

from __future__ import annotations

from tests.contract.cases import FQCN
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

KNOWN = "4915123456780"
HASH = "UKD6Y/5SqDU="


def task(name, module, instance, **options):
    return {"name": name, FQCN + module: {**instance.connection, **options}, "ignore_errors": True}


def test_contacts(emulator, tmp_path):
    old, older, idle, refusing, unasked, checked = (new_instance(emulator, PROVISIONED) for number in range(6))
    old.patch({"version": "2.41", "contacts": {"4915123456781": {"status": "failed"}}})
    older.patch({"version": "2.23"})
    idle.patch({"registration": {"registered": False}})
    emulator.control.fault(instance=refusing.address, path="/v1/contacts", fault="status", status=400, code=1009)
    two = ["+49 151 23456780", "+49 151 23456781"]

    def ask(name, instance, **options):
        return task(name, "whatsapp_contact_info", instance, **options)

    run = run_playbook(
        tmp_path,
        [
            play([
                ask("at once", old, contacts=two),
                ask("again", old, contacts=two),
                ask("forced", old, contacts=two[:1], force_check=True),
                ask("before force_check", older, contacts=two[:1], blocking="wait"),
                ask("unregistered", idle, contacts=two, retries=0),
                ask("refused", refusing, contacts=two),
                ask("check", checked, contacts=two) | {"check_mode": True},
                ask("none", unasked, contacts=[]),
                ask("no digit", unasked, contacts=["+49 151 23456780", "ops"]),
                ask("blocking", unasked, contacts=two, blocking="maybe"),
            ])
        ],
        {"one": {}},
    )  # fmt: skip

    def statuses(name):
        return [entry["status"] for entry in run.result(name)["contacts"]]

    assert statuses("at once") == ["processing", "processing"]
    assert run.result("again")["contacts"] == [
        {"input": two[0], "status": "valid", "wa_id": KNOWN},
        {"input": two[1], "status": "failed", "wa_id": None},
    ]
    assert statuses("forced") == ["processing"]
    assert statuses("before force_check") == ["valid"]
    assert run.result("unregistered")["failure"]["code"] == 1011
    assert "400/1009" in run.result("refused")["msg"]
    assert run.result("check")["changed"] is False
    assert statuses("check") == ["valid", "valid"]
    assert run.result("none")["msg"] == f"{unasked.url}: contacts: give at least one phone number"
    assert run.result("no digit")["msg"] == f"{unasked.url}: contacts: 'ops' has no digit; give a phone number"
    assert "value of blocking must be one of: no_wait, wait, got: maybe" in run.result("blocking")["msg"]
    assert unasked.journal() == []
    assert [entry["suspicious"] for instance in (old, older) for entry in instance.journal() if entry["suspicious"]] == []


def test_identity(emulator, tmp_path):
    one, old = new_instance(emulator, PROVISIONED), new_instance(emulator, PROVISIONED)
    one.patch({"contacts": {KNOWN: {"hash": HASH, "acknowledged": False}}})
    old.patch({"version": "2.23"})

    def identify(name, instance=one, **options):
        return task(name, "whatsapp_contact_identity", instance, **options)

    run = run_playbook(
        tmp_path,
        [
            play([
                identify("not an ID", wa_id="+" + KNOWN),
                identify("empty", wa_id=KNOWN, hash=" "),
                identify("other", wa_id=KNOWN, hash="b2xkIG9uZQ=="),
                identify("other in check mode", wa_id=KNOWN, hash="b2xkIG9uZQ==") | {"check_mode": True},
                identify("stranger", wa_id="4915100000000", hash=HASH),
                identify("before 2.31", old, wa_id=KNOWN, hash=HASH),
                identify("right", wa_id=KNOWN, hash=HASH) | {"diff": True},
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    said = {row.task: row.result.get("msg") for row in run.rows}
    assert said["not an ID"] == f"{one.url}: wa_id: '+{KNOWN}' is not a WhatsApp ID; give its digits, as whatsapp_contact_info returns them"
    assert said["empty"] == f"{one.url}: hash: it is empty; give the hash that was seen, or leave it out to read the present one"
    now = f"{one.url}: hash: the identity of {KNOWN} has the hash {HASH} now; verify it with the contact, then give this one"
    assert said["other"] == said["other in check mode"] == now
    assert said["stranger"] == f"{one.url}: the contact 4915100000000 is not known here; check it with whatsapp_contact_info first"
    assert run.result("stranger")["failure"]["status"] == 404
    assert "does not offer the call" in said["before 2.31"]
    right = run.result("right")
    assert right["changed"] is True
    assert right["diff"]["before"] == {"hash": HASH, "acknowledged": False}
    assert right["diff"]["after"] == {"hash": HASH, "acknowledged": True}
    assert [entry["operation"] for entry in one.journal(kind="write")] == ["Acknowledge-Contact-Identity"]
    assert one.state()["contacts"][KNOWN]["acknowledged"] is True
