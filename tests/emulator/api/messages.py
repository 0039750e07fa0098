# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending messages and marking incoming ones as read. Source: On-Premises API reference, messages; guide mark-as-read.

No message text is kept: the state has id, direction, type, recipient and time only.
"""

from __future__ import annotations

import base64
import os
import re

from ..answer import Answer, created
from ..errors import ApiError, invalid, missing
from ..request import bool_field, text_field
from ..routing import CLIENT, USER, route
from .message_types import CHECKS, offered

WEEK = 7 * 86400
COMMON = ("to", "type", "recipient_type", "ttl", "preview_url")


@route("POST", "/v1/messages", "Send-Message", role=USER, needs=CLIENT)
def send(instance, request) -> Answer:
    """Take a message for delivery; the answer is its id."""
    types = offered(instance)
    data = request.fields(*COMMON, *types)
    to = text_field(data, "to")
    kind = data.get("type", "text")
    if kind not in types:
        raise invalid("type", kind)
    check_recipient(instance, data, to)
    if "ttl" in data and not re.fullmatch(r"\d+", str(data["ttl"])):
        raise invalid("ttl", data["ttl"])
    bool_field(data, "preview_url")
    for other in types:
        if other != kind and other in data:
            raise ApiError(1010, f"Parameter '{other}' is not required")
    if kind not in data:
        raise missing(kind)
    if kind != "contacts" and not isinstance(data[kind], dict):
        raise invalid(kind, data[kind])
    CHECKS[kind](instance, request, data[kind])
    message_id = "gBGG" + base64.urlsafe_b64encode(os.urandom(15)).decode()
    instance.own("messages")[message_id] = {"direction": "out", "to": to, "type": kind, "timestamp": instance.now(), "status": "accepted"}
    return created(instance, {"messages": [{"id": message_id}]})


def check_recipient(instance, data: dict, to: str) -> None:
    """Raise 1002, 1009, 1012, 1021 or 1028 for a recipient that can't be sent to."""
    recipient_type = data.get("recipient_type", "individual")
    if recipient_type == "group" and instance.state["groups_enabled"]:
        if to not in instance.state["groups"]:
            raise ApiError(1012, "Group does not exist")
        return
    if recipient_type != "individual":
        raise ApiError(1002, f"Parameter 'recipient_type' has invalid value '{recipient_type}'")
    digits = re.sub(r"[\s()+.-]", "", to) if instance.since(2, 39, 1) else to
    if not re.fullmatch(r"[0-9]{5,20}", digits):
        raise invalid("to", to)
    if digits == instance.wa_id:
        raise ApiError(1021, "Sender and recipient are the same")
    contact = instance.state["contacts"].get(digits, {})
    if instance.state["settings"].get("show_security_notifications") and contact.get("acknowledged") is False:
        raise ApiError(1028, "Identity of the recipient changed")


@route("PUT", "/v1/messages/{id}", "Mark-Message-As-Read", role=USER, needs=CLIENT)
def mark_as_read(instance, request, message_id) -> Answer:
    """Only incoming messages, only for 7 days, and not with `pass_through` on. 2.23 doesn't look at the body."""
    if instance.since(2, 33) and text_field(request.fields("status"), "status") != "read":
        raise invalid("status", request.fields("status")["status"])
    if instance.state["settings"].get("pass_through"):
        raise ApiError(1009, "Messages can't be marked as read while pass_through is true")
    message = instance.state["messages"].get(message_id)
    if message is None:
        raise ApiError(1006, "Message does not exist")
    if message.get("direction") != "in" or instance.now() - message.get("timestamp", instance.now()) > WEEK:
        raise ApiError(1009, "Only incoming messages of the last 7 days can be marked as read")
    instance.own("messages")[message_id]["status"] = "read"
    return Answer(200, {})
