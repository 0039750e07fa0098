# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup and restore: /v1/settings/backup and /v1/settings/restore (Meta's reference: settings, backup and restore).

A backup is one JSON file, {"manifest": {...}, "data": "..."}: what the data is cannot get lost from it.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime, timezone
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import MASK, MASK_CHANGED, Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError, NotOffered, OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, read_bytes, write_atomically
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import is_node
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_utc, phone_digits

FORMAT = "waops.whatsapp/backup/1"
SETTINGS = "settings/application"
IDENTITY = ("wa_id", "version", "shards", "nodes")
PASSWORD = Field("backup_password", secret=True, required=True, check=lambda text: None if text else "it is empty")
BACKUP_CONTROLS = (Field("dest", type="path", required=True), PASSWORD)
DOCUMENT = (Field("manifest", type="dict", required=True), Field("data", secret=True, required=True))
RESTORE_CONTROLS = (
    Field("src", type="path"),
    Field("document", type="dict", fields=DOCUMENT),
    PASSWORD,
    Field("confirm", type="bool", default=False),
    Field("force", type="bool", default=False),
    Field("expected_number", check=lambda text: None if phone_digits(text) else "'%s' is not a phone number" % text),
)
RESTORE_RULES = {"mutually_exclusive": [("src", "document")], "required_one_of": [("src", "document")]}


def identity(client: Client) -> dict:
    """{"wa_id", "version", "shards"}: wa_id is "" on an unregistered instance; what is not shown is None."""
    try:
        answer = client.get(SETTINGS)
    except NotOffered:
        answer = Json({})
    return {
        "wa_id": answer.optional_text("settings", "application", "wa_id"),
        "version": answer.optional_text("meta", "version"),
        "shards": _best_effort(client, "account/shards", lambda body: body.integer("account", "shards")),
    }


def _best_effort(client: Client, path: str, read: Callable[[Json], Any]) -> Any:
    """What a server need not have, or need not tell just now; None then."""
    try:
        return read(client.get(path))
    except ApiError:
        return None


def _count_nodes(answer: Json) -> int | None:
    return len(split_nodes(answer.object("support"), is_node)) or None


def parse(content):
    """{"manifest", "data"} of a backup file's bytes; raises ValueError with what is wrong."""
    try:
        document = json.loads(content)
    except ValueError:
        raise ValueError("is not a backup made by whatsapp_backup (not JSON)") from None
    return verified(document)


def verified(document):
    """{"manifest", "data"} of the object that a backup file holds; raises ValueError with what is wrong."""
    members = document if isinstance(document, dict) else {}
    manifest, data = members.get("manifest"), members.get("data")
    if not isinstance(manifest, dict) or not isinstance(data, str) or not data or manifest.get("format") != FORMAT:
        raise ValueError("is not a backup made by whatsapp_backup (no manifest of format %s, or no data)" % FORMAT)
    if manifest.get("sha256") != _sha256(data):
        raise ValueError("is damaged: its data does not have the checksum of its manifest")
    return {"manifest": manifest, "data": data}


def _sha256(data):
    return hashlib.sha256(data.encode("utf-8")).hexdigest()


def check_backup(desired):
    """Reads what lies in dest already; raises OptionError when dest cannot be written."""
    check_writable("dest", desired["dest"])
    desired["_old"] = None
    if os.path.exists(desired["dest"]):
        try:
            desired["_old"] = parse(read_bytes("dest", desired["dest"]))["manifest"]
        except ValueError:
            desired["_old"] = {}


def read_backup(client, desired):
    """What the instance says of itself; raises WhatsAppError when it cannot be backed up."""
    found = identity(client)
    # Not from health, which allows 10 calls a minute.
    found["nodes"] = _best_effort(client, "support", _count_nodes)
    if found["wa_id"] == "":
        raise WhatsAppError("the instance is not registered, and only a registered one can be backed up", title="Not registered")
    return found


