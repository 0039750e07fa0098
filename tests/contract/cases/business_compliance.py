# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

SET = {
    "entity_name": "Example Traders",
    "entity_type": "PARTNERSHIP",
    "is_registered": False,
    "customer_care_details": {"email": "care@example.com", "mobile_number": "+911234567890"},
}

CASES = (
    Case(
        "whatsapp_business_compliance",
        {**SET, "customer_care_details": {"email": "care@example.com", "mobile_number": "911234567890"}},
        label="fill",
        writes=("Update-Business-Compliance-Info",),
        expect=lambda result: result["compliance"]["customer_care_details"]["mobile_number"] == "911234567890",
    ),
    Case(
        "whatsapp_business_compliance",
        {"is_registered": True, "customer_care_details": {"email": "help@example.com"}},
        label="one member",
        state={"compliance": SET},
        writes=("Update-Business-Compliance-Info",),
        expect=lambda result: (
            result["compliance"]["customer_care_details"] == {"email": "help@example.com", "mobile_number": "+911234567890"}
        ),
    ),
    Case(
        "whatsapp_business_compliance",
        {},
        kind="info",
        label="read",
        state={"compliance": SET},
        expect=lambda result: result["compliance"] == SET,
    ),
)
EXAMPLES = (Example("whatsapp_business_compliance"),)
