# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses values of a wrong type before Ansible converts them or fails on them. Pure: knows no resource.

YAML reads 0151234567 as the octal number 27605367 and `yes` as true. Ansible silently converts them to "27605367", "True" and 1, and a
registration code goes to a stranger. The value as written cannot be recovered, so only text is accepted where an option takes text.
Ansible's validation ends with an exception when an option with suboptions is a number, or when a number is infinite.
"""

from __future__ import annotations

import ast
import json
import math
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import entry_of
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError

BOOLEAN = "it is true or false, not text (YAML reads yes, no, on and off as booleans); put it in quotes"
NUMBER = "it is a number, not text; put it in quotes"
NO_PATH = "it has a character that no path can have; remove it"


def first_problem(spec: Mapping[str, Mapping[str, Any]], options: Mapping[str, Any]) -> OptionError | None:
    """The OptionError for the first option whose value has a wrong type; None when there is none.

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
    return "it is %s, not text" % _kind_of(value)


def _kind_of(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "text" if isinstance(value, str) else "a dictionary" if isinstance(value, Mapping) else "a list"


def _not_path(value: Any) -> str | None:
    """What is wrong with a value that must be a path, or None."""
    if not isinstance(value, str):
        return not_text(value)
    try:
        return NO_PATH if b"\0" in os.fsencode(value) else None
    except UnicodeEncodeError:
        return NO_PATH


def _not_number(value: Any) -> str | None:
    """What is wrong with a value that must be a number, or None. A text that is none is left to Ansible."""
    if isinstance(value, bool):
        return "it is true or false, not a number"
    return "it is not a finite number" if isinstance(value, float) and not math.isfinite(value) else None


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
    check = {"str": not_text, "path": _not_path, "int": _not_number, "float": _not_number}.get(kind)
    problem = check(value) if check else None
    if problem:
        yield place, problem
    elif kind == "list" and entry.get("elements") and not isinstance(value, str):  # Ansible splits a text at its commas
        element = dict(entry, type=entry["elements"])
        for position, item in enumerate(value if isinstance(value, list) else [value]):
            if item is not None:
                yield from _option_problems(element, item, "%s[%d]" % (place, position) if isinstance(value, list) else place)
    elif kind == "dict":
        members = _members(value)
        if members is None:
            yield place, "it is %s, not a dictionary" % _kind_of(value)
        else:
            yield from _problems(entry.get("options") or {}, members, place + ".")


def _members(value: Any) -> Mapping[str, Any] | None:
    """A dictionary, which may be given as text, as Ansible takes it; None for another value."""
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, str):
        return None
    if not value.startswith("{"):
        return {} if "=" in value else None  # a=b,c=d: all its values are texts
    for parse in (json.loads, ast.literal_eval):
        try:
            members = parse(value)
            return members if isinstance(members, Mapping) else None
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            pass
    return None