def plan_backup(current, desired):
    """Makes a backup; two of the same state differ, so this is a change in every run."""
    dest, old = desired["dest"], desired["_old"]
    if old and old.get("wa_id") and current["wa_id"] and old["wa_id"] != current["wa_id"]:
        problem = "%s holds a backup of %s, and this instance is %s" % (dest, old["wa_id"], current["wa_id"])
        raise OptionError("dest", problem + "; choose another file, or remove that one")
    before = {} if old is None else dict({name: old[name] for name in IDENTITY if name in old}, dest=dest, data=MASK)
    after = dict(current, dest=dest, data=MASK_CHANGED)
    return Plan(before, after, writes=[lambda client, outcome: _backup(client, current, desired)])


def _backup(client, current, desired):
    data = client.post("settings/backup", {"password": desired["backup_password"]}).secret().optional_text("settings", "data")
    if not data:
        message = "POST /v1/settings/backup was answered without a backup; nothing was written, run again"
        raise WhatsAppError(message, title="Unexpected answer", method="POST", path="/v1/settings/backup")
    manifest = dict(
        current,
        format=FORMAT,
        sha256=_sha256(data),
        time=format_utc(datetime.now(timezone.utc)),
        url=client.instance,
    )
    text = json.dumps({"manifest": manifest, "data": data}, indent=1, sort_keys=True) + "\n"
    write_atomically("dest", desired["dest"], text.encode("ascii"))
    return {"manifest": manifest}


def check_restore(desired):
    """Verifies the backup and puts it into desired["_backup"]; raises OptionError."""
    if not desired["confirm"]:
        raise OptionError(
            "confirm", "a restore replaces the settings and the registration of the instance; set confirm=true if that is meant"
        )
    option, name = ("src", desired["src"]) if "src" in desired else ("document", "this")
    try:
        backup = parse(read_bytes("src", desired["src"])) if option == "src" else verified(desired["document"])
    except ValueError as problem:
        raise OptionError(option, "%s %s" % (name, problem)) from None
    if "expected_number" in desired:
        desired["expected_number"] = phone_digits(desired["expected_number"])
        if desired["expected_number"] != backup["manifest"].get("wa_id"):
            problem = "%s is a backup of %s, not of %s" % (name, backup["manifest"].get("wa_id"), desired["expected_number"])
            raise OptionError(option, problem + "; give the right file, or correct expected_number")
    desired["_option"], desired["_backup"] = option, backup


def plan_restore(current, desired):
    """Puts the backup onto the instance, if that is meant; raises OptionError when more must be said for it."""
    manifest, number = desired["_backup"]["manifest"], current["wa_id"]
    result = Plan({"wa_id": number}, {"wa_id": manifest.get("wa_id"), "backup_of": manifest.get("time")}, result={"manifest": manifest})
    if number != "" and not desired["force"]:
        what = "does not show whether it is registered" if number is None else "is registered as %s" % number
        raise OptionError("force", "the instance %s; set force=true to replace what it has" % what)
    if number and number != manifest.get("wa_id") and "expected_number" not in desired:
        problem = "the instance is registered as %s and the backup is of %s" % (number, manifest.get("wa_id"))
        raise OptionError("expected_number", problem + "; set it to the backup's number if that is to take the other's place")
    _compare_shards(result, current["shards"], manifest.get("shards"), desired)
    if number != "":
        result.restart.append("coreapp")
    result.writes.append(lambda client, outcome: _restore(client, desired))
    return result


def _compare_shards(result, there, here, desired):
    """A multiconnect set-up takes only a backup from one with as many shards."""
    if there is None or here is None or there == here:
        return
    problem = "the backup is of a set-up with %s shards and the instance has %s" % (here, there)
    if not desired["force"]:
        raise OptionError(desired["_option"], "%s; bring it to the same number, or set force=true and let the server decide" % problem)
    result.warnings.append(problem)


def _restore(client, desired):
    client.post("settings/restore", {"password": desired["backup_password"], "data": desired["_backup"]["data"]})


BACKUP = Resource(name="backup", controls=BACKUP_CONTROLS, check=check_backup, read=read_backup, plan=plan_backup)
RESTORE = Resource(
    name="restore",
    controls=RESTORE_CONTROLS,
    rules=RESTORE_RULES,
    check=check_restore,
    read=lambda client, desired: identity(client),
    plan=plan_restore,
)
