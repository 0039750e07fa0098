# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration: what is refused, how the present number is found, and that nothing is sent twice."""

from __future__ import annotations

import pytest

from tests.contract.cases.registration import CERT, CODE, FRESH, PENDING
from tests.support.fixtures import NUMBER
from tests.support.refusals import assert_refused, run_tasks, sent

MODULE = "whatsapp_registration"
REQUEST = {**NUMBER, "cert": CERT}
VERIFY = {**NUMBER, "code": CODE}
SETTINGS, SUPPORT, HEALTH = "/v1/settings/application", "/v1/support", "/v1/health"


def hide(instance, *paths):
    """Takes these away from the instance."""
    for path in paths:
        instance.control.fault(instance=instance.address, path=path, fault="status", status=404, code=1006, times=-1)


def operations(instance):
    return [entry["operation"] for entry in instance.journal() if entry["operation"] != "Login-User"]


def test_bad_input_is_refused(instance, tmp_path):
    """A code of letters, a PIN of five digits, numbers with a plus, and neither certificate nor code."""
    cases = {
        "letters": ({"code": "ninety"}, "code: it is not made of digits; give the code from the SMS or the call"),
        "empty code": ({"code": ""}, "code: it is not made of digits"),
        "pin": ({"pin": "84630"}, "pin: it is not six digits"),
        "country": ({"cc": "DE"}, "cc: 'DE' is not a country code"),
        "plus": (
            {"phone_number": "+4915123456789"},
            "phone_number: '+4915123456789' is not a phone number; give its digits alone, in quotes",
        ),
        "cert": ({"cert": "not base64!"}, "cert: it is not base64"),
        "neither": ({"cert": None}, "cert: give the certificate to request a code, or the code to finish the registration"),
        "method": ({"method": "fax"}, "value of method must be one of: sms, voice, got: fax"),
    }
    assert_refused(instance, tmp_path, MODULE, REQUEST, cases)


def test_the_sunset_is_explained(instance, tmp_path):
    """1005 with biz_link_on_prem_reg_blocked, in words, and asked once."""
    instance.patch({"registration": FRESH, "registration_open": False})
    result = run_tasks(instance, tmp_path, MODULE, {"request": REQUEST})["request"].result
    assert "Meta no longer registers numbers on the On-Premises API" in result["msg"]
    assert result["failure"]["code"] == 1005
    assert "biz_link_on_prem_reg_blocked" in result["failure"]["details"]
    assert operations(instance) == ["Get-Application-Settings", "Request-Code"]


def test_a_wrong_code_is_told(instance, tmp_path):
    """Tried once, not told in clear, and the right one still works."""
    instance.patch({"registration": PENDING})
    rows = run_tasks(instance, tmp_path, MODULE, {"wrong": {**VERIFY, "code": "111222"}, "right": VERIFY})
    assert rows["wrong"].result["failure"]["code"] == 1005
    assert "check the values that grant access" in rows["wrong"].result["msg"]
    assert "111222" not in str(rows["wrong"].result)
    assert rows["right"].result["status"] == "registered"
    assert sent(instance, "Register-Account") == 2
    assert instance.state()["registration"]["registered"] is True


@pytest.mark.parametrize("operation", ["Request-Code", "Register-Account"])
@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "status", "status": 503, "code": 1016},
        {"fault": "status", "status": 429, "retry_after": 1},
        {"fault": "status", "status": 403, "code": 1005},
        {"fault": "reset_before"},
        {"fault": "reset_after"},
    ],
    ids=lambda fault: str(fault.get("status", fault["fault"])),
)
def test_nothing_is_sent_twice(instance, tmp_path, operation, fault):
    """WhatsApp counts requests for codes, and a code."""
    instance.patch({"registration": PENDING})
    instance.control.fault(instance=instance.address, method="POST", path="/v1/account(/verify)?", times=-1, **fault)
    options = REQUEST if operation == "Request-Code" else VERIFY
    assert run_tasks(instance, tmp_path, MODULE, {"send": options})["send"].outcome == "failed"
    assert sent(instance, operation) == 1


def test_a_clear_answer_asks_no_further(instance, tmp_path):
    """An unregistered instance is asked for its settings alone; health may be asked ten times a minute only."""
    instance.patch({"registration": FRESH})
    rows = run_tasks(instance, tmp_path, MODULE, {"request": REQUEST}, "--check")
    assert rows["request"].result["status"] == "code_sent"
    assert operations(instance) == ["Get-Application-Settings"]


@pytest.mark.parametrize("topology", ["single", "ha", "multiconnect"])
def test_support_tells_the_number(instance, tmp_path, topology):
    """Where the settings do not, in all shapes of the answer; also that there is none."""
    instance.patch({"topology": topology})
    hide(instance, SETTINGS)
    result = run_tasks(instance, tmp_path, MODULE, {"ask": REQUEST})["ask"].result
    assert (result["changed"], result["status"]) == (False, "registered")
    assert "warnings" not in result
    instance.patch({"registration": FRESH})
    result = run_tasks(instance, tmp_path, MODULE, {"ask": REQUEST}, "--check")["ask"].result
    assert result["diff"]["before"] == {"number": "unregistered"}
    assert sent(instance, "Check-Health") == 0


@pytest.mark.parametrize("topology", ["single", "ha"])
def test_health_tells_the_rest(instance, tmp_path, topology):
    """Where neither settings nor support tell: health knows whether there is a number, and the server's 201 which."""
    instance.patch({"topology": topology})
    hide(instance, SETTINGS, SUPPORT)
    result = run_tasks(instance, tmp_path, MODULE, {"request": REQUEST})["request"].result
    assert (result["changed"], result["status"]) == (False, "registered")
    assert result["diff"]["before"] == result["diff"]["after"] == {"number": "(cannot be read back)"}
    assert operations(instance)[-1] == "Request-Code"
    instance.patch({"registration": FRESH})
    result = run_tasks(instance, tmp_path, MODULE, {"request": REQUEST})["request"].result
    assert (result["changed"], result["status"]) == (True, "code_sent")
    assert result["diff"]["before"] == {"number": "unregistered"}
