# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

KNOWN = "4915123456780"
HASH = "UKD6Y/5SqDU="
CHANGED = {"contacts": {KNOWN: {"hash": HASH, "acknowledged": False}}}

CASES = (
    Case(
        "whatsapp_contact_info",
        {"contacts": ["+49 151 23456780", "+1 (631) 555-1006"], "blocking": "wait", "force_check": True},
        kind="info",
        expect=lambda found: [entry["wa_id"] for entry in found["contacts"]] == [KNOWN, "16315551006"],
    ),
    Case(
        "whatsapp_contact_info",
        {"contacts": ["+49 151 23456780", "+49 151 23456781"], "blocking": "wait"},
        kind="info",
        label="invalid",
        state={"version": "2.41", "contacts": {"4915123456781": {"status": "invalid"}}},
        expect=lambda found: [(entry["status"], entry["wa_id"]) for entry in found["contacts"]] == [("valid", KNOWN), ("invalid", None)],
    ),
    Case(
        "whatsapp_contact_identity",
        {"wa_id": KNOWN, "hash": HASH},
        label="acknowledge",
        state=CHANGED,
        writes=("Acknowledge-Contact-Identity",),
        expect=lambda result: result["identity"]["acknowledged"] is True,
    ),
    Case(
        "whatsapp_contact_identity",
        {"wa_id": KNOWN},
        kind="info",
        label="read",
        state=CHANGED,
        expect=lambda result: result["identity"] == {"hash": HASH, "acknowledged": False, "created_timestamp": 1600132094000},
    ),
)
EXAMPLES = (Example("whatsapp_contact_info"), Example("whatsapp_contact_identity", state=CHANGED))
