# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin of every module: runs it in the run's worker process when possible, else ships it to the host.

Each module has an action plugin of its own name in plugins/action, made by tools/generate.py, that takes this class and calls
prepare_all(): Ansible loads it in the parent process, so that `requests` and the collection's code are imported once and
inherited by every worker, and by the worker process that the first of them starts. This file must not know how a module is executed.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.display import Display

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution import worker_process
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_cache import ConnectionCache
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_variables import complete_connection
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import Aside, execute, refuses_values, required_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.option_variables import complete_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import end_if_orphaned
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.run_directory import run_directory
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.token_store import RunTokenStore
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # before ansible-core 2.22, which masks them in all that it shows
    register_secrets = None

# By instance_key: a task that ran out of time may finish before the next one begins.
_INSTANCE_LOCKS: dict[str | None, threading.Lock] = defaultdict(threading.Lock)
_CONNECTIONS = ConnectionCache()


def _serve(request: dict, connections: ConnectionCache | None = None) -> dict:
    """Runs a module here; returns its result, the texts for Ansible to mask and those for it to display."""
    aside = Aside()
    result = execute(request["action"], request["args"], request["check_mode"], RunTokenStore(), connections=connections, aside=aside)
    return {"result": result, "secrets": aside.secrets, "verbose": aside.verbose}


def _serve_in_turn(request: dict) -> dict:
    """The same in the worker process, where connections outlive a task, and where one instance has one task at a time."""
    with _INSTANCE_LOCKS[_instance_of(request["args"])]:
        return _serve(request, _CONNECTIONS)


def _instance_of(args: Mapping[str, Any]) -> str | None:
    """The key of the instance, or None for an invalid address."""
    url = args.get("url") or os.environ.get("WHATSAPP_URL")
    try:
        return instance_key(str(url))
    except OptionError:
        return None


def _served(request: dict) -> dict:
    """The result of _serve from the worker process, or from this worker when there can be no worker process."""
    try:
        return worker_process.call(run_directory().path, request, _serve_in_turn)
    except worker_process.WorkerUnavailable:
        return _serve(request)
    except worker_process.WorkerCrashed as error:
        return _failed(request, "the process that ran %s for this run ended before it answered (%s); run again, which reads first", error)
    except worker_process.RequestFailed as error:
        return _failed(request, "%s failed on something unforeseen (%s); please report this, and run again, which reads first", error)


def _failed(request: dict, problem: str, error: Exception) -> dict:
    """The result of a module that did not return. problem: a format for the module's name and the error.

    outcome_unknown: it is not known what the module sent nor, since there is no `failure`, what must restart.
    """
    message = "%s: %s" % (mask_url(str(request["args"].get("url"))), problem % (request["action"], error))
    result = {"failed": True, "changed": False, "msg": message, "outcome_unknown": True, "invocation": {}}
    return {"result": result, "secrets": (), "verbose": ()}


class ActionModule(NormalAction):
    """Runs every module. The run() of its base class, which ships the module, is the fallback."""

    def run(self, tmp: Any = None, task_vars: dict | None = None) -> dict:
        """Returns the module's result; the same whichever way it was run."""
        try:
            given = complete_options(self._task, task_vars or {}, self._templar, required_options(self._task.action))
            self._arguments = complete_connection(given, task_vars or {}, self._templar)
        except VariableError as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        with run_directory().working():
            end_if_orphaned()  # before anything is sent: the next run may have begun
            result = self._result(tmp, task_vars or {})
        end_if_orphaned()
        return result

    def _result(self, tmp: Any, task_vars: dict) -> dict:
        """The module's result, in process or shipped."""
        request = {"action": self._task.action, "args": to_plain(self._arguments), "check_mode": self._task.check_mode}
        if not self._in_process(task_vars) and not refuses_values(request["action"], request["args"]):
            return super().run(tmp, task_vars)
        served = _served(request)
        if register_secrets:
            register_secrets(served["secrets"])
        for text in served["verbose"]:
            Display().display(text, color=constants.COLOR_VERBOSE)
        result = served["result"]
        # ansible-core 2.21 made the invocation a choice; before, every module returned it.
        if hasattr(constants, "INJECT_INVOCATION") and not constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars):
            result.pop("invocation", None)
        return result

    def _execute_module(self, **options: Any) -> dict:
        """Ships the module, with the same arguments that it has in process."""
        return super()._execute_module(**{"module_args": self._arguments, **options})

    def _in_process(self, task_vars: dict) -> bool:
        """Whether this task may run here: on this machine, as this user, in this environment, and at once."""
        wanted = self._templar.template(task_vars.get("whatsapp_in_process", True))
        return (
            boolean(wanted, strict=False)
            and self._connection.transport == "local"
            and not (self._task.become or self._play_context.become)
            and not self._task.async_val
            and not any(self._task.environment or ())
        )
