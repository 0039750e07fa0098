# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

OLD = {
    "address": "Old Street 1",
    "description": "Old",
    "email": "old@example.com",
    "vertical": "Other",
    "websites": ["https://old.example.com", ""],
}

CASES = (
    Case(
        "whatsapp_business_profile",
        {
            "address": "Hauptstr. 1, 10115 Berlin",
            "description": "Gärten, Beete und Töpfe",
            "email": "care@example.com",
            "vertical": "Shopping and Retail",
            "websites": ["https://www.example.com", "http://example.com/shop"],
        },
        label="fill",
        writes=("Update-Business-Profile",),
    ),
    Case(
        "whatsapp_business_profile",
        {"address": "Old Street 1", "email": "", "websites": ["https://old.example.com"]},
        label="one field",
        state={"business_profile": OLD},
        writes=("Update-Business-Profile",),
        expect=lambda result: result["diff"]["before"]["websites"] == ["https://old.example.com"],
    ),
    Case(
        "whatsapp_business_profile",
        {"websites": []},
        label="no websites",
        state={"business_profile": OLD},
        writes=("Update-Business-Profile",),
    ),
    Case(
        "whatsapp_business_profile",
        {"address": "Somewhere"},
        kind="info",
        label="not shown",
        state={"business_profile": {"address": None}},
        expect=lambda result: "does not show address" in result["warnings"][0],
    ),
    Case(
        "whatsapp_business_profile",
        {"address": "Somewhere", "write_unreadable": True},
        label="write unshown",
        state={"business_profile": {"address": None}},
        writes=("Update-Business-Profile",),
    ),
)
EXAMPLES = (Example("whatsapp_business_profile", state={"business_profile": OLD}),)
