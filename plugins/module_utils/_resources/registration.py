# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registration: /v1/account and /v1/account/verify (On-Premises API reference, account). No call reads it back."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import has_any, split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK_CHANGED, NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotOffered,
    NotRegistered,
    OptionError,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import UNREGISTERED
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import is_node as is_support_node
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import phone_digits

REQUEST, VERIFY = "account", "account/verify"
CONNECTED, DISCONNECTED = {"UP", "UP receiving offline"}, {"DN"}


def check_country(text: str) -> str | None:
    """What is wrong with a country code, or None."""
    return None if re.fullmatch("[0-9]{1,3}", text) else "'%s' is not a country code; give its digits alone, such as 49" % text


def check_number(text: str) -> str | None:
    """What is wrong with a number without country code, or None."""
    if re.fullmatch("[0-9]{3,14}", text):
        return None
    return "'%s' is not a phone number; give its digits alone, in quotes, without country code and '+'" % text


def check_pin(pin: str) -> str | None:
    """What is wrong with a two-step PIN, or None."""
    return None if re.fullmatch("[0-9]{6}", pin) else "it is not six digits; give six digits, in quotes"


def check_code(code: str) -> str | None:
    """What is wrong with a registration code, or None."""
    return None if re.fullmatch("[0-9]+(-[0-9]+)?", code) else "it is not made of digits; give the code from the SMS or the call, in quotes"


def without_space(text: str) -> str:
    """The normal form of base64, which people wrap."""
    return "".join(text.split())


def check_cert(cert: str) -> str | None:
    """What is wrong with a verified-name certificate, or None."""
    try:
        is_valid = bool(base64.b64decode(without_space(cert), validate=True))
    except (binascii.Error, ValueError):
        is_valid = False
    return None if is_valid else "it is not base64; give the certificate as WhatsApp Manager shows it"


CC = Field("cc", required=True, validator=check_country)
PHONE_NUMBER = Field("phone_number", required=True, validator=check_number)
CERT = Field("cert", secret=True, validator=check_cert, normalize=without_space)
PIN = Field("pin", secret=True, validator=check_pin)
PARAMETERS = (
    CC,
    PHONE_NUMBER,
    Field("method", choices=("sms", "voice"), default="sms"),
    CERT,
    PIN,
    Field("code", secret=True, validator=check_code),
    Field("force", type="bool", default=False),
)


def prepare(options: Prepared) -> Prepared:
    """A request needs the certificate, a verification the code."""
    if "cert" not in options and "code" not in options:
        raise OptionError("cert", "give the certificate to request a code, or the code to finish the registration")
    return options


def read(client: Client, desired: Prepared) -> dict:
    """Which number the instance has, and whether the wanted one is connected when the instance has it already."""
    number = registered_number(client)
    has_it = number == wanted_number(desired)
    return {"number": number, "connected": connected(client) if has_it else None}


def registered_number(client: Client) -> str | None:
    """The digits of the registered number, "" when there is none, None when it is not known.

    Reads wa_id of the settings first, and other sources only when it is unclear: health allows ten calls a minute.
    """
    for read_number in (_number_in_settings, _number_in_support, _number_in_health):
        number = read_number(client)
        if number is not None:
            return number
    return None


class MissingNumber:
    """Whether an instance has no registered number, asked once, and only when a section failed."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.known: bool | None = None

    def explains(self, error: WhatsAppError) -> bool:
        """Whether a section failed because it needs a number and there is none. One that has written failed for another reason."""
        if error.writes_done:
            return False
        if self.known is None:
            self.known = isinstance(error, NotRegistered) or (
                isinstance(error, ApiError) and not isinstance(error, AuthenticationError) and self._has_no_number()
            )
        return self.known

    def _has_no_number(self) -> bool:
        try:
            return registered_number(self.client) == ""
        except WhatsAppError:
            return False


def connected(client: Client) -> bool | None:
    """Whether a node of the instance is connected to WhatsApp; None when the server does not tell, or it is about to change."""
    states = {node.optional_text("socket_conn") for node in _support_nodes(client)} - {None}
    if states & CONNECTED:
        return True
    return False if states == DISCONNECTED else None


def _number_in_settings(client: Client) -> str | None:
    answer = _get(client, "settings/application")
    settings = answer and answer.object("settings", "application")
    number = settings.optional_text("wa_id") if settings else None
    if not settings or not number:  # "", or the server does not show it
        return number
    digits = phone_digits(number)
    if digits is None:
        raise settings.at("wa_id").wrong("a phone number")
    return digits


def _number_in_support(client: Client) -> str | None:
    infos = [node.optional_text("debug_info") or "" for node in _support_nodes(client)]
    numbers = [phone_digits(info) for info in infos if phone_digits(info)]
    return numbers[0] if numbers else "" if UNREGISTERED in infos else None


def _number_in_health(client: Client) -> str | None:
    answer = _get(client, "health")
    health = answer and answer.object("health")
    nodes = split_nodes(health, has_any("gateway_status")) if health else []
    states = {node.optional_text("gateway_status") for _name, node in nodes} - {None}
    return "" if states == {UNREGISTERED} else None


def _support_nodes(client: Client) -> list[Json]:
    answer = _get(client, "support")
    support = answer and answer.object("support")
    return [node for _name, node in split_nodes(support, is_support_node)] if support else []


def _get(client: Client, path: str) -> Json | None:
    """The answer of a GET; None when the server has no such thing."""
    try:
        return client.get(path)
    except NotOffered:
        return None


def wanted_number(desired: Mapping[str, Any]) -> str:
    """The number as the server shows it: country code and number in one."""
    return desired["cc"] + desired["phone_number"]


def plan(current: dict, desired: Prepared) -> Plan:
    """Nothing when the instance has the number; otherwise a request for a code or, with the code, the verification."""
    number, have = wanted_number(desired), current["number"]
    shown = NOT_READABLE if have is None else have or UNREGISTERED
    if have == number and not desired["force"]:
        result = Plan({"number": number}, {"number": number}, return_values={"status": "registered"})
        if current["connected"] is False:
            result.warnings.append("the number is registered but not connected; if it was logged off, register it with force=true")
        return result
    result = Plan({"number": shown})
    if have not in (None, "", number):
        result.warnings.append("the instance has the number %s; registering %s takes its place and restarts the Coreapp" % (have, number))
    if "code" in desired:
        result.after, result.return_values = {"number": number, "code": MASK_CHANGED}, {"status": "registered"}
        result.restart = ["coreapp"] if have else []
        result.writes.append(Request("POST", VERIFY, {"code": desired["code"].replace("-", "")}))
    else:
        result.after, result.return_values = {"number": shown, "code": "requested by %s" % desired["method"]}, {"status": "code_sent"}
        result.writes.append(_code_request(desired))
    return result


def _code_request(desired: Prepared) -> Request:
    body = {name: desired[name] for name in ("cc", "phone_number", "method", "pin") if name in desired}
    return Request("POST", REQUEST, dict(body, cert=without_space(desired["cert"])), read=_read_code_request)


def _read_code_request(response: Any) -> dict:
    """201: the server has this number registered, and did nothing; 202: a code is on its way."""
    if response.status == 201:
        return {"status": "registered", "changed": False}
    if response.status != 202:
        response.body.array("account")  # undocumented: a code is on its way only when the answer names the account
    return {"status": "code_sent", "vname": response.body.optional_text("account", 0, "vname")}


REGISTRATION = Resource(name="registration", parameters=PARAMETERS, prepare=prepare, read=read, plan=plan)
