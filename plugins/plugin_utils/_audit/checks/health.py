# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check health: whether as many Coreapps are connected as there are shards, and no node reports errors. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import (
    Facts,
    Limits,
    Result,
    critical,
    ok,
    warning,
)

LOGS = "look at the logs of the instance's containers"


def health(facts: Facts, limits: Limits, now: float) -> Result:
    """Source: Meta's reference, health; the rule "connected Coreapps == shards" is that of Meta's diagnosing tool."""
    observed = facts["health"]
    number = {"number": facts["number"]} if facts.get("number") and observed.get("registered") is not False else {}
    if not observed["as_wanted"]:
        return critical("the instance is not healthy: %s" % observed["summary"], LOGS, **number)
    if observed.get("errors"):
        return warning("a node reports errors: %s" % "; ".join(observed["errors"]), LOGS, **number)
    return ok(summary=observed["summary"], **number)
