# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the state of an instance into the variables of its host: reads it as whatsapp_instance_info does, and writes one file."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

from ansible import context
from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import reconcile
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.inner_task import run_module
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.declaration import body
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.host_file import (
    FILE,
    HOST_FILE,
    beside_inventory,
    check_host,
)

SPEC = {
    "dest": {"type": "path"},
    "users": {"type": "list", "elements": "str", "default": []},
}
REMEDY = "; an instance that still has its initial password gets its own from waops.whatsapp.provision, export it after that"

prepare_all()


class ActionModule(ActionBase):
    """Runs whatsapp_instance_info where the task runs, and writes on the controller."""

    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"file", "placeholders", "not_offered", "unreadable", "diff"}; see the module's documentation."""
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        host = task_vars["inventory_hostname"]
        try:
            options = task_options(self._task, task_vars, self._templar, SPEC)
            check_host(host)
            dest = options["dest"] and os.path.realpath(options["dest"])
            dest = dest or beside_inventory(context.CLIARGS.get("inventory") or (), task_vars.get("inventory_dir"))
            info = run_module(self, "whatsapp_instance_info", {"users": options["users"]}, task_vars)
            if info.get("failed"):
                return dict(result, **failure(info))
            desired = dict(declaration(info), dest=dest, host=host)
            place = SimpleNamespace(instance=os.path.join(dest, host, FILE))
            written = reconcile(HOST_FILE, place, desired, self._task.check_mode)
        except WhatsAppError as error:
            return dict(result, failed=True, msg="%s: %s" % (host, error.message), failure=error.failure)
        except ValueError as error:
            return dict(result, failed=True, msg=str(error))
        returned = {name: info[name] for name in ("placeholders", "not_offered", "unreadable")}
        warnings = [*info.get("warnings", ()), *written["warnings"]]
        return dict(result, changed=written["changed"], diff=written["diff"], file=place.instance, warnings=warnings, **returned)


def failure(info: dict) -> dict:
    """The failure of the read, with what a new instance needs."""
    refused = (info.get("failure") or {}).get("status") == 401
    return dict(info, msg=info["msg"] + (REMEDY if refused else ""))


def declaration(info: dict[str, Any]) -> dict:
    """{"body": the file below its first line, "unavailable": {section: why}}; raises OptionError for what no file can hold."""
    try:
        content = body(info)
    except ValueError as error:
        raise OptionError("config", "%s; nothing was written" % error) from None
    return {"body": content, "unavailable": dict(info["unreadable"], **dict.fromkeys(info["not_offered"], "is not offered"))}
