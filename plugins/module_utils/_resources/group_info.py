# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups looked up: /v1/groups (Meta's reference: groups, 2018 to 2020). Meta removed them in December 2020.

The server lists identifiers only; who looks for a subject asks for every group.
"""

from __future__ import annotations

import hashlib
import os
import re

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotOffered, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, read_bytes, write_atomically
from ansible_collections.waops.whatsapp.plugins.module_utils._local.images import picture_problem

PATH = "groups"
NEW_MODE = 0o600
NO_GROUPS = "this client has no groups: Meta removed them from the API in December 2020 (GET %s was refused with %s)"


def _check_id(group_id):
    if re.fullmatch("[A-Za-z0-9][A-Za-z0-9@._-]*", group_id):
        return None
    return "'%s' is not the identifier of a group, which looks like 16315558032-1530825318" % group_id


def _check_subject(subject):
    return None if subject.strip() else "it is empty; give the name of the group"


GROUP_ID = Field("group_id", check=_check_id)
SUBJECT = Field("subject", check=_check_subject)


def group_path(group_id, *more):
    """Where the group, or something of it, is."""
    return "/".join((PATH, group_id, *more))


def _asked(client, look):
    """What look() returns; a client without groups becomes one sentence (NotOffered)."""
    try:
        return look()
    except NotOffered as error:
        status, code, path = (error.failure[key] for key in ("status", "code", "path"))
        number = "%s/%s" % (status, code) if code else status
        raise NotOffered(NO_GROUPS % (path, number), **error.failure) from None


def find_group(client: Client, group_id: str) -> dict | None:
    """{group_id, subject, creator, creation_time, admins, participants} of one group; None when the server says that there is none."""
    answer = _asked(client, lambda: client.find(group_path(group_id)))
    if answer is None:
        return None
    group = answer.object("groups", 0)
    return {
        "group_id": group_id,
        "subject": group.text("subject"),
        "creator": group.optional_text("creator"),
        "creation_time": group.optional_integer("creation_time"),
        **{name: [member.text() for member in group.array(name)] for name in ("admins", "participants")},
    }


def all_groups(client: Client) -> list[dict]:
    """Every group as find_group returns it; the server lists identifiers only, so this is one call for each group."""
    listed = _asked(client, lambda: client.get(PATH)).array("groups")
    found = (find_group(client, _group_id(item)) for item in listed)
    return [group for group in found if group]


def _group_id(item: Json) -> str:
    """The identifier of a group, fit to be a part of a path."""
    group_id = item.text("id")
    if _check_id(group_id):
        raise item.at("id").wrong("the identifier of a group")
    return group_id


def groups_named(client, subject):
    """The groups with exactly this subject."""
    return [group for group in all_groups(client) if group["subject"] == subject]


def the_one(groups, subject):
    """The one group of several with this subject, or None; raises OptionError when more than one has it."""
    if len(groups) > 1:
        names = ", ".join(sorted(group["group_id"] for group in groups))
        raise OptionError("subject", "%d groups are named '%s'; choose one with group_id (%s)" % (len(groups), subject, names))
    return groups[0] if groups else None


def read_invite(client, group_id):
    """The group's invite link."""
    return client.get(group_path(group_id, "invite")).text("groups", 0, "link")


def check(desired):
    """An icon goes into one file, so that one group must be chosen."""
    if "icon_path" in desired:
        if "group_id" not in desired and "subject" not in desired:
            raise OptionError("icon_path", "choose one group with group_id or subject")
        check_writable("icon_path", desired["icon_path"])


def read(client, desired):
    """The groups asked for, with their invite links, and the icon of the one."""
    if "group_id" in desired:
        groups = [group for group in (find_group(client, desired["group_id"]),) if group]
    elif "subject" in desired:
        groups = groups_named(client, desired["subject"])
    else:
        groups = all_groups(client)
    icon = _read_icon(client, groups, desired) if "icon_path" in desired else {}
    if desired["return_invite"]:
        groups = [dict(group, invite=read_invite(client, group["group_id"])) for group in groups]
    return {"groups": groups, **icon}


def _read_icon(client, groups, desired):
    """The icon of the one group, and what the local file holds; None for what there is not."""
    group, path = the_one(groups, desired.get("subject")), desired["icon_path"]
    icon = client.download(group_path(group["group_id"], "icon"), picture_problem) if group else None
    there = os.path.exists(path)
    kept, mode = (read_bytes("icon_path", path), os.stat(path).st_mode & 0o777) if there else (None, NEW_MODE)
    return {"icon": icon.content if icon else None, "kept": kept, "mode": mode}


def plan(current, desired):
    """Nothing on the server; the icon into icon_path when the file does not hold it yet."""
    result = Plan(result={"groups": current["groups"]})
    if "icon_path" not in desired:
        return result
    icon, path = current["icon"], desired["icon_path"]
    result.result["icon_path"] = path if icon else None
    if icon:
        result.before["icon"], result.after["icon"] = _told(current["kept"]), _told(icon)
        if current["kept"] != icon:
            result.writes.append(lambda client, outcome: write_atomically("icon_path", path, icon, current["mode"]))
    return result


def _told(content):
    return None if content is None else "sha256:" + hashlib.sha256(content).hexdigest()


CONTROLS = (GROUP_ID, SUBJECT, Field("icon_path", type="path"), Field("return_invite", type="bool", default=False))
RULES = {"mutually_exclusive": [("group_id", "subject")]}
GROUP_INFO = Resource(name="group_info", controls=CONTROLS, rules=RULES, check=check, read=read, plan=plan)
