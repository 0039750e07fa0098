# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

CASES = (
    Case(
        "whatsapp_garbage_collection",
        {"service": "message"},
        kind="action",
        writes=("Collect-Message-Garbage",),
        expect=lambda result: result["status"] == "processing" and "nodes" not in result,
    ),
    Case(
        "whatsapp_garbage_collection",
        {"service": "media"},
        kind="action",
        label="multiconnect",
        state={"version": "2.57.2", "topology": "multiconnect"},
        writes=("Collect-Media-Garbage",),
        expect=lambda result: result["status"] == "processing" and set(result["nodes"].values()) == {"processing"},
    ),
)
EXAMPLES = (Example("whatsapp_garbage_collection"),)
