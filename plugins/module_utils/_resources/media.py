# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media files: /v1/media (Meta's reference: media). There is no call that lists them, and none that looks without the content."""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
import os
import re
from urllib.parse import quote

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import (
    Download,
    check_writable,
    describe_file,
    read_bytes,
)

PATH = "media"
LARGEST = 100 * 1024 * 1024  # bytes
# What Python's own table lacks, or has only in newer versions.
TYPES = {
    ".3gp": "video/3gpp", ".aac": "audio/aac", ".amr": "audio/amr", ".m4a": "audio/mp4", ".ogg": "audio/ogg",
    ".opus": "audio/ogg", ".webp": "image/webp",
}  # fmt: skip


def _check_id(media_id):
    return None if media_id.strip() and media_id not in (".", "..") else "'%s' is not the identifier of a media file" % media_id


def _check_type(content_type):
    return None if re.fullmatch(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", content_type) else "'%s' is not a content type" % content_type


CONTROLS = (
    Field("state", choices=("present", "absent"), default="present"),
    Field("media_id", check=_check_id),
    Field("src", type="path"),
    Field("content_type", check=_check_type),
    Field("dest", type="path"),
)
RULES = {
    "mutually_exclusive": [("src", "dest")],
    "required_if": [("state", "present", ("src", "dest"), True), ("state", "absent", ("media_id",))],
    "required_by": {"dest": ("media_id",), "content_type": ("src",)},
}


def type_of(path):
    """The content type that a file's name tells, the same on every machine, or None."""
    known = TYPES.get(os.path.splitext(path)[1].lower())
    return known or mimetypes.MimeTypes().guess_type(path, strict=False)[0]


def check(desired):
    """Reads the file to upload into desired["_upload"], or makes sure that the download can be written."""
    if desired["state"] == "absent":
        for option in ("src", "dest"):
            if option in desired:
                raise OptionError(option, "it does not belong to state=absent, which deletes")
        return
    if "dest" in desired:
        check_writable("dest", desired["dest"])
        return
    path = desired["src"]
    if os.path.isfile(path) and os.path.getsize(path) > LARGEST:
        raise OptionError("src", "%s has %d bytes; %d at most are allowed (100 MB)" % (path, os.path.getsize(path), LARGEST))
    content_type = desired.get("content_type") or type_of(path)
    if not content_type:
        raise OptionError("content_type", "the name of %s does not tell it; give it, such as image/jpeg" % path)
    content = read_bytes("src", path)
    if not content:
        raise OptionError("src", "%s is empty; the server takes no empty file" % path)
    desired["_upload"] = dict(content=content, **_description(content, content_type))


def _description(content, content_type):
    return {"content_type": content_type, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _path(desired):
    return "%s/%s" % (PATH, quote(desired["media_id"], safe=""))


def read(client, desired):
    """The file on the server, where an identifier is given, and the one in dest; None where there is none."""
    remote = local = None
    if "dest" in desired:  # a missing file is the server's error then
        remote = _fetch(client, desired)
        if os.path.exists(desired["dest"]):
            local = dict(describe_file("dest", desired["dest"]), mode=os.stat(desired["dest"]).st_mode & 0o777)
    elif "media_id" in desired:
        with contextlib.suppress(NotFound):
            remote = _fetch(client, desired)
    return {"remote": remote, "local": local}


def _fetch(client, desired):
    """What the file on the server is like, and where it is kept meanwhile."""
    download = Download("dest", desired.get("dest"))
    answer = client.fetch(_path(desired), sink=download)
    return {"content_type": answer.headers.get("Content-Type"), "size": download.size, "sha256": download.sha256, "download": download}


def plan(current, desired):
    """Uploads, downloads or deletes; see the module's documentation for what is compared."""
    if desired["state"] == "absent":
        return _plan_delete(current["remote"], desired)
    if "dest" in desired:
        return _plan_download(current["remote"], current["local"])
    return _plan_upload(current["remote"], desired)


def _shown(found, *names):
    return {name: found[name] for name in names or ("content_type", "size", "sha256")} if found else {}


def _kind(found):
    """The content type without its parameters, which the server may drop."""
    return (found["content_type"] or "").partition(";")[0].strip().lower()


def _plan_delete(remote, desired):
    result = Plan(before=_shown(remote), result={"media_id": desired["media_id"]})
    if remote:
        result.writes.append(lambda client, outcome: client.delete(_path(desired)) and None)
    return result


def _plan_download(remote, local):
    result = Plan(_shown(local, "size", "sha256"), _shown(remote, "size", "sha256"), result=_shown(remote))
    if result.before != result.after:
        mode = local["mode"] if local else 0o600
        result.writes.append(lambda client, outcome: remote["download"].put(mode))
    return result


def _plan_upload(remote, desired):
    upload = desired["_upload"]
    result = Plan(_shown(remote), _shown(upload), result=_shown(upload))
    if remote and remote["sha256"] == upload["sha256"] and _kind(remote) == _kind(upload):
        result.result["media_id"] = desired["media_id"]
    else:
        result.writes.append(lambda client, outcome: _upload(client, upload))
    return result


def _upload(client, upload):
    return {"media_id": client.upload(PATH, upload["content"], upload["content_type"]).text("media", 0, "id")}


MEDIA = Resource(name="media", controls=CONTROLS, rules=RULES, check=check, read=read, plan=plan)
