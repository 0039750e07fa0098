# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""whatsapp_instance as a whole: the wait for the Webapp, the first login, the sections, the wait for health. Knows no section."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, Field, drop_none, spec_of, validate
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource, reconcile
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    AuthenticationError,
    InitialPasswordError,
    NotFound,
    NotOffered,
    PreconditionError,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources import health
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance import Instance
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import registered_number
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import check_password
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_above_zero

POLL_INTERVAL = 10  # seconds, as whatsapp_health_info's default
PARAMETERS = (
    Field("start_timeout", type="int", default=0, validator=lambda seconds: None if seconds >= 0 else "give 0 or more seconds"),
    Field("initial_password", secret=True),
    Field("expected_number", validator=lambda number: None if number.isdigit() else "give digits alone, country code first"),
    Field("wait_for", choices=("connected", "healthy")),
    Field("allow_unregistered", type="bool", default=False),
    Field("wait_timeout", type="int", default=300, validator=check_above_zero),
)


class InstanceLifecycle(Instance):
    """The operation of whatsapp_instance: the sections of Instance between the steps that a new instance needs."""

    def spec(self) -> dict:
        """The argument spec without the connection options."""
        return {**super().spec(), **spec_of(PARAMETERS)}

    def desired(self, params: Mapping[str, Any]) -> dict:
        """The sections and the steps around them, validated before anything is sent; raises OptionError."""
        steps = drop_none({item.name: params.get(item.name) for item in PARAMETERS})
        validate(PARAMETERS, steps)
        return {**super().desired(params), "steps": steps}

    def run(self, client: Any, desired: dict, check_mode: bool) -> dict:
        """Runs all steps in order; raises WhatsAppError, with what is known of every section beside it."""
        steps = desired["steps"]
        if steps["start_timeout"]:
            with contextlib.suppress(NotFound, NotOffered):  # something answers; the login shows what it is
                health.wait(client, {"wait_for": "up", "wait_timeout": steps["start_timeout"], "poll_interval": POLL_INTERVAL})
        login = reconcile(FIRST_LOGIN, client, steps, check_mode)
        known = {}
        try:
            if login["changed"] and client.session.token() is None:
                result = _not_compared(client, desired)
            else:
                known = _number_registered(client, steps)
                result = super().run(client, {**desired, **known}, check_mode)
                if "wait_for" in steps and not result["restart_required"]:
                    _wait_for_health(client, steps, result, check_mode)
        except WhatsAppError as error:
            error.extra = _with_login({**error.extra, **known}, login)
            raise
        return _with_login({**result, **known}, login)


def _number_registered(client: Any, steps: dict) -> dict:
    """{"number_registered"}: whether the instance is known to have the expected number; {} when none is expected."""
    if "expected_number" not in steps:
        return {}
    return {"number_registered": registered_number(client) == steps["expected_number"]}


def _read_login(client: Any, steps: dict) -> dict:
    """Which password works, proven by a login. There is no login when there is a token already or no password to replace."""
    if "initial_password" not in steps or client.session.password is None or client.session.token() is not None:
        return {"new": False}
    try:
        client.session.use_token(client.session.login()["token"])
        return {"new": False}
    except AuthenticationError:
        pass
    problem = check_password(client.session.password)
    if problem:
        raise PreconditionError("password", problem)
    try:
        client.session.logout(client.session.login(password=steps["initial_password"])["token"])
    except InitialPasswordError:
        pass
    except AuthenticationError as error:
        message = (
            "POST /v1/users/login: neither password nor initial_password of '%s' is accepted; correct one of them" % client.session.username
        )
        raise AuthenticationError(message, **error.failure) from None
    return {"new": True}


def _plan_login(current: dict, steps: dict) -> Plan:
    if not current["new"]:
        return Plan()

    def replace_password(client: Any, _results: Mapping[str, Any]) -> None:
        token = client.session.login(password=steps["initial_password"], new_password=client.session.password)["token"]
        client.session.use_token(token)

    return Plan({"password": MASK}, {"password": MASK_CHANGED}, writes=[Action("replace the initial password", replace_password)])


FIRST_LOGIN = Resource(name="first login", read=_read_login, plan=_plan_login)


def _with_login(result: dict, login: dict) -> dict:
    """The result of the sections, with a password that was replaced before them."""
    if not login["changed"]:
        return result
    diff = result.get("diff", {})
    sides = {side: {"login": login["diff"][side], **diff.get(side, {})} for side in ("before", "after")}
    return {**result, "changed": True, "first_login": True, "diff": {**diff, **sides}}


def _not_compared(client: Any, desired: dict) -> dict:
    """The result of check mode for a new instance: a login is not possible before the password is replaced."""
    names = [section.name for section, _items in desired["declared"]]
    header = "%s instance" % client.instance
    sentence = "%s cannot be compared before the first login" % (", ".join(names) or "its state")
    return {
        "diff": {"before": {}, "after": {}, "before_header": header, "after_header": header},
        "restart_required": [],
        "warnings": [sentence],
        "sections": {},
        "done": [],
        "not_done": names,
    }


def _wait_for_health(client: Any, steps: dict, result: dict, check_mode: bool) -> None:
    """Adds the health after the wait. Raises WhatsAppError, with the result of the sections, when the wait fails."""
    try:
        outcome = reconcile(HEALTH_GATE, client, steps, check_mode)
    except (NotFound, NotOffered):
        result["warnings"].append("the server does not offer its health, so the run did not wait for it to be %s" % steps["wait_for"])
        return
    except WhatsAppError as error:
        error.extra = result
        raise
    if "health" in outcome:
        result["health"] = outcome["health"]


def _plan_gate(_current: None, steps: dict) -> Plan:
    """A plan whose write only reads, so that check mode, which changes nothing, waits for nothing."""

    def wait(client: Any, _results: Mapping[str, Any]) -> dict:
        goal = steps["wait_for"]
        desired = {"wait_for": goal, "wait_timeout": steps["wait_timeout"], "poll_interval": POLL_INTERVAL}
        result = health.wait(client, desired, other_conditions=("unregistered",) if steps["allow_unregistered"] else ())
        return {"changed": False, "health": {name: result[name] for name in ("healthy", "registered", "summary")}}

    return Plan(writes=[Action("wait for the health", wait)])


HEALTH_GATE = Resource(name="health", plan=_plan_gate)
INSTANCE_LIFECYCLE = InstanceLifecycle()
