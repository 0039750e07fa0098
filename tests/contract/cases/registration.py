# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64

from tests.contract.cases import Case, Example
from tests.support.fixtures import NUMBER

CERT = base64.b64encode(b"\x0a\x10Example Traders of Berlin\x12\x08").decode()
CODE = "918273"
PIN = "846302"
FRESH = {"registered": False, "code": CODE}
PENDING = {**FRESH, "pending": {**NUMBER, "cert": CERT, "vname": "Example Traders"}, "pending_code": CODE}
OTHER = {"registered": True, "cc": "44", "phone_number": "7700900123"}

CASES = (
    Case(
        "whatsapp_registration",
        {**NUMBER, "cert": CERT, "pin": PIN},
        kind="action",
        label="request",
        state={"registration": FRESH, "two_step_pin": PIN},
        secrets=(CERT, PIN),
        writes=("Request-Code",),
        expect=lambda result: result["status"] == "code_sent" and result["vname"] == "Example Traders of Berlin",
    ),
    Case(
        "whatsapp_registration",
        {**NUMBER, "code": CODE[:3] + "-" + CODE[3:]},
        label="verify",
        state={"registration": PENDING},
        secrets=(CODE, CODE[:3] + "-" + CODE[3:]),
        writes=("Register-Account",),
        expect=lambda result: result["status"] == "registered",
    ),
    Case(
        "whatsapp_registration",
        {**NUMBER, "code": CODE},
        label="another number",
        state={"registration": {**PENDING, **OTHER}},
        secrets=(CODE,),
        writes=("Register-Account",),
        restart=("coreapp",),
        expect=lambda result: "447700900123" in result["warnings"][0],
    ),
    Case(
        "whatsapp_registration",
        {**NUMBER, "cert": CERT},
        kind="info",
        label="already",
        secrets=(CERT,),
        expect=lambda result: result["status"] == "registered" and not result.get("warnings"),
    ),
    Case(
        "whatsapp_registration",
        {**NUMBER, "cert": CERT},
        kind="info",
        label="logged off",
        state={"registration": {"logged_off": True}},
        secrets=(CERT,),
        expect=lambda result: "force=true" in result["warnings"][0],
    ),
    Case(
        "whatsapp_registration",
        {**NUMBER, "cert": CERT, "force": True},
        kind="action",
        label="force",
        state={"registration": {"logged_off": True, "code": CODE}},
        secrets=(CERT,),
        writes=("Request-Code",),
        expect=lambda result: result["status"] == "code_sent",
    ),
)
EXAMPLES = (
    Example(
        "whatsapp_registration",
        state={"registration": FRESH},
        vars={"verified_name_certificate": CERT, "registration_code": CODE},
    ),
)
