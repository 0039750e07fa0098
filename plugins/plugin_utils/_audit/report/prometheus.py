# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""drift.prom: the report's numbers for node_exporter's textfile collector."""

from __future__ import annotations

import calendar
import time

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import STATUSES

PREFIX = "whatsapp_audit_"


def prometheus(report):
    """The document as text in Prometheus' exposition format; bytes."""
    summary, instances = report["summary"], report["instances"]
    lines = []

    def metric(name, about, samples):
        lines.append("# HELP %s%s %s" % (PREFIX, name, about))
        lines.append("# TYPE %s%s gauge" % (PREFIX, name))
        lines.extend("%s%s%s %s" % (PREFIX, name, _labels(labels), value) for labels, value in samples)

    generated = calendar.timegm(time.strptime(report["generated_at"], "%Y-%m-%dT%H:%M:%SZ"))
    metric("generated_timestamp_seconds", "When the report was written.", [({}, generated)])
    metric("instances", "Instances by status.", [({"status": status}, summary[status]) for status in STATUSES])
    metric("differences", "Fields that differ from their declaration in the whole fleet.", [({}, summary["differences"])])
    metric(
        "sections",
        "Instances by section and status of the section.",
        [
            ({"section": name, "status": status}, number)
            for name, counts in summary["sections"].items()
            for status, number in counts.items()
        ],
    )
    metric(
        "instance_compared",
        "Whether the instance could be compared with its declaration as a whole.",
        [({"host": item["host"]}, int(item["status"] in ("in_sync", "drifted"))) for item in instances],
    )
    metric(
        "instance_drifted_sections",
        "Sections of the instance that differ from their declaration.",
        [({"host": item["host"]}, sum(part["status"] == "drifted" for part in item["sections"].values())) for item in instances],
    )
    if "health" in summary:
        metric("health", "Instances by health.", [({"status": status}, number) for status, number in summary["health"].items()])
        known = [item for item in instances if item.get("health", {}).get("status") in ("healthy", "unhealthy")]
        metric(
            "instance_healthy",
            "Whether the health of the instance is as wanted; missing where nobody knows.",
            [({"host": item["host"]}, int(item["health"]["status"] == "healthy")) for item in known],
        )
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _labels(labels):
    if not labels:
        return ""
    escaped = {name: value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for name, value in labels.items()}
    return "{%s}" % ",".join('%s="%s"' % item for item in escaped.items())
