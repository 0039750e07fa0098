# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the health of one instance for an audit, with as few calls as possible. Knows no inventory and no check."""

from __future__ import annotations

from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotFound, NotOffered, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health import WAIT_CONDITIONS, number_of_shards, poll_once
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health_status import evaluate, status_from_support

HEALTH_KEYS = ("healthy", "summary", "topology", "counts", "registered", "shards")
NO_SHARDS = "the number of shards is not known (%s), and decides how many Coreapps are to be connected; declare it in the section shards"


def read_health(client: Any, desired: dict, support: dict | None = None, needs_shards: bool = False) -> dict:
    """A summary of the health, and whether it is as wanted. An unregistered instance is as wanted when no number is declared.

    desired: {"goal", "registered", "shards"} of instance_audit.py. support: the result of support.read(), if there is one.
    needs_shards: the account is asked for its shards anyway; then support replaces the health, so that there are two calls in all.
    """
    try:
        status = _poll(client, desired["shards"], support, needs_shards)
    except (NotFound, NotOffered):
        return {"healthy": None, "as_wanted": True, "not_offered": True, "summary": "the server does not offer it"}
    except WhatsAppError as error:
        return {
            "healthy": None,
            "as_wanted": False,
            "summary": "it could not be read",
            "msg": error.of_instance(client.instance).message,
            "failure": error.failure,
        }
    as_wanted = WAIT_CONDITIONS[desired["goal"] or "healthy"](status) or (status["registered"] is False and not desired["registered"])
    errors = [
        "%s: %s" % (node["name"] or "node", error.get("details") or error.get("title"))
        for node in status["nodes"]
        for error in node["errors"]
    ]
    return dict({name: status[name] for name in HEALTH_KEYS}, as_wanted=bool(as_wanted), **({"errors": errors} if errors else {}))


def _poll(client: Any, shards: int | None, support: dict | None, needs_shards: bool) -> dict:
    """The result of health.poll_once(). A high-availability set-up has one shard; a multiconnect one has as many as its account."""
    answers = {node["support"].get("multi_connect") for node in support["nodes"]} if support else set()
    is_multiconnect = True in answers
    if not shards and answers and not is_multiconnect:
        shards = 1 if False in answers else None
    status = status_from_support(support["nodes"]) if support and (needs_shards or (is_multiconnect and not shards)) else None
    if is_multiconnect and not shards:
        shards, reason = number_of_shards(client)
        if reason:
            raise WhatsAppError(NO_SHARDS % reason)
    if status:
        return evaluate(status, shards)
    return poll_once(client, {"shards": shards} if shards else {})
