# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages: /v1/messages, sending and marking as read (Meta's reference: messages; guide: mark as read).

Neither can be read back: every run is a change.
"""

from __future__ import annotations

from typing import Any, Callable
from urllib.parse import quote

from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_urls
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem_within
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_above_zero, check_url, phone_digits

PATH = "messages"
OUTCOME_UNKNOWN = "it is not known whether the message was sent, and running again may send it twice"
MAX_TEXT_LENGTH = 4096  # characters


def _not_empty(value: str) -> str | None:
    return None if value.strip() else "it is empty"


def _check_link(url: str) -> str | None:
    return check_url(url, ("http", "https"))


def _degrees_up_to(limit: int) -> Callable[[float], str | None]:
    def check(degrees: float) -> str | None:
        return None if abs(degrees) <= limit else "%s is not allowed; give degrees from -%d to %d" % (degrees, limit, limit)

    return check


def _with_names(cards: list[dict]) -> str | None:
    if not cards:
        return "give at least one contact"
    for position, card in enumerate(cards):
        name = card.get("name")
        if not isinstance(name, dict) or not name.get("formatted_name"):
            return "contact %d lacks name.formatted_name" % (position + 1)
    return None


def _text(name: str, **more: Any) -> Field:
    return Field(name, validator=_not_empty, **more)


def _media(name: str, *texts: str) -> Field:
    """A medium: the identifier of an uploaded file or a link to one. texts: what may accompany this kind of medium."""
    provider = Field("provider", type="dict", fields=(_text("name", required=True),))
    return Field(
        name,
        type="dict",
        fields=(_text("id"), Field("link", validator=_check_link), provider, *(_text(text) for text in texts)),
        constraints={"mutually_exclusive": [("id", "link"), ("id", "provider")], "required_one_of": [("id", "link")]},
    )


def _language(required: bool) -> Field:
    members = (_text("code", required=True), Field("policy", choices=("deterministic", "fallback")))
    return Field("language", type="dict", required=required, fields=members)


INTERACTIVE = ("list", "button", "product", "product_list")
# One object for each type of message, named like the type.
BODIES = (
    Field("text", type="dict", fields=(_text("body", required=True, max_length=MAX_TEXT_LENGTH),)),
    _media("image", "caption"),
    _media("video", "caption"),
    _media("audio"),
    _media("document", "caption", "filename"),
    _media("sticker"),
    Field(
        "location",
        type="dict",
        fields=(
            Field("longitude", type="float", required=True, validator=_degrees_up_to(180)),
            Field("latitude", type="float", required=True, validator=_degrees_up_to(90)),
            Field("name"),
            Field("address"),
        ),
    ),
    Field("contacts", type="list", elements="dict", validator=_with_names),
    Field(
        "template",
        type="dict",
        fields=(
            _text("namespace", required=True),
            _text("name", required=True),
            _language(required=True),
            Field("components", type="list", elements="dict"),
        ),
    ),
    Field(
        "interactive",
        type="dict",
        fields=(
            Field("type", required=True, choices=INTERACTIVE),
            Field("header", type="dict"),
            Field("body", type="dict", fields=(_text("text", required=True),)),
            Field("footer", type="dict", fields=(_text("text", required=True),)),
            Field("action", type="dict", required=True),
        ),
        constraints={"required_if": [("type", kind, ("body",)) for kind in INTERACTIVE if kind != "product"]},
    ),
    Field(
        "hsm",
        type="dict",
        fields=(
            _text("namespace", required=True),
            _text("element_name", required=True),
            _language(required=False),
            Field("localizable_params", type="list", elements="dict"),
        ),
    ),
)
TYPES = tuple(item.name for item in BODIES)
PARAMETERS = (
    _text("to", required=True),
    Field("type", choices=TYPES, default="text"),
    Field("recipient_type", choices=("individual", "group"), default="individual"),
    Field("ttl", type="int", validator=check_above_zero),
    Field("preview_url", type="bool"),
)

# The free-form parts of messages, each with the names of its texts; a contact consists of texts.
WORDS = frozenset((
    "body", "button", "caption", "code", "default", "description", "email", "fallback_value", "filename", "id", "link", "name", "payload",
    "phone", "text", "title", "url", "wa_id",
))  # fmt: skip
FREE_FORM = (
    ("contacts", None, None), ("template", "components", WORDS), ("interactive", "header", WORDS), ("interactive", "action", WORDS),
    ("hsm", "localizable_params", WORDS),
)  # fmt: skip


def prepare(options: Prepared) -> Prepared:
    """Refuses a message that the server would refuse, so that a play stops before anything is sent."""
    kind, to = options["type"], options["to"]
    if options["recipient_type"] == "individual" and not phone_digits(to):
        raise OptionError("to", "'%s' is not a phone number; give country code and number" % to)
    if kind not in options:
        raise OptionError(kind, "type=%s needs it; give it, or set type to what the message is" % kind)
    others = [name for name in TYPES if name in options and name != kind]
    if others:
        raise OptionError(others[0], "it does not belong to type=%s; a message has one body, send two messages for two" % kind)
    if options.get("preview_url") and kind != "text":
        raise OptionError("preview_url", "only type=text has a preview")
    for name, member, words in FREE_FORM:
        value = options.get(name)
        place = name if member is None else "%s.%s" % (name, member)
        problem = first_problem_within(place, value.get(member) if member and value else value, words)
        if problem:
            raise problem
    return options


def plan(current: None, desired: Prepared) -> Plan:
    """Sends the message."""
    names = [item.name for item in PARAMETERS + BODIES]
    body = {name: desired[name] for name in names if name in desired}
    return Plan(after=mask_urls(body), writes=[Request("POST", PATH, body, read=_read_id, if_unknown=OUTCOME_UNKNOWN)])


def _read_id(response: Any) -> dict:
    return {"message_id": response.body.text("messages", 0, "id")}


def plan_read(current: None, desired: Prepared) -> Plan:
    """Marks the message as read; whether it is already cannot be seen."""
    message_id = desired["message_id"]
    path = "%s/%s" % (PATH, quote(message_id, safe=""))
    mark = {"status": "read"}
    return Plan(after=dict(mark, message_id=message_id), writes=[Request("PUT", path, mark)])


MESSAGE = Resource(name="message", parameters=PARAMETERS, fields=BODIES, prepare=prepare, plan=plan)
MESSAGE_READ = Resource(name="message_read", parameters=(_text("message_id", required=True),), plan=plan_read)
