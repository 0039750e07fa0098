# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An instance that is provisioned and has no number yet: what only a number has is left out, everything else is as ever."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.contract.cases.instance import DECLARED
from tests.contract.cases.registration import CERT
from tests.support.fixtures import NUMBER, PROVISIONED, new_instance

INSTANCE = "waops.whatsapp.whatsapp_instance"
OF_A_NUMBER = [section.name for section in SECTIONS if section.needs_number]
CONFIG = {
    **{name: value for name, value in DECLARED.items() if name not in OF_A_NUMBER},
    "shards": {"shards": 4, **NUMBER, "cert": CERT, "confirm": True},
    "two_step": {"pin": "846302", "update_pin": "always"},
    "business_profile": {"email": "shop@example.com"},
    "business_compliance": {"entity_name": "Shop Ltd"},
    "profile": {"about": "open"},
    "groups": [{"subject": "Drivers"}],
}


@pytest.fixture
def numberless(emulator):
    return new_instance(emulator, {**PROVISIONED, "registration": {"registered": False}, "settings": {"wa_id": ""}})


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_what_needs_a_number_waits_for_one_in_check_mode_as_in_the_real_run(numberless, on_error):
    options = {**numberless.connection, "config": CONFIG, "on_error": on_error}
    for check_mode in (True, False, True):
        result = execute(INSTANCE, options, check_mode)
        assert not result.get("failed"), result["msg"]
        assert [name for name, section in result["sections"].items() if section.get("no_number")] == OF_A_NUMBER
        assert result["not_done"] == OF_A_NUMBER
        assert set(result["diff"]["after"]) == set(result["done"]) == set(CONFIG) - set(OF_A_NUMBER)
        assert any("no number is registered yet, so shards can neither be compared nor set" in text for text in result["warnings"])
    assert result["changed"] is False or list(result["diff"]["after"]) == ["media_providers"]


def test_nothing_is_asked_twice_to_learn_it(numberless):
    execute(INSTANCE, {**numberless.connection, "config": {name: CONFIG[name] for name in OF_A_NUMBER}}, True)
    asked = [entry["operation"] for entry in numberless.journal()]
    assert asked.count("Get-Application-Settings") <= 2
    assert [entry["operation"] for entry in numberless.journal("write")] == []


def test_a_registered_instance_that_fails_still_fails(instance):
    """The coreapp of a registered number is not connected: nobody takes that for a missing number."""
    instance.patch({"registration": {"logged_off": True}})
    result = execute(INSTANCE, {**instance.connection, "config": {"profile": {"about": "open"}}}, True)
    assert result["failed"]
    assert result["failure"]["code"] == 1011
    assert "no_number" not in result["sections"]["profile"]


def test_an_instance_that_does_not_say_whether_it_has_a_number_still_fails(numberless):
    """Unknown is not absent: neither settings nor support nor health can be read."""
    for path in ("/v1/settings/application", "/v1/support", "/v1/health"):
        numberless.control.fault(instance=numberless.address, path=path, fault="status", status=500, times=-1)
    result = execute(INSTANCE, {**numberless.connection, "retries": 0, "config": {"profile": {"about": "open"}}}, True)
    numberless.control.clear_faults()
    assert result["failed"]
    assert result["failure"]["code"] == 1011


def test_a_read_says_that_there_is_no_number(numberless):
    """To wait for the Coreapp and run again would help nobody."""
    result = execute("waops.whatsapp.whatsapp_instance_info", numberless.connection, True)
    assert not result.get("failed"), result["msg"]
    assert result["unreadable"]
    assert all(name in OF_A_NUMBER and "no number is registered yet" in text for name, text in result["unreadable"].items())
