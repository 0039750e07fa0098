# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audits every instance of the play from one process: what whatsapp_instance in check mode says, host by host."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Callable

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.receivers import ask_receivers, from_host_of
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.registry import NAMES, add_checks
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Limits
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.fleet import sweep_fleet
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_variables import HostVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report import outcome
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import build_report, now
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.files import ReportFiles
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.sweep_host import Wanted, sweep_host
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options

SPEC = {
    "hosts": {"type": "list", "elements": "str"},
    "sections": {"type": "list", "elements": "str", "choices": [section.name for section in SECTIONS]},
    "health": {"type": "bool", "default": False},
    "registration": {"type": "bool", "default": False},
    "checks": {"type": "list", "elements": "str", "choices": list(NAMES), "default": []},
    **{limit.name: {"type": "int", "default": limit.default} for limit in fields(Limits)},
    "webhook_from": {"type": "str", "choices": ["controller", "task"], "default": "controller"},
    "concurrency": {"type": "int", "default": 32},
    "processes": {"type": "int"},
    "progress_interval": {"type": "float", "default": 5},
    **outcome.SPEC,
}

MAX_DAYS = 36500


class ActionModule(ActionBase):
    """Reads variables, writes nothing but the report, and needs no connection of its own; once for all hosts, with run_once or without."""

    BYPASS_HOST_LOOP = True
    _supports_check_mode = True
    _supports_diff = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"instances": [row], "summary": {...}}, or with dest what a report returns; see the module's documentation."""
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        try:
            options = self._options(task_vars)
            files = ReportFiles(options["dest"], options["formats"], options["mode"]) if options["dest"] else None
            history = outcome.history_of(options)
            rows, summary = self._sweep(options, task_vars)
            if files:
                return dict(result, **outcome.finish(build_report(rows, now(), options["title"]), files, options["fail_on"], history))
        except (WhatsAppError, ValueError) as error:
            return dict(result, failed=True, msg=str(error))
        failed = outcome.failing(summary, rows, options["fail_on"])
        return dict(result, changed=False, failed=failed, instances=rows, summary=summary)

    def _options(self, task_vars: dict) -> dict:
        outcome.refuse_misspelt(self._task, task_vars)
        options = task_options(self._task, task_vars, self._templar, SPEC)
        for name in ("concurrency", "processes"):
            if options[name] is not None and options[name] < 1:
                raise OptionError(name, "give 1 or more")
        self._limits = limits_of(options)
        causes = outcome.check_causes(options["fail_on"])
        if causes and not options["checks"]:
            raise OptionError("fail_on", "%s is about checks, and checks is empty; name those to make" % causes)
        unknown = [host for host in options["hosts"] or () if host not in task_vars["hostvars"]]
        if unknown:
            raise OptionError("hosts", "%s is not in the inventory" % ", ".join(unknown))
        if options["webhook_from"] == "task" and self._task.delegate_to not in (None, *task_vars["hostvars"]):
            problem = "%s is not in the inventory; name a host of it, or none for this controller"
            raise OptionError("webhook_from", problem % self._task.delegate_to)
        return options

    def _sweep(self, options: dict, task_vars: dict) -> tuple[list[dict], dict]:
        """The rows in the order of the hosts, and how many there are of each status."""
        hosts = list(dict.fromkeys(task_vars["ansible_play_hosts_all"] if options["hosts"] is None else options["hosts"]))
        variables = HostVariables(self, task_vars, has_own_connection=options["webhook_from"] == "task")
        sections, checks = options["sections"] or None, tuple(options["checks"])
        wanted = Wanted(sections, options["health"], options["registration"], checks=checks, contact=True)

        def audit_host(host: str, announce: Callable[[float], None]) -> dict:
            return sweep_host(host, variables, wanted, announce)

        rows, summary = sweep_fleet(hosts, audit_host, options["concurrency"], options["progress_interval"], options["processes"])
        if "webhook" in options["checks"]:
            self._ask_receivers(rows, options, task_vars)
        if options["checks"]:
            add_checks(rows, options["checks"], self._limits, time.time())
        return rows, summary

    def _ask_receivers(self, rows: list[dict], options: dict, task_vars: dict) -> None:
        """Calls the receivers of the webhooks, and replaces these facts by the results."""
        asked = [row["facts"] for row in rows if "url" in row.get("facts", {}).get("webhook", {})]
        webhooks = [facts["webhook"] for facts in asked]
        if options["webhook_from"] == "task":
            host = self._task.delegate_to or task_vars["inventory_hostname"]
            answers = ask_receivers(webhooks, from_host_of(self, python_of(task_vars["hostvars"][host])), host)
        else:
            answers = ask_receivers(webhooks)
        for facts, answer in zip(asked, answers):
            facts["webhook"] = answer


def python_of(variables: Mapping[str, Any]) -> str:
    """The Python of a host, by its variables; python3 when Ansible would have to discover it."""
    named = str(variables.get("ansible_python_interpreter") or "auto")
    return "python3" if named.startswith("auto") else named


def limits_of(options: dict) -> Limits:
    """The Limits that the options say; raises OptionError when one is out of its range, or when they contradict each other."""
    for limit in fields(Limits):
        if not 0 <= options[limit.name] <= MAX_DAYS:
            raise OptionError(limit.name, "give 0 to %d days, not %d" % (MAX_DAYS, options[limit.name]))
    for what in ("expiry", "certificate"):
        warning, critical = ("%s_%s_days" % (what, status) for status in ("warning", "critical"))
        if options[critical] > options[warning]:
            raise OptionError(critical, "give at most %s, which is %d" % (warning, options[warning]))
    return Limits(**{limit.name: options[limit.name] for limit in fields(Limits)})
