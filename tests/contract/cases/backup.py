# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib
import json

from ansible_collections.waops.whatsapp.plugins.module_utils._local.ansible_vault import encrypt
from tests.contract.cases import Case, Example
from tests.emulator.api.backup import SECTIONS, cipher
from tests.emulator.config import Config
from tests.emulator.stock import merged, stock_document
from tests.support.fixtures import NUMBER, PROVISIONED

PASSWORD, VAULT_PASSWORD = "Backup-Pass!word1", "V4ult secret of the backups"
MEANT = {"confirm": True, "force": True}
SALT = b"sixteen bytes..."
WA_ID = NUMBER["cc"] + NUMBER["phone_number"]


def backup_file(about):
    """A backup of the provisioned instance as the emulator encrypts it, in the file format of whatsapp_backup."""
    state = merged(stock_document((2, 45, 1), Config()), {**PROVISIONED, "about": about})
    content = json.dumps({name: state[name] for name in SECTIONS}).encode()
    data = base64.b64encode(SALT + base64.urlsafe_b64decode(cipher(PASSWORD, SALT).encrypt(content))).decode()
    manifest = {
        "format": "waops.whatsapp/backup/1", "sha256": hashlib.sha256(data.encode()).hexdigest(), "wa_id": WA_ID, "version": "v2.45.1",
        "shards": 1, "nodes": 1, "time": "2026-03-14T15:29:26Z", "url": "https://old.example.com:9090",
    }  # fmt: skip
    return json.dumps({"manifest": manifest, "data": data}).encode()


def restart_coreapp(instance):
    """What the operator does after a restore onto an existing instance."""
    control = instance.control
    body = {"instance": instance.address, "container": "coreapp"}
    url = f"http://{control.host}:{control.port}/restart"
    return {"name": "Restart the Coreapp", "ansible.builtin.uri": {"url": url, "method": "POST", "body_format": "json", "body": body}}


def is_backed_up(result):
    manifest = result["manifest"]
    return (manifest["wa_id"], manifest["shards"], manifest["nodes"]) == (WA_ID, 1, 1) and manifest["version"].startswith("v2.45")


CASES = (
    Case(
        "whatsapp_backup",
        {"dest": "{folder}/backup.json", "backup_password": PASSWORD},
        kind="action",
        secrets=(PASSWORD,),
        writes=("Backup-Settings",),
        volatile=("manifest",),
        expect=is_backed_up,
    ),
    Case(
        "whatsapp_restore",
        {"src": "{folder}/backup.json", "backup_password": PASSWORD, "confirm": True, "force": True},
        kind="action",
        files={"backup.json": backup_file("restored")},
        secrets=(PASSWORD, json.loads(backup_file(""))["data"][:16]),
        writes=("Restore-Settings",),
        expect=lambda result: result["restart_required"] == ["coreapp"],
        between=restart_coreapp,
    ),
    Case(
        "whatsapp_backup",
        {"directory": "{folder}/backups", "host": "../wa1", "backup_password": PASSWORD, "vault_password": VAULT_PASSWORD, "keep": 1},
        kind="action",
        label="dated",
        secrets=(PASSWORD, VAULT_PASSWORD),
        writes=("Backup-Settings",),
        volatile=("manifest", "file", "removed"),
        expect=lambda result: is_backed_up(result) and "/backups/%2E.%2Fwa1/%2E.%2Fwa1_" in result["file"],
    ),
    Case(
        "whatsapp_restore",
        {"directory": "{folder}", "host": "wa1", "backup_password": PASSWORD, "vault_password": VAULT_PASSWORD, **MEANT},
        kind="action",
        label="newest",
        files={
            "wa1/wa1_20260314T152926Z.json.vault": encrypt(backup_file("restored"), VAULT_PASSWORD),
            "wa1/wa1_20260313T152926Z.json": b"older",
        },
        secrets=(PASSWORD, VAULT_PASSWORD, json.loads(backup_file(""))["data"][:16]),
        writes=("Restore-Settings",),
        between=restart_coreapp,
    ),
)
UNREGISTERED = {"registration": {"registered": False}, "settings": {"wa_id": ""}}
VARS = {"backup_folder": "{folder}", "backup_password": PASSWORD, "backup_vault_password": VAULT_PASSWORD}
EXAMPLES = (
    Example("whatsapp_backup", vars=VARS),
    Example("whatsapp_restore", state=UNREGISTERED, files={"wa1.json": backup_file("restored")}, vars=VARS),
)
