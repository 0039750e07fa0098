# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.support.fixtures import API_KEY

CASES = (
    Case("whatsapp_health_info", {}, kind="info", expect=lambda found: found["healthy"] and found["topology"] == "single"),
    Case(
        "whatsapp_health_info",
        {},
        kind="info",
        label="high availability",
        state={"topology": "ha"},
        expect=lambda found: found["healthy"] and found["counts"]["coreapps_connected"] == 1 and found["shards"] == 1,
    ),
    Case(
        "whatsapp_health_info",
        {},
        kind="info",
        label="multiconnect",
        state={"topology": "multiconnect", "shards": 2},
        expect=lambda found: found["healthy"] and found["counts"]["coreapps_connected"] == 2 and found["shards"] == 2,
    ),
    Case(
        "whatsapp_health_info",
        {},
        kind="info",
        label="ill",
        state={"coreapp": "stopped"},
        expect=lambda found: found["healthy"] is False and found["nodes"][0]["errors"][0]["code"] == 1014,
    ),
    Case(
        "whatsapp_health_info",
        {"api_key": API_KEY},
        kind="info",
        label="key",
        connection={"password": None},
        secrets=(API_KEY,),
        expect=lambda found: found["healthy"],
    ),
    Case(
        "whatsapp_health_info",
        {"wait_for": "unregistered", "wait_timeout": 5},
        kind="info",
        label="wait",
        state={"registration": {"registered": False}},
        expect=lambda found: found["registered"] is False and found["summary"] == "unregistered",
    ),
)
EXAMPLES = (Example("whatsapp_health_info", state={"topology": "multiconnect", "shards": 2}, vars={"whatsapp_api_key": API_KEY}),)
