# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a host's variables for an action: not set, omitted and undefined are three things. Knows no module and no option."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleUndefinedVariable

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import is_list


class VariableError(ValueError):
    """A variable of the host is missing or cannot be templated; the message is one sentence that names both."""


def variable_value(name: str, task_vars: Mapping[str, Any], templar: Any, secret: bool = True) -> Any:
    """The templated value of a variable; None when it is not set, null or omitted.

    templar: the task's own. secret: whether the value must not be shown; the words of a filter may repeat it, those about an
    undefined variable do not. Raises VariableError.
    """
    raw = task_vars.get(name)
    if raw is None:
        return None
    try:
        value = templar.template({name: raw}, fail_on_undefined=True)  # whatever error_on_undefined_vars says
        return without_omitted(value, task_vars.get("omit")).get(name)
    except Exception as error:
        hidden = secret and not isinstance(error, AnsibleUndefinedVariable)
        reason = type(error).__name__ if hidden else " ".join(str(error).split())
        host = task_vars.get("inventory_hostname")
        raise VariableError("%s: the variable %s cannot be used (%s); correct it in the inventory" % (host, name, reason)) from None


def without_omitted(value: Any, token: Any) -> Any:
    """The value without what is omitted, at any depth. token: the text that stands for `omit` before ansible-core 2.19."""
    if not isinstance(token, str):
        return value
    if isinstance(value, Mapping):
        return {key: without_omitted(item, token) for key, item in value.items() if item != token}
    if is_list(value):
        return [without_omitted(item, token) for item in value if item != token]
    return value
