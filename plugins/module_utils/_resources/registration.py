# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registration: /v1/account and /v1/account/verify (On-Premises API reference, account). No call reads it back."""

from __future__ import annotations

import base64
import binascii
import re

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import MASK_CHANGED, NOT_READABLE, Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotFound,
    NotOffered,
    NotRegistered,
    OptionError,
    WhatsAppError,
)

REQUEST, VERIFY = "account", "account/verify"
UNREGISTERED = "unregistered"
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


def read(client, desired):
    """Which number the instance has, and whether the wanted one is connected when the instance has it already."""
    number = registered_number(client)
    mine = number == wanted_number(desired)
    return {"number": number, "connected": connected(client) if mine else None}


def registered_number(client):
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


def connected(client):
    """Whether a node of the instance is connected to WhatsApp; None when the server does not tell, or it is about to change."""
    states = {node.get("socket_conn") for node in _nodes(_seen(client, "support").get("support"))} - {None}
    if states & CONNECTED:
        return True
    return False if states == DISCONNECTED else None


def _number_in_settings(client):
    settings = _seen(client, "settings/application").get("settings")
    application = settings.get("application") if isinstance(settings, dict) else None
    number = application.get("wa_id") if isinstance(application, dict) else None
    return None if number is None else _digits(number)


def _number_in_support(client):
    said = [str(node["debug_info"]) for node in _nodes(_seen(client, "support").get("support")) if node.get("debug_info")]
    numbers = [_digits(text) for text in said if _digits(text)]
    return numbers[0] if numbers else "" if UNREGISTERED in said else None


def _number_in_health(client):
    states = {node.get("gateway_status") for node in _nodes(_seen(client, "health").get("health"))} - {None}
    return "" if states == {UNREGISTERED} else None


def _seen(client, path):
    """The answer of a GET, {} when the server has no such thing."""
    try:
        return client.call("GET", path).body
    except (NotFound, NotOffered):
        return {}


def _nodes(shown):
    """The nodes' own objects, whether the answer is one node's or keyed by node."""
    if not isinstance(shown, dict):
        return []
    inner = [node for node in shown.values() if isinstance(node, dict)]
    return [shown] if not inner or "debug_info" in shown or "gateway_status" in shown else inner


def _digits(text):
    return re.sub("[^0-9]", "", str(text))


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
    account = answer.body.get("account")
    first = account[0] if isinstance(account, list) and account and isinstance(account[0], dict) else {}
    return {"status": "code_sent", "vname": first.get("vname")}


REGISTRATION = Resource(name="registration", controls=CONTROLS, check=check, read=read, plan=plan)
