# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check version: whether the instance runs the version of the fleet, and whether its API is deprecated. Pure."""

from __future__ import annotations

from collections import Counter

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, ok, warning


def version(facts: Facts, limits: Limits, now: float) -> Result | None:
    """Source: `meta.version` and `meta.api_status` of any answer. facts["fleet_versions"]: every version of the fleet, with repeats."""
    own = facts.get("version")
    usual: Counter[str] = Counter(facts["fleet_versions"])
    details = {name: facts[name] for name in ("version", "api_status") if facts.get(name)}
    if facts.get("api_status") == "deprecated":
        return warning("the server says that its API is deprecated", "update the instance to a newer version of the client", **details)
    if not own:
        return None  # a gateway
    others, number = max(usual.items(), key=lambda item: (item[1], item[0]), default=(own, 0))
    if own == others or usual[own] == number:
        return ok(**details)
    text = "it runs %s, and %d of %d instances run %s" % (own, number, sum(usual.values()), others)
    return warning(text, "bring it to the version of the others", **details)
