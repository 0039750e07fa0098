# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two-step verification: what is refused, and what is told where nothing can be read."""

from __future__ import annotations

from tests.contract.cases.registration import PIN
from tests.support.refusals import assert_refused, run_tasks, sent

MODULE = "whatsapp_two_step"


def test_bad_input_is_refused(instance, tmp_path):
    """PINs that are not six digits, and options that do not go together."""
    cases = {
        "five": ({"pin": "84630"}, "pin: it is not six digits; give six digits, in quotes"),
        "seven": ({"pin": "8463021"}, "pin: it is not six digits"),
        "letters": ({"pin": "84630x"}, "pin: it is not six digits"),
        "other digits": ({"pin": "٨٤٦٣٠٢"}, "pin: it is not six digits"),
        "empty": ({"pin": ""}, "pin: it is not six digits"),
        "none": ({"pin": None}, "state is present but all of the following are missing: pin"),
        "absent": ({"state": "absent"}, "pin: it does not belong to state=absent"),
    }
    assert_refused(instance, tmp_path, MODULE, {"pin": PIN, "update_pin": "always"}, cases)


def test_an_existing_set_up_is_left_alone(instance, tmp_path):
    """on_create sends nothing, asks nothing, and says why."""
    instance.patch({"two_step_pin": "555777"})
    rows = run_tasks(instance, tmp_path, MODULE, {"told": {"pin": PIN, "newly_registered": False}, "not told": {"pin": PIN}})
    assert instance.journal() == []
    for row in rows.values():
        assert row.result["changed"] is False
        assert row.result["diff"]["before"] == row.result["diff"]["after"] == {"state": "(cannot be read back)"}
    assert "warnings" not in rows["told"].result
    assert "no PIN was sent: the server does not show whether one is set" in rows["not told"].result["warnings"][0]
    assert instance.state()["two_step_pin"] == "555777"


def test_every_sending_is_a_change(instance, tmp_path):
    """Told honestly: the same PIN twice is two changes, and so is turning it off twice."""
    always = {"pin": PIN, "update_pin": "always"}
    off = {"state": "absent"}
    rows = run_tasks(instance, tmp_path, MODULE, {"on": always, "on again": always})
    assert [row.result["changed"] for row in rows.values()] == [True, True]
    assert instance.state()["two_step_pin"] == PIN
    rows = run_tasks(instance, tmp_path, MODULE, {"off": off, "off again": off})
    assert [row.result["changed"] for row in rows.values()] == [True, True]
    assert instance.state()["two_step_pin"] is None
    assert (sent(instance, "Enable-Two-Step"), sent(instance, "Disable-Two-Step")) == (2, 2)


def test_an_unregistered_instance_takes_no_pin(instance, tmp_path):
    """Check mode says what the real run says, and nothing is sent that cannot work."""
    instance.patch({"registration": {"registered": False}})
    always = {"pin": PIN, "update_pin": "always"}
    for arguments in (["--check"], []):
        row = run_tasks(instance, tmp_path, MODULE, {"on": always}, *arguments)["on"]
        result = row.result
        assert row.outcome == "failed"
        assert "the instance is not registered, and the server takes two-step verification only for a registered number" in result["msg"]
    assert instance.journal("write") == []
    assert PIN not in str(result)
