# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panels of the dashboard, in rows."""

from __future__ import annotations

from dataclasses import dataclass

INSTANCE_VALUES = ("in sync", "drifted", "failed", "unreachable")
CHECK_VALUES = ("ok", "warning", "critical", "unknown")


@dataclass(frozen=True)
class Panel:
    """A panel. kind: of Grafana. width: of 24. values: the texts of the numbers 0, 1, ...; column: the heading of the number in a table."""

    title: str
    expression: str
    kind: str = "timeseries"
    unit: str = "short"
    legend: str = "{{instance}}"
    width: int = 8
    values: tuple[str, ...] = ()
    column: str = "value"


HOST, INSTANCE = 'host=~"$host"', 'instance=~"$instance"'
MILLISECONDS = "rate(api_requests_duration_ms_{}{{%s}}[$__rate_interval])" % INSTANCE
STATUS, CHECK = "whatsapp_audit_instance_status{%s}" % HOST, "whatsapp_audit_check_status{%s}" % HOST
AGES = "sort_desc(time() - whatsapp_audit_instance_audited_timestamp_seconds{%s})" % HOST
EXPIRES = "sort(whatsapp_audit_check_expires_timestamp_seconds{%s} - time())" % HOST
ROWS = (
    (
        "Fleet",
        (
            Panel("Age of the audit", "time() - whatsapp_audit_generated_timestamp_seconds", "stat", "s", "age", 4),
            Panel("Differences", "whatsapp_audit_differences", "stat", legend="differences", width=4),
            Panel("Instances by status", "whatsapp_audit_instances", legend="{{status}}"),
            Panel("Instances by health", "whatsapp_audit_health", legend="{{status}}"),
            Panel("Checks that are not ok", 'whatsapp_audit_checks{status!="ok"}', legend="{{check}} {{status}}"),
            Panel("Sections not in sync", 'whatsapp_audit_sections{status!="in_sync"} > 0', legend="{{section}} {{status}}", width=16),
        ),
    ),
    (
        "Hosts",
        (
            Panel("Not in sync", f"{STATUS} > 0", "table", values=INSTANCE_VALUES, column="status"),
            Panel("Checks that are not ok", f"{CHECK} > 0", "table", values=CHECK_VALUES, column="result"),
            Panel("Time left", EXPIRES, "table", "s", column="time"),
            Panel("Drifted sections", "whatsapp_audit_instance_drifted_sections{%s} > 0" % HOST, "table", column="sections"),
            Panel("Not compared", "whatsapp_audit_instance_compared{%s} == 0" % HOST, "table", values=("not compared",), column="compared"),
            Panel("Not healthy", "whatsapp_audit_instance_healthy{%s} == 0" % HOST, "table", values=("not healthy",), column="health"),
            Panel(
                "Audited before", AGES, "table", "s", column="age"
            ),
        ),
    ),
    (
        "Instances",
        (
            Panel("Answers Prometheus", 'up{job=~"whatsapp_.+", %s}' % INSTANCE, legend="{{instance}} {{job}}"),
            Panel("Samples of a scrape", 'scrape_samples_scraped{job=~"whatsapp_.+", %s}' % INSTANCE, legend="{{instance}} {{job}}"),
            Panel("Uptime of the Webapp", "web_uptime{%s}" % INSTANCE, unit="s"),
            Panel("Requests a second", "rate(web_handled_requests{%s}[$__rate_interval])" % INSTANCE, unit="reqps"),
            Panel("Requests by state", "web_requests{%s}" % INSTANCE, legend="{{instance}} {{state}}"),
            Panel(
                "Mean duration of a request", f"{MILLISECONDS.format('sum')} / {MILLISECONDS.format('count')}",
                unit="ms", legend="{{instance}} {{method}} {{result}}",
            ),
            Panel("Open connections", "web_connections{%s}" % INSTANCE),
            Panel("Connections that wait", "web_pending_connections{%s}" % INSTANCE),
            Panel("Most connections that waited", "web_max_pending_connections{%s}" % INSTANCE),
            Panel("Length of the connection queue", "web_queue_len{%s}" % INSTANCE),
            Panel("Idle processes", "web_idle_processes{%s}" % INSTANCE),
            Panel("Processes", "web_total_processes{%s}" % INSTANCE),
            Panel("Process limit reached", "increase(web_process_limit_hit{%s}[$__rate_interval])" % INSTANCE),
            Panel("Sent", "rate(web_out_kbytes{%s}[$__rate_interval])" % INSTANCE, unit="KBs"),
        ),
    ),
    (
        "Messages and callbacks",
        (
            Panel(
                "Callbacks by result", "sum by (instance, type, result) (rate(callback_requests{%s}[$__rate_interval]))" % INSTANCE,
                legend="{{instance}} {{type}} {{result}}",
            ),
            Panel("Callbacks in the queue", "callback_queue_size{%s}" % INSTANCE),
            Panel("Callbacks in the database", "db_pending_callbacks{%s}" % INSTANCE),
            Panel("Messages to send", "db_pending_messages{%s}" % INSTANCE),
            Panel("Messages in the database", "db_messages{%s}" % INSTANCE, legend="{{instance}} {{type}}"),
            Panel("Receipts in the database", "db_message_receipts{%s}" % INSTANCE),
            Panel("Contacts in the database", "db_contacts{%s}" % INSTANCE),
            Panel("Requests of end points", "sum by (instance) (rate(endpoint_requests{%s}[$__rate_interval]))" % INSTANCE),
        ),
    ),
)  # fmt: skip
