# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an export goes, and which files it must not replace: one file for each host in the directory that Ansible reads for it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.directory import open_directory
from ansible_collections.waops.whatsapp.plugins.plugin_utils._export.declaration import sections_of
from ansible_collections.waops.whatsapp.plugins.plugin_utils._files.variables_file import comment_text

FILE = "whatsapp_instance.yml"
EXTENSIONS = (".yml", ".yaml", ".json")  # of files that Ansible reads when there is no directory of the host's name
MAX_NAME_BYTES = 255


def beside_inventory(sources: Iterable[str], inventory_dir: str | None) -> str:
    """The directory host_vars that Ansible reads for a host.

    sources: the inventory's, as absolute paths or lists of hosts. inventory_dir: the magic variable of the host. Raises
    OptionError when there is no directory, or more than one and none of them is the host's.
    """
    paths = [source for source in sources if os.path.exists(source)]
    read = list(dict.fromkeys(os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path)) for path in paths))
    own = inventory_dir and os.path.realpath(inventory_dir)
    if own in read or len(read) == 1:
        return os.path.join(own if own in read else read[0], "host_vars")
    problem = "the inventory has several directories (%s)" % ", ".join(read) if read else "the inventory has no directory of its own"
    raise OptionError("dest", "%s: give the directory host_vars to write into" % problem)


def check_host(host: str) -> None:
    """Raises OptionError for a host whose name cannot be the name of a directory, which is what Ansible reads."""
    if host in ("", ".", "..") or "/" in host or "\0" in host or len(os.fsencode(host)) > MAX_NAME_BYTES:
        shown = comment_text(host if len(host) <= 60 else host[:60] + "...")
        problem = "the host name '%s' cannot be the name of a directory; give the host another name in the inventory"
        raise OptionError("inventory_hostname", problem % shown)


def signed(host: str, body: bytes) -> bytes:
    """The file's content: a line with the host and a checksum, which reveals later edits, and the body."""
    return b"# Written by waops.whatsapp.export for %s, sha256 %s\n" % (
        comment_text(host).encode("ascii"),
        hashlib.sha256(body).hexdigest().encode("ascii"),
    ) + body  # fmt: skip


def read(place: Any, desired: dict) -> bytes | None:
    """What the host's file holds, or None when there is none; raises OptionError when the export would hide or lose something."""
    host, path = desired["host"], os.path.join(desired["dest"], desired["host"])
    hidden = [path + extension for extension in EXTENSIONS if os.path.lexists(path + extension)]
    if hidden and not os.path.isdir(path):
        problem = "Ansible does not read %s when there is a directory %s; move it into that directory under another name"
        raise OptionError("dest", (problem + ", or choose another directory") % (hidden[0], path))
    directory = open_directory("dest", desired["dest"], host)
    if directory is None:
        return None
    with directory:
        content = directory.read(FILE)
    if content is not None:
        _check_replaceable(os.path.join(path, FILE), content, desired)
    return content


def _check_replaceable(path: str, content: bytes, desired: dict) -> None:
    if content != signed(desired["host"], content.partition(b"\n")[2]):
        problem = "%s was not written by the export of this host, or was edited since; move it away, or choose another directory"
        raise OptionError("dest", problem % path)
    declared = sections_of(content) if desired["unavailable"] else []
    lost = [section for section in declared if section in desired["unavailable"]]
    if lost:
        reasons = "; ".join("%s %s" % (section, desired["unavailable"][section]) for section in lost)
        problem = "%s declares what could not be read now (%s); it was left as it is: run again, or remove it"
        raise OptionError("dest", problem % (path, reasons))


def plan(current: bytes | None, desired: dict) -> Plan:
    """Writes the file when it differs."""
    content = signed(desired["host"], desired["body"])
    before, after = (current or b"").decode("utf-8", "replace"), content.decode("ascii")
    return Plan(
        before, after, writes=[] if current == content else [Action("write %s" % FILE, lambda place, results: _write(content, desired))]
    )


def _write(content: bytes, desired: dict) -> None:
    directory = open_directory("dest", desired["dest"], desired["host"], create=True)
    with directory:
        directory.write(FILE, content)


HOST_FILE = Resource(name="export", read=read, plan=plan)
