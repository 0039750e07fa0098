# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media files. Source: On-Premises API reference, media."""

from __future__ import annotations

import base64
import uuid

from ..answer import Answer, created, nothing, raw
from ..errors import ApiError, invalid
from ..routing import USER, WEBAPP, route

LARGEST = 100 * 1024 * 1024


@route("POST", "/v1/media", "Upload-Media", role=USER, needs=WEBAPP)
def upload(instance, request) -> Answer:
    """Store the raw body under a new id."""
    content_type = request.headers.get("Content-Type")
    if not content_type:
        raise ApiError(1008, "Content-Type missing")
    if not content_type.isascii():
        raise invalid("Content-Type", content_type.encode(errors="replace").decode())
    if not request.body:
        raise ApiError(1008, "No data found")
    if len(request.body) > LARGEST:
        raise ApiError(1009, "Media size too large")
    media_id = str(uuid.uuid4())
    instance.own("media")[media_id] = {"content_type": content_type, "data": base64.b64encode(request.body).decode()}
    return created(instance, {"media": [{"id": media_id}]})


def find(instance, media_id: str) -> dict:
    """The stored file. Raises 1006."""
    if media_id not in instance.state["media"]:
        raise ApiError(1006, "Media does not exist")
    return instance.state["media"][media_id]


@route("GET", "/v1/media/{id}", "Download-Media", role=USER, needs=WEBAPP)
def download(instance, request, media_id) -> Answer:
    found = find(instance, media_id)
    return raw(base64.b64decode(found["data"]), found["content_type"], media_id)


@route("DELETE", "/v1/media/{id}", "Delete-Media", role=USER, needs=WEBAPP)
def delete(instance, request, media_id) -> Answer:
    find(instance, media_id)
    del instance.own("media")[media_id]
    return nothing()
