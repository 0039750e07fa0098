# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check expiry: when the client build expires and the server starts to refuse it. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, by_days, unknown


def expiry(facts: Facts, limits: Limits, now: float) -> Result | None:
    """Source: `expire_timestamp` of GET /v1/support, of the node whose build ends first."""
    observed = facts["support"]
    days = (limits.expiry_warning_days, limits.expiry_critical_days)
    remedy = "update the instance to a newer version of the client"
    result = by_days("the client build", observed["expires"], now, days, remedy) if observed["expires"] else None
    if observed.get("silent") and (result is None or result["status"] == "ok"):  # the other nodes do not answer for these
        return unknown("the end of the client build is not known: %s" % "; ".join(observed["silent"]), "look at the logs of these nodes")
    return result  # None for a server that does not report it
