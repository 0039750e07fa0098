# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retires an instance: audits it, checks whether it is ready and, with a confirmation, hands its number over."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError, printable
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_variables import complete_connection
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.inner_task import run_module
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._retire.readiness import ACCEPTABLE
from ansible_collections.waops.whatsapp.plugins.plugin_utils._retire.retirement import Retirement

SPEC: dict[str, dict[str, Any]] = {
    "directory": {"type": "path", "required": True},
    "number": {"type": "str", "required": True},
    "pin": {"type": "str", "required": True, "no_log": True},
    "confirm": {"type": "bool", "default": False},
    "accepted_checks": {"type": "list", "elements": "str", "choices": list(ACCEPTABLE), "default": []},
    "users": {"type": "list", "elements": "str"},
    "config": {"type": "dict", "default": {}},
    "initial_password": {"type": "str", "default": "secret", "no_log": True},
    "backup_directory": {"type": "path", "required": True},
    "backup_password": {"type": "str", "required": True, "no_log": True},
    "backup_vault_password": {"type": "str", "no_log": True},
    "backup_keep": {"type": "int", "default": 0},
}

prepare_all()


class ActionModule(ActionBase):
    """Runs other modules where the task runs, and writes on the controller."""

    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"evidence", "msg"}; see the module's documentation."""
        variables = task_vars or {}
        result = dict(super().run(tmp, variables), changed=False)
        host = variables["inventory_hostname"]

        def run(name: str, args: dict, only_check: bool) -> dict:
            return run_module(self, name, args, variables, only_check)

        try:
            options = task_options(self._task, variables, self._templar, SPEC)
            connection = {"username": "admin", **to_plain(complete_connection({}, variables, self._templar))}
            retirement = Retirement(host, connection, options, run, self._task.check_mode)
            retirement.carry_out()
        except VariableError as error:  # names the host itself
            return dict(result, failed=True, msg=printable(error))
        except (WhatsAppError, ValueError) as error:
            return dict(result, failed=True, msg=printable("%s: %s" % (host, error)))
        result.update(changed=retirement.changed, evidence=retirement.evidence(), msg=printable(retirement.summary()))
        return dict(result, failed=True) if retirement.failure else result
