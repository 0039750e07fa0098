# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes what an instance is like into the host's variables: reads it as whatsapp_instance_info does, and writes one file."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

from ansible import context
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import reconcile
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.declaration import render, with_placeholders
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.host_file import (
    FILE,
    HOST_FILE,
    beside_inventory,
    check_host,
)

INFO = "waops.whatsapp.whatsapp_instance_info"
SPEC = {
    "dest": {"type": "path"},
    "users": {"type": "list", "elements": "str", "default": []},
}
NEVER_SHOWN = "Never shown by an instance: certificate, two_step, the list of users, photos"
REMEDY = "; an instance that still has its initial password gets its own from waops.whatsapp.provision, export it after that"


class ActionModule(ActionBase):
    """Runs whatsapp_instance_info where the task runs, and writes on the controller."""

    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"file", "placeholders", "not_offered", "unreadable", "diff"}; see the module's documentation."""
        result = super().run(tmp, task_vars)
        checked = ArgumentSpecValidator(SPEC).validate(to_plain(self._task.args))
        if checked.error_messages:
            return dict(result, failed=True, msg="; ".join(checked.error_messages))
        host, options = task_vars["inventory_hostname"], checked.validated_parameters
        try:
            check_host(host)
            dest = options["dest"] and os.path.realpath(options["dest"])
            dest = dest or beside_inventory(context.CLIARGS.get("inventory") or (), task_vars.get("inventory_dir"))
            info = self._info({"users": options["users"]}, task_vars)
            if info.get("failed"):
                return dict(result, **failure(info))
            desired = dict(declaration(info), dest=dest, host=host)
            place = SimpleNamespace(instance=os.path.join(dest, host, FILE))
            written = reconcile(HOST_FILE, place, desired, self._task.check_mode)
        except OptionError as error:
            return dict(result, failed=True, msg="%s: %s" % (host, error.message), failure=error.failure)
        told = {name: info[name] for name in ("placeholders", "not_offered", "unreadable")}
        warnings = [*info.get("warnings", ()), *written["warnings"]]
        return dict(result, changed=written["changed"], diff=written["diff"], file=place.instance, warnings=warnings, **told)

    def _info(self, options: dict, task_vars: dict) -> dict:
        """What whatsapp_instance_info returns, run as a task of this host would run it."""
        task = self._task.copy()
        task.action, task.args = INFO, options
        action = self._shared_loader_obj.action_loader.get(
            INFO,
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        return action.run(task_vars=task_vars)


def failure(info: dict) -> dict:
    """The failure of the read, with what a new instance needs."""
    refused = (info.get("failure") or {}).get("status") == 401
    return dict(info, msg=info["msg"] + (REMEDY if refused else ""))


def declaration(info: dict[str, Any]) -> dict:
    """{"body": the file below its first line, "unavailable": {section: why}}; raises OptionError for what no file can hold."""
    names = list(dict.fromkeys(item["variable"] for item in info["placeholders"]))
    comments = [
        "Variables to put into a vault: %s" % (", ".join(names) or "none"),
        "Not offered by the instance: %s" % (", ".join(info["not_offered"]) or "nothing"),
        "Could not be read: %s" % (", ".join(info["unreadable"]) or "nothing"),
        NEVER_SHOWN,
    ]
    try:
        body = render(with_placeholders(info["config"], info["placeholders"]), comments)
    except ValueError as error:
        raise OptionError("config", "%s; nothing was written" % error) from None
    unavailable = dict(info["unreadable"], **dict.fromkeys(info["not_offered"], "is not offered"))
    return {"body": body, "unavailable": unavailable}
