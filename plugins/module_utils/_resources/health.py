# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health: /v1/health, looked at once or until it is as wanted (Meta's reference: health)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.api_key import check_api_key
from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import NO_TOKEN, Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotFound,
    NotOffered,
    TransportError,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health_status import evaluate, next_delay
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_above_zero

AWAY = (502, 503, 504)  # whoever answers is not the Webapp, or it is not ready
LIMITED = 429
LOGIN = "/v1/users/login"
GOALS = {
    "healthy": lambda found: found["healthy"],
    "connected": lambda found: found["counts"]["coreapps_connected"] > 0,
    "unregistered": lambda found: found["registered"] is False,
    "up": lambda found: True,
}

# What is returned when an instance is up and shows no health to who asks.
HIDDEN = dict(evaluate(Json({})), healthy=None, topology=None, summary="up; it shows its health to users only", raw={}, warnings=[])

API_KEY = Field("api_key", secret=True, validator=check_api_key)
PARAMETERS = (
    API_KEY,
    Field("shards", type="int", validator=check_above_zero),
    Field("wait_for", choices=tuple(GOALS)),
    Field("wait_timeout", type="int", default=300, validator=check_above_zero),
    Field("poll_interval", type="int", default=10, validator=check_above_zero),
)


def key_header(desired: Mapping[str, Any]) -> str | None:
    """The Authorization header of the API key, or None when there is none."""
    return "Apikey " + desired["api_key"] if desired.get("api_key") else None


def ask(client: Client, authorization: str | None = None) -> Json:
    """The server's health object. When the Webapp says that it cannot ask its Coreapp, that is the node's health: {"errors"}."""
    try:
        answer = client.send(Request("GET", "health", authorization=authorization))
    except ApiError as error:
        if error.status != 500 or error.code is None:
            raise
        return Json({"errors": [{key: error.failure[key] for key in ("code", "title", "details")}]})
    return answer.body.object("health")


def look(client: Client, desired: Mapping[str, Any]) -> dict:
    """One look: what evaluate() returns, the server's object as `raw`, and warnings."""
    return _judged(ask(client, key_header(desired)), desired, lambda: _number_of_shards(client, desired))


def _judged(health: Json, desired: Mapping[str, Any], number_of_shards: Callable[[], tuple[int | None, str | None]]) -> dict:
    """The judgement of a health object. number_of_shards() is called when it matters and the user did not give it."""
    found, warnings = evaluate(health, desired.get("shards")), []
    if found["topology"] == "multi" and found["counts"]["coreapps_connected"] and "shards" not in desired:
        shards, reason = number_of_shards()
        found = evaluate(health, shards)
        if reason:
            warnings.append("the number of shards is not known (%s): taken for one, as in a high-availability set-up; give shards" % reason)
    return dict(found, raw=health.value, warnings=warnings)


def _number_of_shards(client: Client, desired: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """The number and None, or None and the reason why it is not known."""
    if desired.get("api_key"):
        return None, "an API key does not open account/shards"
    try:
        return client.get("account/shards").integer("account", "shards"), None
    except ApiError as error:
        if error.status < 300:
            return None, "the answer of account/shards %s" % error.details
        return None, "only the administrator may read it" if error.status == 403 else "account/shards answered %d" % error.status
    except TransportError as error:
        return None, "account/shards: %s" % error.problem


def look_up(client: Client, desired: Mapping[str, Any]) -> dict:
    """One look that nobody logs in for: any answer of the Webapp will do, and what it tells of the health is taken along."""
    token = client.session.token()
    authorization = key_header(desired) or ("Bearer " + token if token else NO_TOKEN)
    try:
        health = ask(client, authorization)
    except ApiError as error:
        # Nobody is there, or somebody who is not the Webapp.
        if error.status in AWAY or error.status < 300 or isinstance(error, (NotFound, NotOffered)):
            raise
        return dict(HIDDEN)
    return _judged(health, desired, lambda: (None, "wait_for=up does not ask for it"))


def wait(client: Client, desired: Mapping[str, Any], also: tuple[str, ...] = ()) -> dict:
    """Looks until the goal is reached and returns that look; raises WhatsAppError when time is up, or waiting cannot help.

    also: further goals that end the wait, names of GOALS.
    """
    goal = desired["wait_for"]
    asked, deadline = [], time.monotonic() + desired["wait_timeout"]
    while True:
        asked.append(time.monotonic())
        with client.transport.polling_limits(max(deadline - asked[-1], 1)):
            found, problem = _attempt(client, desired, look_up if goal == "up" else look)
        if found and any(GOALS[name](found) for name in (goal, *also)):
            return found
        seconds = next_delay(asked, time.monotonic(), desired["poll_interval"], deadline)
        if seconds is None:
            raise _timed_out(goal, time.monotonic() - asked[0], found, problem)
        time.sleep(seconds)


def _attempt(client: Client, desired: Mapping[str, Any], once: Callable) -> tuple[dict | None, ApiError | TransportError | None]:
    """What a look found and None, or None and the error that may pass by itself; raises any other error."""
    try:
        return once(client, desired), None
    except AuthenticationError:
        raise
    except TransportError as error:
        if not error.sent and not error.repeatable:  # a name, a certificate, a proxy: nothing that comes by waiting
            raise
        return None, error
    except ApiError as error:
        locked_out = error.status == LIMITED and error.failure["path"] == LOGIN
        if locked_out or not (error.status >= 500 or error.status in (200, LIMITED)) or error.status == 501:
            raise
        return None, error


def _timed_out(goal: str, seconds: float, found: dict | None, problem: ApiError | TransportError | None) -> WhatsAppError:
    """The error for a goal that was not reached. found, problem: as from the last _attempt."""
    seen = found["summary"] if found else ""
    if problem:
        seen = problem.problem if isinstance(problem, TransportError) else "it answered %d" % problem.status
    failure = dict(problem.failure) if problem else {"status": 200, "details": seen, "method": "GET", "path": "/v1/health"}
    failure["title"] = "Not %s in time" % goal
    return WhatsAppError(
        "waited %d s in vain for the instance to be %s (last seen: %s); look at the instance's logs, or raise wait_timeout"
        % (round(seconds), goal, seen),
        **failure,
    )


def read(client: Client, desired: Mapping[str, Any]) -> dict:
    """One look, or as many as wait_for needs."""
    return wait(client, desired) if desired.get("wait_for") else look(client, desired)


HEALTH_INFO = Info(name="health_info", parameters=PARAMETERS, read=read)
