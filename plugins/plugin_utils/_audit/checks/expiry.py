# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check expiry: when the client build ends, after which the server refuses it. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, by_days, unknown


def expiry(facts: Facts, limits: Limits, now: float) -> Result | None:
    """Source: `expire_timestamp` of GET /v1/support, of the node whose build ends first."""
    seen = facts["support"]
    if seen.get("not_offered"):
        return None
    if seen.get("problem"):
        return unknown("the end of the client build could not be read: %s" % seen["problem"], "run the audit again")
    if not seen["expires"]:
        return None  # a server that does not tell it
    days = (limits.expiry_warning_days, limits.expiry_critical_days)
    return by_days("the client build", seen["expires"], now, days, "update the instance to a newer version of the client")
