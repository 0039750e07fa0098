# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared by the two audit actions: the options of a report, and what a task returns and prints. Knows no instance."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from ansible.utils.display import Display

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.files import FORMATS, ReportFiles
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.history import History
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.terminal import changes, summary_line, table
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import STATUSES

CHECK_CAUSES = ("critical", "warning", "unknown")
FAIL_ON = {"drift": "drifted", "unreachable": "unreachable", "failed": "failed"}
SPEC = {
    "dest": {"type": "path"},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "mode": {"type": "str", "default": "0600"},
    "history_dir": {"type": "path"},
    "history_keep": {"type": "int", "default": 30},
    "title": {"type": "str", "default": "Drift report"},
    "fail_on": {"type": "list", "elements": "str", "choices": [*FAIL_ON, *CHECK_CAUSES], "default": []},
}


def refuse_misspelt(task: Any, variables: Mapping[str, Any]) -> None:
    """Raises ValueError for a variable that looks like one of the task's role and is none: it would be passed over without a word."""
    if not task._role:
        return
    known = {**task._role.get_default_vars(), **task._role.get_vars(only_exports=True), "whatsapp_audit_result": None}
    for name in sorted(name for name in variables if name.startswith("whatsapp_audit_") and name not in known):
        close = difflib.get_close_matches(name, known, 1, 0.75)
        meant = "did you mean %s?" % close[0] if close else "it has %s" % ", ".join(task._role.get_default_vars())
        raise ValueError("%s: the role %s has no such variable; %s" % (name, task._role.get_name(), meant))


def failing(counts: Mapping[str, int], instances: list[dict], fail_on: list[str]) -> bool:
    """Whether the run must fail. counts: instances by status. fail_on: keys of FAIL_ON, and CHECK_CAUSES."""
    checked = {result["status"] for instance in instances for result in instance.get("checks", {}).values()}
    return any(counts[FAIL_ON[cause]] if cause in FAIL_ON else cause in checked for cause in fail_on)


def check_causes(fail_on: list[str]) -> str:
    """The statuses of checks among the causes, as a text; "" when there is none."""
    return ", ".join(cause for cause in fail_on if cause in CHECK_CAUSES)


def history_of(options: Mapping[str, Any]) -> History | None:
    """The directory of dated reports, when one is named. Raises OptionError."""
    if not options["history_dir"]:
        return None
    if not options["dest"]:
        raise OptionError("history_dir", "give dest too; the history is of the reports that are written there")
    return History(options["history_dir"], options["history_keep"])


def finish(report: dict, files: ReportFiles, fail_on: list[str], history: History | None = None) -> dict:
    """Writes the report, prints its table, and returns what the task returns; failed=True for what fail_on names. Raises OptionError."""
    if history:
        history.add_to(report)
    files.write(report)
    message = "%s; report: %s" % (summary_line(report), ", ".join(files.paths.values()))
    for lines in filter(None, (table(report), changes(report))):
        Display().display("\n".join(["", *lines, ""]), stderr=True)
    hosts = {status: [item["host"] for item in report["instances"] if item["status"] == status] for status in STATUSES}
    failed = failing(report["summary"], report["instances"], fail_on)
    result = {"changed": True, "failed": failed, "summary": report["summary"], "hosts": hosts, "files": files.paths, "msg": message}
    return {**result, **_store(report, files, history, message)} if history else result


def _store(report: dict, files: ReportFiles, history: History, message: str) -> dict:
    """Adds the report to the history. A failure there fails the task; today's report is already written."""
    extra: dict = {"warnings": history.warnings} if history.warnings else {}
    problem = history.problem
    try:
        if not problem:
            history.write(report, files.mode)
    except WhatsAppError as error:
        problem = str(error)
    return {**extra, "failed": True, "msg": "%s; %s" % (message, problem)} if problem else extra
