# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The number's own profile: /v1/settings/profile/about and /photo (Meta's reference: settings, profile).

The server returns a thumbnail of a picture, never the upload, so that only its presence can be compared. The rule for that
is here, for the icons of groups too.
"""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.parts import not_offered_warnings, read_parts
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import NOT_READABLE, Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.images import advice, picture_problem, read_image

ABOUT = "settings/profile/about"
PHOTO = "settings/profile/photo"
PICTURE = "(a picture)"


def picture_controls(option):
    """The options that say what happens to the picture that `option` names."""
    return (
        Field("update_" + option, choices=("on_create", "always"), default="on_create"),
        Field("remove_" + option, type="bool", default=False),
    )


def check_picture(desired, option, **limits):
    """Reads and checks the local picture and keeps it under desired["_" + option]; limits: see pictures.read_image."""
    if option not in desired:
        return
    if desired["remove_" + option]:
        raise OptionError(option, "give either a picture or remove_%s=true" % option)
    desired["_" + option] = read_image(option, desired[option], **limits)


def presence_matters(desired, option):
    """Whether the plan depends on there being a picture now."""
    return desired["remove_" + option] or (option in desired and desired["update_" + option] == "on_create")


def has_picture(client, path):
    """Whether the server has a picture there; its answer is a thumbnail, or a 404."""
    return client.download(path, picture_problem) is not None


def plan_picture(plan, desired, option, present, path):
    """Adds to the plan what happens to the picture. present: whether there is one; None when nobody looked.

    path(outcome): where it is, from what the writes before returned.
    """
    picture = desired.get("_" + option)
    if not picture and not desired["remove_" + option]:
        return
    plan.before[option] = plan.after[option] = NOT_READABLE if present is None else PICTURE if present else None
    if desired["remove_" + option]:
        plan.after[option] = None
        if present:
            plan.writes.append(lambda client, outcome: client.delete(path(outcome)) and None)
    elif not present or desired["update_" + option] == "always":
        plan.after[option] = "(a new picture, %d bytes)" % len(picture.content)
        plan.writes.append(lambda client, outcome: client.upload(path(outcome), picture.content, picture.content_type) and None)
        plan.warnings += advice(option, picture)


FIELDS = (Field("about", max_length=139), Field("photo", type="path"))


def check(desired):
    """Something must be asked for, and the photo must be fit to be sent."""
    if not desired["remove_photo"] and not any(item.name in desired for item in FIELDS):
        raise OptionError("about", "give about, photo or remove_photo=true")
    check_picture(desired, "photo")


def read_about(client: Client) -> str | None:
    """The text; None when the server shows none, as some do until one was set."""
    return client.get(ABOUT).object("settings", "profile").optional_text("about", "text")


def read(client, desired):
    """The text and whether there is a photo, as far as they are asked for; and what of it the server does not offer."""
    readers = {}
    if "about" in desired:
        readers["about"] = lambda: read_about(client)
    if presence_matters(desired, "photo"):
        readers["photo"] = lambda: has_picture(client, PHOTO)
    values, refused = read_parts(readers)
    return {"about": values.get("about"), "has_photo": values.get("photo"), "refused": refused}


def plan(current, desired):
    """The text when it differs; the photo as update_photo and remove_photo say."""
    refused = current["refused"]
    result = Plan(warnings=not_offered_warnings(refused))
    if "about" in desired and "about" not in refused:
        _plan_about(result, current["about"], desired["about"])
    if "photo" not in refused:
        plan_picture(result, desired, "photo", current["has_photo"], lambda outcome: PHOTO)
    return result


def _plan_about(plan, have, want):
    if have is None and not want:
        plan.warnings.append("the server shows no about: whether it is empty is not known, and nothing was sent")
        return
    plan.before["about"], plan.after["about"] = have, want
    if have != want:
        plan.writes.append(lambda client, outcome: client.patch(ABOUT, {"text": want}) and None)


def export(client, options):
    """The text in the form of the options; a photo cannot be had back."""
    about = read_about(client)
    return {"about": about} if about else None


PROFILE = Resource(
    name="profile",
    fields=FIELDS,
    controls=picture_controls("photo"),
    check=check,
    read=read,
    plan=plan,
    export=export,
)
