# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one list of checks: names, descriptions and defaults. To add a check: a file beside this one, a row here, a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.certificate import certificate
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.expiry import expiry
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.health import health
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.password import password
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Facts, Limits, Result, critical, unknown
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.shards import shards
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.version import version
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.webhook import webhook


@dataclass(frozen=True)
class Check:
    """judge(facts, limits, now): the result, None when the server does not offer what the check needs. description: for people."""

    name: str
    description: str
    judge: Callable[[Facts, Limits, float], Result | None]
    is_default: bool = True


CHECKS = (
    Check("health", "Enough Coreapps are connected, no node reports errors, and no number is connected twice.", health),
    Check("expiry", "The client build does not expire soon.", expiry),
    Check("certificate", "The certificate that the Webapp serves is valid, is not the stock one, and will match its pins.", certificate),
    Check("version", "The instance runs what the rest of the fleet runs, and its API is not deprecated.", version),
    Check("shards", "There are as many Coreapps as the account has shards.", shards, is_default=False),
    Check("webhook", "The receiver is trusted and answers 200 within three seconds. Sends it a POST.", webhook, is_default=False),
    Check("password", "The stock password is not accepted. Costs a failed login where it is not.", password, is_default=False),
)
INITIAL_PASSWORD = 1024  # the server's code for a login with the stock password
NAMES = tuple(check.name for check in CHECKS)
DEFAULT = [check.name for check in CHECKS if check.is_default]


def add_checks(rows: list[dict], names: list[str], limits: Limits, now: float) -> None:
    """Replaces the `facts` of every row by its `checks`. now: seconds since 1970."""
    for row in rows:
        row["checks"] = _judge(row.pop("facts", None), row, names, limits, now)
    compare_fleet(rows)


def _judge(facts: Facts | None, row: dict, names: list[str], limits: Limits, now: float) -> dict[str, Result]:
    if facts is None:
        text = "the instance could not be asked: %s" % (row.get("msg") or row["status"])
        results = {name: unknown(text, "correct that first") for name in NAMES if name in names}
        if "password" in names and (row.get("failure") or {}).get("code") == INITIAL_PASSWORD:
            initial = password({"password": {"accepted": True}}, limits, now)
            results.update({"password": initial} if initial else {})
        return results
    judged = {check.name: check.judge({**facts, "fleet_versions": []}, limits, now) for check in CHECKS if check.name in names}
    return {name: result for name, result in judged.items() if result is not None}


def compare_fleet(items: list[dict]) -> None:
    """Repeats the checks that need the whole fleet: versions, and numbers that are connected twice.

    items: rows or instances of a report, with `host` and `checks`; also of a report that was merged from several.
    """
    versions = [item["checks"]["version"] for item in items if _detail(item, "version", "version")]
    fleet = [result["details"]["version"] for result in versions]
    hosts: dict[str, list[str]] = {}
    for item in items:
        if _detail(item, "health", "number"):
            hosts.setdefault(_detail(item, "health", "number"), []).append(item["host"])
    for item in items:
        if _detail(item, "version", "version"):
            facts = {**item["checks"]["version"]["details"], "fleet_versions": fleet}
            item["checks"] = {**item["checks"], "version": version(facts, Limits(), 0)}
        others = [host for host in hosts.get(_detail(item, "health", "number"), ()) if host != item["host"]]
        if others:
            text = "its number is connected on another instance too: %s" % ", ".join(sorted(others))
            remedy = "log one of them off: two instances with one number take each other's messages"
            details = item["checks"]["health"]["details"]
            item["checks"] = {**item["checks"], "health": critical(text, remedy, **details)}


def _detail(item: dict, check: str, name: str) -> str:
    """A text in the details of a result, "" when there is none; a merged report may hold anything."""
    detail = item.get("checks", {}).get(check, {}).get("details", {}).get(name)
    return detail if isinstance(detail, str) else ""
