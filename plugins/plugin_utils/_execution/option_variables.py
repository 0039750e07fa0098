# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes options from the variables that a task of a role names for them. Knows nothing of what the module does.

- name: Back up the instance
  waops.whatsapp.whatsapp_backup:
  vars:
    whatsapp_options:
      directory: whatsapp_backup_dir
      backup_password: whatsapp_backup_password
      vault_password: whatsapp_backup_vault_password
    whatsapp_required_options: [directory]  # besides those that the module itself requires

A template could not say the same: `default(omit)` takes a misspelt name within the variable for a variable that is not set, and a
required variable that is missing becomes a sentence about templates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.values import declared_number
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError, variable_value

OPTIONS = "whatsapp_options"
REQUIRED = "whatsapp_required_options"  # the role needs these options although the module has alternatives
REGISTRATION = "whatsapp_registration"  # an option that takes this variable gets the number that it declares


def complete_options(task: Any, task_vars: Mapping[str, Any], templar: Any, required: Collection[str]) -> dict[str, Any]:
    """The task's arguments, and the options that its own `vars` leave to variables.

    {option: variable}, or {option: [variables]}: the first one that is set. Where none is, the option is omitted.
    required: the options that the module requires; whatsapp_required_options of the task adds to them. Raises VariableError.
    """
    completed = dict(task.args)
    required = {*required, *(task.vars.get(REQUIRED) or ())}
    for option, names in (task.vars.get(OPTIONS) or {}).items():
        names = [names] if isinstance(names, str) else names
        value = next((value for value in (_value(name, task_vars, templar) for name in names) if value is not None), None)
        if value is not None:
            completed[option] = value
        elif option in required:
            host = task_vars.get("inventory_hostname")
            raise VariableError("%s: the variable %s is not set; set it in the inventory (nothing was sent)" % (host, " or ".join(names)))
    return completed


def _value(name: str, task_vars: Mapping[str, Any], templar: Any) -> Any:
    """The value of one variable, None when it is not set; the number for the declaration of one. Raises VariableError."""
    value = variable_value(name, task_vars, templar)
    if name != REGISTRATION or value is None:
        return value
    try:
        return declared_number(value)
    except ValueError as error:
        raise VariableError("%s: %s: %s (nothing was sent)" % (task_vars.get("inventory_hostname"), name, error)) from None
