# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields, their comparison, the redaction and the plan. Pure: nothing here talks to a server or knows Ansible."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError

MASK = "********"
MASK_CHANGED = "******** (new value)"
NOT_READABLE = "(cannot be read back)"


@dataclass(frozen=True)
class Field:
    """One option of a resource: its type, limits, secrecy and normal form, written once.

    name: the option's name; api: the API's, where it differs. type, elements, choices, required,
    default, aliases: as in an Ansible argument spec. fields: the members when type (or elements) is dict.
    max_length: characters (of each element in a list). max_items: elements in a list. check: returns what is wrong with
    a value, or None. secret: masked wherever it is shown. mask: returns a text without the secrets in it. normal: brings a
    value of either side into the form that is compared, shown and sent. restart: the container that must restart before a
    change takes effect. defaults: values the server has after a reset, more than one when versions differ.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple | None = None
    required: bool = False
    default: Any = None
    aliases: tuple = ()
    fields: tuple = ()
    max_length: int | None = None
    max_items: int | None = None
    check: Callable[[Any], str | None] | None = None
    api: str | None = None
    secret: bool = False
    mask: Callable[[str], str] | None = None
    normal: Callable[[Any], Any] = lambda value: value
    restart: str | None = None
    defaults: tuple = ()
    rules: dict = field(default_factory=dict)  # mutually_exclusive, required_if, ... among the members

    @property
    def key(self):
        """The API's name."""
        return self.api or self.name

    def spec(self):
        """This option's entry in an argument spec."""
        entry = {"type": self.type, "no_log": self.secret}
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
            entry.update(self.rules)
        if not self.secret and self.type in ("dict", "list"):
            del entry["no_log"]
        return entry


def spec_of(fields):
    """The argument spec of several fields."""
    return {item.name: item.spec() for item in fields}


def drop_none(params):
    """What the user set: a copy without the options that are None, at every depth."""
    if isinstance(params, dict):
        return {key: drop_none(value) for key, value in params.items() if value is not None}
    if isinstance(params, list):
        return [drop_none(value) for value in params]
    return params


def validate(fields, values, where=""):
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
        problem = item.check(value) if item.check else None
        if problem:
            raise OptionError(name, problem)


def choice_validator(*values):
    """A check that a number or word is one of these."""

    def check(value):
        return None if value in values else "%r is not allowed; choose one of %s" % (value, ", ".join(str(v) for v in values))

    return check


def normalize_unordered(value):
    """The normal form of a list whose order means nothing."""
    return sorted(set(value)) if isinstance(value, list) else value


def normalize_int(value):
    """The normal form of a number that the server takes and shows as a number or as a string."""
    return int(value) if str(value).lstrip("-").isdigit() else value


@dataclass
class Comparison:
    """What compare() found, at the depth of the leaves. unknown: dotted names of options that the server does not show."""

    changes: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    restart: list = field(default_factory=list)
    unknown: list = field(default_factory=list)


def compare(fields, current, desired, write_unknown=False):
    """Compares what the user set with what the server has; returns a Comparison.

    current: the server's object. desired: as from drop_none(). A leaf that the server does not show is unknown: neither
    changed nor part of before and after, unless write_unknown asks to send it every time.
    """
    found = Comparison()
    for item in fields:
        if item.name not in desired:
            continue
        want = desired[item.name]
        have = current.get(item.key) if isinstance(current, dict) else None
        if item.fields and item.type == "dict":
            inner = compare(item.fields, have or {}, want, write_unknown)
            for part, name in (("changes", item.key), ("before", item.name), ("after", item.name)):
                if getattr(inner, part):
                    getattr(found, part)[name] = getattr(inner, part)
            found.restart += [name for name in inner.restart if name not in found.restart]
            found.unknown += ["%s.%s" % (item.name, name) for name in inner.unknown]
            continue
        if have is None and not write_unknown:
            found.unknown.append(item.name)
            continue
        before, after = NOT_READABLE if have is None else item.normal(have), item.normal(want)
        differs = before != after
        found.before[item.name], found.after[item.name] = shown(item, before, after)
        if differs:
            found.changes[item.key] = after
            if item.restart and item.restart not in found.restart:
                found.restart.append(item.restart)
    return found


def shown(item, before, after):
    """Both sides as a diff may show them: secrets are masked, and the mask says whether a value changes that looks the same."""
    if item.secret:
        return MASK, MASK if before == after else MASK_CHANGED
    if item.mask is None:
        return before, after
    if isinstance(after, list) and isinstance(before, list) and len(before) == len(after):
        pairs = [_masked(item.mask, *pair) for pair in zip(before, after)]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return _masked(item.mask, before, after)


def _masked(mask: Callable[[str], str], before: Any, after: Any) -> tuple[Any, Any]:
    """Both sides of a text, or of a list of texts, with the secrets in them masked."""
    shown_before, shown_after = ([mask(text) for text in side] if isinstance(side, list) else mask(side) for side in (before, after))
    if before != after and shown_before == shown_after:
        shown_after += " (new value)"
    return shown_before, shown_after


@dataclass
class Plan:
    """What a run will do, and what check mode says it would do.

    before, after: only what the user set, normalised and redacted. writes: callables taking (client, outcome), where
    outcome is what the writes before returned; each returns a dict to add to it, or None. restart: the containers that
    must restart for the change to take effect. result: further return values. warnings: sentences for the user.
    """

    before: Any = field(default_factory=dict)
    after: Any = field(default_factory=dict)
    writes: list = field(default_factory=list)
    restart: list = field(default_factory=list)
    result: dict = field(default_factory=dict)
    warnings: list = field(default_factory=list)

    @property
    def changed(self):
        """Whether there is anything to write."""
        return bool(self.writes)
