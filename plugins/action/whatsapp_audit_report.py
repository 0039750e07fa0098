# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the drift report of an audit on the controller, or merges several reports into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError, printable
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.registry import NAMES
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_templar import HostTemplar
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_variables import HostVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report import outcome
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import are_checks, build_report, merge_reports, now
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.files import ReportFiles, earlier_reports
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.terminal import join_names, plural
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import STATUSES, to_row
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options

SPEC = {
    **outcome.SPEC,
    "dest": {"type": "path", "required": True},
    "instances": {"type": "list", "elements": "dict"},
    "register_variable": {"type": "str"},
    "hosts": {"type": "list", "elements": "str"},
    "merge": {"type": "list", "elements": "path"},
    "checks": {"type": "list", "elements": "str", "choices": list(NAMES), "default": []},
    "health": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    """Asks no instance anything and needs no connection; once for all hosts, with run_once or without. Check mode makes no difference."""

    BYPASS_HOST_LOOP = True
    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"summary", "hosts", "files", "msg"}; see the module's documentation."""
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        warnings: list[str] = []
        try:
            outcome.refuse_misspelt(self._task, task_vars)
            options = task_options(
                self._task, task_vars, self._templar, SPEC, required_one_of=[("instances", "register_variable", "merge")]
            )
            files = ReportFiles(options["dest"], options["formats"], options["mode"])
            history = outcome.history_of(options)
            result.update(outcome.finish(self._report(options, task_vars, warnings), files, options["fail_on"], history))
            warnings += result.pop("warnings", [])
            if options["register_variable"]:
                self._say_not_checked(options["checks"], options["health"], result, warnings)
        except (WhatsAppError, ValueError) as error:
            result.update(failed=True, msg=str(error))
        return dict(result, warnings=warnings) if warnings else result

    def _report(self, options: dict, task_vars: dict, warnings: list[str]) -> dict:
        parts = earlier_reports(options["merge"] or [])
        _refuse_unchecked(parts, options["fail_on"])
        rows = list(checked_rows(options["instances"] or ()))
        if options["register_variable"]:
            hosts = options["hosts"] or task_vars["ansible_play_hosts_all"]
            _refuse_causes(options["fail_on"])
            variables = HostVariables(self, task_vars)
            rows += [row_from(host, variables, options["register_variable"]) for host in hosts]
        fresh = build_report(rows, now(), options["title"])
        if not parts:
            return fresh
        report, twice = merge_reports([*parts, fresh], now(), options["title"])
        if twice:
            warnings.append("%s in more than one report; the latest audit counts: %s" % (_stand(twice), join_names(twice)))
        return report

    def _say_not_checked(self, checks: list[str], health: bool, result: dict, warnings: list[str]) -> None:
        """Fails the task for requested checks and a health that were not made. For the default of the role it only warns."""
        names = [*checks, "health"] if health and "health" not in checks else checks
        if not names:
            return
        also = " and whatsapp_audit_health to false" if health else ""
        not_made = "not checked: %s; use whatsapp_audit_method=sweep, or set whatsapp_audit_checks to []%s" % (", ".join(names), also)
        defaults = self._task._role.get_default_vars() if self._task._role else {}
        if not health and checks == defaults.get("whatsapp_audit_checks"):
            warnings.append(not_made)
        else:
            result.update(failed=True, msg="%s; %s" % (result["msg"], not_made))


def _stand(hosts: list[str]) -> str:
    return plural(len(hosts), "host") + (" stands" if len(hosts) == 1 else " stand")


def _refuse_unchecked(parts: list[dict], fail_on: list[str]) -> None:
    """Raises OptionError when the run must fail for checks that earlier reports do not have for some instances."""
    causes = outcome.check_causes(fail_on)
    unchecked = sorted({item["host"] for part in parts if not part.get("checks") for item in part["instances"]})
    if causes and unchecked:
        problem = "%s is about checks, which the reports to merge do not have for %s; audit with whatsapp_audit_checks, then merge"
        raise OptionError("fail_on", problem % (causes, join_names(unchecked)))


def _refuse_causes(fail_on: list[str]) -> None:
    """Raises OptionError when the run must fail for checks and no checks were made."""
    causes = outcome.check_causes(fail_on)
    if causes:
        problem = "%s is about checks, which whatsapp_audit_method=per_host does not make; use whatsapp_audit_method=sweep"
        raise OptionError("fail_on", problem % causes)


def checked_rows(rows: Iterable[dict]) -> Iterator[dict]:
    """The rows given; raises OptionError for one that no audit returned."""
    for number, row in enumerate(rows):
        if not are_checks(row.get("checks", {})):
            raise OptionError("instances[%d].checks" % number, "give rows as whatsapp_fleet_audit returns them")
        if not isinstance(row.get("host"), str) or row.get("status") not in STATUSES:
            raise OptionError("instances[%d]" % number, "give rows as whatsapp_fleet_audit returns them, with host and status")
        yield row


def row_from(host: str, variables: HostVariables, variable: str) -> dict:
    """The row of a registered result, unchanged; a failed row for a host without one."""
    own = variables.of(host)
    templar = variables.templar(own)
    result = templar.template(own.get(variable))  # nothing in a result is a template, but Ansible keeps warnings as objects
    if not isinstance(result, dict) or result.get("skipped"):
        result = {"failed": True, "msg": "%s: it was not audited; look for its first error in the output" % host}
    elif not result.get("failed") and not result.get("sections"):
        msg = "%s: whatsapp_instance_config declares no section, so nothing was compared; use whatsapp_audit_method=sweep"
        result = {"failed": True, "msg": msg % host}
    if result.get("unreachable"):
        result = {"failed": True, "msg": result.get("msg", ""), "failure": {"method": "connection"}}
    return to_row(host, {**result, "msg": printable(result.get("msg", "")), "url": _url(own, templar)})


def _url(own: dict, templar: HostTemplar) -> str:
    """The address, for the report alone."""
    try:
        return str(templar.template({"url": own.get("whatsapp_url") or ""}).get("url", ""))
    except Exception:  # it cannot be templated; what was found says so
        return ""
