# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Business profile: /v1/settings/business/profile (On-Premises API reference, settings, business profile)."""

from __future__ import annotations

import re

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field, choice_validator
from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource, plan_from_fields, to_options
from ansible_collections.waops.whatsapp.plugins.module_utils._core.state import read_fields
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_url, normalize_url

PATH = "settings/business/profile"
VERTICALS = (
    "Automotive",
    "Beauty, Spa and Salon",
    "Clothing and Apparel",
    "Education",
    "Entertainment",
    "Event Planning and Service",
    "Finance and Banking",
    "Food and Grocery",
    "Public Service",
    "Hotel and Lodging",
    "Medical and Health",
    "Non-profit",
    "Professional Services",
    "Shopping and Retail",
    "Travel and Transportation",
    "Restaurant",
    "Other",
)


def check_email(text: str) -> str | None:
    """What is wrong with a mail address, or None; an empty one removes it."""
    is_valid = not text or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text)
    return None if is_valid else "'%s' is not a mail address; give something like care@example.com" % text


def check_vertical(text: str) -> str | None:
    """What is wrong with a vertical, or None."""
    if not text:
        return "it cannot be emptied again; choose one of the list, such as Other"
    return choice_validator(*VERTICALS)(text)


def check_websites(addresses: list[str]) -> str | None:
    """What is wrong with the websites, or None; empty ones are left out, as the server shows them."""
    for name, address in zip(("the first one", "the second one"), addresses):
        problem = check_url(address, ("http", "https")) if address else None
        if problem:
            return "%s: %s" % (name, problem)
    return None


def _drop_empty(addresses: list[str]) -> list[str]:
    return [normalize_url(address) for address in addresses if address]


FIELDS = (
    Field("address", max_length=256),
    Field("description", max_length=512),
    Field("email", max_length=128, validator=check_email),
    Field("vertical", validator=check_vertical),
    Field(
        "websites",
        type="list",
        elements="str",
        max_items=2,
        max_length=256,
        validator=check_websites,
        normalize=_drop_empty,
        mask=mask_url,
    ),
)
PARAMETERS = (Field("write_unreadable", type="bool", default=False),)


def prepare(options: Prepared) -> Prepared:
    """Refuses a task that declares nothing."""
    if not any(item.name in options for item in FIELDS):
        raise OptionError("address", "give at least one of %s" % ", ".join(item.name for item in FIELDS))
    return options


def _profile(client: Client) -> Json:
    return client.get(PATH).object("settings", "business", "profile")


def read(client: Client, desired: Prepared) -> dict:
    """What the user set, as the server shows it."""
    return read_fields(FIELDS, _profile(client), desired)


def export(client: Client, options: dict) -> dict:
    """The profile in the form of the options; an empty vertical cannot be declared."""
    shown = to_options(FIELDS, read_fields(FIELDS, _profile(client)))
    return {name: value for name, value in shown.items() if value or name != "vertical"}


BUSINESS_PROFILE = Resource(
    name="business_profile",
    fields=FIELDS,
    parameters=PARAMETERS,
    prepare=prepare,
    read=read,
    plan=plan_from_fields(FIELDS, "POST", PATH),
    export=export,
)
