# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one list of checks: names, descriptions and defaults. To add a check: a file beside this one, a row here, a test."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
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
    """One check. description: for people. judge(facts, limits, now): the result, None when there is nothing to evaluate.

    reads: the facts that must be known before. doubt: the sentence for when one is not; remedy: what to do then.
    """

    name: str
    description: str
    judge: Callable[[Facts, Limits, float], Result | None]
    reads: tuple[str, ...]
    doubt: str
    remedy: str = "run the audit again"
    is_default: bool = True

    def result(self, facts: Facts, limits: Limits, now: float) -> Result | None:
        """The result; None where the server does not offer what the check is about."""
        read = [facts[name] for name in self.reads]
        if any(fact.get("not_offered") for fact in read):
            return None
        problem = next((fact["problem"] for fact in read if fact.get("problem")), None)
        return self.judge(facts, limits, now) if problem is None else unknown("%s: %s" % (self.doubt, problem), self.remedy)


CHECKS = (
    Check(
        "health", "Enough Coreapps are connected, no node reports errors, and no number is connected twice.", health,
        reads=("health",), doubt="the health could not be read",
        remedy="run the audit again; then look at the logs of the instance's containers",
    ),
    Check(
        "expiry", "The client build does not expire soon.", expiry,
        reads=("support",), doubt="the end of the client build could not be read",
    ),
    Check(
        "certificate", "The certificate that the Webapp serves is valid, is not the stock one, and will match its pins.", certificate,
        reads=("certificate",), doubt="the certificate could not be read",
    ),
    Check(
        "version", "The instance runs what the rest of the fleet runs, and its API is not deprecated.", version,
        reads=(), doubt="the version is not known",
    ),
    Check(
        "shards", "There are as many Coreapps as the account has shards.", shards,
        reads=("shards", "health"), doubt="shards and nodes could not be compared", is_default=False,
    ),
    Check(
        "webhook", "The receiver is trusted and answers 200 within three seconds. Sends it a POST.", webhook,
        reads=("webhook",), doubt="the webhook could not be checked", is_default=False,
    ),
    Check(
        "password", "The initial password is not accepted. Costs a failed login where it is not.", password,
        reads=("password",), doubt="whether the initial password is accepted is not known", remedy="run the audit again, later",
        is_default=False,
    ),
)  # fmt: skip
INITIAL_PASSWORD = 1024  # the server's code for a login with the initial password
NAMES = tuple(check.name for check in CHECKS)
MAX_NAMES = 10  # hosts in a sentence
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
    judged = {check.name: check.result({**facts, "fleet_versions": []}, limits, now) for check in CHECKS if check.name in names}
    return {name: result for name, result in judged.items() if result is not None}


def compare_fleet(items: list[dict]) -> None:
    """Repeats the checks that need the whole fleet: versions, and numbers that are connected twice.

    items: rows or instances of a report, with `host` and `checks`; also of a report that was merged from several.
    """
    versions = [item["checks"]["version"] for item in items if _detail(item, "version", "version")]
    fleet = [result["details"]["version"] for result in versions]
    twins: dict[str, dict[str, str]] = {}
    for item in sorted(items, key=lambda item: item["host"]):
        if _detail(item, "health", "number"):
            twins.setdefault(_detail(item, "health", "number"), {})[item["host"]] = _address(item)
    for item in items:
        if _detail(item, "version", "version"):
            facts = {**item["checks"]["version"]["details"], "fleet_versions": fleet}
            item["checks"] = {**item["checks"], "version": version(facts, Limits(), 0)}
        same = twins.get(_detail(item, "health", "number"), {})
        others = [*islice((host for host, address in same.items() if address != same[item["host"]]), MAX_NAMES + 1)]
        if others:
            names = ", ".join(others[:MAX_NAMES]) + (", and more" if others[MAX_NAMES:] else "")
            text = "its number is connected on another instance too: %s" % names
            remedy = "log one of them off: two instances with one number take each other's messages"
            details = item["checks"]["health"]["details"]
            item["checks"] = {**item["checks"], "health": critical(text, remedy, **details)}


def _address(item: dict) -> str:
    """What names the instance; two hosts of the inventory may stand for one."""
    try:
        return instance_key(item.get("url") or item["host"])
    except (WhatsAppError, ValueError):
        return item["host"]


def _detail(item: dict, check: str, name: str) -> str:
    """A text in the details of a result, "" when there is none; a merged report may hold anything."""
    detail = item.get("checks", {}).get(check, {}).get("details", {}).get(name)
    return detail if isinstance(detail, str) else ""
