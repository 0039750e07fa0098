# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types of message and what each must carry. Source: On-Premises API reference, messages, and its Postman collections."""

from __future__ import annotations

from ..errors import ApiError, invalid, missing
from ..request import text_field
from .media import find

# Type: (first version, first version without it)
TYPES = {
    "text": ((0,), (99,)),
    "image": ((0,), (99,)),
    "video": ((0,), (99,)),
    "audio": ((0,), (99,)),
    "document": ((0,), (99,)),
    "sticker": ((2, 27), (99,)),
    "location": ((0,), (99,)),
    "contacts": ((0,), (99,)),
    "template": ((0,), (99,)),
    "interactive": ((2, 35), (99,)),
    "hsm": ((0,), (2, 35)),
}
INTERACTIVE = {"list": (2, 35), "button": (2, 35), "product": (2, 37), "product_list": (2, 37)}
LONGEST_TEXT = 4096


def offered(instance) -> tuple[str, ...]:
    """The types that this version sends."""
    return tuple(name for name, (since, until) in TYPES.items() if since <= instance.release < until)


def no_unknown(request, data: dict, kind: str, *known: str) -> None:
    for name in data:
        if name not in known:
            request.suspect(f"unknown parameter '{kind}.{name}'")


def text(instance, request, data: dict) -> None:
    no_unknown(request, data, "text", "body")
    body = text_field(data, "body")
    if not body:
        raise invalid("text.body", "")
    if len(body) > LONGEST_TEXT:
        raise ApiError(1001, f"Message is longer than {LONGEST_TEXT}")


def media(instance, request, data: dict) -> None:
    """Either the id of an uploaded file or a link."""
    no_unknown(request, data, "media", "id", "link", "provider", "caption", "filename")
    if "id" in data and "link" in data:
        raise ApiError(1010, "Parameter 'link' is not required")
    if "id" in data:
        find(instance, text_field(data, "id"))
        return
    if "link" not in data:
        raise missing("id")
    link = text_field(data, "link")
    if not link.startswith(("http://", "https://")):
        raise invalid("link", link)
    if "provider" in data:
        text_field(data["provider"] if isinstance(data["provider"], dict) else {}, "name")


def location(instance, request, data: dict) -> None:
    no_unknown(request, data, "location", "longitude", "latitude", "name", "address")
    for name, most in (("longitude", 180), ("latitude", 90)):
        value = text_field(data, name)
        try:
            good = abs(float(value)) <= most
        except ValueError:
            good = False
        if not good:
            raise invalid(name, value)


def contacts(instance, request, data) -> None:
    if not isinstance(data, list) or not data or not all(isinstance(each, dict) for each in data):
        raise invalid("contacts", data)
    for each in data:
        if not isinstance(each.get("name"), dict):
            raise missing("name")
        text_field(each["name"], "formatted_name")


def template(instance, request, data: dict) -> None:
    """Namespace, name and language; components are not looked into."""
    no_unknown(request, data, "template", "namespace", "name", "language", "components")
    text_field(data, "namespace")
    text_field(data, "name")
    language = data.get("language")
    if not isinstance(language, dict):
        raise missing("language")
    text_field(language, "code")
    if language.get("policy", "deterministic") not in ("deterministic", "fallback"):
        raise invalid("policy", language["policy"])
    if not isinstance(data.get("components", []), list):
        raise invalid("components", data["components"])


def interactive(instance, request, data: dict) -> None:
    """A known subtype with an action; a body except for single products."""
    no_unknown(request, data, "interactive", "type", "header", "body", "footer", "action")
    kind = text_field(data, "type")
    if kind not in INTERACTIVE or instance.release < INTERACTIVE[kind]:
        raise invalid("type", kind)
    for name in ("action",) if kind == "product" else ("action", "body"):
        if not isinstance(data.get(name), dict):
            raise missing(name)


def hsm(instance, request, data: dict) -> None:
    no_unknown(request, data, "hsm", "namespace", "element_name", "language", "localizable_params")
    text_field(data, "namespace")
    text_field(data, "element_name")


CHECKS = {
    "text": text, "image": media, "video": media, "audio": media, "document": media, "sticker": media,
    "location": location, "contacts": contacts, "template": template, "interactive": interactive, "hsm": hsm,
}  # fmt: skip
