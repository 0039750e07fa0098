# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media files: /v1/media (Meta's reference: media). No call lists them, and none checks for one without its content."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import Download, check_writable, describe_file, read_bytes

PATH = "media"
MAX_BYTES = 100 * 1024 * 1024  # bytes
# What Python's own table lacks, or has only in newer versions.
TYPES = {
    ".3gp": "video/3gpp", ".aac": "audio/aac", ".amr": "audio/amr", ".m4a": "audio/mp4", ".ogg": "audio/ogg",
    ".opus": "audio/ogg", ".webp": "image/webp",
}  # fmt: skip


def _check_id(media_id: str) -> str | None:
    return None if media_id.strip() and media_id not in (".", "..") else "'%s' is not the identifier of a media file" % media_id


def _check_type(content_type: str) -> str | None:
    return None if re.fullmatch(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", content_type) else "'%s' is not a content type" % content_type


PARAMETERS = (
    Field("state", choices=("present", "absent"), default="present"),
    Field("media_id", validator=_check_id),
    Field("src", type="path"),
    Field("content_type", validator=_check_type),
    Field("dest", type="path"),
)
CONSTRAINTS = {
    "mutually_exclusive": [("src", "dest")],
    "required_if": [("state", "present", ("src", "dest"), True), ("state", "absent", ("media_id",))],
    "required_by": {"dest": ("media_id",), "content_type": ("src",)},
}


def guess_content_type(path: str) -> str | None:
    """The content type that a file's name tells, the same on every machine, or None."""
    known = TYPES.get(os.path.splitext(path)[1].lower())
    return known or mimetypes.MimeTypes().guess_type(path, strict=False)[0]


@dataclass(frozen=True)
class PreparedMedia(Prepared):
    """upload: the file to send: {"content", "content_type", "size", "sha256"}. local: what `dest` holds: {"size", "sha256", "mode"}."""

    upload: dict | None = None
    local: dict | None = None


def prepare(options: Prepared) -> PreparedMedia:
    """Reads the file to upload, or the one that a download would replace."""
    if options["state"] == "absent":
        for option in ("src", "dest"):
            if option in options:
                raise OptionError(option, "it does not belong to state=absent, which deletes")
        return PreparedMedia(options)
    if "dest" in options:
        check_writable("dest", options["dest"])
        return PreparedMedia(options, local=_read_dest(options["dest"]))
    return PreparedMedia(options, upload=_read_upload(options))


def _read_dest(path: str) -> dict | None:
    if not os.path.exists(path):
        return None
    return dict(describe_file("dest", path), mode=os.stat(path).st_mode & 0o777)


def _read_upload(options: Prepared) -> dict:
    path = options["src"]
    if os.path.isfile(path) and os.path.getsize(path) > MAX_BYTES:
        raise OptionError("src", "%s has %d bytes; %d at most are allowed (100 MB)" % (path, os.path.getsize(path), MAX_BYTES))
    content_type = options.get("content_type") or guess_content_type(path)
    if not content_type:
        raise OptionError("content_type", "the name of %s does not tell it; give it, such as image/jpeg" % path)
    content = read_bytes("src", path)
    if not content:
        raise OptionError("src", "%s is empty; the server takes no empty file" % path)
    return dict(content=content, **_description(content, content_type))


def _description(content: bytes, content_type: str | None) -> dict:
    return {"content_type": content_type, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _path(desired: Prepared) -> str:
    return "%s/%s" % (PATH, quote(desired["media_id"], safe=""))


def read(client: Client, desired: PreparedMedia) -> dict | None:
    """The file on the server and its download; None when no identifier is given or there is no file."""
    if "media_id" not in desired:
        return None
    download = Download("dest", desired.get("dest"))
    try:
        response = client.fetch(_path(desired), sink=download)
    except NotFound:
        if "dest" in desired:  # there is nothing to download
            raise
        return None
    return {"content_type": response.headers.get("Content-Type"), "size": download.size, "sha256": download.sha256, "download": download}


def plan(current: dict | None, desired: PreparedMedia) -> Plan:
    """Uploads, downloads or deletes; see the module's documentation for what is compared."""
    if desired["state"] == "absent":
        return _plan_delete(current, desired)
    if desired.upload:
        return _plan_upload(current, desired.upload, desired)
    return _plan_download(cast(dict, current), desired)  # read raises NotFound when there is none


def _file_facts(file: dict | None, *names: str) -> dict:
    return {name: file[name] for name in names or ("content_type", "size", "sha256")} if file else {}


def _base_content_type(file: dict) -> str:
    """The content type without its parameters, which the server may drop."""
    return (file["content_type"] or "").partition(";")[0].strip().lower()


def _plan_delete(remote: dict | None, desired: PreparedMedia) -> Plan:
    result = Plan(before=_file_facts(remote), return_values={"media_id": desired["media_id"]})
    if remote:
        result.writes.append(Request("DELETE", _path(desired)))
    return result


def _plan_download(remote: dict, desired: PreparedMedia) -> Plan:
    local = desired.local
    result = Plan(_file_facts(local, "size", "sha256"), _file_facts(remote, "size", "sha256"), return_values=_file_facts(remote))
    if result.before != result.after:
        mode = local["mode"] if local else 0o600
        result.writes.append(Action("write %s" % desired["dest"], lambda client, results: remote["download"].put(mode)))
    return result


def _plan_upload(remote: dict | None, upload: dict, desired: PreparedMedia) -> Plan:
    result = Plan(_file_facts(remote), _file_facts(upload), return_values=_file_facts(upload))
    if remote and remote["sha256"] == upload["sha256"] and _base_content_type(remote) == _base_content_type(upload):
        result.return_values["media_id"] = desired["media_id"]
    else:
        result.writes.append(Request("POST", PATH, content=upload["content"], content_type=upload["content_type"], read=_read_id))
    return result


def _read_id(response: Any) -> dict:
    return {"media_id": response.body.text("media", 0, "id")}


MEDIA = Resource(name="media", parameters=PARAMETERS, constraints=CONSTRAINTS, prepare=prepare, read=read, plan=plan)
