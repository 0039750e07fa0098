# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check password: whether the instance still accepts the initial password of every instance. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, critical, ok


def password(facts: Facts, limits: Limits, now: float) -> Result:
    """facts["password"]: {"accepted", "token_left"}. token_left: the login returned a token that the server did not revoke."""
    observed = facts["password"]
    if not observed["accepted"]:
        return ok()
    left = "; the token of the audit's login could not be revoked, and is valid for 7 days at most" if observed.get("token_left") else ""
    text = "the initial password of the administrator is still accepted" + left
    return critical(text, "set a password of your own with waops.whatsapp.provision")
