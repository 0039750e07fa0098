# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup files: their format, their names, and the directory of each host that they lie in. Knows no server.

A backup is one JSON document, {"manifest": {...}, "data": "..."}: the description cannot get lost. The whole document may be
encrypted with ansible-vault.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import datetime, timedelta

from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local import ansible_vault
from ansible_collections.waops.whatsapp.plugins.module_utils._local.directory import open_directory
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import read_bytes
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import host_filename

TIME = "%Y%m%dT%H%M%SZ"
FORMAT = "waops.whatsapp/backup/1"
DATED = re.compile(r"(?P<host>.*)_(?P<time>[0-9]{8}T[0-9]{6}Z)\.json(\.vault)?", re.DOTALL)


def _check_not_empty(text: str) -> str | None:
    return None if text else "it is empty; set it, or leave it out"


VAULT_PASSWORD = Field("vault_password", secret=True, validator=_check_not_empty)
HOST_PARAMETERS = (Field("directory", type="path"), Field("host"))


def render(manifest: dict, data: str, vault_password: str | None = None) -> bytes:
    """The content of a backup file. manifest: without format and checksum, which are added to it."""
    manifest.update(format=FORMAT, sha256=_sha256(data))
    content = (json.dumps({"manifest": manifest, "data": data}, indent=1, sort_keys=True) + "\n").encode("ascii")
    return ansible_vault.encrypt(content, vault_password) if vault_password else content


def parse(content: bytes, vault_password: str | None = None) -> dict:
    """{"manifest", "data"} of a backup file's content; raises ValueError with what is wrong, as the end of a sentence."""
    if ansible_vault.is_encrypted(content):
        if not vault_password:
            raise ValueError("is encrypted with ansible-vault: set vault_password")
        content = ansible_vault.decrypt(content, vault_password)
    try:
        document = json.loads(content)
    except ValueError:
        raise ValueError("is not a backup made by whatsapp_backup (not JSON)") from None
    members = document if isinstance(document, dict) else {}
    manifest, data = members.get("manifest"), members.get("data")
    if not isinstance(manifest, dict) or not isinstance(data, str) or not data or manifest.get("format") != FORMAT:
        raise ValueError("is not a backup made by whatsapp_backup (no manifest of format %s, or no data)" % FORMAT)
    if manifest.get("sha256") != _sha256(data):
        raise ValueError("is damaged: its data does not have the checksum of its manifest")
    return {"manifest": manifest, "data": data}


def _sha256(data: str) -> str:
    return hashlib.sha256(data.encode("utf-8")).hexdigest()


def read_backup_file(path: str, vault_password: str | None) -> dict:
    """{"manifest", "data"} of a file; raises OptionError when it is not a backup or is damaged."""
    try:
        return parse(read_bytes("src", path), vault_password)
    except ValueError as problem:
        raise OptionError("src", "%s %s" % (path, problem)) from None


def dated_name(host: str, moment: datetime, is_encrypted: bool, taken: list[str]) -> str:
    """The file name of a backup made at this moment (UTC), or in the first free second after it.

    Raises OptionError for a host that cannot be part of a name.
    """
    times = {match["time"] for match in map(DATED.fullmatch, taken) if match}
    while moment.strftime(TIME) in times:
        moment += timedelta(seconds=1)
    return "%s_%s.json%s" % (directory_name(host), moment.strftime(TIME), ".vault" if is_encrypted else "")


def directory_name(host: str) -> str:
    """The name of a host's directory; raises OptionError."""
    try:
        return host_filename(host)
    except ValueError as error:
        raise OptionError("host", str(error)) from None


def by_age(names: list[str]) -> list[str]:
    """The names of dated backups among these, the oldest first."""
    matches = [match for match in map(DATED.fullmatch, names) if match]
    return [match[0] for match in sorted(matches, key=lambda match: (match["time"], match[0]))]


def backups_of(host: str, names: list[str]) -> list[str]:
    """The names among these that belong to this host."""
    own = directory_name(host)
    return [match[0] for match in map(DATED.fullmatch, by_age(names)) if match and match["host"] == own]


def newest(directory: str, host: str) -> str:
    """The path of the newest backup in the directory of a host; raises OptionError when there is none."""
    parent = os.path.realpath(directory)
    opened = open_directory("directory", parent, directory_name(host))
    path = os.path.join(parent, directory_name(host))
    if opened is None:
        raise OptionError("directory", "%s holds no backup" % path)
    with opened:
        dated = by_age(opened.names())
    if not dated:
        raise OptionError("directory", "%s holds no backup" % path)
    return os.path.join(path, dated[-1])
