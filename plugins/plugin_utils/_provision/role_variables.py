# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role provision, validated and converted. Knows no instance; the module validates its own options.

Ansible's own validation of roles prints the whole specification with every mistake, takes a task for each host, and does not split
a list that is given as text.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.values import split_lists
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError, variable_value
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import CONTAINERS, default_directory

COMPOSE = "restart_compose.yml"
NUMBER = ("cc", "phone_number", "cert", "method", "pin", "code")
# As roles/provision/meta/argument_specs.yml says it; a test compares the two.
SPEC: dict[str, dict[str, Any]] = {
    "whatsapp_initial_password": {"type": "str", "default": "secret"},
    "whatsapp_instance_config": {"type": "dict", "default": {}},
    "whatsapp_registration": {"type": "dict"},
    "whatsapp_state_dir": {"type": "path"},
    "whatsapp_provision_register": {"type": "bool", "default": False},
    "whatsapp_provision_code_tasks": {"type": "str"},
    "whatsapp_provision_start_timeout": {"type": "int", "default": 300},
    "whatsapp_provision_wait_for": {"type": "str", "choices": ["healthy", "connected", "none"], "default": "healthy"},
    "whatsapp_provision_health_timeout": {"type": "int", "default": 600},
    "whatsapp_provision_extra_restarts": {"type": "list", "elements": "str", "choices": list(CONTAINERS), "default": []},
    "whatsapp_restart_tasks": {"type": "str"},
    "whatsapp_restart_compose_dir": {"type": "str"},
}


@dataclass(frozen=True)
class RoleVariables:
    """What one host has, after validation."""

    initial_password: str
    config: dict
    registration: dict
    register: bool
    code_tasks: str | None
    restart_tasks: str | None
    extra_restarts: list[str]
    state_dir: str
    start_timeout: int
    wait_for: str
    health_timeout: int

    @property
    def number(self) -> str:
        """The number to register, digits alone."""
        return self.registration["cc"] + self.registration["phone_number"]

    @property
    def sets_pin(self) -> bool:
        """Whether a new number gets a PIN."""
        two_step = self.config.get("two_step")
        return isinstance(two_step, dict) and two_step.get("state", "present") == "present"


def role_variables(task_vars: Mapping[str, Any], templar: Any) -> RoleVariables:
    """The variables of the role on this host. templar: the task's own. Raises VariableError with all mistakes in one sentence."""
    given = {name: to_plain(variable_value(name, task_vars, templar)) for name in SPEC if task_vars.get(name) is not None}
    lists, problems = split_lists(SPEC, given)
    problem = first_problem(SPEC, given)
    mistakes = [str(text) for text in (problem, *problems.values(), _not_text(given.get("whatsapp_registration"))) if text]
    to_validate = {} if problem else {name: value for name, value in {**given, **lists}.items() if name not in problems}
    checked = ArgumentSpecValidator(SPEC).validate({name: value for name, value in to_validate.items() if value is not None})
    values = checked.validated_parameters
    mistakes += checked.error_messages or _contradictions(values)
    if mistakes:
        place = task_vars.get("inventory_hostname")
        raise VariableError("%s: %s; correct it in the inventory (nothing was sent)" % (place, "; ".join(mistakes)))
    return RoleVariables(
        initial_password=values["whatsapp_initial_password"],
        config=values["whatsapp_instance_config"],
        registration=values["whatsapp_registration"] or {},
        register=values["whatsapp_provision_register"],
        code_tasks=values["whatsapp_provision_code_tasks"],
        restart_tasks=values["whatsapp_restart_tasks"],
        extra_restarts=values["whatsapp_provision_extra_restarts"],
        state_dir=values["whatsapp_state_dir"] or default_directory(),
        start_timeout=values["whatsapp_provision_start_timeout"],
        wait_for=values["whatsapp_provision_wait_for"],
        health_timeout=values["whatsapp_provision_health_timeout"],
    )


def _not_text(number: Any) -> str | None:
    """What is wrong with the declared number, or None. YAML reads some digits without quotes as another number."""
    if number is None:
        return None
    if not isinstance(number, dict):
        return "whatsapp_registration: give a dictionary with cc and phone_number"
    unknown, missing = sorted(set(number) - set(NUMBER)), [name for name in NUMBER[:2] if number.get(name) is None]
    if unknown or missing:
        wrong = ["missing: %s" % ", ".join(missing)] if missing else []
        wrong += ["unknown: %s" % ", ".join(unknown)] if unknown else []
        return "whatsapp_registration: %s" % "; ".join(wrong)
    wrong = [name for name in NUMBER if not isinstance(number.get(name, ""), (str, type(None)))]
    return "whatsapp_registration.%s: put it in quotes" % wrong[0] if wrong else None


def _contradictions(values: dict) -> list[str]:
    """What contradicts each other, one sentence each."""
    restart, code, compose_dir = (
        values[name] for name in ("whatsapp_restart_tasks", "whatsapp_provision_code_tasks", "whatsapp_restart_compose_dir")
    )
    problems = []
    if restart is not None and restart != COMPOSE and not _is_file(restart):
        problems.append("whatsapp_restart_tasks: there is no file %s; give the absolute path of one, or %s" % (restart, COMPOSE))
    if restart == COMPOSE and not compose_dir:
        problems.append("%s needs whatsapp_restart_compose_dir, the directory of the Compose project" % COMPOSE)
    if code is not None and not _is_file(code):
        problems.append("whatsapp_provision_code_tasks: there is no file %s; give the absolute path of one" % code)
    if values["whatsapp_provision_register"] and not values["whatsapp_registration"]:
        problems.append("whatsapp_provision_register is true, but whatsapp_registration does not say which number")
    return problems


def _is_file(path: str) -> bool:
    return os.path.isabs(path) and os.path.isfile(path)
