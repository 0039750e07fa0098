# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.contract.cases.registration import CERT, PIN
from tests.support.fixtures import NUMBER

CASES = (
    Case(
        "whatsapp_shards",
        {**NUMBER, "shards": 4, "cert": CERT, "pin": PIN, "confirm": True},
        state={"two_step_pin": PIN},
        secrets=(CERT, PIN),
        writes=("Set-Shards",),
        expect=lambda result: result["diff"]["before"] == {"shards": 1} and "7 days ago" in " ".join(result["warnings"]),
    ),
    Case(
        "whatsapp_shards",
        {**NUMBER, "shards": 2, "confirm": True},
        label="before certificates",
        state={"version": "2.41"},
        writes=("Set-Shards",),
    ),
    Case("whatsapp_shards", {"shards": 8}, kind="info", label="as it is", state={"shards": 8}),
)
EXAMPLES = (Example("whatsapp_shards", vars={"verified_name_certificate": CERT}),)
