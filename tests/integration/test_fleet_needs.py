# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sweep says that each host needs: health, number, login, drift; nothing only where everything was seen to be right."""

from __future__ import annotations

import pytest

from tests.support.fixtures import NUMBER, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions

SWEEP = "waops.whatsapp.whatsapp_fleet_audit"
HOOK = "https://hooks.example.com/in"
DECLARED = {"whatsapp_instance_config": {"app_settings": {"webhooks": {"url": HOOK}}}}
OF_A_NUMBER = {"whatsapp_instance_config": {**DECLARED["whatsapp_instance_config"], "profile": {"about": "open"}}}
REGISTER = {"whatsapp_registration": NUMBER, "whatsapp_provision_register": True}
NO_NUMBER = {"registration": {"registered": False}, "settings": {"wa_id": ""}}
OFF = {"registration": {"logged_off": True}}
# What differs on the instance, the host's variables, and what the host needs.
HOSTS = {
    "calm": ({}, {**DECLARED, **REGISTER}, []),
    "drift": ({"settings": {"webhooks": {"url": "https://old.example.com"}}}, DECLARED, ["drift"]),
    "restart": ({}, {"whatsapp_instance_config": {"app_settings": {"callback_persist": False}}}, ["drift", "restart"]),
    "new": ({"users": {"admin": {"password": "secret"}}}, DECLARED, ["login"]),
    "gone": ({}, {**DECLARED, "whatsapp_url": "https://127.0.0.1:1", "whatsapp_retries": 0}, ["unreachable"]),
    "gone, nothing declared": ({}, {"whatsapp_instance_config": {}, "whatsapp_url": "https://127.0.0.1:1"}, ["unreachable"]),
    "gone, no health wanted": (
        {},
        {"whatsapp_instance_config": {}, "whatsapp_url": "https://127.0.0.1:1", "whatsapp_provision_health": "none"},
        ["unreachable"],
    ),
    "nothing declared": ({}, {"whatsapp_instance_config": {}}, []),
    "off": (OFF, DECLARED, ["health"]),
    "off and no matter": (OFF, {**DECLARED, "whatsapp_provision_wait_for": "none"}, []),
    "numberless": (NO_NUMBER, OF_A_NUMBER, []),
    "to register": (NO_NUMBER, {**OF_A_NUMBER, **REGISTER}, ["registration", "health"]),
    "other number": ({}, {**DECLARED, **REGISTER, "whatsapp_registration": {"cc": "49", "phone_number": "15999999"}}, ["registration"]),
    "not asked to": ({}, {**DECLARED, **REGISTER, "whatsapp_provision_register": "no"}, []),
    "unquoted": ({}, {**DECLARED, **REGISTER, "whatsapp_registration": {"cc": 49, "phone_number": "15999999"}}, ["failed"]),
    "no health": ({}, DECLARED, []),
    "ill health": ({}, DECLARED, ["health"]),
    "unread health": ({}, DECLARED, ["health"]),
    "undefined": ({}, {"whatsapp_instance_config": "{{ nobody_knows_it }}"}, ["failed"]),
    "by ssh": ({}, {**DECLARED, "ansible_connection": "ssh"}, ["not_swept"]),
    "by root": ({}, {**DECLARED, "ansible_become": "{{ true }}"}, ["not_swept"]),
    "shipped": ({}, {**DECLARED, "whatsapp_in_process": False}, ["not_swept"]),
}


@pytest.fixture(scope="module")
def swept(emulator, tmp_path_factory):
    """({name: row}, {name: Instance}) of a sweep that looks at everything."""
    instances = {}
    for name, (state, _variables, _needs) in HOSTS.items():
        instances[name] = new_instance(emulator, PROVISIONED)
        instances[name].patch({"settings": {"webhooks": {"url": HOOK}, "callback_persist": True}})
        instances[name].patch(state)
    for name, status in (("no health", 404), ("ill health", 500), ("unread health", 403)):
        emulator.control.fault(instance=instances[name].address, path="/v1/health", fault="status", status=status, times=-1)
    hosts = {name: {**instances[name].variables, **variables} for name, (_state, variables, _needs) in HOSTS.items()}
    sweep = {"name": "Sweep", SWEEP: {"health": True, "registration": True}, "run_once": True}
    run = run_playbook(tmp_path_factory.mktemp("needs"), [play([sweep])], hosts)
    emulator.control.clear_faults()
    assert run.rc == 0, run.output
    return {row["host"]: row for row in run.result("Sweep")["instances"]}, instances


def test_every_host_says_what_it_needs(swept):
    assert {name: row["needs"] for name, row in swept[0].items()} == {name: needs for name, (_state, _variables, needs) in HOSTS.items()}


def test_nothing_is_needed_only_where_it_is_in_sync(swept):
    """The converse of the status, for whoever skips hosts by it."""
    for row in swept[0].values():
        assert row["status"] == "in_sync" or row["needs"], row


def test_health_and_number_stand_in_the_row(swept):
    rows = swept[0]
    assert rows["calm"]["health"]["healthy"] is True
    assert rows["calm"]["health"]["counts"]["coreapps_connected"] == 1
    number = NUMBER["cc"] + NUMBER["phone_number"]
    assert rows["calm"]["number"] == {"declared": number, "registered": number}
    assert rows["off"]["health"] | {"counts": None} == {
        "healthy": False, "as_wanted": False, "summary": "disconnected", "topology": "single", "counts": None, "registered": True,
        "shards": None,
    }  # fmt: skip
    assert rows["to register"]["number"] == {"declared": number, "registered": ""}
    assert rows["no health"]["health"] == {
        "healthy": None, "as_wanted": True, "not_offered": True, "summary": "the server does not offer it",
    }  # fmt: skip
    assert rows["ill health"]["health"]["summary"].startswith("cannot be asked")
    assert rows["unread health"]["health"]["healthy"] is None
    assert "GET /v1/health was refused with 403" in rows["unread health"]["health"]["msg"]
    assert "health" not in rows["off and no matter"]
    assert "number" not in rows["not asked to"]


def test_an_instance_without_a_number_is_as_declared_so_far(swept):
    row = swept[0]["numberless"]
    assert row["status"] == "in_sync"
    assert row["sections"]["profile"] == {"changed": False, "no_number": True}
    assert "no number is registered yet, so profile can neither be compared nor set" in row["warnings"][0]


def test_what_is_not_swept_says_why_and_is_not_asked(swept):
    rows, instances = swept
    assert "not audited, since its connection is ssh and a sweep runs on the controller" in rows["by ssh"]["msg"]
    assert rows["by root"]["not_swept"] == "its tasks run as another user (become)"
    assert rows["shipped"]["not_swept"] == "whatsapp_in_process is false"
    for name in ("by ssh", "by root", "shipped", "unquoted", "undefined"):
        assert rows[name]["status"] == "failed"
        assert instances[name].journal() == []


def test_it_costs_a_login_and_one_get_for_each_thing(swept):
    assert [entry["operation"] for entry in swept[1]["calm"].journal()] == [
        "Login-User", "Get-Application-Settings", "Check-Health",
    ]  # fmt: skip
