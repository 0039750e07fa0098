# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Business profile and compliance info. Source: On-Premises API reference, settings/business-profile, …/business-compliance-info."""

from __future__ import annotations

import json
import re

from ..answer import Answer, nothing
from ..errors import ApiError, invalid
from ..routing import CLIENT, route
from ..versions import meta

PROFILE, COMPLIANCE = "/v1/settings/business/profile", "/v1/settings/business/compliance_info"
VERTICALS = (
    "Automotive", "Beauty, Spa and Salon", "Clothing and Apparel", "Education", "Entertainment", "Event Planning and Service",
    "Finance and Banking", "Food and Grocery", "Public Service", "Hotel and Lodging", "Medical and Health", "Non-profit",
    "Professional Services", "Shopping and Retail", "Travel and Transportation", "Restaurant", "Other",
)  # fmt: skip
COMPLIANCE_FIELDS = {
    "entity_name": str, "entity_type": str, "entity_type_custom": str, "is_registered": bool,
    "customer_care_details": dict, "grievance_officer_details": dict,
}  # fmt: skip


@route("GET", PROFILE, "Get-Business-Profile", needs=CLIENT)
def read(instance, request) -> Answer:
    return Answer(200, {"settings": {"business": {"profile": instance.state["business_profile"]}}})


@route("POST", PROFILE, "Update-Business-Profile", needs=CLIENT)
def update(instance, request) -> Answer:
    """Change the fields that are given."""
    data = request.fields(*CHECKS)
    if not data:
        raise ApiError(1009, "No valid parameters provided")
    for name, value in data.items():
        CHECKS[name](instance, name, value)
    instance.own("business_profile").update(data)
    return nothing()


def a_text(longest: int):
    """A check for a text of at most so many characters."""

    def check(instance, name, value):
        if not isinstance(value, str) or len(value) > longest:
            raise invalid(name, value)

    return check


def a_description(instance, name, value):
    """At most 512 characters; 256 before 2.45."""
    a_text(512 if instance.since(2, 45) else 256)(instance, name, value)


def an_email(instance, name, value):
    """A mail address of at most 128 characters, or nothing."""
    a_text(128)(instance, name, value)
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise invalid(name, value)


def a_vertical(instance, name, value):
    """One of the list, and never emptied again; free text on 2.23."""
    a_text(128)(instance, name, value)
    if instance.since(2, 33) and value not in VERTICALS and (value or instance.state["business_profile"].get("vertical")):
        raise invalid(name, value)


def websites(instance, name, value):
    """At most two http or https addresses of at most 256 characters."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise invalid(name, value)
    if len(value) > 2:
        raise ApiError(1009, "Max number of websites allowed is 2")
    for each in value:
        if len(each) > 256 or (each and not each.startswith(("http://", "https://"))):
            raise invalid(name, each)


CHECKS = {"address": a_text(256), "description": a_description, "email": an_email, "vertical": a_vertical, "websites": websites}


@route("GET", COMPLIANCE, "Get-Business-Compliance-Info", needs=CLIENT, since=(2, 37))
def read_compliance(instance, request) -> Answer:
    """The documented sample has a second `meta` inside."""
    info = {**instance.state["compliance"], "meta": json.loads(meta(instance.release))}
    return Answer(200, {"settings": {"business": {"compliance_info": info}}})


@route("POST", COMPLIANCE, "Update-Business-Compliance-Info", needs=CLIENT, since=(2, 37))
def update_compliance(instance, request) -> Answer:
    """Change the fields that are given."""
    data = request.fields(*COMPLIANCE_FIELDS)
    if not data:
        raise ApiError(1009, "No valid parameters provided")
    for name, value in data.items():
        if not isinstance(value, COMPLIANCE_FIELDS[name]):
            raise invalid(name, value)
    instance.own("compliance").update(data)
    return nothing()
