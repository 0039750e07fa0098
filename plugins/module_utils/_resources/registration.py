# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registration: /v1/account and /v1/account/verify (On-Premises API reference, account). No call reads it back."""

from __future__ import annotations

import base64
import binascii
import re

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import has_any, split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import MASK_CHANGED, NOT_READABLE, Field, Plan
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


def check_country(text):
    """What is wrong with a country code, or None."""
    return None if re.fullmatch("[0-9]{1,3}", text) else "'%s' is not a country code; give its digits alone, such as 49" % text


def check_number(text):
    """What is wrong with a number without country code, or None."""
    if re.fullmatch("[0-9]{3,14}", text):
        return None
    return "'%s' is not a phone number; give its digits alone, in quotes, without country code and '+'" % text


def check_pin(pin):
    """What is wrong with a two-step PIN, or None."""
    return None if re.fullmatch("[0-9]{6}", pin) else "it is not six digits; give six digits, in quotes"


def check_code(code):
    """What is wrong with a registration code, or None."""
    return None if re.fullmatch("[0-9]+(-[0-9]+)?", code) else "it is not made of digits; give the code from the SMS or the call, in quotes"


def without_space(text):
    """The normal form of base64, which people wrap."""
    return "".join(text.split())


def check_cert(cert):
    """What is wrong with a verified-name certificate, or None."""
    try:
        fine = bool(base64.b64decode(without_space(cert), validate=True))
    except (binascii.Error, ValueError):
        fine = False
    return None if fine else "it is not base64; give the certificate as WhatsApp Manager shows it"


CC = Field("cc", required=True, check=check_country)
PHONE_NUMBER = Field("phone_number", required=True, check=check_number)
CERT = Field("cert", secret=True, check=check_cert, normal=without_space)
PIN = Field("pin", secret=True, check=check_pin)
CONTROLS = (
    CC,
    PHONE_NUMBER,
    Field("method", choices=("sms", "voice"), default="sms"),
    CERT,
    PIN,
    Field("code", secret=True, check=check_code),
    Field("again", type="bool", default=False),
)


def check(desired):
    """A request needs the certificate, a verification the code."""
    if "cert" not in desired and "code" not in desired:
        raise OptionError("cert", "give the certificate to request a code, or the code to finish the registration")


def read(client: Client, desired: dict) -> dict:
    """Which number the instance has, and whether the wanted one is connected when the instance has it already."""
    number = registered_number(client)
    mine = number == wanted_number(desired)
    return {"number": number, "connected": connected(client) if mine else None}


def registered_number(client: Client) -> str | None:
    """The digits of the registered number, "" when there is none, None when the server does not tell.

    The settings' wa_id is asked first, and what else may know only when that is unclear: health can be asked ten times a minute.
    """
    for ask in (_number_in_settings, _number_in_support, _number_in_health):
        number = ask(client)
        if number is not None:
            return number
    return None


class MissingNumber:
    """Whether an instance has no registered number, asked once, and only when a section failed."""

    def __init__(self, client):
        self.client, self.known = client, None

    def explains(self, error):
        """Whether a section that needs a number failed because there is none; one that has written was not kept from it."""
        if error.writes_done:
            return False
        if self.known is None:
            self.known = isinstance(error, NotRegistered) or (
                isinstance(error, ApiError) and not isinstance(error, AuthenticationError) and self._ask()
            )
        return self.known

    def _ask(self):
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
    number = answer and answer.optional_text("settings", "application", "wa_id")
    if not number:  # "" or not told
        return number
    digits = phone_digits(number)
    if digits is None:
        raise answer.at("settings", "application", "wa_id").wrong("a phone number")
    return digits


def _number_in_support(client: Client) -> str | None:
    infos = [node.optional_text("debug_info") or "" for node in _support_nodes(client)]
    numbers = [phone_digits(info) for info in infos if phone_digits(info)]
    return numbers[0] if numbers else "" if UNREGISTERED in infos else None


def _number_in_health(client: Client) -> str | None:
    answer = _get(client, "health")
    health = answer and answer.optional_object("health")
    nodes = split_nodes(health, has_any("gateway_status")) if health else []
    states = {node.optional_text("gateway_status") for _name, node in nodes} - {None}
    return "" if states == {UNREGISTERED} else None


def _support_nodes(client: Client) -> list[Json]:
    answer = _get(client, "support")
    support = answer and answer.optional_object("support")
    return [node for _name, node in split_nodes(support, is_support_node)] if support else []


def _get(client: Client, path: str) -> Json | None:
    """The answer of a GET; None when the server has no such thing."""
    try:
        return client.get(path)
    except NotOffered:
        return None


def wanted_number(desired):
    """The number as the server shows it: country code and number in one."""
    return desired["cc"] + desired["phone_number"]


def plan(current, desired):
    """Nothing when the instance has the number; otherwise a request for a code or, with the code, the verification."""
    number, have = wanted_number(desired), current["number"]
    shown = NOT_READABLE if have is None else have or UNREGISTERED
    if have == number and not desired["again"]:
        result = Plan({"number": number}, {"number": number}, result={"status": "registered"})
        if current["connected"] is False:
            result.warnings.append("the number is registered but not connected; if it was logged off, register it with again=true")
        return result
    result = Plan({"number": shown})
    if have not in (None, "", number):
        result.warnings.append("the instance has the number %s; registering %s takes its place and restarts the Coreapp" % (have, number))
    if "code" in desired:
        result.after, result.result = {"number": number, "code": MASK_CHANGED}, {"status": "registered"}
        result.restart = ["coreapp"] if have else []
        result.writes.append(lambda client, outcome: client.post(VERIFY, {"code": desired["code"].replace("-", "")}) and None)
    else:
        result.after, result.result = {"number": shown, "code": "requested by %s" % desired["method"]}, {"status": "code_sent"}
        result.writes.append(lambda client, outcome: _request(client, desired))
    return result


def _request(client, desired):
    """Asks for a code. 201: the server has this number registered, and did nothing; 202: a code is on its way."""
    body = {name: desired[name] for name in ("cc", "phone_number", "method", "pin") if name in desired}
    answer = client.call("POST", REQUEST, json=dict(body, cert=without_space(desired["cert"])))
    if answer.status == 201:
        return {"status": "registered", "changed": False}
    return {"status": "code_sent", "vname": answer.body.optional_text("account", 0, "vname")}


REGISTRATION = Resource(name="registration", controls=CONTROLS, check=check, read=read, plan=plan)
