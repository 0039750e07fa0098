# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The drift report as a document: what drift.json holds (docs/drift-report.md). Pure; knows no Ansible and no files."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.registry import NAMES, compare_fleet
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import STATUSES as CHECK_STATUSES
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import STATUSES

FORMAT = "waops.whatsapp.drift"
FORMAT_VERSION = "1.2"
MAJOR = "1."
SECTION_STATUSES = ("in_sync", "drifted", "failed", "not_offered", "not_reached", "no_number")
# As wanted, not as wanted, or not known.
HEALTH_STATUSES = ("healthy", "unhealthy", "unknown")
ORDER = [section.name for section in SECTIONS]


def now() -> str:
    """The moment, in UTC and ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def build_report(rows: Iterable[Mapping[str, Any]], generated_at: str, title: str) -> dict:
    """The report of rows as whatsapp_fleet_audit returns them. generated_at: UTC in ISO 8601; title: the heading."""
    return _document([_instance(row, generated_at) for row in rows], generated_at, title)


def merge_reports(documents: Iterable[Mapping[str, Any]], generated_at: str, title: str) -> tuple[dict, list[str]]:
    """(report, hosts that were in several of the documents). Of such a host, the latest audit is used."""
    latest: dict[str, Any] = {}
    twice = set()
    for instance in (instance for part in documents for instance in part["instances"]):
        known = latest.setdefault(instance["host"], instance)
        if known is not instance:
            twice.add(instance["host"])
            if instance["audited_at"] >= known["audited_at"]:
                latest[instance["host"]] = instance
    instances = [dict(instance) for instance in latest.values()]
    compare_fleet(instances)
    return _document(instances, generated_at, title), sorted(twice)


def report_problem(data: Any) -> str | None:
    """Why parsed JSON is not a report that can be merged, in a few words, or None."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return "it is not a drift report"
    version = str(data.get("format_version"))
    if not version.startswith(MAJOR):
        return "its format_version is %s, and only %sx can be merged" % (version, MAJOR)
    instances = data.get("instances")
    if not isinstance(instances, list) or not all(_is_instance(item) for item in instances):
        return "its instances are damaged"
    return None


def _is_instance(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and all(isinstance(item.get(key), str) for key in ("host", "url", "audited_at"))
        and item.get("status") in STATUSES
        and isinstance(item.get("restart_required", []), list)
        and isinstance(item.get("sections"), dict)
        and ("health" not in item or (isinstance(item["health"], dict) and item["health"].get("status") in HEALTH_STATUSES))
        and are_checks(item.get("checks", {}))
        and all(isinstance(part, dict) and part.get("status") in SECTION_STATUSES for part in item["sections"].values())
        and all(_are_differences(part.get("differences", [])) for part in item["sections"].values())
    )


def are_checks(checks: Any) -> bool:
    """Whether this is {name: {"status", "msg", "remedy", "details"}}."""
    return isinstance(checks, dict) and all(_is_check(part) for part in checks.values())


def _is_check(part: Any) -> bool:
    texts = (part.get(name, "") for name in ("msg", "remedy")) if isinstance(part, dict) else (None,)
    return (
        all(isinstance(text, str) for text in texts) and part.get("status") in CHECK_STATUSES and isinstance(part.get("details", {}), dict)
    )


def _are_differences(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) and isinstance(item.get("path"), list) for item in items)


def _document(instances: list[dict], generated_at: str, title: str) -> dict:
    declared = {name for instance in instances for name in instance["sections"]}
    names = [name for name in ORDER if name in declared] + sorted(declared - set(ORDER))
    checked = {name for instance in instances for name in instance.get("checks", ())}
    checks = [name for name in NAMES if name in checked] + sorted(checked - set(NAMES))
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": title,
        "generated_at": generated_at,
        "sections": names,
        **({"checks": checks} if checks else {}),
        "summary": _summary(instances, names, checks),
        "instances": instances,
    }


