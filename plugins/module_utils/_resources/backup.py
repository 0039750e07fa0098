# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup: POST /v1/settings/backup (Meta's reference: settings, backup and restore), written to one file or to dated files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    NotOffered,
    PreconditionError,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._local.directory import Directory, check_can_be_written, open_directory
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, read_bytes, write_atomically
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup_file import (
    HOST_PARAMETERS,
    VAULT_PASSWORD,
    backups_of,
    dated_name,
    directory_name,
    parse,
    render,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import is_node
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_utc

SETTINGS = "settings/application"
IDENTITY = ("wa_id", "version", "shards", "nodes")
UNFINISHED = ".whatsapp-"  # prefix of the files that a killed run left unfinished
PASSWORD = Field("backup_password", secret=True, required=True, validator=lambda text: None if text else "it is empty")
PARAMETERS = (
    Field("dest", type="path"),
    *HOST_PARAMETERS,
    Field(
        "keep", type="int", default=0, validator=lambda number: None if number >= 0 else "give the number of backups to keep, or 0 for all"
    ),
    PASSWORD,
    VAULT_PASSWORD,
)
CONSTRAINTS = {
    "mutually_exclusive": [("dest", "directory")],
    "required_one_of": [("dest", "directory")],
    "required_by": {"directory": ("host",)},
}


def identity(client: Client) -> dict:
    """{"wa_id", "version", "shards", "nodes"}: wa_id is "" on an unregistered instance; what is not shown is None."""
    number, version = None, None
    try:
        answer = client.get(SETTINGS)
        number = answer.object("settings", "application").optional_text("wa_id")
        version = answer.optional_text("meta", "version")
    except NotOffered:
        pass
    return {
        "wa_id": number,
        "version": version,
        "shards": _best_effort(client, "account/shards", lambda body: body.integer("account", "shards")),
        # Not from health, which allows 10 calls a minute.
        "nodes": _best_effort(client, "support", _count_nodes),
    }


def _best_effort(client: Client, path: str, read: Callable[[Json], Any]) -> Any:
    """The value, or None when the server does not return it now."""
    try:
        return read(client.get(path))
    except ApiError:
        return None


def _count_nodes(answer: Json) -> int | None:
    return len(split_nodes(answer.object("support"), is_node)) or None


@dataclass(frozen=True)
class PreparedBackup(Prepared):
    """file: the path of the file to write. parent: with `directory` the real path of that, else None. old_manifest: of the backup
    that lies there already, {} when what lies there is none. outdated: names in the host's directory that are to be removed.
    """

    file: str = ""
    parent: str | None = None
    old_manifest: dict | None = None
    outdated: tuple[str, ...] = ()


def prepare(options: Prepared) -> PreparedBackup:
    """Finds out where the backup goes and what lies there already; raises OptionError when it cannot be written."""
    if "directory" in options:
        return _prepare_dated(options)
    path, manifest = options["dest"], None
    check_writable("dest", path)
    if os.path.exists(path):
        try:
            manifest = parse(read_bytes("dest", path), options.get("vault_password"))["manifest"]
        except ValueError:
            manifest = {}
    return PreparedBackup(options, path, old_manifest=manifest)


def _prepare_dated(options: Prepared) -> PreparedBackup:
    parent, host = os.path.realpath(options["directory"]), options["host"]
    path = os.path.join(parent, directory_name(host))
    directory, present = open_directory("directory", parent, directory_name(host)), []
    if directory:
        with directory:
            present = backups_of(host, directory.names())
    check_can_be_written("directory", path)
    name = dated_name(host, datetime.now(timezone.utc), "vault_password" in options, present)
    outdated = [*present, name][: -options["keep"]] if options["keep"] else []
    return PreparedBackup(options, os.path.join(path, name), parent, outdated=tuple(outdated))


def read(client: Client, desired: PreparedBackup) -> dict:
    """What the instance says of itself; raises WhatsAppError when it cannot be backed up."""
    current = identity(client)
    if current["wa_id"] == "":
        raise WhatsAppError("the instance is not registered, and only a registered one can be backed up", title="Not registered")
    return current


def plan(current: dict, desired: PreparedBackup) -> Plan:
    """Makes a backup, and then removes the oldest ones; two backups of one state differ, so this is a change in every run."""
    dest, old = desired.file, desired.old_manifest
    if old and old.get("wa_id") and current["wa_id"] and old["wa_id"] != current["wa_id"]:
        problem = "%s holds a backup of %s, and this instance is %s" % (dest, old["wa_id"], current["wa_id"])
        raise PreconditionError("dest", problem + "; choose another file, or remove that one")
    folder, dated = os.path.dirname(dest), desired.parent is not None
    before = {} if old is None else dict({name: old[name] for name in IDENTITY if name in old}, dest=dest, data=MASK)
    # The name of a dated file differs from run to run, and so between check mode and the run after it.
    result = Plan(before, dict(current, dest=folder if dated else dest, data=MASK_CHANGED))
    removed = [os.path.join(folder, name) for name in desired.outdated]
    result.return_values.update(file=dest, removed=removed)  # AnsibleModule adds the facts of a file to a result that has "dest"
    back_up = _back_up_dated if dated else _back_up
    result.writes.append(Action("back up into %s" % dest, lambda client, results: back_up(client, current, desired)))
    if removed:
        result.writes.append(Action("remove %s" % ", ".join(removed), lambda client, results: _remove_oldest(desired)))
    return result


def _back_up(client: Client, current: dict, desired: PreparedBackup) -> dict:
    manifest, content = _make(client, current, desired)
    write_atomically("dest", desired.file, content)
    return {"manifest": manifest}


def _back_up_dated(client: Client, current: dict, desired: PreparedBackup) -> dict:
    with _host_directory(desired, create=True) as directory:
        names, name = directory.names(), os.path.basename(desired.file)
        if name in names:
            raise PreconditionError("directory", "%s was made by another run; run again" % desired.file)
        for unfinished in names:
            if unfinished.startswith(UNFINISHED):
                directory.remove(unfinished)
        manifest, content = _make(client, current, desired)
        directory.write(name, content)
    return {"manifest": manifest}


def backup_request(desired: PreparedBackup) -> Request:
    """The call that makes a backup."""
    return Request("POST", "settings/backup", {"password": desired["backup_password"]})


def _make(client: Client, current: dict, desired: PreparedBackup) -> tuple[dict, bytes]:
    """The manifest and the content of the file. Raises WhatsAppError when the instance gives no backup."""
    data = client.send(backup_request(desired)).body.secret().optional_text("settings", "data")
    if not data:
        message = "POST /v1/settings/backup was answered without a backup; nothing was written, run again"
        raise WhatsAppError(message, title="Unexpected answer", method="POST", path="/v1/settings/backup")
    manifest = dict(current, time=format_utc(datetime.now(timezone.utc)), url=client.instance)
    content = render(manifest, data, desired.get("vault_password"))
    return manifest, content


def _remove_oldest(desired: PreparedBackup) -> None:
    with _host_directory(desired) as directory:
        for name in desired.outdated:
            directory.remove(name)


def _host_directory(desired: PreparedBackup, create: bool = False) -> Directory:
    directory = open_directory("directory", str(desired.parent), directory_name(desired["host"]), create)
    if directory is None:
        raise PreconditionError("directory", "%s is not there any more" % os.path.dirname(desired.file))
    return directory


BACKUP = Resource(name="backup", parameters=PARAMETERS, constraints=CONSTRAINTS, prepare=prepare, read=read, plan=plan)
