# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The number's own profile: /v1/settings/profile/about and /photo (Meta's reference: settings, profile)."""

from __future__ import annotations

from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.parts import not_offered_warnings, read_parts
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.picture import (
    PreparedPicture,
    has_picture,
    needs_presence_check,
    picture_parameters,
    plan_picture,
    prepare_picture,
)

ABOUT = "settings/profile/about"
PHOTO = "settings/profile/photo"
FIELDS = (Field("about", max_length=139), Field("photo", type="path"))


def prepare(options: Prepared) -> PreparedPicture:
    """Something must be asked for, and the photo must be fit to be sent."""
    if not options["remove_photo"] and not any(item.name in options for item in FIELDS):
        raise OptionError("about", "give about, photo or remove_photo=true")
    return prepare_picture(options, "photo")


def read_about(client: Client) -> str | None:
    """The text; None when the server shows none, as some do until one was set."""
    return client.get(ABOUT).object("settings", "profile").optional_text("about", "text")


def read(client: Client, desired: PreparedPicture) -> dict:
    """The text and whether there is a photo, as far as they are asked for; and what of it the server does not offer."""
    readers: dict[str, Callable[[], Any]] = {}
    if "about" in desired:
        readers["about"] = lambda: read_about(client)
    if needs_presence_check(desired, "photo"):
        readers["photo"] = lambda: has_picture(client, PHOTO)
    values, refused = read_parts(readers)
    return {"about": values.get("about"), "has_photo": values.get("photo"), "refused": refused}


def plan(current: dict, desired: PreparedPicture) -> Plan:
    """The text when it differs; the photo as update_photo and remove_photo say."""
    refused = current["refused"]
    result = Plan(warnings=not_offered_warnings(refused))
    if "about" in desired and "about" not in refused:
        _plan_about(result, current["about"], desired["about"])
    if "photo" not in refused:
        plan_picture(result, desired, "photo", current["has_photo"], PHOTO)
    return result


def _plan_about(plan: Plan, have: str | None, want: str) -> None:
    if have is None and not want:
        plan.warnings.append("the server shows no about: whether it is empty is not known, and nothing was sent")
        return
    plan.before["about"], plan.after["about"] = have, want
    if have != want:
        plan.writes.append(Request("PATCH", ABOUT, {"text": want}))


def export(client: Client, options: dict) -> dict | None:
    """The text in the form of the options; a photo cannot be exported."""
    about = read_about(client)
    return {"about": about} if about else None


PROFILE = Resource(
    name="profile",
    fields=FIELDS,
    parameters=picture_parameters("photo"),
    prepare=prepare,
    read=read,
    plan=plan,
    export=export,
)
