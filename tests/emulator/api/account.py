# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registration and shards. Source: On-Premises API reference, account, and the multiconnect guide."""

from __future__ import annotations

import base64
import re

from ..answer import Answer, created
from ..errors import ApiError, invalid, missing
from ..request import text_field
from ..routing import route
from ..verified_name import verified_name

BLOCKED = "Unknown error: biz_link_on_prem_reg_blocked"
SHARDS = (1, 2, 4, 8, 16, 32)
WEEK = 7 * 86400


@route("POST", "/v1/account", "Request-Code")
def request_code(instance, request) -> Answer:
    """201: this number is registered already. 202: a code is on its way; `registration.code` of the state is that code."""
    data = request.fields("cc", "phone_number", "method", "cert", "vname_cert", "reset", "pin")
    for name in ("vname_cert", "reset"):
        if name in data:
            request.suspect(f"undocumented parameter '{name}'")
    cc, phone_number = number(data, "cc"), number(data, "phone_number")
    if text_field(data, "method") not in ("sms", "voice"):
        raise invalid("method", data["method"])
    cert = only_one(data, "cert", "vname_cert")
    if not instance.state["registration_open"]:
        raise ApiError(1005, BLOCKED)
    registration = instance.own("registration")
    if instance.wa_id == cc + phone_number and not registration.get("logged_off"):
        return Answer(201)
    if "pin" in data and "reset" in data:
        raise ApiError(1010, "Parameter 'pin' is not required")
    check_pin(instance, data)
    vname = name_in(cert)
    registration["pending"] = {"cc": cc, "phone_number": phone_number, "cert": cert, "vname": vname}
    registration["pending_code"] = registration.get("code") or "123456"
    return Answer(202, {"account": [{"vname": vname}]})


@route("POST", "/v1/account/verify", "Register-Account")
def verify(instance, request) -> Answer:
    """Register with the code. Another number than before leaves the Coreapp in need of a restart."""
    code = text_field(request.fields("code"), "code")
    registration = instance.own("registration")
    pending = registration.get("pending")
    if not instance.state["registration_open"]:
        raise ApiError(1005, BLOCKED)
    if not pending or code != registration.get("pending_code"):
        raise ApiError(1005, f"Error checking code ({'mismatch' if pending else 'missing'})")
    if registration.get("registered"):
        instance.needs_restart("coreapp")
    registration.update(pending, registered=True, registered_at=instance.now(), logged_off=False, pending=None, pending_code=None)
    return created(instance)


@route("GET", "/v1/account/shards", "Get-Shards")
def read_shards(instance, request) -> Answer:
    return Answer(200, {"account": {"shards": instance.state["shards"]}})


@route("POST", "/v1/account/shards", "Set-Shards")
def set_shards(instance, request) -> Answer:
    """Change the number of shards. A wrong certificate, or a registration older than 7 days, logs the number off."""
    data = request.fields("cc", "phone_number", "shards", "pin", "cert")
    cc, phone_number = number(data, "cc"), number(data, "phone_number")
    shards = number(data, "shards")
    if int(shards) not in SHARDS:
        raise invalid("shards", shards)
    registration = instance.own("registration")
    if not registration.get("registered"):
        raise ApiError(1011, "Client is unregistered")
    for name, value in (("cc", cc), ("phone_number", phone_number)):
        if value != registration.get(name):
            raise invalid(name, value)
    if instance.since(2, 45):
        text_field(data, "cert")
    check_pin(instance, data)
    if data.get("cert") and registration.get("cert") and data["cert"] != registration["cert"]:
        registration["logged_off"] = True
        raise ApiError(1005, "Unknown error: bad_cert")
    age = instance.now() - (registration.get("registered_at") or instance.now())
    registration["logged_off"] = age > WEEK
    instance.state["shards"] = int(shards)
    return created(instance)


def number(data: dict, name: str) -> str:
    """A mandatory text of digits. Raises 1008 or 1009."""
    value = text_field(data, name)
    if not re.fullmatch(r"[0-9]{1,20}", value):
        raise invalid(name, value)
    return value


def only_one(data: dict, name: str, other: str) -> str:
    """Exactly one of two parameters. Raises 1008, 1009 or 1010."""
    if other in data and name in data:
        raise ApiError(1010, f"Parameter '{other}' is not required")
    if other not in data and name not in data:
        raise missing(name)
    found = name if name in data else other
    value = text_field(data, found)
    if not value:
        raise invalid(found, value)
    return value


def check_pin(instance, data: dict) -> None:
    """With two-step verification on, the PIN must be there and right. Raises 1008 or 1005."""
    if instance.state["two_step_pin"] and text_field(data, "pin") != instance.state["two_step_pin"]:
        raise ApiError(1005, "Unknown error: incorrect_pin")


def name_in(cert: str) -> str:
    """The verified name in the certificate. Raises 1005 when it isn't base64."""
    try:
        decoded = base64.b64decode("".join(cert.split()), validate=True)
    except ValueError:
        raise ApiError(1005, "Unknown error: bad_cert") from None
    return verified_name(decoded)
