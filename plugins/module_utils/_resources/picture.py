# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rule for pictures, which profiles and groups share. Knows neither.

The server returns a thumbnail of a picture, never the upload, so that only its presence can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.images import Image, crop_warnings, picture_problem, read_image

PICTURE = "(a picture)"


@dataclass(frozen=True)
class PreparedPicture(Prepared):
    """picture: what is to be uploaded, or None."""

    picture: Image | None = None


def picture_parameters(option: str) -> tuple[Field, ...]:
    """The options that say what happens to the picture that `option` names."""
    return (
        Field("update_" + option, choices=("on_create", "always"), default="on_create"),
        Field("remove_" + option, type="bool", default=False),
    )


def prepare_picture(options: Prepared, option: str, **limits: Any) -> PreparedPicture:
    """Reads and checks the local picture; limits: see read_image. Raises OptionError."""
    if option not in options:
        return PreparedPicture(options)
    if options["remove_" + option]:
        raise OptionError(option, "give either a picture or remove_%s=true" % option)
    return PreparedPicture(options, read_image(option, options[option], **limits))


def needs_presence_check(desired: PreparedPicture, option: str) -> bool:
    """Whether the plan depends on there being a picture now."""
    return desired["remove_" + option] or (option in desired and desired["update_" + option] == "on_create")


def has_picture(client: Client, path: str) -> bool:
    """Whether the server has a picture there; its answer is a thumbnail, or a 404."""
    return client.download(path, picture_problem) is not None


def plan_picture(plan: Plan, desired: PreparedPicture, option: str, present: bool | None, path: str) -> None:
    """Adds to the plan what happens to the picture at `path`. present: whether there is one; None when it was not checked."""
    picture = desired.picture
    if not picture and not desired["remove_" + option]:
        return
    plan.before[option] = plan.after[option] = NOT_READABLE if present is None else PICTURE if present else None
    if desired["remove_" + option]:
        plan.after[option] = None
        if present:
            plan.writes.append(Request("DELETE", path))
    elif picture and (not present or desired["update_" + option] == "always"):
        plan.after[option] = "(a new picture, %d bytes)" % len(picture.content)
        plan.writes.append(Request("POST", path, content=picture.content, content_type=picture.content_type))
        plan.warnings += crop_warnings(option, picture)
