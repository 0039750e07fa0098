# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contacts and their identity. Source: On-Premises API reference, contacts."""

from __future__ import annotations

import base64
import hashlib
import re

from ..answer import Answer, nothing
from ..errors import ApiError, invalid
from ..request import bool_field, choice_field, text_field
from ..routing import CLIENT, USER, route

CACHED = 7 * 86400


@route("POST", "/v1/contacts", "Check-Contact", role=USER, needs=CLIENT, kind="read")
def check(instance, request) -> Answer:
    """Status and wa_id of each number. Since 2.43 every one is valid."""
    known = ("contacts", "blocking", "force_check") if instance.since(2, 27) else ("contacts", "blocking")
    data = request.fields(*known)
    numbers = data.get("contacts")
    if not isinstance(numbers, list):
        raise ApiError(1009, "Contacts field has to be an array")
    if not numbers:
        raise ApiError(1009, "Contacts field must have atleast one entry")
    wait = choice_field(data, "blocking", ("no_wait", "wait"), "no_wait") == "wait"
    force = bool_field(data, "force_check")
    if not all(isinstance(each, str) for each in numbers):
        raise invalid("contacts", numbers)
    return Answer(200, {"contacts": [checked(instance, each, wait, force) for each in numbers]})


def checked(instance, number: str, wait: bool, force: bool) -> dict:
    """One entry of the answer. Without waiting, a number that is not cached is `processing` until it is asked again."""
    digits = re.sub(r"\D", "", number)
    cache = instance.remember("contacts")
    fresh = cache.get(digits, 0) > instance.now() and not force
    cache[digits] = instance.now() + CACHED
    status = resolved(instance, digits)
    if not fresh and not wait and not instance.since(2, 43):
        status = "processing"
    entry = {"input": number, "status": status}
    if status == "valid":
        entry["wa_id"] = digits
    return entry


def resolved(instance, digits: str) -> str:
    """`valid`, `invalid` or `failed`: as seeded, else by the look of the number."""
    if instance.since(2, 43):
        return "valid"
    seeded = instance.state["contacts"].get(digits, {}).get("status")
    return seeded or ("valid" if 7 <= len(digits) <= 15 else "invalid")


@route("GET", "/v1/contacts/{wa_id}/identity", "Get-Contact-Identity", role=USER, needs=CLIENT, since=(2, 31))
def read_identity(instance, request, wa_id) -> Answer:
    return Answer(200, {"contacts": identity(instance, wa_id)})


@route("PUT", "/v1/contacts/{wa_id}/identity", "Acknowledge-Contact-Identity", role=USER, needs=CLIENT, since=(2, 31))
def acknowledge(instance, request, wa_id) -> Answer:
    """Say that the changed identity was seen; the hash must be the current one."""
    found = identity(instance, wa_id)
    if text_field(request.fields("hash"), "hash") != found["hash"]:
        raise invalid("hash", "")
    instance.own("contacts").setdefault(wa_id, {}).update(found, acknowledged=True)
    return nothing()


def identity(instance, wa_id: str) -> dict:
    """Hash, creation time in ms and whether it was acknowledged, of a contact that was seeded or checked. Raises 1006."""
    seeded = instance.state["contacts"].get(wa_id)
    if seeded is None and wa_id not in instance.remember("contacts"):
        raise ApiError(1006, "Contact does not exist")
    made_up = base64.b64encode(hashlib.sha256(wa_id.encode()).digest()[:8]).decode()
    return {
        "hash": (seeded or {}).get("hash", made_up),
        "created_timestamp": (seeded or {}).get("created_timestamp", 1600132094000),
        "acknowledged": (seeded or {}).get("acknowledged", True),
    }
