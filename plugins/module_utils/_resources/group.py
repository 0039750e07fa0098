# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups: /v1/groups (Meta's reference: groups, 2018 to 2020). Meta removed them in December 2020.

A business runs the groups it made and joins no others, so the creator of a group is the business itself.
"""

from __future__ import annotations

import re

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Field, Plan, normalize_unordered
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.images import JPEG
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group_info import (
    GROUP_ID,
    PATH,
    SUBJECT,
    all_groups,
    find_group,
    group_path,
    groups_named,
    read_invite,
    the_one,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.profile import (
    check_picture,
    has_picture,
    picture_controls,
    plan_picture,
    presence_matters,
)

LINK, NEW_LINK = "(a link)", "(a new link)"


def _check_wa_ids(wa_ids):
    wrong = [wa_id for wa_id in wa_ids if not re.fullmatch("[0-9]+", wa_id)]
    return "'%s' is not a WhatsApp ID; give digits only, without + and spaces" % wrong[0] if wrong else None


def _wa_ids(name):
    return Field(name, type="list", elements="str", normal=normalize_unordered, check=_check_wa_ids)


FIELDS = (SUBJECT, _wa_ids("admins"), Field("icon", type="path"))
CONTROLS = (
    Field("state", choices=("present", "absent"), default="present"),
    GROUP_ID,
    _wa_ids("remove_participants"),
    *picture_controls("icon"),
    Field("revoke_invite", type="bool", default=False),
    Field("return_invite", type="bool", default=False),
)
RULES = {"required_one_of": [("group_id", "subject")]}


def _find(client, desired):
    if "group_id" in desired:
        return find_group(client, desired["group_id"])
    return the_one(groups_named(client, desired["subject"]), desired["subject"])


def check(desired):
    """Refuses what contradicts itself; reads the icon."""
    if desired["state"] == "absent":
        for option in ("admins", "remove_participants", "icon", "remove_icon", "revoke_invite", "return_invite"):
            if desired.get(option) not in (None, False):
                raise OptionError(option, "it does not belong to state=absent, which leaves the group")
    both = set(desired.get("admins", ())) & set(desired.get("remove_participants", ()))
    if both:
        raise OptionError("admins", "%s cannot be an administrator and be removed" % ", ".join(sorted(both)))
    check_picture(desired, "icon", content_types=(JPEG,))


def read(client, desired):
    """The group (None when there is none), and what the options ask about it."""
    group = _find(client, desired)
    current = {"group": group, "has_icon": False, "invite": None}
    if desired["state"] == "absent":
        return current
    if group is None:
        if "group_id" in desired:
            raise _unknown(desired["group_id"])
        return current
    current["has_icon"] = has_picture(client, group_path(group["group_id"], "icon")) if presence_matters(desired, "icon") else None
    if desired["return_invite"] and not desired["revoke_invite"]:
        current["invite"] = read_invite(client, group["group_id"])
    return current


def _unknown(group_id):
    path = "/v1/" + group_path(group_id)
    message = "there is no group %s; correct group_id, or give subject alone to make a group" % group_id
    return NotFound(message, status=404, title="Group is unknown", details=group_id, method="GET", path=path)


def plan(current, desired):
    """Makes, changes or leaves the group; see the module's notes for the order of the writes."""
    group = current["group"]
    if desired["state"] == "absent":
        return _plan_leave(group)
    known = group or {"group_id": None, "subject": None}
    result = Plan(result={"group_id": known["group_id"], "subject": desired.get("subject", known["subject"])})
    _plan_subject(result, group, desired)
    plan_picture(result, desired, "icon", current["has_icon"], lambda outcome: group_path(outcome["group_id"], "icon"))
    _plan_people(result, group or {"admins": [], "participants": [], "creator": None, "group_id": ""}, desired)
    _plan_invite(result, group, current["invite"], desired)
    return result


def _plan_leave(group):
    if group is None:
        return Plan(result={"group_id": None})
    group_id = group["group_id"]
    leave = [lambda client, outcome: client.post(group_path(group_id, "leave")) and None]
    return Plan(before={"group_id": group_id, "subject": group["subject"]}, writes=leave, result={"group_id": group_id})


def _plan_subject(plan, group, desired):
    if "subject" not in desired:
        return
    subject = desired["subject"]
    plan.after["subject"] = subject
    if group is None:
        plan.writes.append(lambda client, outcome: _create(client, subject))
        return
    plan.before["subject"] = group["subject"]
    if group["subject"] != subject:
        plan.writes.append(lambda client, outcome: client.put(group_path(outcome["group_id"]), {"subject": subject}) and None)


def _create(client, subject):
    return {"group_id": client.post(PATH, {"subject": subject}).text("groups", 0, "id")}


def _business(group):
    """The WhatsApp ID of the business, which made the group."""
    return group["creator"] or group["group_id"].partition("-")[0]


def _plan_people(plan, group, desired):
    """Takes away before it gives: participants are removed, administrators demoted, others promoted."""
    business = {_business(group)}
    participants, admins = set(group["participants"]), set(group["admins"]) - business
    unwanted = set(desired.get("remove_participants", ()))
    if unwanted & business:
        raise OptionError("remove_participants", "%s is the business itself; leave the group with state=absent" % business.pop())
    if "remove_participants" in desired:
        plan.before["remove_participants"], plan.after["remove_participants"] = sorted(unwanted & participants), []
        _plan_call(plan, "DELETE", "participants", unwanted & participants)
    if "admins" not in desired:
        return
    wanted = set(desired["admins"]) - business
    outside = wanted - participants - admins
    plan.before["admins"], plan.after["admins"] = sorted(admins), sorted(wanted - outside)
    plan.result["not_joined"] = sorted(outside)
    if outside:
        names = ", ".join(sorted(outside))
        plan.warnings.append("admins: %s did not join the group yet; hand out the invite link and run again to promote them" % names)
    _plan_call(plan, "DELETE", "admins", admins - wanted - unwanted)
    _plan_call(plan, "PATCH", "admins", wanted - outside - admins)


def _plan_call(plan, method, what, wa_ids):
    """One call with several WhatsApp IDs; none when there are no IDs."""
    if wa_ids:
        body = {"wa_ids": sorted(wa_ids)}
        plan.writes.append(lambda client, outcome: client.call(method, group_path(outcome["group_id"], what), json=body) and None)


def _plan_invite(plan, group, invite, desired):
    """Revokes the link of a group that exists (a new group has a new one), and reads the link when it is asked for."""
    if desired["revoke_invite"] and group:
        plan.before["invite"], plan.after["invite"] = LINK, NEW_LINK
        plan.writes.append(lambda client, outcome: client.delete(group_path(outcome["group_id"], "invite")) and None)
    if desired["return_invite"]:
        plan.result["invite"] = invite
        if desired["revoke_invite"] or not group:
            plan.writes.append(lambda client, outcome: {"invite": read_invite(client, outcome["group_id"])})


def _shared_name(one, other):
    """What makes two declarations one group: its identifier or, where one of them is found by it, the subject."""
    if "group_id" in one and "group_id" in other:
        return one["group_id"] if one["group_id"] == other["group_id"] else None
    subjects = [None if "group_id" in group and group["state"] == "absent" else group.get("subject") for group in (one, other)]
    return subjects[0] if subjects[0] == subjects[1] else None


def export(client, options):
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
    controls=CONTROLS,
    rules=RULES,
    check=check,
    read=read,
    plan=plan,
    export=export,
    shared_name=_shared_name,
)
