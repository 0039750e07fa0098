# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check password: whether the instance still accepts the initial password of every instance. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, critical, ok, unknown


def password(facts: Facts, limits: Limits, now: float) -> Result | None:
    """facts["password"]: {"accepted": bool}, {"problem"} when the one login that was tried got no clear answer, or {"not_offered"}."""
    observed = facts["password"]
    if observed.get("not_offered"):
        return None  # a gateway without logins
    if observed.get("problem"):
        return unknown("whether the stock password is accepted is not known: %s" % observed["problem"], "run the audit again, later")
    if observed["accepted"]:
        return critical(
            "the stock password of the administrator is still accepted", "set a password of your own with waops.whatsapp.provision"
        )
    return ok()
