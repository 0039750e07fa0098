# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64

from tests.contract.cases import Case, Example
from tests.support.fixtures import NUMBER
from tests.support.images import image

BUSINESS = NUMBER["cc"] + NUMBER["phone_number"]
ANNA, BEN, CARL = "491511111111", "491512222222", "491513333333"
ID, OTHER_ID = BUSINESS + "-1530825318", BUSINESS + "-1530825319"
LINK = "https://chat.whatsapp.com/present"
THUMBNAIL = image("JPEG", 640, 640)
ICON = {"icon.jpg": image("JPEG", 640, 640)}


def group(subject, *others, admins=(), icon=None, invite=None):
    """A group of the business as the emulator keeps it. others: its further participants."""
    return {
        "subject": subject,
        "creation_time": 1530825318,
        "creator": BUSINESS,
        "admins": [BUSINESS, *admins],
        "participants": [BUSINESS, *others],
        "icon": base64.b64encode(icon).decode() if icon else None,
        "invite": invite,
    }


ONE = {"groups": {ID: group("Drivers", ANNA, BEN, CARL, admins=(ANNA,), invite=LINK)}}
TWO = {"groups": {**ONE["groups"], OTHER_ID: group("Office", icon=THUMBNAIL, invite=LINK)}}


def _info_is_whole(result):
    drivers, office = sorted(result["groups"], key=lambda group: group["subject"])
    return (drivers["group_id"], drivers["admins"], office["participants"], office["subject"]) == (
        ID,
        [BUSINESS, ANNA],
        [BUSINESS],
        "Office",
    )


CASES = (
    Case(
        "whatsapp_group",
        {"subject": "Night shift", "icon": "{folder}/icon.jpg", "admins": [], "return_invite": True},
        label="make",
        state=ONE,
        files=ICON,
        writes=("Create-Group", "Set-Group-Icon"),
        volatile=("group_id", "invite"),
        expect=lambda result: result["group_id"].startswith(BUSINESS) and result["invite"].startswith("https://"),
    ),
    Case(
        "whatsapp_group",
        {"group_id": ID, "subject": "Drivers north", "admins": [CARL, BUSINESS], "remove_participants": [BEN, "491519999999"]},
        label="change",
        state={"groups": {ID: group("Drivers", ANNA, BEN, CARL, admins=(ANNA, BEN))}},
        writes=("Update-Group-Info", "Remove-Group-Participant", "Demote-Group-Admin", "Promote-To-Group-Admin"),
        expect=lambda result: (
            result["diff"]["before"] == {"subject": "Drivers", "admins": [ANNA, BEN], "remove_participants": [BEN]}
            and result["diff"]["after"] == {"subject": "Drivers north", "admins": [CARL], "remove_participants": []}
            and result["not_joined"] == []
        ),
    ),
    Case(
        "whatsapp_group",
        {"subject": "Office", "icon": "{folder}/icon.jpg", "update_icon": "always"},
        label="icon always",
        kind="action",
        state=TWO,
        files=ICON,
        writes=("Set-Group-Icon",),
    ),
    Case("whatsapp_group", {"subject": "Office", "remove_icon": True}, label="no icon", state=TWO, writes=("Delete-Group-Icon",)),
    Case(
        "whatsapp_group",
        {"group_id": ID, "revoke_invite": True, "return_invite": True},
        label="revoke",
        kind="action",
        state=ONE,
        writes=("Delete-Group-Invite",),
        volatile=("invite",),
        expect=lambda result: result["invite"] != LINK,
    ),
    Case("whatsapp_group", {"subject": "Office", "state": "absent"}, label="leave", state=TWO, writes=("Leave-Group",)),
    Case("whatsapp_group_info", {}, kind="info", state=TWO, expect=_info_is_whole),
    Case(
        "whatsapp_group_info",
        {"group_id": ID, "return_invite": True},
        kind="info",
        label="one",
        state=TWO,
        expect=lambda result: [group["invite"] for group in result["groups"]] == [LINK],
    ),
    Case(
        "whatsapp_group_info",
        {"subject": "Office", "dest": "{folder}/seen.jpg"},
        label="icon",
        state=TWO,
        files={"seen.jpg": b"an older one"},
    ),
)
EXAMPLES = (
    Example(
        "whatsapp_group",
        state={"groups": {ID: group("Drivers north", "491511111111", "491512222222"), OTHER_ID: group("Drivers 2018")}},
        files={"drivers.jpg": ICON["icon.jpg"]},
        vars={"brand_folder": "{folder}"},
    ),
    Example(
        "whatsapp_group_info",
        state={"groups": {ID: group("Drivers north", icon=THUMBNAIL, invite=LINK)}},
        vars={"download_folder": "{folder}"},
    ),
)
