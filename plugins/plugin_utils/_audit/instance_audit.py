# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a sweep reads of one instance: its declared sections and, on request, its health and its number. Knows no inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health import WAIT_CONDITIONS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance import INSTANCE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import registered_number, wanted_number
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.observe import observe
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.registry import NAMES
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.instance_health import read_health
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare

READ_ONCE = ("settings/application", "support", "account/shards")  # paths that more than one section or check needs


class InstanceAudit:
    """The operation of a sweep: whatsapp_instance, and further reads with the same login.

    Options beyond those of whatsapp_instance: health, the condition that its health must meet (see WAIT_CONDITIONS of health.py);
    registration, the declared number as {"cc", "phone_number"}; registered, whether it must have a number to be healthy;
    checks, the names of the checks to make; contact, whether to read the health of an instance of which no section is compared, so
    that an instance that does not answer is not in sync.

    Returns what whatsapp_instance returns, with failed=True instead of an error, and beside it `health` ({"healthy", "as_wanted",
    "summary", ...}), `number` ({"declared", "registered"}) and `facts`, see observe.py.
    """

    name = "instance"
    constraints: ClassVar[dict] = {}

    def spec(self) -> dict:
        """The argument spec without the connection options."""
        checks = {"type": "list", "elements": "str", "choices": list(NAMES)}
        further = {
            "health": {"type": "str", "choices": list(WAIT_CONDITIONS)},
            "registration": {"type": "dict"},
            "registered": {"type": "bool"},
            "contact": {"type": "bool", "default": False},
        }
        return dict(INSTANCE.spec(), **further, checks=checks)

    def desired(self, params: Mapping[str, Any]) -> dict:
        """The validated declaration; raises OptionError before anything is sent."""
        number = params["registration"]
        for name in ("cc", "phone_number") if number is not None else ():
            if not isinstance(number.get(name), str):
                raise OptionError("whatsapp_registration.%s" % name, "give it, in quotes")
        shards = (params["config"].get("shards") or {}).get("shards")
        wanted = {
            "goal": params["health"],
            "number": number,
            "registered": bool(number or params["registered"]),
            "shards": shards,
            "checks": params["checks"] or [],
            "contact": params["contact"],
            "config": params["config"],
        }
        return {"instance": INSTANCE.desired(params), **wanted}

    def run(self, client: Any, desired: dict, check_mode: bool) -> dict:
        """All that can be read. An instance that does not answer, or refuses the login, is not asked further."""
        client.transport.retry_silence = False  # a sweep waits only once for a silent instance
        _cache_answers(client)
        try:
            result = INSTANCE.run(client, desired["instance"], check_mode)
            if desired["contact"] and not result["sections"] and client.session.password is not None:
                client.session.ensure_token()  # a refused login is the end of it; each check would log in again
        except WhatsAppError as error:
            result = dict(error.of_instance(client.instance).to_result(), failed=True)
            if not _lets_in(result):
                return result
        if desired["number"]:
            result["number"] = {"declared": wanted_number(desired["number"]), "registered": _registered(client)}
        facts = observe(client, desired) if desired["checks"] else {}
        is_compared = bool(result.get("sections"))
        if desired["goal"] or (desired["contact"] and not is_compared):
            health = facts.get("health") or read_health(client, desired)
            if desired["goal"]:
                result["health"] = {name: value for name, value in health.items() if name != "problem"}
            if not is_compared:
                result.update(_no_contact(client, health))
        if desired["checks"]:
            result["facts"] = facts
        return result


def _cache_answers(client: Any) -> None:
    """Caches the answers of READ_ONCE for the second read: a sweep writes nothing in between."""
    send = client.send
    answers: dict[str, Any] = {}

    def once(request: Request) -> Any:
        if request.method != "GET" or request.path not in READ_ONCE:
            return send(request)
        if request.path not in answers:
            answers[request.path] = send(request)
        return answers[request.path]

    client.send = once


def _lets_in(result: dict) -> bool:
    """Whether an instance can be asked further after a failure: it answers, and did not refuse the login."""
    failures = [result["failure"], *(section.get("failure") or {} for section in result.get("sections", {}).values())]
    silent = any(failure.get("method") and failure.get("status") is None for failure in failures)
    refused = any(failure.get("status") == 401 or str(failure.get("path")).endswith("/users/login") for failure in failures)
    return bool(result.get("sections")) and not silent and not refused


def _no_contact(client: Any, health: dict) -> dict:
    """The failure of an instance of which no section is compared and whose health cannot be read; {} for another one."""
    if health.get("not_offered"):
        msg = "%s: no section is declared, and the server does not offer its health, so nothing was compared; check whatsapp_url"
        return {"failed": True, "msg": msg % client.instance}
    return {"failed": True, "msg": health["msg"], "failure": health["failure"]} if health.get("failure") else {}


def _registered(client: Any) -> str | None:
    """The digits of the registered number, "" for none, None when it is not known."""
    try:
        return registered_number(client)
    except WhatsAppError:
        return None


AUDIT = InstanceAudit()
PREPARED = prepare(InstanceAudit())
