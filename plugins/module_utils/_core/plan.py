# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The comparison, and the plan: what is written and what the diff shows. Pure: knows neither a server nor Ansible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable, Protocol

from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError


@dataclass
class Comparison:
    """What compare() found, nested like the fields.

    changes: API name: value to send. before, after: option: value, as a diff shows it. restart: containers. unknown: dotted names
    of options that the server does not show.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    restart: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def add_leaf(self, item: Field, have: Any, want: Any) -> None:
        """Compares one value. have: None where the server does not show it."""
        before, after = NOT_READABLE if have is None else item.normalize(have), item.normalize(want)
        self.before[item.name], self.after[item.name] = mask_pair(item, before, after)
        if before != after:
            self.changes[item.api_name] = after
            self.add_restarts([item.restart] if item.restart else [])

    def add_members(self, item: Field, members: Comparison) -> None:
        """Puts the comparison of an object's members under the object's name."""
        if members.changes:
            self.changes[item.api_name] = members.changes
        if members.before:
            self.before[item.name] = members.before
        if members.after:
            self.after[item.name] = members.after
        self.add_restarts(members.restart)
        self.unknown += ["%s.%s" % (item.name, name) for name in members.unknown]

    def add_restarts(self, containers: list[str]) -> None:
        """Notes the containers that must restart, each once."""
        self.restart += [name for name in containers if name not in self.restart]


def compare(fields: tuple[Field, ...], current: Any, desired: Mapping[str, Any], write_unknown: bool = False) -> Comparison:
    """Compares what the user set with what the server has.

    current: the server's object. desired: as from drop_none(). A leaf that the server does not show is unknown: neither
    changed nor part of before and after, unless write_unknown asks to send it every time.
    """
    comparison = Comparison()
    for item in fields:
        if item.name not in desired:
            continue
        have = current.get(item.api_name) if isinstance(current, dict) else None
        if item.fields and item.type == "dict":
            comparison.add_members(item, compare(item.fields, have or {}, desired[item.name], write_unknown))
        elif have is None and not write_unknown:
            comparison.unknown.append(item.name)
        else:
            comparison.add_leaf(item, have, desired[item.name])
    return comparison


def mask_pair(item: Field, before: Any, after: Any) -> tuple[Any, Any]:
    """Both sides as a diff may show them. Secrets are masked, and the mask says whether the hidden value changes."""
    if item.secret:
        return MASK, MASK if before == after else MASK_CHANGED
    if item.mask is None:
        return before, after
    if isinstance(after, list) and isinstance(before, list) and len(before) == len(after):
        pairs = [_mask_texts(item.mask, *pair) for pair in zip(before, after)]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return _mask_texts(item.mask, before, after)


def _mask_texts(mask: Callable[[str], str], before: Any, after: Any) -> tuple[Any, Any]:
    """Both sides of a text, or of a list of texts, with the secrets in them masked."""
    shown_before, shown_after = ([mask(text) for text in side] if isinstance(side, list) else mask(side) for side in (before, after))
    if before != after and shown_before == shown_after:
        shown_after = "%s (new value)" % shown_after
    return shown_before, shown_after


class Write(Protocol):
    """One write of a plan: a Request, a file or an Action. Its repr shows no secret."""

    def apply(self, client: Any, results: Mapping[str, Any]) -> dict[str, Any] | None:
        """Does it; returns further return values. results: what the writes before it returned. Raises WhatsAppError."""


@dataclass(frozen=True)
class Action:
    """A write that is more than one call, such as a login whose token goes into a file. name: what it does, for people."""

    name: str
    run: Callable[[Any, Mapping[str, Any]], dict[str, Any] | None] = field(compare=False, repr=False)

    def apply(self, client: Any, results: Mapping[str, Any]) -> dict[str, Any] | None:
        """Runs it."""
        return self.run(client, results)


@dataclass
class Plan:
    """What a run will do, and what check mode says it would do.

    before, after: only what the user set, normalised and redacted. writes: what is done, in order. restart: the containers that
    must restart for the change to take effect. return_values: further ones. warnings: sentences for the user.
    refusal: why the writes must not be made. Check mode still shows the difference; the real run raises it.
    """

    before: Any = field(default_factory=dict)
    after: Any = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    restart: list[str] = field(default_factory=list)
    return_values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    refusal: WhatsAppError | None = None

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.writes)
