# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a resource is, and the one path that every state module and action takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan, compare, drop_none, spec_of, validate
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import as_whatsapp_error


def _nothing(*_args):
    """The read of an action that has no state to look at, and the check of a resource without further rules."""


@dataclass(frozen=True)
class Resource:
    """A noun of the API: the fields it keeps, how it is read, and how the difference is planned.

    fields: what the server keeps. controls: options that say how (state, identifiers, policies). rules: mutually_exclusive,
    required_if and their like. check(desired): raises OptionError for what a single field cannot tell; local files are
    read and checked here. read(client, desired): the current state. plan(current, desired): a Plan; pure.
    desired holds only what the user set, and the defaults. export(client, options): the current state in the form of the
    options, None when there is nothing to declare; absent where the server cannot be asked. shared_name(one, other): the name by which
    two declarations are the same thing, None when they are not; needed where several can be declared.
    """

    name: str
    plan: Callable[[Any, dict], Plan]
    read: Callable[[Any, dict], Any] = _nothing
    fields: tuple = ()
    controls: tuple = ()
    rules: dict = field(default_factory=dict)
    check: Callable[[dict], Any] = _nothing
    export: Callable[[Any, dict], Any] | None = None
    shared_name: Callable[[dict, dict], str | None] | None = None

    def spec(self):
        """The argument spec without the connection options."""
        return spec_of(self.controls + self.fields)

    def desired(self, params):
        """What the user set, validated before anything is sent; raises OptionError."""
        values = drop_none({name: params.get(name) for name in self.spec()})
        validate(self.controls + self.fields, values)
        self.check(values)
        return values

    def run(self, client, desired, check_mode):
        """Reads, plans and writes; see reconcile."""
        client.doubts.clear()
        return reconcile(self, client, desired, check_mode, client.settle_doubts)


@dataclass(frozen=True)
class Info:
    """A question: read(client, desired) returns the module's return values. It never changes anything."""

    name: str
    read: Callable[[Any, dict], dict]
    controls: tuple = ()
    rules: dict = field(default_factory=dict)
    check: Callable[[dict], Any] = _nothing

    spec = Resource.spec
    desired = Resource.desired
    fields = ()

    def run(self, client, desired, check_mode):
        """Asks; check mode makes no difference."""
        return dict(self.read(client, desired), changed=False)


def plan_from_fields(fields, write):
    """The plan of a resource that is one object: compare its fields and send the differing ones in one call.

    write(client, changes): makes the call; changes is nested like the fields. A control named write_unshown decides
    whether fields that the server does not show are sent every time or left as they are, with a warning.
    """

    def plan(current, desired):
        found = compare(fields, current, desired, write_unknown=desired.get("write_unshown", False))
        result = Plan(found.before, found.after, restart=found.restart)
        if found.unknown:
            names = ", ".join(found.unknown)
            result.warnings.append("the server does not show %s: not compared and left as it is" % names)
        if found.changes:
            result.writes.append(lambda client, outcome: write(client, found.changes) and None)
        return result

    return plan


def to_options(fields, current):
    """The server's object in the form of the options: only what it shows, normalised, under the options' names."""
    shown = {}
    for item in fields:
        value = current.get(item.key)
        if value is not None:
            shown[item.name] = to_options(item.fields, value) if item.fields and item.type == "dict" else item.normal(value)
    return shown


def reconcile(resource, client, desired, check_mode, settle_doubts=_nothing):
    """Reads, plans and, unless in check mode, writes; returns the result that check mode and the real run share.

    client: what read and the writes take; its name is in `instance`. settle_doubts: raises when check mode cannot tell what the
    real run would learn from its writes.
    A write that learns from the answer that there was nothing to do says so with {"changed": False}.
    Raises the WhatsAppError of the call that failed; it says how many writes were made before it, and which containers must
    restart for what was written or may have been written.
    """
    plan = resource.plan(resource.read(client, desired), desired)
    outcome = dict(plan.result)
    if not check_mode:
        for done, write in enumerate(plan.writes):
            try:
                outcome.update(write(client, outcome) or {})
            except Exception as error:
                failure = as_whatsapp_error(error, resource.name).add_progress(done, len(plan.writes))
                failure.restart_required = list(plan.restart) if done or failure.outcome_unknown else []
                failure.write_lost = failure.outcome_unknown
                raise failure from None
    elif plan.changed:
        settle_doubts()
    header = "%s %s" % (client.instance, resource.name)
    needless = outcome.pop("changed", True) is False
    after = plan.before if needless else plan.after
    return dict(
        outcome,
        changed=plan.changed and not needless,
        diff={"before": plan.before, "after": after, "before_header": header, "after_header": header},
        restart_required=[] if needless else plan.restart,
        warnings=plan.warnings,
    )
