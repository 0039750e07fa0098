# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module in this process, as AnsibleModule would run it in one of its own. Knows nothing of tasks, workers and processes."""

from __future__ import annotations

import functools
import importlib
import os
from typing import Any, Callable

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError

from ansible_collections.waops.whatsapp.plugins.module_utils._http import adapter
from ansible_collections.waops.whatsapp.plugins.module_utils._http import requests_import as library
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import argument_spec, run

MODULES = "ansible_collections.waops.whatsapp.plugins.modules"


@functools.cache
def _prepared(name: str) -> tuple[Any, ArgumentSpecValidator | None]:
    """A module's operation and the validator of its options; (None, None) for a module that is only an action plugin."""
    operation = getattr(importlib.import_module("%s.%s" % (MODULES, name)), "OPERATION", None)
    return (operation, ArgumentSpecValidator(argument_spec(operation), **operation.rules)) if operation else (None, None)


@functools.cache
def prepare_all() -> None:
    """Readies every module, and TLS: called in the process that forks the workers, so that each of them finds them done."""
    package = importlib.import_module(MODULES)
    for folder in package.__path__:
        for name in sorted(os.listdir(folder)):
            if name.startswith("whatsapp_") and name.endswith(".py"):
                _prepared(name[: -len(".py")])
    if not library.REQUESTS_IMPORT_ERROR:
        adapter.tls_context(None, True)


def execute(
    action: str,
    args: dict[str, Any],
    check_mode: bool,
    tokens: Any = None,
    transform: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    connections: Any = None,
    prepared: tuple[Any, ArgumentSpecValidator] | None = None,
) -> dict[str, Any]:
    """Runs a module in this process and returns its result, as AnsibleModule would: same validation, masking and invocation.

    action: the module's name as the task has it. args: plain options. tokens: see client.NullTokenStore. transform: makes of the
    result what is wanted of it, before the masking, which takes its time. connections: see http.NullConnectionCache.
    prepared: an operation and its validator to run in place of the module's own.
    """
    operation, validator = prepared or _prepared(action.rsplit(".", 1)[-1])
    checked = validator.validate(args)
    warnings = ["Both option %s and its alias %s are set." % (w["option"], w["alias"]) for w in checked._warnings]
    params = checked.validated_parameters
    if checked.error_messages:
        message = checked.errors.msg
        if isinstance(checked.errors[0], UnsupportedError):
            message = "Unsupported parameters for (%s) module: %s" % (action, message)
        result = {"failed": True, "msg": message}
    else:
        result = run(operation, params, check_mode, warnings.append, tokens, connections)
    result["invocation"] = {"module_args": params}
    if warnings:
        result["warnings"] = list(dict.fromkeys(warnings))
    if checked._deprecations:
        result["deprecations"] = checked._deprecations
    return remove_values(transform(result), checked._no_log_values)
