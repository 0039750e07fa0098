# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

COUNTED = ("stats", "samples", "prometheus")


def names(found):
    """The names of all metrics in the flat list."""
    return {sample["name"] for sample in found["samples"]}


CASES = (
    Case(
        "whatsapp_stats_info", {}, kind="info", volatile=COUNTED, expect=lambda found: {"web_uptime", "callback_queue_size"} <= names(found)
    ),
    Case(
        "whatsapp_stats_info",
        {"gather_subset": ["db", "app_internal", "db_internal"]},
        kind="info",
        label="database",
        state={"topology": "multiconnect", "shards": 2},
        volatile=COUNTED,
        expect=lambda found: {sample["node"].partition(":")[0] for sample in found["samples"] if sample["subset"] == "db"} == {"wamaster1"},
    ),
    Case(
        "whatsapp_stats_info",
        {"gather_subset": ["metrics", "db"], "format": "prometheus"},
        kind="info",
        label="prometheus",
        volatile=COUNTED,
        expect=lambda found: "# TYPE web_uptime gauge" in found["prometheus"]["metrics"] and "db_messages{" in found["prometheus"]["db"],
    ),
)
EXAMPLES = (Example("whatsapp_stats_info"),)
