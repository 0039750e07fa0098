# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups looked up: /v1/groups (Meta's reference: groups, 2018 to 2020). Meta removed them in December 2020.

The server lists identifiers only, so a search by subject reads every group.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from typing import Callable, TypeVar

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotOffered, OptionError, PreconditionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import FileWrite, check_writable, read_bytes
from ansible_collections.waops.whatsapp.plugins.module_utils._local.images import picture_problem

_Answer = TypeVar("_Answer", bound="Json | None")

PATH = "groups"
NEW_MODE = 0o600
NO_GROUPS = "this client has no groups: Meta removed them from the API in December 2020 (GET %s was refused with %s)"


def _check_id(group_id: str) -> str | None:
    if re.fullmatch("[A-Za-z0-9][A-Za-z0-9@._-]*", group_id):
        return None
    return "'%s' is not the identifier of a group, which looks like 16315558032-1530825318" % group_id


def _check_subject(subject: str) -> str | None:
    return None if subject.strip() else "it is empty; give the name of the group"


GROUP_ID = Field("group_id", validator=_check_id)
SUBJECT = Field("subject", validator=_check_subject)


def group_path(group_id: str, *more: str) -> str:
    """Where the group, or something of it, is."""
    return "/".join((PATH, group_id, *more))


def _translate_not_offered(call: Callable[[str], _Answer], path: str) -> _Answer:
    """The answer; a client without groups becomes one sentence (NotOffered)."""
    try:
        return call(path)
    except NotOffered as error:
        if error.ambiguous and path != PATH:
            raise
        status, code = error.status, error.code
        number = "%s/%s" % (status, code) if code else status
        raise NotOffered(NO_GROUPS % (error.failure["path"], number), **error.failure) from None


def find_group(client: Client, group_id: str) -> dict | None:
    """{group_id, subject, creator, creation_time, admins, participants} of one group; None when the server says that there is none."""
    answer = _translate_not_offered(client.find, group_path(group_id))
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
    listed = _translate_not_offered(client.get, PATH).array("groups")
    groups = (find_group(client, _group_id(item)) for item in listed)
    return [group for group in groups if group]


def _group_id(item: Json) -> str:
    """The identifier of a group, fit to be a part of a path."""
    group_id = item.text("id")
    if _check_id(group_id):
        raise item.at("id").wrong("the identifier of a group")
    return group_id


def find_groups_by_subject(client: Client, subject: str) -> list[dict]:
    """The groups with exactly this subject."""
    return [group for group in all_groups(client) if group["subject"] == subject]


def single_group(groups: list[dict], subject: str | None) -> dict | None:
    """The one group of several with this subject, or None; raises PreconditionError when more than one has it."""
    if len(groups) > 1:
        names = ", ".join(sorted(group["group_id"] for group in groups))
        raise PreconditionError("subject", "%d groups are named '%s'; choose one with group_id (%s)" % (len(groups), subject, names))
    return groups[0] if groups else None


def read_invite(client: Client, group_id: str) -> str:
    """The group's invite link."""
    return client.get(group_path(group_id, "invite")).text("groups", 0, "link")


@dataclass(frozen=True)
class PreparedIcon(Prepared):
    """content, mode: of the file at dest; None and NEW_MODE when there is none."""

    content: bytes | None = None
    mode: int = NEW_MODE


def prepare(options: Prepared) -> PreparedIcon:
    """An icon goes into one file, so that one group must be chosen."""
    if "dest" not in options:
        return PreparedIcon(options)
    if "group_id" not in options and "subject" not in options:
        raise OptionError("dest", "choose one group with group_id or subject")
    path = options["dest"]
    check_writable("dest", path)
    if not os.path.exists(path):
        return PreparedIcon(options)
    return PreparedIcon(options, read_bytes("dest", path), os.stat(path).st_mode & 0o777)


def read(client: Client, desired: PreparedIcon) -> dict:
    """The groups asked for, with their invite links, and the icon of the one."""
    if "group_id" in desired:
        groups = [group for group in (find_group(client, desired["group_id"]),) if group]
    elif "subject" in desired:
        groups = find_groups_by_subject(client, desired["subject"])
    else:
        groups = all_groups(client)
    icon = _read_icon(client, groups, desired) if "dest" in desired else None
    if desired["return_invite"]:
        groups = [dict(group, invite=read_invite(client, group["group_id"])) for group in groups]
    return {"groups": groups, "icon": icon}


def _read_icon(client: Client, groups: list[dict], desired: PreparedIcon) -> bytes | None:
    """The icon of the one group, or None."""
    group = single_group(groups, desired.get("subject"))
    icon = client.download(group_path(group["group_id"], "icon"), picture_problem) if group else None
    return icon.content if icon else None


def plan(current: dict, desired: PreparedIcon) -> Plan:
    """Nothing on the server; the icon into dest when the file does not hold it yet."""
    result = Plan(return_values={"groups": current["groups"]})
    if "dest" not in desired:
        return result
    icon, path = current["icon"], desired["dest"]
    result.return_values["file"] = path if icon else None  # AnsibleModule adds the facts of a file to a result that has "dest"
    if icon:
        result.before["icon"], result.after["icon"] = _fingerprint(desired.content), _fingerprint(icon)
        if desired.content != icon:
            result.writes.append(FileWrite("dest", path, icon, desired.mode))
    return result


def _fingerprint(content: bytes | None) -> str | None:
    return None if content is None else "sha256:" + hashlib.sha256(content).hexdigest()


PARAMETERS = (GROUP_ID, SUBJECT, Field("dest", type="path"), Field("return_invite", type="bool", default=False))
CONSTRAINTS = {"mutually_exclusive": [("group_id", "subject")]}
GROUP_INFO = Resource(name="group_info", parameters=PARAMETERS, constraints=CONSTRAINTS, prepare=prepare, read=read, plan=plan)
