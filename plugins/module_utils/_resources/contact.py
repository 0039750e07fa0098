# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contacts: /v1/contacts, and /v1/contacts/{wa_id}/identity (Meta's reference: contacts, contacts identity)."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info, Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotFound, PreconditionError

PATH = "contacts"


def check_contacts(numbers: list[str]) -> str | None:
    """What is wrong with a list of phone numbers, or None."""
    if not numbers:
        return "give at least one phone number"
    invalid = next((number for number in numbers if not any(letter.isdigit() for letter in number)), None)
    return None if invalid is None else "'%s' has no digit; give a phone number" % invalid


def check_wa_id(wa_id: str) -> str | None:
    """What is wrong with a WhatsApp ID, or None."""
    is_valid = wa_id.isascii() and wa_id.isdigit()
    return None if is_valid else "'%s' is not a WhatsApp ID; give its digits, as whatsapp_contact_info returns them" % wa_id


def check_hash(value: str) -> str | None:
    """What is wrong with a hash, or None."""
    return None if value.strip() else "it is empty; give the hash that was seen, or leave it out to read the present one"


CONTACT_PARAMETERS = (
    Field("contacts", type="list", elements="str", required=True, validator=check_contacts),
    Field("blocking", choices=("no_wait", "wait"), default="no_wait"),
    Field("force_check", type="bool", default=False),
)
IDENTITY_PARAMETERS = (Field("wa_id", required=True, validator=check_wa_id), Field("hash", validator=check_hash))


def read_contacts(client: Client, desired: dict) -> dict:
    """Each number with its status and WhatsApp ID. The call is a POST that changes nothing."""
    question = {name: desired[name] for name in ("contacts", "blocking")}
    if desired["force_check"]:  # unknown to clients before v2.27
        question["force_check"] = True
    contacts = client.post(PATH, question).array("contacts")
    expected, warnings = len(set(desired["contacts"])), []
    if len(contacts) < expected:
        warnings.append("the server answered for %d of %d numbers" % (len(contacts), expected))
    results = [{name: contact.optional_text(name) for name in ("input", "status", "wa_id")} for contact in contacts]
    return {"contacts": results, "warnings": warnings}


def read_identity(client: Client, desired: dict) -> dict:
    """{"hash", "acknowledged", "created_timestamp"} of a contact: its identity as the instance knows it."""
    path = "%s/%s/identity" % (PATH, desired["wa_id"])
    try:
        identity = client.send(Request("GET", path)).body.object("contacts")
    except NotFound as error:
        message = "the contact %s is not known here; check it with whatsapp_contact_info first" % desired["wa_id"]
        raise NotFound(message, **error.failure) from None
    return {
        "hash": identity.text("hash"),
        "acknowledged": identity.optional_boolean("acknowledged"),
        "created_timestamp": identity.optional_integer("created_timestamp"),
    }


def plan_identity(current: dict, desired: Prepared) -> Plan:
    """Acknowledges the hash that the user saw, and no other: a different one means that the identity changed again."""
    wanted = desired.get("hash")
    if wanted is None:
        return Plan(return_values={"identity": current})
    if current["hash"] != wanted:
        problem = "the identity of %s has the hash %s now; verify it with the contact, then give this one"
        raise PreconditionError("hash", problem % (desired["wa_id"], current["hash"]))
    after = dict(current, acknowledged=True)
    before_side, after_side = ({"hash": wanted, "acknowledged": side["acknowledged"]} for side in (current, after))
    result = Plan(before_side, after_side, return_values={"identity": after})
    if not current["acknowledged"]:
        path = "%s/%s/identity" % (PATH, desired["wa_id"])
        result.writes.append(Request("PUT", path, {"hash": wanted}))
    return result


CONTACT_INFO = Info(name="contact_info", parameters=CONTACT_PARAMETERS, read=read_contacts)
CONTACT_IDENTITY = Resource(name="contact_identity", parameters=IDENTITY_PARAMETERS, read=read_identity, plan=plan_identity)
