# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""drift.prom: the report's numbers for node_exporter's textfile collector. Knows the text format, and no metric by name."""

from __future__ import annotations

from typing import Any

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.metrics import METRICS, Metric


def prometheus(report: dict[str, Any]) -> bytes:
    """The document (document.py) as text in Prometheus' exposition format. A metric without a sample is left out."""
    lines: list[str] = []
    for metric in METRICS:
        samples = ["%s%s %s" % (metric.name, _labels(metric, values), number) for values, number in metric.samples(report)]
        if samples:
            lines += ["# HELP %s %s" % (metric.name, metric.help), "# TYPE %s gauge" % metric.name, *samples]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _labels(metric: Metric, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for value in values)
    return "{%s}" % ",".join('%s="%s"' % item for item in zip(metric.labels, escaped))
