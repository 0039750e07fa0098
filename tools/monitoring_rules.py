# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The alerts: on the audit's textfile, and on what the instances themselves serve. tests/monitoring/test_rules.py has cases for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """An alert. lasts: for how long the expression must hold. summary, remedy: what is wrong and what to do, with `{{ $labels.NAME }}`."""

    name: str
    expression: str
    lasts: str
    severity: str
    summary: str
    remedy: str


HOST = "{{ $labels.host }}"
CHECK = "{{ $labels.check }}"
INSTANCE = "{{ $labels.instance }}"
READ = "Read drift.html."

AUDIT = (
    Rule(
        "WhatsappDrift", "whatsapp_audit_instance_drifted_sections > 0", "1d", "warning",
        f"{HOST} has differed from its declaration for a day.", f"{READ} Apply the declaration, or change it.",
    ),
    Rule(
        "WhatsappUnreachable", "whatsapp_audit_instance_status == 3", "0m", "critical",
        f"The audit could not reach {HOST}.", "Look at the Webapp and at the network between it and the controller.",
    ),
    Rule(
        "WhatsappAuditFailed", "whatsapp_audit_instance_status == 2", "0m", "warning",
        f"The audit could not compare all of {HOST} with its declaration.", f"{READ} It has the reason.",
    ),
    Rule(
        "WhatsappCheckCritical", "whatsapp_audit_check_status == 2", "0m", "critical",
        f"The check {CHECK} of {HOST} is critical.", f"{READ} It has the remedy.",
    ),
    Rule(
        "WhatsappCheckWarning", "whatsapp_audit_check_status == 1", "1d", "warning",
        f"The check {CHECK} of {HOST} has warned for a day.", f"{READ} It has the remedy.",
    ),
    Rule(
        "WhatsappCheckUnknown", "whatsapp_audit_check_status == 3", "1d", "warning",
        f"The check {CHECK} of {HOST} has had no result for a day.", f"{READ} It says why.",
    ),
    Rule(
        "WhatsappExpiresSoon", "whatsapp_audit_check_critical_timestamp_seconds < time()", "0m", "critical",
        f"The check {CHECK} of {HOST} has become critical: its subject expires soon.", f"{READ} It has the remedy.",
    ),
    Rule(
        "WhatsappAuditStale", "abs(time() - whatsapp_audit_generated_timestamp_seconds) > 2 * 86400", "0m", "critical",
        "The last audit is more than two days old, or dated as far in the future.",
        "Look at what runs the audit, and at its clock; until it runs, nothing here is current.",
    ),
    Rule(
        "WhatsappAuditMissing", "absent(whatsapp_audit_generated_timestamp_seconds)", "15m", "critical",
        "Prometheus does not get drift.prom.", "Look at node_exporter, its textfile directory, and whether it may read the file.",
    ),
)  # fmt: skip
INSTANCES = (
    Rule(
        "WhatsappWebappDown", 'up{job="whatsapp_web"} == 0', "5m", "critical",
        f"The metrics of {INSTANCE} cannot be read.", "Look at the Webapp, its certificate, and WA_API_KEY.",
    ),
    Rule(
        "WhatsappStatsDown", 'up{job=~"whatsapp_(app|db)"} == 0', "10m", "warning",
        f"The statistics of {INSTANCE} cannot be read.", "Look at the Coreapp, the database, and WA_API_KEY.",
    ),
    Rule(
        "WhatsappMetricsEmpty", 'up{job=~"whatsapp_.+"} == 1 and scrape_samples_scraped{job=~"whatsapp_.+"} == 0', "10m", "warning",
        f"{INSTANCE} answers without numbers, as it does after an internal error.", "Look at the logs of the Webapp and the Coreapp.",
    ),
    Rule(
        "WhatsappWebappRestarts", "resets(web_uptime[1h]) >= 3", "0m", "warning",
        f"The Webapp of {INSTANCE} started three times and more within an hour.", "Look at the logs of its container.",
    ),
    Rule(
        "WhatsappProcessLimit", "increase(web_process_limit_hit[15m]) > 0", "0m", "warning",
        f"The Webapp of {INSTANCE} has no process left for a request.", "Send fewer requests at a time, or add a Webapp.",
    ),
    Rule(
        "WhatsappWebhookFailing", 'sum by (instance) (increase(callback_requests{result!="success"}[15m])) > 0', "15m", "critical",
        f"The webhook of {INSTANCE} does not take callbacks.", "Look at the receiver, its certificate, and the uploaded webhook CA.",
    ),
    Rule(
        "WhatsappCallbackQueue", "sum by (instance) (callback_queue_size) > 1000", "15m", "warning",
        f"{INSTANCE} has more than 1000 callbacks to deliver.", "Look at the speed of the receiver.",
    ),
    Rule(
        "WhatsappPendingCallbacks", "sum by (instance) (db_pending_callbacks) > 1000", "15m", "warning",
        f"The database of {INSTANCE} holds more than 1000 callbacks to deliver.", "Look at the speed of the receiver.",
    ),
    Rule(
        "WhatsappPendingMessages", "sum by (instance) (db_pending_messages) > 1000", "15m", "warning",
        f"{INSTANCE} has more than 1000 messages to send.", "Look at the connection of the Coreapp, and at the rate of messages.",
    ),
)  # fmt: skip
