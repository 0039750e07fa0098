# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health: /v1/health, read once or polled until a condition holds (Meta's reference: health)."""

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
    UnexpectedAnswer,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health_status import evaluate, next_delay
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_above_zero

UNAVAILABLE_STATUSES = (502, 503, 504)  # a proxy answers, or the Webapp is not ready
LIMITED = 429
LOGIN = "/v1/users/login"
WRONG_ADDRESS = "check that url points at the WhatsApp Business API"
WAIT_CONDITIONS = {
    "healthy": lambda result: result["healthy"],
    "connected": lambda result: result["counts"]["coreapps_connected"] > 0,
    "unregistered": lambda result: result["registered"] is False,
    "up": lambda result: True,
}

# The result for an instance that is up and shows its health to users only.
HEALTH_HIDDEN = dict(evaluate(Json({})), healthy=None, topology=None, summary="up; it shows its health to users only", raw={}, warnings=[])

API_KEY = Field("api_key", secret=True, validator=check_api_key)
PARAMETERS = (
    API_KEY,
    Field("shards", type="int", validator=check_above_zero),
    Field("wait_for", choices=tuple(WAIT_CONDITIONS)),
    Field("wait_timeout", type="int", default=300, validator=check_above_zero),
    Field("poll_interval", type="int", default=10, validator=check_above_zero),
)


def key_header(desired: Mapping[str, Any]) -> str | None:
    """The Authorization header of the API key, or None when there is none."""
    return "Apikey " + desired["api_key"] if desired.get("api_key") else None


def fetch_health(client: Client, authorization: str | None = None) -> Json:
    """The server's health object. When the Webapp says that it cannot ask its Coreapp, that is the node's health: {"errors"}."""
    try:
        answer = client.send(Request("GET", "health", authorization=authorization))
    except ApiError as error:
        if error.status != 500 or error.code is None:
            raise
        return Json({"errors": [{key: error.failure[key] for key in ("code", "title", "details")}]})
    return answer.body.object("health")


def poll_once(client: Client, desired: Mapping[str, Any]) -> dict:
    """One poll: what evaluate() returns, the server's object as `raw`, and warnings."""

    def count_shards() -> tuple[int | None, str | None]:
        return (None, "an API key does not open account/shards") if desired.get("api_key") else number_of_shards(client)

    return _evaluated(fetch_health(client, key_header(desired)), desired, count_shards)


def _evaluated(health: Json, desired: Mapping[str, Any], count_shards: Callable[[], tuple[int | None, str | None]]) -> dict:
    """The evaluated health object. count_shards() is called when it matters and the user did not give it."""
    result, warnings = evaluate(health, desired.get("shards")), []
    if result["topology"] == "multi" and result["counts"]["coreapps_connected"] and "shards" not in desired:
        shards, reason = count_shards()
        result = evaluate(health, shards)
        if reason:
            warnings.append(
                "the number of shards is not known (%s) and is assumed to be one, as in a high-availability set-up; give shards" % reason
            )
    return dict(result, raw=health.value, warnings=warnings)


def number_of_shards(client: Client) -> tuple[int | None, str | None]:
    """The number and None, or None and the reason why it is not known."""
    try:
        return client.get("account/shards").integer("account", "shards"), None
    except ApiError as error:
        if error.status < 300:
            return None, "the answer of account/shards %s" % error.details
        return None, "only the administrator may read it" if error.status == 403 else "account/shards answered %d" % error.status
    except TransportError as error:
        return None, "account/shards: %s" % error.problem


def poll_without_login(client: Client, desired: Mapping[str, Any]) -> dict:
    """One poll without a login. Any answer of the Webapp counts; the health is returned when it is shown.

    A 401 counts whatever its form, because a gateway in front of the Webapp may ask for the login. Any other refusal counts in the
    API's own form only: a redirect, a page or another API is no Webapp.
    """
    token = client.session.token()
    authorization = key_header(desired) or ("Bearer " + token if token else NO_TOKEN)
    try:
        health = fetch_health(client, authorization)
    except ApiError as error:
        answered = error.status == 401 or (error.documented and error.status not in UNAVAILABLE_STATUSES)
        if not answered or isinstance(error, (NotFound, NotOffered)):
            raise
        return dict(HEALTH_HIDDEN)
    return _evaluated(health, desired, lambda: (None, "wait_for=up does not ask for it"))


def wait(client: Client, desired: Mapping[str, Any], other_conditions: tuple[str, ...] = ()) -> dict:
    """Polls until the condition holds, and returns that poll. Raises WhatsAppError when time is up or waiting cannot help.

    other_conditions: further names of WAIT_CONDITIONS that end the wait.
    """
    condition = desired["wait_for"]
    poll_times, deadline = [], time.monotonic() + desired["wait_timeout"]
    while True:
        poll_times.append(time.monotonic())
        with client.transport.polling_limits(max(deadline - poll_times[-1], 1)):
            result, problem = _try_poll(client, desired, poll_without_login if condition == "up" else poll_once)
        if result and any(WAIT_CONDITIONS[name](result) for name in (condition, *other_conditions)):
            return result
        seconds = next_delay(poll_times, time.monotonic(), desired["poll_interval"], deadline)
        if seconds is None:
            raise _timed_out(condition, time.monotonic() - poll_times[0], result, problem)
        time.sleep(seconds)


def _try_poll(client: Client, desired: Mapping[str, Any], poll: Callable) -> tuple[dict | None, ApiError | TransportError | None]:
    """(result, None), or (None, error) for an error that may be temporary; raises any other error."""
    try:
        return poll(client, desired), None
    except AuthenticationError:
        raise
    except TransportError as error:
        if not error.request_sent and not error.retryable:  # a name, a certificate, a proxy: waiting does not help
            raise
        return None, error
    except ApiError as error:
        locked_out = error.status == LIMITED and error.failure["path"] == LOGIN
        if locked_out or not (error.status >= 500 or error.status in (200, LIMITED)) or error.status == 501:
            raise
        return None, error


def _timed_out(condition: str, seconds: float, result: dict | None, problem: ApiError | TransportError | None) -> WhatsAppError:
    """The error for a condition that did not come true. result, problem: as from the last _try_poll."""
    last_seen, advice = result["summary"] if result else "", "look at the instance's logs, or raise wait_timeout"
    if isinstance(problem, TransportError):
        last_seen = problem.problem
    elif isinstance(problem, UnexpectedAnswer):
        last_seen, advice = "it answered %d, but the answer %s" % (problem.status, problem.details), WRONG_ADDRESS
    elif problem:
        last_seen = "it answered %d" % problem.status
    failure = dict(problem.failure) if problem else {"status": 200, "details": last_seen, "method": "GET", "path": "/v1/health"}
    failure["title"] = "Not %s in time" % condition
    return WhatsAppError(
        "the instance was not %s after %d s (last seen: %s); %s" % (condition, round(seconds), last_seen, advice),
        **failure,
    )


def read(client: Client, desired: Mapping[str, Any]) -> dict:
    """One poll, or as many as wait_for needs."""
    return wait(client, desired) if desired.get("wait_for") else poll_once(client, desired)


HEALTH_INFO = Info(name="health_info", parameters=PARAMETERS, read=read)
