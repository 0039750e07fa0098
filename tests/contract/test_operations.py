# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All 55 documented operations of the On-Premises API, each really sent by a module in one run against one instance.

The table says which module sends each operation; the steps are one operator's day with an instance, from its registration to
its restore. An operation counts when the emulator saw it while a task of that module ran.
"""

from __future__ import annotations

import base64

from tests.contract.cases import FQCN
from tests.contract.cases.group import ANNA, BEN, CARL, ICON, ID, ONE
from tests.contract.cases.registration import CERT
from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, new_instance
from tests.support.playbook import play, run_playbook

OPERATIONS = {
    "Delete-Profile-Photo": "whatsapp_profile",
    "Request-Code": "whatsapp_registration",
    "Register-Account": "whatsapp_registration",
    "Set-Shards": "whatsapp_shards",
    "Reset-Application-Settings": "whatsapp_app_settings",
    "Get-Application-Settings": "whatsapp_app_settings",
    "Update-Application-Settings": "whatsapp_app_settings",
    "Get-Media-Providers": "whatsapp_media_provider",
    "Update-Media-Providers": "whatsapp_media_provider",
    "Delete-Media-Providers": "whatsapp_media_provider",
    "Upload-Certificate": "whatsapp_certificate",
    "Download-CA-Certificate": "whatsapp_certificate",
    "Upload-Webhook-CA": "whatsapp_certificate",
    "Download-Webhook-CA": "whatsapp_certificate",
    "Delete-Webhook-CA": "whatsapp_certificate",
    "Check-Contact": "whatsapp_contact_info",
    "Get-All-Groups": "whatsapp_group_info",
    "Create-Group": "whatsapp_group",
    "Get-Group-Info": "whatsapp_group",
    "Update-Group-Info": "whatsapp_group",
    "Get-Group-Invite": "whatsapp_group_info",
    "Delete-Group-Invite": "whatsapp_group",
    "Set-Group-Icon": "whatsapp_group",
    "Get-Group-Icon-Binary": "whatsapp_group_info",
    "Delete-Group-Icon": "whatsapp_group",
    "Promote-To-Group-Admin": "whatsapp_group",
    "Demote-Group-Admin": "whatsapp_group",
    "Remove-Group-Participant": "whatsapp_group",
    "Leave-Group": "whatsapp_group",
    "Check-Health": "whatsapp_health_info",
    "Get-Metrics": "whatsapp_stats_info",
    "Get-App-Stats": "whatsapp_stats_info",
    "Get-DB-Stats": "whatsapp_stats_info",
    "Get-Support-Info": "whatsapp_support_info",
    "Upload-Media": "whatsapp_media",
    "Download-Media": "whatsapp_media",
    "Delete-Media": "whatsapp_media",
    "Send-Message": "whatsapp_message",
    "Mark-Message-As-Read": "whatsapp_message_read",
    "Enable-Two-Step": "whatsapp_two_step",
    "Disable-Two-Step": "whatsapp_two_step",
    "Backup-Settings": "whatsapp_backup",
    "Restore-Settings": "whatsapp_restore",
    "Get-Business-Profile": "whatsapp_business_profile",
    "Update-Business-Profile": "whatsapp_business_profile",
    "Get-Profile-About": "whatsapp_profile",
    "Update-Profile-About": "whatsapp_profile",
    "Get-Profile-Photo": "whatsapp_profile",
    "Update-Profile-Photo": "whatsapp_profile",
    "Create-User": "whatsapp_user",
    "Login-User": "whatsapp_session",
    "Logout-User": "whatsapp_session",
    "Get-User": "whatsapp_user",
    "Update-User": "whatsapp_user",
    "Delete-User": "whatsapp_user",
}
BACKUP = {"backup_password": "B4ckup-Pass!word"}
PIN = {"pin": "846302"}
USER = {"name": "ops.team", "user_password": "0ps-Pass!word"}
BEFORE = {
    "users": {"admin": {"password": ADMIN_PASSWORD}},
    "registration": {"registered": False, "code": "918273"},
    "messages": {"gBGG-in": {"direction": "in", "status": "received"}},
    **ONE,
}


def steps(folder):
    """[(module, options)] in order."""
    return [
        ("session", {}),
        ("registration", {**NUMBER, "cert": CERT}),
        ("registration", {**NUMBER, "code": "918273"}),
        ("app_settings", {"callback_persist": False}),
        ("app_settings", {"state": "reset"}),
        ("media_provider", {"providers": [{"name": "shop", "config": {"bearer": "b3arer-token"}}]}),
        ("media_provider", {"providers": [{"name": "shop", "state": "absent"}]}),
        ("certificate", {"kind": "external", "src": f"{folder}/server.pem"}),
        ("certificate", {"kind": "webhook_ca", "src": f"{folder}/ca.pem"}),
        ("certificate", {"kind": "webhook_ca", "state": "absent"}),
        ("shards", {**NUMBER, "shards": 2, "cert": CERT, "confirm": True}),
        ("two_step", {**PIN, "update_pin": "always"}),
        ("two_step", {"state": "absent"}),
        ("user", USER),
        ("user", {**USER, "update_password": "always"}),
        ("user", {"name": USER["name"], "state": "absent"}),
        ("group", {"subject": "Night shift"}),
        (
            "group",
            {"group_id": ID, "subject": "Drivers north", "admins": [CARL], "remove_participants": [BEN], "icon": f"{folder}/icon.jpg"},
        ),
        ("group_info", {"group_id": ID, "return_invite": True, "dest": f"{folder}/thumbnail.jpg"}),
        ("group_info", {}),
        ("group", {"group_id": ID, "admins": [ANNA], "remove_icon": True, "revoke_invite": True}),
        ("group", {"group_id": ID, "state": "absent"}),
        ("business_profile", {"email": "shop@example.com"}),
        ("profile", {"about": "Open from 9 to 5", "photo": f"{folder}/icon.jpg"}),
        ("profile", {"remove_photo": True}),
        ("contact_info", {"contacts": ["+49 1511 1111111"]}),
        ("health_info", {}),
        ("stats_info", {"gather_subset": ["app", "db", "metrics"]}),
        ("support_info", {}),
        ("media", {"src": f"{folder}/icon.jpg"}),
        ("media", {"media_id": "4a1b", "dest": f"{folder}/media.jpg"}),
        ("media", {"media_id": "4a1b", "state": "absent"}),
        ("message", {"to": "491511111111", "text": {"body": "Good morning"}}),
        ("message_read", {"message_id": "gBGG-in"}),
        ("backup", {**BACKUP, "dest": f"{folder}/backup.json"}),
        ("restore", {**BACKUP, "src": f"{folder}/backup.json", "confirm": True, "force": True}),
        ("session", {"state": "absent"}),
    ]


def test_all_55_operations(emulator, tmp_path, capsys):
    """Every operation of the table was seen in the journal while a task of its module ran."""
    assert len(OPERATIONS) == 55
    instance = new_instance(
        emulator, {**BEFORE, "media": {"4a1b": {"content_type": "image/jpeg", "data": base64.b64encode(b"hi\n").decode()}}}
    )
    chain = good_bundle(instance.address)
    (tmp_path / "server.pem").write_text(chain.text)
    (tmp_path / "ca.pem").write_text(chain.root)
    (tmp_path / "icon.jpg").write_bytes(ICON["icon.jpg"])
    tasks = [
        {"name": f"{number} {module}", f"{FQCN}whatsapp_{module}": {**instance.connection, **options}}
        for number, (module, options) in enumerate(steps(tmp_path))
    ]
    run = run_playbook(tmp_path / "run", [play(tasks)], {"one": {}})
    assert run.rc == 0, run.output
    seen = set()
    for row in run.rows:
        module = "whatsapp_" + row.task.split()[1]
        for entry in instance.journal():
            # 404 is the answer of a Webapp that has no CA of its own yet.
            if row.began <= entry["time"] <= row.ended and (entry["status"] < 400 or entry["status"] == 404):
                seen.add((entry["operation"], module))
    missing = sorted(operation for operation, module in OPERATIONS.items() if (operation, module) not in seen)
    assert missing == []
    assert [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]] == []
    with capsys.disabled():
        print(f"\n{len(OPERATIONS) - len(missing)}/{len(OPERATIONS)} documented operations sent by modules")
