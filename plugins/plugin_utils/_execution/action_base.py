# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs every module of the collection in the run's companion process where that is right, and ships it where it is not.

Each module has an action plugin of its own name in plugins/action, made by tools/routing.py, that names this class: Ansible
loads it in the parent process, so that `requests` and the collection's code are imported once and inherited by every worker,
and by the companion that the first of them starts.
"""

from __future__ import annotations

import functools
import importlib
import os
import threading
from collections import defaultdict

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction

from ansible_collections.waops.whatsapp.plugins.module_utils._http import adapter
from ansible_collections.waops.whatsapp.plugins.module_utils._http import requests_import as library
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import argument_spec, run
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution import worker_process as companion
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_variables import VariableError, complete_connection
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.in_process import ConnectionCache, RunTokenStore, to_plain

MODULES = "ansible_collections.waops.whatsapp.plugins.modules"


@functools.cache
def _prepared(name):
    """A module's entry and the validator of its options; (None, None) for a module that is only an action plugin."""
    entry = getattr(importlib.import_module("%s.%s" % (MODULES, name)), "OPERATION", None)
    return (entry, ArgumentSpecValidator(argument_spec(entry), **entry.rules)) if entry else (None, None)


def _preload():
    """Readies every module, and TLS, now: in the parent process, so that each forked worker finds them done."""
    package = importlib.import_module(MODULES)
    for folder in package.__path__:
        for name in sorted(os.listdir(folder)):
            if name.startswith("whatsapp_") and name.endswith(".py"):
                _prepared(name[: -len(".py")])
    if not library.REQUESTS_IMPORT_ERROR:
        adapter.tls_context(None, True)


_preload()


def execute(action, args, check_mode, tokens=None, told=dict, kept=None):
    """Runs a module in this process and returns its result, as AnsibleModule would: same validation, masking and invocation.

    action: the module's name as the task has it. args: plain options. tokens: see client.NullTokenStore. told: makes of the
    result what is wanted of it, before the masking, which takes its time. kept: see http.NullConnectionCache.
    """
    entry, validator = _prepared(action.rsplit(".", 1)[-1])
    checked = validator.validate(args)
    warnings = ["Both option %s and its alias %s are set." % (w["option"], w["alias"]) for w in checked._warnings]
    params = checked.validated_parameters
    if checked.error_messages:
        message = checked.errors.msg
        if isinstance(checked.errors[0], UnsupportedError):
            message = "Unsupported parameters for (%s) module: %s" % (action, message)
        result = {"failed": True, "msg": message}
    else:
        result = run(entry, params, check_mode, warnings.append, tokens, kept)
    result["invocation"] = {"module_args": params}
    if warnings:
        result["warnings"] = list(dict.fromkeys(warnings))
    if checked._deprecations:
        result["deprecations"] = checked._deprecations
    return remove_values(told(result), checked._no_log_values)


_AT_WORK = defaultdict(threading.Lock)  # by instance: one that a task left, because its time was up, is let finish
_KEPT = ConnectionCache()


def _serve(request, kept=None):
    """The result of a module, run here."""
    return execute(request["action"], request["args"], request["check_mode"], RunTokenStore(), kept=kept)


def _serve_in_turn(request):
    """The same in the companion, where connections outlive a task, and where one instance has one task at a time."""
    with _AT_WORK[str(request["args"].get("url"))]:
        return _serve(request, _KEPT)


def _served(request):
    """The result of a module that the companion has run, or this worker where there can be none."""
    try:
        return companion.ask(constants.DEFAULT_LOCAL_TMP, request, _serve_in_turn)
    except companion.WorkerUnavailable:
        return _serve(request)
    except companion.WorkerCrashed as died:
        message = "%s: the process that ran %s for this run ended before it answered (%s); run again, which reads first"
        return {"failed": True, "changed": False, "msg": message % (request["args"].get("url"), request["action"], died), "invocation": {}}


class ActionModule(NormalAction):
    """The one way every module is run. Its base class, whose run() ships the module, is the fall-back."""

    def run(self, tmp=None, task_vars=None):
        """Returns the module's result; the same whichever way it was run."""
        try:
            self._arguments = complete_connection(self._task.args, task_vars or {}, self._templar)
        except VariableError as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        if not self._in_process(task_vars or {}):
            return super().run(tmp, task_vars)
        request = {"action": self._task.action, "args": to_plain(self._arguments), "check_mode": self._task.check_mode}
        result = _served(request)
        # ansible-core 2.21 made the invocation a choice; before, every module returned it.
        if hasattr(constants, "INJECT_INVOCATION") and not constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars):
            del result["invocation"]
        return result

    def _execute_module(self, **options):
        """Ships the module, with the same arguments that it has in process."""
        return super()._execute_module(**{"module_args": self._arguments, **options})

    def _in_process(self, task_vars):
        """Whether this task may run here: on this machine, as this user, in this environment, and at once."""
        wanted = self._templar.template(task_vars.get("whatsapp_in_process", True))
        return (
            boolean(wanted, strict=False)
            and self._connection.transport == "local"
            and not (self._task.become or self._play_context.become)
            and not self._task.async_val
            and not any(self._task.environment or ())
        )