def _summary(instances: list[dict], names: list[str], checks: list[str]) -> dict:
    total = dict.fromkeys(STATUSES, 0)
    restart: dict[str, int] = {}
    sections = {name: dict.fromkeys(SECTION_STATUSES, 0) for name in names}
    differences = 0
    for instance in instances:
        total[instance["status"]] += 1
        for container in instance.get("restart_required", ()):
            restart[container] = restart.get(container, 0) + 1
        for name, section in instance["sections"].items():
            sections[name][section["status"]] += 1
            differences += len(section.get("differences", ()))
    summary = dict(total, total=len(instances), differences=differences, restart_required=restart, sections=sections)
    if checks:
        summary["checks"] = {name: _check_counts(instances, name) for name in checks}
    statuses = [instance["health"]["status"] for instance in instances if "health" in instance]
    return {**summary, "health": {status: statuses.count(status) for status in HEALTH_STATUSES}} if statuses else summary


def _check_counts(instances: list[dict], name: str) -> dict[str, int]:
    statuses = [instance["checks"][name]["status"] for instance in instances if name in instance.get("checks", ())]
    return {status: statuses.count(status) for status in CHECK_STATUSES}


def _instance(row: Mapping[str, Any], audited_at: str) -> dict:
    """One host of the report: for each section, the fields that differ instead of both whole sides."""
    sections = {name: _section(section) for name, section in (row.get("sections") or {}).items()}
    sections.update({name: {"status": "not_reached"} for name in row.get("not_done") or () if name not in sections})
    instance = {
        "host": row["host"],
        "url": mask_url(row.get("url") or ""),
        "status": row["status"],
        "audited_at": audited_at,
        "sections": sections,
    }
    instance.update({key: row[key] for key in ("msg", "warnings", "restart_required", "seconds", "checks") if row.get(key)})
    if row.get("failure"):
        instance["failure"] = _known(row["failure"])
    if row.get("health") and "health" not in row.get("checks", {}):
        instance["health"] = _health(row["health"])
    return instance


def _health(health: Mapping[str, Any]) -> dict:
    """The health of a row, with a status: healthy when it is as wanted, also for an unregistered instance without a declared number."""
    known = health["healthy"] is not None
    status = "unknown" if not known else "healthy" if health.get("as_wanted", health["healthy"]) else "unhealthy"
    keys = ("summary", "topology", "counts", "shards", "msg")
    return {"status": status, **{key: health[key] for key in keys if health.get(key) is not None}}


def _section(result: Mapping[str, Any]) -> dict:
    status = next((name for name in ("failed", "not_offered", "no_number") if result.get(name)), "in_sync")
    if status == "in_sync" and result.get("changed"):
        status = "drifted"
    section: dict[str, Any] = {"status": status}
    if status == "drifted":
        diff = result.get("diff") or {}
        section["differences"] = differences(diff.get("before"), diff.get("after"))
        if result.get("restart_required"):
            section["restart_required"] = result["restart_required"]
    if status == "failed":
        section["msg"] = result.get("msg", "")
        section["failure"] = _known(result.get("failure") or {})
    return section


def _known(failure: Mapping[str, Any]) -> dict:
    return {key: value for key, value in failure.items() if value is not None}


def differences(actual: Any, declared: Any, path: tuple[str, ...] = ()) -> list[dict]:
    """[{path, actual, declared}] of every leaf that differs. `actual` or `declared` is omitted when that side lacks the leaf."""
    if isinstance(actual, dict) and isinstance(declared, dict):
        result = []
        for key in [*declared, *(key for key in actual if key not in declared)]:
            one, two = (side.get(key, {} if isinstance(other.get(key), dict) else ABSENT) for side, other in _both(actual, declared))
            result += differences(one, two, (*path, str(key)))
        return result
    if actual == declared:
        return []
    sides = {"actual": actual, "declared": declared}
    return [{"path": list(path), **{name: _finite(value) for name, value in sides.items() if value is not ABSENT}}]


ABSENT = object()


def _finite(value: Any) -> Any:
    """A value that every JSON parser accepts: Python also reads and writes NaN and Infinity."""
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _both(one: dict, other: dict) -> tuple[tuple[dict, dict], tuple[dict, dict]]:
    return (one, other), (other, one)
