# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses values that are not text where an option takes text, before Ansible converts them. Pure: knows no resource.

YAML reads 0151234567 as the octal number 27605367 and `yes` as true. Ansible silently converts them to "27605367" and "True", and a
registration code goes to a stranger. The value as written cannot be recovered, so only text is accepted.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import entry_of
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError

TEXT_TYPES = ("str", "path")
BOOLEAN = "it is true or false, not text (YAML reads yes, no, on and off as booleans); put it in quotes"
NUMBER = "it is a number, not text; put it in quotes"


def first_problem(spec: Mapping[str, Mapping[str, Any]], options: Mapping[str, Any]) -> OptionError | None:
    """The OptionError for the first option that takes text and was given something else; None when there is none.

    spec: an argument spec. options: as the task gives them, before any validation; they may break the spec in any other way.
    """
    return next((OptionError(place, problem) for place, problem in _problems(spec, options, "")), None)


def not_text(value: Any) -> str | None:
    """What is wrong with a value that must be text, or None. Never holds the value, which may be a secret."""
    if isinstance(value, str):
        return None
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, (int, float)):
        return NUMBER
    return "it is %s, not text" % ("a dictionary" if isinstance(value, Mapping) else "a list")


def first_problem_within(option: str, value: Any, names: frozenset[str] | None = None) -> OptionError | None:
    """The OptionError for the first number or boolean where text belongs in free-form data, which Ansible passes on unchanged.

    option: the name of the option that holds the value. names: the members that are texts; None when all are.
    """
    if not isinstance(value, (Mapping, list)):
        return None
    for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
        place = "%s[%d]" % (option, key) if isinstance(value, list) else "%s.%s" % (option, key)
        if isinstance(item, (bool, int, float)):
            problem = OptionError(place, not_text(item) or "") if names is None or key in names else None
        else:
            problem = first_problem_within(place, item, names)
        if problem:
            return problem
    return None


def _problems(spec: Mapping[str, Mapping[str, Any]], options: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for name, value in options.items():
        entry = entry_of(spec, name) if value is not None else None
        if entry:
            yield from _option_problems(entry, value, place + str(name))


def _option_problems(entry: Mapping[str, Any], value: Any, place: str) -> Iterator[tuple[str, str]]:
    kind = entry.get("type", "str")
    if kind in TEXT_TYPES:
        problem = not_text(value)
        if problem:
            yield place, problem
    elif kind == "list" and entry.get("elements") and not isinstance(value, str):  # Ansible splits a text at its commas
        element = dict(entry, type=entry["elements"])
        for position, item in enumerate(value if isinstance(value, list) else [value]):
            if item is not None:
                yield from _option_problems(element, item, "%s[%d]" % (place, position) if isinstance(value, list) else place)
    elif kind == "dict" and entry.get("options"):
        members = _parsed(value) if isinstance(value, str) else value
        if isinstance(members, Mapping):
            yield from _problems(entry["options"], members, place + ".")


def _parsed(text: str) -> Any:
    """A dictionary that was given as text: JSON or a Python literal. In every other form that Ansible accepts, all values are text."""
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            pass
    return None
