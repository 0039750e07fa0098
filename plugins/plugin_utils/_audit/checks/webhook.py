# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check webhook: whether the receiver of the webhook answers in time and is trusted. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import (
    Facts,
    Limits,
    Result,
    critical,
    ok,
    warning,
)


def webhook(facts: Facts, limits: Limits, now: float) -> Result:
    """facts["webhook"]: {"host", "fault", "remedy"} of receivers.py. host: "" when no webhook is set.

    Source: what Meta's reference requires of a receiver (https, a certificate that the instance trusts, an answer of 200), and the three
    seconds of Meta's diagnosing tool.
    """
    observed = facts["webhook"]
    if not observed["host"]:
        return warning("no webhook is set, so that incoming messages go nowhere", "declare app_settings.webhooks.url")
    if observed["fault"]:
        return critical("the webhook at %s %s" % (observed["host"], observed["fault"]), observed["remedy"], host=observed["host"])
    return ok(host=observed["host"])
