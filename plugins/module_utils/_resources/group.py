# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups: /v1/groups (Meta's reference: groups, 2018 to 2020). Meta removed them in December 2020.

A business runs the groups it made and joins no others, so the creator of a group is the business itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field, normalize_unordered
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotFound, OptionError, PreconditionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.images import JPEG
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group_info import (
    GROUP_ID,
    PATH,
    SUBJECT,
    all_groups,
    find_group,
    find_groups_by_subject,
    group_path,
    read_invite,
    single_group,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.picture import (
    PreparedPicture,
    has_picture,
    needs_presence_check,
    picture_parameters,
    plan_picture,
    prepare_picture,
)

NEW_GROUP = "{group_id}"  # in a path: the identifier that the server gives to the group which is made first
NOBODY: dict[str, Any] = {"admins": [], "participants": [], "creator": None}
LINK, NEW_LINK = "(a link)", "(a new link)"


def _check_wa_ids(wa_ids: list[str]) -> str | None:
    wrong = [wa_id for wa_id in wa_ids if not re.fullmatch("[0-9]+", wa_id)]
    return "'%s' is not a WhatsApp ID; give digits only, without + and spaces" % wrong[0] if wrong else None


def _wa_ids(name: str) -> Field:
    return Field(name, type="list", elements="str", normalize=normalize_unordered, validator=_check_wa_ids)


FIELDS = (SUBJECT, _wa_ids("admins"), Field("icon", type="path"))
PARAMETERS = (
    Field("state", choices=("present", "absent"), default="present"),
    GROUP_ID,
    _wa_ids("remove_participants"),
    *picture_parameters("icon"),
    Field("revoke_invite", type="bool", default=False),
    Field("return_invite", type="bool", default=False),
)
CONSTRAINTS = {"required_one_of": [("group_id", "subject")]}


def _find(client: Client, desired: Prepared) -> dict | None:
    if "group_id" in desired:
        return find_group(client, desired["group_id"])
    return single_group(find_groups_by_subject(client, desired["subject"]), desired["subject"])


def prepare(options: Prepared) -> PreparedPicture:
    """Refuses what contradicts itself; reads the icon."""
    if options["state"] == "absent":
        for option in ("admins", "remove_participants", "icon", "remove_icon", "revoke_invite", "return_invite"):
            if options.get(option) not in (None, False):
                raise OptionError(option, "it does not belong to state=absent, which leaves the group")
    both = set(options.get("admins", ())) & set(options.get("remove_participants", ()))
    if both:
        raise OptionError("admins", "%s cannot be an administrator and be removed" % ", ".join(sorted(both)))
    return prepare_picture(options, "icon", content_types=(JPEG,))


def read(client: Client, desired: PreparedPicture) -> dict:
    """The group (None when there is none), and what the options ask about it."""
    group = _find(client, desired)
    current: dict[str, Any] = {"group": group, "has_icon": False, "invite": None}
    if desired["state"] == "absent":
        return current
    if group is None:
        if "group_id" in desired:
            raise _unknown(desired["group_id"])
        return current
    current["has_icon"] = has_picture(client, group_path(group["group_id"], "icon")) if needs_presence_check(desired, "icon") else None
    if desired["return_invite"] and not desired["revoke_invite"]:
        current["invite"] = read_invite(client, group["group_id"])
    return current


def _unknown(group_id: str) -> NotFound:
    path = "/v1/" + group_path(group_id)
    message = "there is no group %s; correct group_id, or give subject alone to make a group" % group_id
    return NotFound(message, status=404, title="Group is unknown", details=group_id, method="GET", path=path)


def plan(current: dict, desired: PreparedPicture) -> Plan:
    """Makes, changes or leaves the group; see the module's notes for the order of the writes."""
    group = current["group"]
    if desired["state"] == "absent":
        return _plan_leave(group)
    known = group or {"group_id": None, "subject": None}
    group_id = group["group_id"] if group else NEW_GROUP
    result = Plan(return_values={"group_id": known["group_id"], "subject": desired.get("subject", known["subject"])})
    _plan_subject(result, group, desired)
    plan_picture(result, desired, "icon", current["has_icon"], group_path(group_id, "icon"))
    _plan_people(result, group or dict(NOBODY, group_id=group_id), desired)
    _plan_invite(result, group, current["invite"], desired)
    return result


def _plan_leave(group: dict | None) -> Plan:
    if group is None:
        return Plan(return_values={"group_id": None})
    group_id = group["group_id"]
    before = {"group_id": group_id, "subject": group["subject"]}
    return Plan(before, writes=[Request("POST", group_path(group_id, "leave"))], return_values={"group_id": group_id})


def _plan_subject(plan: Plan, group: dict | None, desired: PreparedPicture) -> None:
    if "subject" not in desired:
        return
    subject = desired["subject"]
    plan.after["subject"] = subject
    if group is None:
        plan.writes.append(Request("POST", PATH, {"subject": subject}, read=_read_id))
        return
    plan.before["subject"] = group["subject"]
    if group["subject"] != subject:
        plan.writes.append(Request("PUT", group_path(group["group_id"]), {"subject": subject}))


def _read_id(response: Any) -> dict:
    return {"group_id": response.body.text("groups", 0, "id")}


def _business(group: dict) -> str:
    """The WhatsApp ID of the business, which made the group."""
    return group["creator"] or group["group_id"].partition("-")[0]


def _plan_people(plan: Plan, group: dict, desired: PreparedPicture) -> None:
    """Removes before it adds: participants are removed, administrators demoted, others promoted."""
    business = {_business(group)}
    participants, admins = set(group["participants"]), set(group["admins"]) - business
    unwanted = set(desired.get("remove_participants", ()))
    if unwanted & business:
        raise PreconditionError("remove_participants", "%s is the business itself; leave the group with state=absent" % business.pop())
    if "remove_participants" in desired:
        plan.before["remove_participants"], plan.after["remove_participants"] = sorted(unwanted & participants), []
        _plan_call(plan, "DELETE", group, "participants", unwanted & participants)
    if "admins" not in desired:
        return
    wanted = set(desired["admins"]) - business
    outside = wanted - participants - admins
    plan.before["admins"], plan.after["admins"] = sorted(admins), sorted(wanted - outside)
    plan.return_values["not_joined"] = sorted(outside)
    if outside:
        names = ", ".join(sorted(outside))
        plan.warnings.append("admins: %s did not join the group yet; hand out the invite link and run again to promote them" % names)
    _plan_call(plan, "DELETE", group, "admins", admins - wanted - unwanted)
    _plan_call(plan, "PATCH", group, "admins", wanted - outside - admins)


def _plan_call(plan: Plan, method: str, group: dict, what: str, wa_ids: set[str]) -> None:
    """One call with several WhatsApp IDs; none when there are no IDs."""
    if wa_ids:
        plan.writes.append(Request(method, group_path(group["group_id"], what), {"wa_ids": sorted(wa_ids)}))


def _plan_invite(plan: Plan, group: dict | None, invite: str | None, desired: PreparedPicture) -> None:
    """Revokes the link of a group that exists (a new group has a new one), and reads the link when it is asked for."""
    if desired["revoke_invite"] and group:
        plan.before["invite"], plan.after["invite"] = LINK, NEW_LINK
        plan.writes.append(Request("DELETE", group_path(group["group_id"], "invite")))
    if desired["return_invite"]:
        plan.return_values["invite"] = invite
        if desired["revoke_invite"] or not group:
            plan.writes.append(
                Action("read the new invite link", lambda client, results: {"invite": read_invite(client, results["group_id"])})
            )


def _shared_name(one: Mapping[str, Any], other: Mapping[str, Any]) -> str | None:
    """What makes two declarations one group: its identifier or, where one of them is found by it, the subject."""
    if "group_id" in one and "group_id" in other:
        return one["group_id"] if one["group_id"] == other["group_id"] else None
    subjects = [None if "group_id" in group and group["state"] == "absent" else group.get("subject") for group in (one, other)]
    return subjects[0] if subjects[0] == subjects[1] else None


def export(client: Client, options: dict) -> list[dict] | None:
    """Every group in the form of the options."""
    return [
        {
            "group_id": group["group_id"],
            "subject": group["subject"],
            "admins": sorted(set(group["admins"]) - {_business(group)}),
        }
        for group in all_groups(client)
    ] or None


GROUP = Resource(
    name="group",
    fields=FIELDS,
    parameters=PARAMETERS,
    constraints=CONSTRAINTS,
    prepare=prepare,
    read=read,
    plan=plan,
    export=export,
    shared_name=_shared_name,
)
