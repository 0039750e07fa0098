# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a task whose module is an action plugin only, checked as those of every other module. Knows no such module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.option_variables import complete_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.values import split_lists


def task_options(task: Any, task_vars: Mapping[str, Any], templar: Any, spec: Mapping[str, Any], **rules: Any) -> dict[str, Any]:
    """The validated options of a task, in plain types; those that it does not give are None or their default.

    spec, rules: an argument spec and its mutually_exclusive and their like. Lists that were given as text are split. Raises ValueError
    with the first value of a wrong type, or with every other mistake, in one sentence.
    """
    required = [name for name, entry in spec.items() if entry.get("required")]
    given = to_plain(complete_options(task, task_vars, templar, required))
    lists, problems = split_lists(spec, given)
    if problems:
        raise ValueError("; ".join(problems.values()))
    given.update(lists)
    problem = first_problem(spec, given)
    if problem:
        raise ValueError(str(problem))
    checked = ArgumentSpecValidator(spec, **rules).validate(given)
    if checked.error_messages:
        raise ValueError("; ".join(checked.error_messages))
    return checked.validated_parameters
