# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check shards: whether there are enough Coreapps for the account's shards. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, ok, warning


def shards(facts: Facts, limits: Limits, now: float) -> Result:
    """facts["shards"]: {"shards"} of the account; the Coreapps are those of the health."""
    health = facts["health"]
    wanted, nodes = facts["shards"]["shards"], 1 if health["topology"] == "single" else health["counts"]["coreapps"]
    if nodes < wanted:
        text = "the account has %d shards, and the instance %d Coreapp%s" % (wanted, nodes, "" if nodes == 1 else "s")
        return warning(text, "start as many Coreapps as there are shards", shards=wanted, coreapps=nodes)
    return ok(shards=wanted, coreapps=nodes)
