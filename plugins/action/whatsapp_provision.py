# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A step of the role provision: runs whatsapp_instance or whatsapp_registration with what the host's variables and the tags say."""

from __future__ import annotations

import os

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.action_base import ActionModule as ModuleAction
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_variables import complete_connection
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import PendingFile
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_step import FIRST, Progress, RoleStep
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_variables import role_variables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.steps import selected_steps

RESULT, CODE = "whatsapp_provision_result", "whatsapp_registration_code"
LOGIN = ("password", "token", "headers")
STEPS = ("begin", "apply", "register", "registered", "restarted")

prepare_all()


class ActionModule(ModuleAction):
    """Takes the variables of its own host only. The modules run as those of any task do, in process or shipped."""

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns the result of the module and the progress of the role on this host; see the module's documentation."""
        task_vars = task_vars or {}
        step = self._task.args.get("step", "apply")
        if step not in STEPS or set(self._task.args) - {"step"}:
            return {"failed": True, "msg": "whatsapp_provision takes nothing but step, which is one of %s" % ", ".join(STEPS)}
        try:
            connection = self._connection_options(task_vars)
            role_step = self._role_step(step, task_vars, connection["url"])
        except VariableError as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        call = role_step.begin(step)
        result = self._run_module(call[0], {**connection, **call[1]}, tmp, task_vars) if call else {}
        result = role_step.end(step, result)
        if role_step.pending.problem:
            result["warnings"] = [*result.get("warnings", ()), role_step.pending.problem]
        return result

    def _run_module(self, module: str, args: dict, tmp: str | None, task_vars: dict) -> dict:
        """The result of a module with these options. Callbacks get the task afterwards, and must not get the secrets among them."""
        own = self._task.action, self._task.args
        self._task.action, self._task.args = module, args
        try:
            return super().run(tmp, task_vars)
        finally:
            self._task.action, self._task.args = own

    def _role_step(self, step: str, task_vars: dict, url: str) -> RoleStep:
        """Raises VariableError."""
        variables = role_variables(task_vars, self._templar)
        progress = Progress() if step in FIRST else Progress.of(task_vars.get(RESULT) or {})
        code = self._templar.template(task_vars[CODE]) if progress.registration_status == "code_sent" and CODE in task_vars else None
        inherited = self._task._parent.tags if self._task._parent else ()
        steps = selected_steps(task_vars.get("ansible_run_tags", ("all",)), task_vars.get("ansible_skip_tags", ()), inherited)
        pending = PendingFile(variables.state_dir, instance_key(url), read_only=self._task.check_mode)
        return RoleStep(variables, steps, pending, progress, code and str(code))

    def _connection_options(self, task_vars: dict) -> dict:
        """Those of the host's variables. Raises VariableError when they do not say where the instance is, or how to log in."""
        host, options = task_vars["inventory_hostname"], complete_connection({}, task_vars, self._templar)

        def known(name: str) -> str:
            return str(options.get(name) or os.environ.get("WHATSAPP_" + name.upper()) or "")

        if not known("url"):
            raise VariableError("%s: whatsapp_url is not set; set it to the address of the instance in host_vars" % host)
        if not any(known(name) for name in LOGIN):
            raise VariableError("%s: whatsapp_password, whatsapp_token and whatsapp_headers are not set; set one of them in a vault" % host)
        try:
            instance_key(known("url"))
            return {**options, "url": known("url")}
        except WhatsAppError as error:
            raise VariableError("%s: whatsapp_%s (nothing was sent)" % (host, error)) from None
