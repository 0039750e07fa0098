# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sticker packs and their stickers. Source: On-Premises API reference, stickerpacks; Postman collections v2.31 and v2.37."""

from __future__ import annotations

import uuid

from ..answer import Answer, created, nothing
from ..errors import ApiError, invalid
from ..request import text_field
from ..routing import USER, route
from .media import find as find_media

STORE_LINKS = ("ios_app_store_link", "android_app_store_link")
PACK_FIELDS = ("publisher", "name", *STORE_LINKS)
STICKER_FIELDS = ("image_data_id", "emojis")
FIRST_PARTY = {"whatsappcuppy": {"publisher": "WhatsApp", "name": "Cuppy", "stickers": {}}}


def pack_route(method: str, path: str, operation: str):
    """A route that any user may call, since 2.27."""
    return route(method, "/v1/stickerpacks" + path, operation, role=USER, since=(2, 27))


def find(instance, pack_id: str) -> dict:
    """The pack, of the business or of WhatsApp itself. Raises 2003."""
    pack = instance.state["stickerpacks"].get(pack_id) or FIRST_PARTY.get(pack_id)
    if pack is None:
        raise ApiError(2003, "Sticker pack does not exist")
    return pack


def own(instance, pack_id: str) -> dict:
    """The pack of the business, safe to change. Raises 2003; 1005 for a pack of WhatsApp's."""
    find(instance, pack_id)
    if pack_id not in instance.state["stickerpacks"]:
        raise ApiError(1005, "First-party sticker packs can't be changed")
    return instance.own("stickerpacks")[pack_id]


def find_sticker(pack: dict, index: str) -> dict:
    """The sticker with this index. Raises 1006."""
    if index not in pack["stickers"]:
        raise ApiError(1006, "Sticker does not exist")
    return pack["stickers"][index]


def pack_texts(data: dict) -> dict:
    """The given fields of a pack. Raises 1009 for an empty name and for a link that is none."""
    found = {name: text_field(data, name) for name in PACK_FIELDS if name in data}
    for name, text in found.items():
        if not text or (name in STORE_LINKS and not text.startswith(("http://", "https://"))):
            raise invalid(name, text)
    return found


def sticker_fields(instance, data: dict) -> dict:
    """The given fields of a sticker; the image is an uploaded medium. Raises 1006 or 1009."""
    found = {}
    if "image_data_id" in data:
        found["image_data_id"] = text_field(data, "image_data_id")
        find_media(instance, found["image_data_id"])
    if "emojis" in data:
        emojis = data["emojis"]
        if not isinstance(emojis, list) or not all(isinstance(each, str) for each in emojis):
            raise invalid("emojis", emojis)
        found["emojis"] = emojis
    return found


@pack_route("GET", "", "Get-Sticker-Packs")
def read_all(instance, request) -> Answer:
    """The packs of the business, or with `?namespace=whatsapp` those of WhatsApp."""
    packs = FIRST_PARTY if request.query("namespace", "whatsapp") else instance.state["stickerpacks"]
    return Answer(200, {"stickerpacks": [{"id": name} for name in packs]})


@pack_route("POST", "", "Create-Sticker-Pack")
def create(instance, request) -> Answer:
    data = request.fields(*PACK_FIELDS)
    for name in ("publisher", "name"):
        text_field(data, name)
    pack_id = str(uuid.uuid4())
    instance.own("stickerpacks")[pack_id] = {**pack_texts(data), "stickers": {}}
    return created(instance, {"stickerpacks": [{"id": pack_id}]})


@pack_route("GET", "/{id}", "Get-Sticker-Pack")
def read(instance, request, pack_id) -> Answer:
    pack = find(instance, pack_id)
    return Answer(200, {"stickerpacks": [{name: pack[name] for name in PACK_FIELDS if name in pack}]})


@pack_route("PATCH", "/{id}", "Update-Sticker-Pack")
def update(instance, request, pack_id) -> Answer:
    """Change the fields that are given."""
    pack = own(instance, pack_id)
    data = pack_texts(request.fields(*PACK_FIELDS))
    if not data:
        raise ApiError(1009, "No valid parameters provided")
    pack.update(data)
    return nothing()


@pack_route("DELETE", "/{id}", "Delete-Sticker-Pack")
def delete(instance, request, pack_id) -> Answer:
    own(instance, pack_id)
    del instance.own("stickerpacks")[pack_id]
    return nothing()


@pack_route("GET", "/{id}/stickers", "Get-Stickers")
def read_stickers(instance, request, pack_id) -> Answer:
    return Answer(200, {"stickers": [{"index": int(index)} for index in find(instance, pack_id)["stickers"]]})


@pack_route("POST", "/{id}/stickers", "Create-Sticker")
def create_sticker(instance, request, pack_id) -> Answer:
    """Add a sticker behind the others. The index of a deleted one is used again only when it was the last."""
    stickers = own(instance, pack_id)["stickers"]
    data = request.fields(*STICKER_FIELDS)
    text_field(data, "image_data_id")
    index = max(map(int, stickers), default=-1) + 1
    stickers[str(index)] = {"id": str(uuid.uuid4()), "emojis": [], **sticker_fields(instance, data)}
    return created(instance, {"stickers": [{"index": index}]})


@pack_route("GET", "/{id}/stickers/{index}", "Get-Sticker")
def read_sticker(instance, request, pack_id, index) -> Answer:
    return Answer(200, {"stickers": [find_sticker(find(instance, pack_id), index)]})


@pack_route("PATCH", "/{id}/stickers/{index}", "Update-Sticker")
def update_sticker(instance, request, pack_id, index) -> Answer:
    """Change the fields that are given."""
    sticker = find_sticker(own(instance, pack_id), index)
    data = sticker_fields(instance, request.fields(*STICKER_FIELDS))
    if not data:
        raise ApiError(1009, "No valid parameters provided")
    sticker.update(data)
    return nothing()


@pack_route("DELETE", "/{id}/stickers/{index}", "Delete-Sticker")
def delete_sticker(instance, request, pack_id, index) -> Answer:
    pack = own(instance, pack_id)
    find_sticker(pack, index)
    del pack["stickers"][index]
    return nothing()
