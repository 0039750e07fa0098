# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""About text and profile photo. Source: On-Premises API reference, settings/profile; the cache as observed in 2019."""

from __future__ import annotations

import base64

from ..answer import Answer, created, nothing, raw
from ..errors import ApiError
from ..images import picture_link, thumbnail
from ..request import text_field
from ..routing import CLIENT, route
from ..topology import is_cluster

ABOUT, PHOTO = "/v1/settings/profile/about", "/v1/settings/profile/photo"
LONGEST, CACHED = 139, 30


@route("GET", ABOUT, "Get-Profile-About", needs=CLIENT)
def read_about(instance, request) -> Answer:
    """In a cluster another Webapp than the one that took the change answers: up to 30 s stale."""
    text = instance.state["about"] or ""
    if is_cluster(instance):
        cache = instance.remember("about")
        if cache.get("until", 0) <= instance.now():
            cache.update(text=text, until=instance.now() + CACHED)
        text = cache["text"]
    return Answer(200, {"settings": {"profile": {"about": {"text": text}}}})


@route("PATCH", ABOUT, "Update-Profile-About", needs=CLIENT)
def update_about(instance, request) -> Answer:
    instance.state["about"] = text_field(request.fields("text"), "text", LONGEST)
    return nothing()


@route("GET", PHOTO, "Get-Profile-Photo", needs=CLIENT)
def read_photo(instance, request) -> Answer:
    """The thumbnail, or with `?format=link` an address."""
    photo = instance.state["photo"]
    if not photo:
        raise ApiError(1006, "Profile photo does not exist")
    if request.query("format", "link"):
        return Answer(200, {"settings": {"profile": {"photo": {"link": picture_link(photo)}}}})
    return raw(base64.b64decode(photo), "image/jpeg", "profilePicture.jpg")


@route("POST", PHOTO, "Update-Profile-Photo", needs=CLIENT)
def update_photo(instance, request) -> Answer:
    instance.state["photo"] = thumbnail(request, "image/jpeg", "image/png")
    return created(instance)


@route("DELETE", PHOTO, "Delete-Profile-Photo", needs=CLIENT)
def delete_photo(instance, request) -> Answer:
    """Remove the photo, if there is one."""
    instance.state["photo"] = None
    return nothing()
