# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.contract.cases.registration import CODE, PENDING, PIN

NEW_PIN = "730519"
CASES = (
    Case(
        "whatsapp_two_step",
        {"pin": PIN, "update_pin": "always"},
        kind="action",
        label="always",
        secrets=(PIN,),
        writes=("Enable-Two-Step",),
    ),
    Case(
        "whatsapp_two_step",
        {"pin": PIN, "newly_registered": True},
        kind="action",
        label="new set-up",
        secrets=(PIN,),
        writes=("Enable-Two-Step",),
    ),
    Case(
        "whatsapp_two_step",
        {"pin": PIN, "newly_registered": False},
        kind="info",
        label="existing set-up",
        state={"two_step_pin": NEW_PIN},
        secrets=(PIN, NEW_PIN),
        expect=lambda result: not result.get("warnings"),
    ),
    Case(
        "whatsapp_two_step",
        {"pin": PIN},
        kind="info",
        label="not told",
        secrets=(PIN,),
        expect=lambda result: "no PIN was sent" in result["warnings"][0],
    ),
    Case(
        "whatsapp_two_step",
        {"state": "absent"},
        kind="action",
        label="absent",
        state={"two_step_pin": PIN},
        secrets=(PIN,),
        writes=("Disable-Two-Step",),
    ),
)
EXAMPLES = (
    Example(
        "whatsapp_two_step",
        state={"registration": PENDING},
        vars={"registration_code": CODE, "two_step_pin": PIN, "new_two_step_pin": NEW_PIN},
    ),
)
