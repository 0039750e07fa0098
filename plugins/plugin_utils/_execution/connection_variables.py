# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Completes the connection options of a task from the host's variables. Knows nothing of what the module does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleUndefinedVariable

from ansible_collections.waops.whatsapp.plugins.module_utils._runner import CONNECTION
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import is_list

PREFIX = "whatsapp_"


class VariableError(Exception):
    """A variable of the host cannot be templated; the message is one sentence that names both."""


def complete_connection(args: Mapping[str, Any], task_vars: Mapping[str, Any], templar: Any) -> dict[str, Any]:
    """The task's arguments with the missing connection options from whatsapp_url, whatsapp_password and so on.

    args: templated, and with what module_defaults gives. templar: the task's own. The variables are used only when args has no url and
    whatsapp_url is set, so that a password is never sent to an address from another source. Raises VariableError.
    """
    completed = dict(args)
    if completed.get("url") is None:
        url = _variable("url", task_vars, templar)
        if url is not None:
            completed["url"] = url
            for name in _missing(args):
                value = _variable(name, task_vars, templar)
                if value is not None:
                    completed[name] = value
    if completed.get("password") is not None:
        completed.setdefault("token", None)  # a token takes precedence: ignore that of the environment when there is a password
    return completed


def _missing(args: Mapping[str, Any]) -> list[str]:
    """The options to complete besides url. A task with a user or a password logs in with it, and does not use the host's token."""
    logs_in = "username" in args or "password" in args
    return [name for name in CONNECTION if name not in args and name != "url" and not (name == "token" and logs_in)]


def _variable(name: str, task_vars: Mapping[str, Any], templar: Any) -> Any:
    """The value of the host's variable for this option; None when it is not set or omitted."""
    raw = task_vars.get(PREFIX + name)
    if raw is None:
        return None
    try:
        return without_omitted(templar.template({name: raw}), task_vars.get("omit")).get(name)
    except Exception as error:
        host = task_vars.get("inventory_hostname")
        raise VariableError(
            "%s: the variable %s%s cannot be used (%s); correct it in the inventory" % (host, PREFIX, name, _reason(name, error))
        ) from None


def _reason(name: str, error: Exception) -> str:
    """Why templating failed. The message of a filter may hold a secret; that about an undefined variable does not."""
    if CONNECTION[name].get("no_log") and not isinstance(error, AnsibleUndefinedVariable):
        return type(error).__name__
    return " ".join(str(error).split())


def without_omitted(value: Any, token: Any) -> Any:
    """The value without omitted members, at any depth. token: the value of `omit` before ansible-core 2.19."""
    if not isinstance(token, str):
        return value
    if isinstance(value, Mapping):
        return {key: without_omitted(item, token) for key, item in value.items() if item != token}
    if is_list(value):
        return [without_omitted(item, token) for item in value if item != token]
    return value
