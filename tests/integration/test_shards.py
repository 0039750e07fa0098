# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shards: what is refused, what a change needs, and which answers are repeated."""

from __future__ import annotations

import pytest

from tests.contract.cases.registration import CERT, PIN
from tests.support.fixtures import NUMBER
from tests.support.refusals import assert_refused, run_tasks, sent

MODULE = "whatsapp_shards"
PATH = "/v1/account/shards"
CHANGE = {**NUMBER, "shards": 4, "cert": CERT, "confirm": True}


def test_bad_input_is_refused(instance, tmp_path):
    """A number of shards that there is not, a PIN that is none, a number with a plus, a certificate that is not base64."""
    cases = {
        "three": ({"shards": 3}, "shards: 3 is not allowed; choose one of 1, 2, 4, 8, 16, 32"),
        "five digits": ({"pin": "84630"}, "pin: it is not six digits; give six digits, in quotes"),
        "letters": ({"pin": "84630x"}, "pin: it is not six digits"),
        "plus": ({"cc": "+49"}, "cc: '+49' is not a country code; give its digits alone, such as 49"),
        "spaces": ({"phone_number": "151 23456789"}, "phone_number: '151 23456789' is not a phone number"),
        "not base64": ({"cert": "-----BEGIN"}, "cert: it is not base64; give the certificate as WhatsApp Manager shows it"),
        "half a number": ({"cc": None}, "parameters are required together: cc, phone_number"),
    }
    assert_refused(instance, tmp_path, MODULE, CHANGE, cases)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_change_needs_its_options(instance, tmp_path, check_mode):
    """Check mode shows the difference and warns; the real run refuses and has sent nothing but the question."""
    lacks = {
        "confirm": ({**CHANGE, "confirm": False}, "confirm: changing the shards disconnects a number that was registered more than 7 days"),
        "cert": ({**NUMBER, "shards": 4, "confirm": True}, "cert: it is needed to change the shards of this client (v2.45.1)"),
        "cc": ({"shards": 4, "cert": CERT, "confirm": True}, "cc: give cc and phone_number as they were registered"),
    }
    rows = run_tasks(
        instance, tmp_path, MODULE, {name: options for name, (options, _says) in lacks.items()}, *(["--check"] if check_mode else [])
    )
    for name, (_options, says) in lacks.items():
        result = rows[name].result
        if check_mode:
            assert result["changed"] is True
            assert f"{instance.url}: without {name} the change is refused" in result["warnings"]
        else:
            assert rows[name].outcome == "failed"
            assert result["msg"].startswith(f"{instance.url}: {says}")
            assert result["changed"] is False
    assert instance.journal(kind="write") == []


def test_the_documented_403_is_repeated(instance, tmp_path):
    """Busy twice, then done; each repetition is a warning."""
    instance.control.fault(instance=instance.address, method="POST", path=PATH, fault="status", status=403, code=1005, times=2)
    result = run_tasks(instance, tmp_path, MODULE, {"set": CHANGE})["set"].result
    assert result["changed"] is True
    assert sum("answered 403; repeated in" in sentence for sentence in result["warnings"]) == 2
    assert sent(instance, "Set-Shards") == 3
    assert instance.state()["shards"] == 4


def test_a_403_that_stays_is_told(instance, tmp_path):
    """As often as the retries allow, and no more."""
    instance.control.fault(instance=instance.address, method="POST", path=PATH, fault="status", status=403, code=1005, times=-1)
    result = run_tasks(instance, tmp_path, MODULE, {"set": {**CHANGE, "retries": 1}})["set"].result
    assert result["failure"]["status"] == 403
    assert sent(instance, "Set-Shards") == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "status", "status": 503, "code": 1016},
        {"fault": "status", "status": 429, "retry_after": 1},
        {"fault": "status", "status": 500, "code": 1017},
        {"fault": "reset_before"},
        {"fault": "reset_after"},
    ],
    ids=lambda fault: str(fault.get("status", fault["fault"])),
)
def test_nothing_else_is_repeated(instance, tmp_path, fault):
    """Whatever goes wrong but the documented 403: sent once."""
    instance.control.fault(instance=instance.address, method="POST", path=PATH, times=-1, **fault)
    assert run_tasks(instance, tmp_path, MODULE, {"set": CHANGE})["set"].outcome == "failed"
    assert sent(instance, "Set-Shards") == 1


def test_a_403_with_a_reason_is_not_repeated(instance, tmp_path):
    """A wrong PIN, a wrong certificate, a user who may not."""
    instance.patch({"two_step_pin": PIN, "users": {"ops": {"password": "0ps-Pass!word", "role": "ROLE_USER"}}})
    rows = run_tasks(instance, tmp_path, MODULE, {"pin": {**CHANGE, "pin": "111222"}})
    assert "incorrect_pin" in rows["pin"].result["msg"]
    assert sent(instance, "Set-Shards") == 1
    instance.patch({"registration": {"cert": "b3RoZXI="}})
    rows = run_tasks(instance, tmp_path, MODULE, {"cert": {**CHANGE, "pin": PIN}})
    assert "bad_cert" in rows["cert"].result["msg"]
    assert sent(instance, "Set-Shards") == 2
    rows = run_tasks(instance, tmp_path, MODULE, {"user": {**CHANGE, "username": "ops", "password": "0ps-Pass!word"}})
    assert "use the administrator's credentials" in rows["user"].result["msg"]
    assert sent(instance, "Set-Shards") == 2
