# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups: gone from the product since December 2020, offered where `groups_enabled` says so. Source: API reference, groups (2018-2020)."""

from __future__ import annotations

import base64
import secrets

from ..answer import Answer, created, nothing, raw
from ..errors import ApiError, invalid, missing
from ..images import picture_link, thumbnail
from ..request import text_field
from ..routing import CLIENT, USER, route


def group_route(method: str, path: str, operation: str):
    """A route that any user may call, on a registered client, where groups are offered."""
    return route(method, "/v1/groups" + path, operation, role=USER, needs=CLIENT, groups=True)


def find(instance, group_id: str) -> dict:
    """The group, safe to change. Raises 1012."""
    if group_id not in instance.state["groups"]:
        raise ApiError(1012, "Group does not exist")
    return instance.own("groups")[group_id]


def administered(instance, group_id: str) -> dict:
    """The group, of which the business must be an administrator. Raises 1012, 1003 or 1019."""
    group = find(instance, group_id)
    if instance.wa_id not in group.get("participants", []):
        raise ApiError(1003, "Not a participant of this group")
    if instance.wa_id not in group.get("admins", []):
        raise ApiError(1019, "Not an administrator of this group")
    return group


def wa_ids(request) -> list[str]:
    """The `wa_ids` of the body. Raises 1008 or 1009."""
    value = request.fields("wa_ids").get("wa_ids")
    if value is None:
        raise missing("wa_ids")
    if not isinstance(value, list) or not value or not all(isinstance(each, str) and each.isdigit() for each in value):
        raise invalid("wa_ids", value)
    return value


def subject(data: dict) -> str:
    """A subject that is not empty. Raises 1008 or 1009."""
    text = text_field(data, "subject")
    if not text.strip():
        raise invalid("subject", text)
    return text


@group_route("GET", "", "Get-All-Groups")
def read_all(instance, request) -> Answer:
    groups = instance.state["groups"].items()
    return Answer(200, {"groups": [{"creation_time": group.get("creation_time"), "id": name} for name, group in groups]})


@group_route("POST", "", "Create-Group")
def create(instance, request) -> Answer:
    """The business becomes creator and administrator; optional `participants` join at once."""
    data = request.fields("subject", "participants")
    wanted = subject(data)
    others = data.get("participants") or []
    if not isinstance(others, list) or not all(isinstance(each, str) for each in others):
        raise invalid("participants", others)
    now = int(instance.now())
    number = now
    while f"{instance.wa_id}-{number}" in instance.state["groups"]:
        number += 1
    group_id = f"{instance.wa_id}-{number}"
    participants = list(dict.fromkeys([instance.wa_id, *others]))
    instance.own("groups")[group_id] = {
        "subject": wanted, "creation_time": now, "creator": instance.wa_id, "admins": [instance.wa_id],
        "participants": participants, "invite": None, "icon": None,
    }  # fmt: skip
    return Answer(200, {"groups": [{"creation_time": now, "id": group_id}]})


@group_route("GET", "/{id}", "Get-Group-Info")
def read(instance, request, group_id) -> Answer:
    group = find(instance, group_id)
    return Answer(200, {"groups": [{name: group.get(name) for name in ("admins", "creation_time", "creator", "participants", "subject")}]})


@group_route("PUT", "/{id}", "Update-Group-Info")
def update(instance, request, group_id) -> Answer:
    group = administered(instance, group_id)
    group["subject"] = subject(request.fields("subject"))
    return nothing()


@group_route("GET", "/{id}/invite", "Get-Group-Invite")
def read_invite(instance, request, group_id) -> Answer:
    group = administered(instance, group_id)
    if not group.get("invite"):
        group["invite"] = "https://chat.whatsapp.com/" + secrets.token_urlsafe(16)
    return Answer(200, {"groups": [{"link": group["invite"]}]})


@group_route("DELETE", "/{id}/invite", "Delete-Group-Invite")
def delete_invite(instance, request, group_id) -> Answer:
    """The old link dies; the next read makes a new one."""
    administered(instance, group_id)["invite"] = None
    return nothing()


@group_route("POST", "/{id}/icon", "Set-Group-Icon")
def set_icon(instance, request, group_id) -> Answer:
    administered(instance, group_id)["icon"] = thumbnail(request, "image/jpeg", "image/png")
    return created(instance)


@group_route("GET", "/{id}/icon", "Get-Group-Icon-Binary")
def read_icon(instance, request, group_id) -> Answer:
    icon = find(instance, group_id).get("icon")
    if not icon:
        raise ApiError(1006, "Group icon does not exist")
    if request.query("format", "link"):
        return Answer(200, {"groups": [{"link": picture_link(icon)}]})
    return raw(base64.b64decode(icon), "image/jpeg", "groupIcon.jpg")


@group_route("DELETE", "/{id}/icon", "Delete-Group-Icon")
def delete_icon(instance, request, group_id) -> Answer:
    administered(instance, group_id)["icon"] = None
    return nothing()


@group_route("PATCH", "/{id}/admins", "Promote-To-Group-Admin")
def promote(instance, request, group_id) -> Answer:
    group = administered(instance, group_id)
    for each in participants_of(group, wa_ids(request)):
        if each not in group["admins"]:
            group["admins"].append(each)
    return nothing()


@group_route("DELETE", "/{id}/admins", "Demote-Group-Admin")
def demote(instance, request, group_id) -> Answer:
    group = administered(instance, group_id)
    ids = participants_of(group, wa_ids(request))
    if not set(ids) <= set(group["admins"]):
        raise ApiError(1019, "Not a group admin")
    group["admins"] = [each for each in group["admins"] if each not in ids]
    return nothing()


@group_route("DELETE", "/{id}/participants", "Remove-Group-Participant")
def remove(instance, request, group_id) -> Answer:
    group = administered(instance, group_id)
    ids = participants_of(group, wa_ids(request))
    for name in ("participants", "admins"):
        group[name] = [each for each in group[name] if each not in ids]
    return nothing()


def participants_of(group: dict, ids: list[str]) -> list[str]:
    """The ids, all of which must be in the group. Raises 1003."""
    if not set(ids) <= set(group["participants"]):
        raise ApiError(1003, "Not a group participant")
    return ids


@group_route("POST", "/{id}/leave", "Leave-Group")
def leave(instance, request, group_id) -> Answer:
    """The group is no longer known to this instance."""
    find(instance, group_id)
    del instance.own("groups")[group_id]
    return nothing()
