# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.support.fixtures import NUMBER

CASES = (
    Case(
        "whatsapp_support_info",
        {},
        kind="info",
        state={"expire_timestamp": 1900000000},
        expect=lambda found: found["phone_number"] == NUMBER["cc"] + NUMBER["phone_number"] and found["expires"] == "2030-03-17T17:46:40Z",
    ),
    Case(
        "whatsapp_support_info",
        {},
        kind="info",
        label="several nodes",
        state={"topology": "multiconnect", "shards": 2, "nodes": {"wacore9:f00": {"errors": True}}},
        expect=lambda found: [node["name"] for node in found["nodes"] if node["errors"]] == ["wacore9:f00"],
    ),
)
EXAMPLES = (Example("whatsapp_support_info"),)
