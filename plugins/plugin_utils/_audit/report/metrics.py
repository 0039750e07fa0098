# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The metrics of drift.prom: name, help, labels, and how to compute each. Pure; knows no Ansible, no files and no text format.

tools/monitoring.py generates rules, dashboard and documentation from this list.
"""

from __future__ import annotations

import calendar
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import STATUSES as CHECK_STATUSES
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import STATUSES

PREFIX = "whatsapp_audit_"
# The numbers of check_status are positions in this tuple, those of instance_status positions in STATUSES.

Sample = tuple[tuple[str, ...], float]  # the values of the labels, in the metric's order, and the number
Document = dict[str, Any]  # a report as document.build_report() returns it, or one of its instances


@dataclass(frozen=True)
class Metric:
    """A gauge. samples: the samples of a whole report; none when the report lacks the data."""

    name: str
    help: str
    labels: tuple[str, ...]
    samples: Callable[[Document], Iterable[Sample]]


def _of_fleet(name: str, text: str, labels: tuple[str, ...], samples: Callable[[Document], Iterable[Sample]]) -> Metric:
    return Metric(PREFIX + name, text, labels, samples)


def _of_instance(name: str, text: str, samples: Callable[[Document], Iterable[Sample]], *labels: str) -> Metric:
    """A metric of each instance, with the label host before the others; samples: those of one instance, without its host."""

    def of_report(report: Document) -> Iterable[Sample]:
        return (((item["host"], *values), number) for item in report["instances"] for values, number in samples(item))

    return Metric(PREFIX + name, text, ("host", *labels), of_report)


def _seconds(moment: Any) -> list[int]:
    """The moment in seconds since 1970, in a list; empty when it is missing or, in a merged report, not UTC in ISO 8601."""
    try:
        return [calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))]
    except (TypeError, ValueError):
        return []


def _moment(text: str) -> Iterable[Sample]:
    return [((), seconds) for seconds in _seconds(text)]


def _checks(item: Document) -> Iterable[Sample]:
    return (((name,), CHECK_STATUSES.index(check["status"])) for name, check in item.get("checks", {}).items())


def _moments(detail: str) -> Callable[[Document], Iterable[Sample]]:
    """The samples of the checks whose details have a moment of this name."""

    def samples(item: Document) -> Iterable[Sample]:
        details = ((name, check.get("details", {})) for name, check in item.get("checks", {}).items())
        return (((name,), seconds) for name, values in details for seconds in _seconds(values.get(detail)))

    return samples


def _checks_of_fleet(report: Document) -> Iterable[Sample]:
    checks = (part for item in report["instances"] for part in item.get("checks", {}).items())
    counts = Counter((name, check["status"]) for name, check in checks)
    return (((name, status), counts[name, status]) for name in sorted({name for name, _status in counts}) for status in CHECK_STATUSES)


def _sections(report: Document) -> Iterable[Sample]:
    sections = report["summary"]["sections"].items()
    return (((name, status), number) for name, counts in sections for status, number in counts.items())


def _healthy(item: Document) -> Iterable[Sample]:
    status = item.get("health", {}).get("status")
    return [((), int(status == "healthy"))] if status in ("healthy", "unhealthy") else []


def _numbers(statuses: tuple[str, ...]) -> str:
    return ", ".join("%d %s" % numbered for numbered in enumerate(statuses)).replace("_", " ")


METRICS = (
    _of_fleet("generated_timestamp_seconds", "When the report was written.", (), lambda report: _moment(report["generated_at"])),
    _of_fleet(
        "instances",
        "Instances by status.",
        ("status",),
        lambda report: [((status,), report["summary"][status]) for status in STATUSES],
    ),
    _of_fleet(
        "differences",
        "Fields that differ from their declaration in the whole fleet.",
        (),
        lambda report: [((), report["summary"]["differences"])],
    ),
    _of_fleet("sections", "Instances by section and status of the section.", ("section", "status"), _sections),
    _of_fleet("checks", "Instances by check and status of the check.", ("check", "status"), _checks_of_fleet),
    _of_instance(
        "instance_status",
        "Status of the instance: %s." % _numbers(STATUSES),
        lambda item: [((), STATUSES.index(item["status"]))],
    ),
    _of_instance(
        "instance_audited_timestamp_seconds",
        "When the instance was audited last, reached or not.",
        lambda item: _moment(item["audited_at"]),
    ),
    _of_instance(
        "instance_compared",
        "Whether the instance could be compared with its declaration as a whole.",
        lambda item: [((), int(item["status"] in ("in_sync", "drifted")))],
    ),
    _of_instance(
        "instance_drifted_sections",
        "Sections of the instance that differ from their declaration.",
        lambda item: [((), sum(part["status"] == "drifted" for part in item["sections"].values()))],
    ),
    _of_instance("check_status", "Result of a check: %s." % _numbers(CHECK_STATUSES), _checks, "check"),
    _of_instance("check_expires_timestamp_seconds", "When the subject of the check expires.", _moments("expires_at"), "check"),
    _of_instance("check_critical_timestamp_seconds", "When the check becomes critical because of that.", _moments("critical_at"), "check"),
    _of_fleet(
        "health",
        "Instances by health.",
        ("status",),
        lambda report: [((status,), number) for status, number in report["summary"].get("health", {}).items()],
    ),
    _of_instance("instance_healthy", "Whether the health of the instance is as wanted; missing when it is not known.", _healthy),
)
