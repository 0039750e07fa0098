# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports with checks, as drift.json has them."""

from __future__ import annotations

from tests.support.reports import few, report

CHECKS = ("health", "certificate", "expiry", "version")
STATUSES = ("ok", "warning", "critical", "unknown")


def result(status, msg="It is as it should be.", remedy="", **details):
    """What a check says of one instance."""
    return {"status": status, "msg": msg, "remedy": remedy, **({"details": details} if details else {})}


def with_checks(rows, checks_of):
    """The document of rows with {check: result} for each host that checks_of names; the others were not checked."""
    found = report(rows)
    for instance in found["instances"]:
        if instance["host"] in checks_of:
            instance["checks"] = checks_of[instance["host"]]
    results = [(name, item["status"]) for checks in checks_of.values() for name, item in checks.items()]
    counts = {name: {status: results.count((name, status)) for status in STATUSES} for name in CHECKS}
    found["checks"] = list(CHECKS)
    found["summary"]["checks"] = counts
    return found


def few_with_checks():
    """Every status of a check, on instances of every status."""
    calm = {name: result("ok") for name in CHECKS}
    ends = result("critical", "The certificate expired 3 days ago. Clients refuse it.", "Upload a new one.", days=-3)
    soon = result("warning", "The client build ends in 40 days.", "Plan an upgrade.", days_left=40, build="2.53.1")
    mute = result("unknown", "GET /v1/support/info was refused with 403.", "Look at the rights of the user.")
    return with_checks(
        few(),
        {
            "wa-calm": {**calm, "certificate": ends},
            "wa-drift": {**calm, "expiry": soon},
            "wa-broken": {**calm, "version": mute},
            "wa-bare": {name: result("unknown", "It was not asked.") for name in CHECKS},
            "wa-down": {name: result("unknown", "It does not answer.") for name in CHECKS},
        },
    )
