# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Completes the connection options of a task from the host's variables. Knows nothing of what the module does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._runner import CONNECTION
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import variable_value

PREFIX = "whatsapp_"


def complete_connection(args: Mapping[str, Any], task_vars: Mapping[str, Any], templar: Any) -> dict[str, Any]:
    """The task's arguments with the missing connection options from whatsapp_url, whatsapp_password and so on.

    args: templated, and with what module_defaults gives. templar: the task's own. The variables are used only when args has no url and
    whatsapp_url is set, so that a password is never sent to an address from another source. Raises VariableError.
    """
    completed = dict(args)
    if completed.get("url") is None:
        url = _of_host("url", task_vars, templar)
        if url is not None:
            completed["url"] = url
            for name in _missing(args):
                value = _of_host(name, task_vars, templar)
                if value is not None:
                    completed[name] = value
    if completed.get("password") is not None:
        completed.setdefault("token", None)  # a token takes precedence: ignore that of the environment when there is a password
    return completed


def _missing(args: Mapping[str, Any]) -> list[str]:
    """The options to complete besides url. A task with a user or a password logs in with it, and does not use the host's token."""
    logs_in = "username" in args or "password" in args
    return [name for name in CONNECTION if name not in args and name != "url" and not (name == "token" and logs_in)]


def _of_host(name: str, task_vars: Mapping[str, Any], templar: Any) -> Any:
    """The value of the host's variable for this option; None when it is not set or omitted. Raises VariableError."""
    return variable_value(PREFIX + name, task_vars, templar, secret=bool(CONNECTION[name].get("no_log")))
