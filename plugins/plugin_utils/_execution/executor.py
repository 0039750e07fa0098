# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module in this process, as AnsibleModule would run it in one of its own. Knows nothing of tasks, workers and processes."""

from __future__ import annotations

import functools
import importlib
import os
from dataclasses import dataclass, field
from typing import Any, Callable, NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import Masker, vocabulary, without_no_log
from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem
from ansible_collections.waops.whatsapp.plugins.module_utils._http import requests_import as library
from ansible_collections.waops.whatsapp.plugins.module_utils._http import tls
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import argument_spec, refuse, run
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.messages import captured

MODULES = "ansible_collections.waops.whatsapp.plugins.modules"


@dataclass
class Aside:
    """What a module returns to Ansible besides its result. secrets: texts to mask. verbose: texts to display."""

    secrets: list[str] = field(default_factory=list)
    verbose: list[str] = field(default_factory=list)


class Prepared(NamedTuple):
    """An operation, its argument spec, the validator of its options, and the words that no secret may be part of."""

    operation: Any
    spec: dict[str, Any]
    validator: ArgumentSpecValidator
    words: str


def prepare(operation: Any) -> Prepared:
    """Prepares an operation (a Resource, an Info or the whole Instance) for execute()."""
    spec = argument_spec(operation)
    return Prepared(operation, spec, ArgumentSpecValidator(without_no_log(spec), **operation.constraints), vocabulary(spec))


@functools.cache
def _prepared(name: str) -> Prepared | None:
    """A module's own operation, prepared; None for a module that is only an action plugin."""
    operation = getattr(importlib.import_module("%s.%s" % (MODULES, name)), "OPERATION", None)
    return prepare(operation) if operation else None


def _own(action: str) -> Prepared:
    """The operation of the module that a task names."""
    prepared = _prepared(action.rsplit(".", 1)[-1])
    if prepared is None:
        raise ValueError("%s runs as an action plugin only" % action)
    return prepared


@functools.cache
def prepare_all() -> None:
    """Prepares every module, and TLS. Called before workers are forked, so that they inherit the result."""
    package = importlib.import_module(MODULES)
    for folder in package.__path__:
        for name in sorted(os.listdir(folder)):
            if name.startswith("whatsapp_") and name.endswith(".py"):
                _prepared(name[: -len(".py")])
    if not library.REQUESTS_IMPORT_ERROR:
        tls.TrustSettings().context()


def execute(
    action: str,
    args: dict[str, Any],
    check_mode: bool,
    tokens: Any = None,
    transform: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    connections: Any = None,
    prepared: Prepared | None = None,
    aside: Aside | None = None,
) -> dict[str, Any]:
    """Runs a module in this process and returns its result, as the shipped module would: same validation, masking and invocation.

    action: the module's name as the task has it. args: plain options. tokens: see client.NullTokenStore. transform: applied
    to the result before masking, which is slow on large results; the result then has no invocation. connections: see
    transport.NullConnectionCache. prepared: an operation to run in place of the module's own, see prepare(). aside: receives what
    the caller may pass to Ansible besides the result.
    """
    operation, spec, validator, words = prepared or _own(action)
    with captured() as messages:
        problem = first_problem(spec, args)  # before the validation, which raises an exception for some of them
        checked = validator.validate({} if problem else args)
        warnings = ["Both option %s and its alias %s are set." % (w["option"], w["alias"]) for w in checked._warnings]
        params = args if problem else checked.validated_parameters
        masker = Masker(spec, args, params, words=words)
        if problem:
            result = refuse(problem, args.get("url", checked.validated_parameters.get("url")))
        elif checked.error_messages:
            result = {"failed": True, "msg": _refusal(action, checked.errors)}
        else:
            result = run(operation, params, check_mode, warnings.append, tokens, connections)
        result = transform(result) if transform else dict(result, invocation={"module_args": masker.options(params)})
    warnings += masker.warnings + messages.warnings
    deprecations = list(checked._deprecations) + messages.deprecations
    if warnings:
        result["warnings"] = list(dict.fromkeys(warnings))
    if deprecations:
        result["deprecations"] = deprecations
    if aside:
        aside.secrets += masker.values
        aside.verbose += masker.result(messages.verbose)
    return masker.result(result)


def required_options(action: str) -> list[str]:
    """The options that a module cannot do without."""
    return [name for name, option in _own(action).spec.items() if option.get("required")]


def refuses_values(action: str, args: dict[str, Any]) -> bool:
    """Whether execute() refuses the arguments because one of them must be text. Ansible would silently convert it for a shipped module."""
    return first_problem(_own(action).spec, args) is not None


def _refusal(action: str, errors: Any) -> str:
    """Why the options are not valid, in the words of AnsibleModule."""
    if isinstance(errors[0], UnsupportedError):
        return "Unsupported parameters for (%s) module: %s" % (action, errors.msg)
    return errors.msg
