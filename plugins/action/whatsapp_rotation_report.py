# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports which credentials were replaced on which host, from the results of whatsapp_credentials. Sends no request to an instance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._files.local_file import write_file

SPEC = {
    "register_variable": {"type": "str", "required": True},
    "dest": {"type": "path"},
    "externally_used_users": {"type": "list", "elements": "str", "default": []},
}


class ActionModule(ActionBase):
    """Reads hostvars, and needs no connection; meant for run_once."""

    _supports_check_mode = True
    _supports_diff = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"results", "not_reached", "msg"}; see the module's documentation."""
        task_vars = task_vars or {}
        result = dict(super().run(tmp, task_vars), changed=False)
        try:
            options = task_options(self._task, task_vars, self._templar, SPEC)
        except ValueError as error:
            return dict(result, failed=True, msg=str(error))
        hosts = task_vars["ansible_play_hosts_all"]
        rows = [row_of(host, task_vars["hostvars"], options["register_variable"], self._task.check_mode) for host in hosts]
        results = [row for row in rows if row]
        reached = {row["host"] for row in results}
        report = {"results": results, "not_reached": [host for host in hosts if host not in reached]}
        try:
            if options["dest"]:
                content = (json.dumps(report, indent=4, sort_keys=True) + "\n").encode("ascii")
                result.update(write_file(options["dest"], content, self._task.check_mode))
        except WhatsAppError as error:
            return dict(result, failed=True, msg=error.message)
        return dict(result, **report, msg=summary(report), warnings=external_uses(results, options["externally_used_users"]))


def row_of(host: str, hostvars: Mapping[str, Any], variable: str, check_mode: bool) -> dict | None:
    """The result of one host; None when it was not reached. hostvars: Ansible's, with the registered result under `variable`."""
    try:
        own = hostvars[host]
        result, url = own.get(variable), own.get("whatsapp_url")
        result, url = to_plain(result), to_plain(url)
    except Exception:  # a variable that cannot be templated: the host failed before it was reached
        return None
    if not isinstance(result, dict) or result.get("skipped"):
        return None
    return {
        "host": host,
        "url": mask_url(str(url or "")),
        "check_mode": check_mode,
        "replaced": result.get("replaced", []),
        "verified": result.get("verified", []),
        "pin_sent": result.get("pin_sent", False),
        "failure": result.get("msg", "failed") if result.get("failed") else "",
    }


def summary(report: dict) -> str:
    """The report in one sentence."""
    failed = [row["host"] for row in report["results"] if row["failure"]]
    passwords = sum(len(row["replaced"]) for row in report["results"])
    parts = ["%d of %d hosts rotated" % (len(report["results"]) - len(failed), len(report["results"]) + len(report["not_reached"]))]
    parts.append("%d %s replaced" % (passwords, "password" if passwords == 1 else "passwords"))
    for words, hosts in (("failed", failed), ("not reached", report["not_reached"])):
        if hosts:
            parts.append("%s: %s" % (words, ", ".join(hosts)))
    return "; ".join(parts)


def external_uses(results: list[dict], users: list[str]) -> list[str]:
    """One warning for each user whose password was replaced and is used by other systems too."""
    warnings = []
    for user in users:
        hosts = [row["host"] for row in results if user in row["replaced"]]
        if hosts:
            words = "the password of %s was replaced on %s; other systems use it too, such as the monitoring: put the new one there now"
            warnings.append(words % (user, ", ".join(hosts)))
    return warnings
