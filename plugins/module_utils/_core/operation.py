# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a resource is, and the one path that every state module and action takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field, drop_none, spec_of, validate
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan, compare
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import as_whatsapp_error

NOT_ASKED = "check mode sends nothing here, for there is nothing to read; only the real run shows whether the server offers this call"


@dataclass(frozen=True)
class Prepared(Mapping):
    """What the user set, and the defaults. A subclass adds what was loaded for it, such as the content of a file. Read-only."""

    options: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.options[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.options)

    def __len__(self) -> int:
        return len(self.options)


def _nothing(*_args: Any) -> Any:
    """The read of an operation without a state to read."""


def _no_doubts(_promises_change: bool) -> list[str]:
    """What is read and written here leaves no doubt."""
    return []


def _as_given(options: Prepared) -> Prepared:
    """The prepare of an operation without further rules."""
    return options


@dataclass(frozen=True)
class Operation:
    """What a module takes, and what becomes of it before anything is sent.

    fields: options that the server keeps. parameters: options that say how (state, identifiers, policies). constraints:
    mutually_exclusive, required_if and their like. prepare(options): refuses what a single field cannot tell (OptionError), loads
    local files, and returns the Prepared that read and plan get as `desired`.

    Where a refusal is raised: OptionError in prepare alone, when nothing was sent; what the server's state or a local file
    forbids later is a PreconditionError.
    """

    name: str
    fields: tuple[Field, ...] = ()
    parameters: tuple[Field, ...] = ()
    constraints: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[Prepared], Prepared] = _as_given

    def spec(self) -> dict[str, dict[str, Any]]:
        """The argument spec without the connection options."""
        return spec_of(self.parameters + self.fields)

    def desired(self, params: Mapping[str, Any]) -> Prepared:
        """What the user set, validated and loaded before anything is sent; raises OptionError."""
        fields = self.parameters + self.fields
        values = drop_none({item.name: params.get(item.name) for item in fields})
        validate(fields, values)
        return self.prepare(Prepared(MappingProxyType(values)))


@dataclass(frozen=True)
class Resource(Operation):
    """A noun of the API: the fields it keeps, how it is read, and how the difference is planned.

    read(client, desired): the current state. plan(current, desired): a Plan; pure. export(client, options): the current state in
    the form of the options, None when there is nothing to declare; absent where the server cannot be asked. shared_name(one,
    other): the name by which two declarations are the same thing, None when they are not; needed where several can be declared.
    """

    read: Callable[[Any, Any], Any] = _nothing
    plan: Callable[[Any, Any], Plan] = _nothing
    export: Callable[[Any, dict[str, Any]], Any] | None = None
    shared_name: Callable[[Any, Any], str | None] | None = None

    def run(self, client: Any, desired: Any, check_mode: bool) -> dict[str, Any]:
        """Reads, plans and writes; see reconcile."""
        client.doubts.clear()
        answers = client.answers

        def settle_doubts(promises_change: bool) -> list[str]:
            client.settle_doubts()
            return [NOT_ASKED] if promises_change and client.answers == answers else []

        return reconcile(self, client, desired, check_mode, settle_doubts)


@dataclass(frozen=True)
class Info(Operation):
    """A question: read(client, desired) returns the module's return values. It never changes anything."""

    read: Callable[[Any, Any], dict[str, Any]] = _nothing

    def run(self, client: Any, desired: Any, check_mode: bool) -> dict[str, Any]:
        """Asks; check mode makes no difference."""
        return dict(self.read(client, desired), changed=False)


def plan_from_fields(fields: tuple[Field, ...], method: str, path: str) -> Callable[[Any, Mapping[str, Any]], Plan]:
    """The plan of a resource that is one object: compare its fields and send the differing ones in one call.

    The body is nested like the fields. A parameter named write_unreadable decides whether fields that the server does not show
    are sent every time or left as they are, with a warning.
    """

    def plan(current: Any, desired: Mapping[str, Any]) -> Plan:
        comparison = compare(fields, current, desired, write_unknown=desired.get("write_unreadable", False))
        result = Plan(comparison.before, comparison.after, restart=comparison.restart)
        if comparison.unknown:
            names = ", ".join(comparison.unknown)
            result.warnings.append("the server does not show %s: not compared and left as it is" % names)
        if comparison.changes:
            result.writes.append(Request(method, path, comparison.changes))
        return result

    return plan


def to_options(fields: tuple[Field, ...], current: Mapping[str, Any]) -> dict[str, Any]:
    """The server's object in the form of the options: only what it shows, normalised, under the options' names."""
    options = {}
    for item in fields:
        value = current.get(item.api_name)
        if value is not None:
            options[item.name] = to_options(item.fields, value) if item.fields and item.type == "dict" else item.normalize(value)
    return options


def reconcile(
    resource: Resource, client: Any, desired: Any, check_mode: bool, settle_doubts: Callable[[bool], list[str]] = _no_doubts
) -> dict[str, Any]:
    """Reads, plans and, unless in check mode, writes; returns the result that check mode and the real run share.

    client: what read and the writes take; its name is in `instance`. settle_doubts(promises_change): called when nothing is written;
    raises when only a write can show whether the server lacks a thing or the whole endpoint, and returns warnings.
    A write that learns from the answer that there was nothing to do says so with {"changed": False}.
    Raises the WhatsAppError of the call that failed; it says how many writes were made before it, and which containers must
    restart for what was written or may have been written.
    """
    plan = resource.plan(resource.read(client, desired), desired)
    results = dict(plan.return_values)
    if check_mode or not (plan.changed or plan.refusal):
        plan.warnings += settle_doubts(plan.changed)
    else:
        _write(plan, client, results, resource.name)
    no_op = results.pop("changed", True) is False
    header = "%s %s" % (client.instance, resource.name)
    after = plan.before if no_op else plan.after
    return dict(
        results,
        changed=plan.changed and not no_op,
        diff={"before": plan.before, "after": after, "before_header": header, "after_header": header},
        restart_required=[] if no_op else plan.restart,
        warnings=plan.warnings,
    )


def _write(plan: Plan, client: Any, results: dict[str, Any], name: str) -> None:
    """Makes the writes of a plan, in order, and puts what they return into `results`."""
    if plan.refusal:
        raise plan.refusal
    for done, write in enumerate(plan.writes):
        try:
            results.update(write.apply(client, results) or {})
        except Exception as error:
            failure = as_whatsapp_error(error, name).add_progress(done, len(plan.writes))
            failure.write_lost = failure.write_outcome_unknown
            failure.restart_required = list(plan.restart) if done or failure.write_lost else []
            raise failure from None
