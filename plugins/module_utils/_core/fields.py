# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields: what an option is, what is wrong with a value, and the form that is compared. Pure: knows neither servers nor Ansible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError

MASK = "********"
MASK_CHANGED = "******** (new value)"
NOT_READABLE = "(cannot be read back)"


@dataclass(frozen=True)
class Field:
    """One option of a resource: its type, limits, secrecy and normal form, written once.

    name: the option's name; api_name: the API's, where it differs. type, elements, choices, required, default, aliases: as in an
    Ansible argument spec. fields: the members when type (or elements) is dict; constraints: mutually_exclusive, required_if and
    their like among the members.
    max_length: characters (of each element in a list). max_items: elements in a list. validator(value): what is wrong with it, as
    a sentence, or None. secret: masked wherever it is shown. mask(text): the text without the secrets in it. normalize(value):
    the form in which values of both sides are compared, shown and sent. restart: the container that must restart before
    a change takes effect. reset_values: what the server has after a reset; more than one when versions differ.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple | None = None
    required: bool = False
    default: Any = None
    aliases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    max_length: int | None = None
    max_items: int | None = None
    validator: Callable[[Any], str | None] | None = None
    api_name: str = ""
    secret: bool = False
    mask: Callable[[str], str] | None = None
    normalize: Callable[[Any], Any] = lambda value: value
    restart: str | None = None
    reset_values: tuple = ()
    constraints: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "api_name", self.api_name or self.name)

    def spec(self) -> dict[str, Any]:
        """This option's entry in an argument spec."""
        entry: dict[str, Any] = {"type": self.type, "no_log": self.secret}
        for key in ("elements", "required"):
            if getattr(self, key):
                entry[key] = getattr(self, key)
        if self.default is not None:
            entry["default"] = self.default
        if self.choices:
            entry["choices"] = list(self.choices)
        if self.aliases:
            entry["aliases"] = list(self.aliases)
        if self.fields:
            entry["options"] = spec_of(self.fields)
            entry.update(self.constraints)
        if not self.secret and self.type in ("dict", "list"):
            del entry["no_log"]
        return entry


def spec_of(fields: tuple[Field, ...]) -> dict[str, dict[str, Any]]:
    """The argument spec of several fields."""
    return {item.name: item.spec() for item in fields}


def drop_none(params: Any) -> Any:
    """What the user set: a copy without the options that are None, at every depth."""
    if isinstance(params, dict):
        return {key: drop_none(value) for key, value in params.items() if value is not None}
    if isinstance(params, list):
        return [drop_none(value) for value in params]
    return params


def validate(fields: tuple[Field, ...], values: Mapping[str, Any], where: str = "") -> None:
    """Raises OptionError for the first value that breaks a limit of its field. values: as from drop_none()."""
    for item in fields:
        if item.name not in values:
            continue
        name, value = where + item.name, values[item.name]
        elements = value if isinstance(value, list) else [value]
        if item.max_items is not None and len(elements) > item.max_items:
            raise OptionError(name, "%d are given, %d at most are allowed" % (len(elements), item.max_items))
        for position, element in enumerate(elements):
            place = "%s[%d]" % (name, position) if isinstance(value, list) else name
            if item.max_length is not None and len(element) > item.max_length:
                raise OptionError(place, "it has %d characters, %d at most are allowed" % (len(element), item.max_length))
            if item.fields and isinstance(element, dict):
                validate(item.fields, element, place + ".")
        problem = item.validator(value) if item.validator else None
        if problem:
            raise OptionError(name, problem)


def choice_validator(*values: Any) -> Callable[[Any], str | None]:
    """A validator that a number or word is one of these."""

    def validator(value: Any) -> str | None:
        return None if value in values else "%r is not allowed; choose one of %s" % (value, ", ".join(str(v) for v in values))

    return validator


def normalize_unordered(value: Any) -> Any:
    """The normal form of a list whose order means nothing."""
    return sorted(set(value)) if isinstance(value, list) else value
