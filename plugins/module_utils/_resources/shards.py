# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shards: /v1/account/shards (On-Premises API reference, account, and the multiconnect guide)."""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field, choice_validator
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotRegistered, PreconditionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import (
    CC,
    CERT,
    PHONE_NUMBER,
    PIN,
    registered_number,
    without_space,
)

PATH = "account/shards"
CERT_SINCE = (2, 45)
DANGER = "changing the shards disconnects a number that was registered more than 7 days ago, and the server does not say when that was"
# A 403 with one of these words gives the reason; any other one is the documented "temporarily unavailable".
REASONS = re.compile(r"permission|pin\b|cert|block|sandbox|invalid|incorrect|expired|mismatch|locked", re.IGNORECASE)

FIELDS = (Field("shards", type="int", required=True, validator=choice_validator(1, 2, 4, 8, 16, 32)),)
# Only a change needs the number. An export, which does not show it, is a valid declaration.
PARAMETERS = (replace(CC, required=False), replace(PHONE_NUMBER, required=False), CERT, PIN, Field("confirm", type="bool", default=False))
CONSTRAINTS = {"required_together": [("cc", "phone_number")]}


def read(client: Client, desired: Prepared) -> dict:
    """{"shards": number, "version": the client's own, or ""}. Raises NotRegistered where they would change and no number is registered."""
    current = _read_shards(client)
    if current["shards"] != desired["shards"] and registered_number(client) == "":
        raise NotRegistered(
            "the instance is not registered, and the server changes the shards of a registered number only; register it first"
        )
    return current


def _read_shards(client: Client) -> dict:
    answer = client.get(PATH)
    return {"shards": answer.integer("account", "shards"), "version": answer.optional_text("meta", "version") or ""}


def needs_cert(version: str) -> bool:
    """Whether a client of this version takes no shards without a certificate; False when the version says nothing."""
    numbers = re.search(r"([0-9]{1,9})\.([0-9]{1,9})", version)
    return numbers is not None and tuple(int(number) for number in numbers.groups()) >= CERT_SINCE


def refusal(current: dict, desired: Prepared) -> PreconditionError | None:
    """The PreconditionError that prevents the change, or None. Check mode reports it as a warning."""
    if "cc" not in desired:
        return PreconditionError("cc", "give cc and phone_number as they were registered; the server wants them with every change")
    if "cert" not in desired and needs_cert(current["version"]):
        return PreconditionError("cert", "it is needed to change the shards of this client (%s)" % current["version"])
    if not desired["confirm"]:
        return PreconditionError("confirm", DANGER + "; set confirm=true if it was less than that, or to accept the disconnection")
    return None


def plan(current: dict, desired: Prepared) -> Plan:
    """One call when the number differs, unless refusal() prevents it."""
    have, want = current["shards"], desired["shards"]
    result = Plan({"shards": have}, {"shards": want})
    if have != want:
        result.refusal = refusal(current, desired)
        result.warnings.append(DANGER)
        if result.refusal:
            result.warnings.append("without %s the change is refused" % result.refusal.option)
        result.writes.append(_request(desired))
    return result


def is_temporary(status: int, words: str) -> bool:
    """Whether a refusal is the documented 403 of a server that is temporarily unavailable."""
    return status == 403 and not REASONS.search(words)


def _request(desired: Prepared) -> Request:
    body = {name: desired[name] for name in ("cc", "phone_number", "shards", "pin", "cert") if name in desired}
    if "cert" in body:
        body["cert"] = without_space(body["cert"])
    return Request("POST", PATH, body, retry_if=is_temporary)


SHARDS = Resource(
    name="shards",
    fields=FIELDS,
    parameters=PARAMETERS,
    constraints=CONSTRAINTS,
    read=read,
    plan=plan,
    export=lambda client, options: {"shards": _read_shards(client)["shards"]},
)
