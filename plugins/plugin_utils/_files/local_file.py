# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Local files of the controller that a run writes, with check mode and diff as everywhere. Knows nothing of their content."""

from __future__ import annotations

import os
from types import SimpleNamespace

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource, reconcile
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._local.directory import open_directory
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import FileWrite, check_writable, read_bytes


def _read(place: SimpleNamespace, desired: dict) -> bytes:
    check_writable("dest", place.instance)
    # The target of a link is not read; the link itself is replaced.
    return read_bytes("dest", place.instance) if os.path.isfile(place.instance) and not os.path.islink(place.instance) else b""


def _plan(current: bytes, desired: dict) -> Plan:
    content = desired["content"]
    before, after = current.decode("utf-8", "replace"), content.decode("utf-8")
    return Plan(before, after, writes=[FileWrite("dest", desired["path"], content)] if content != current else [])


LOCAL_FILE = Resource(name="file", read=_read, plan=_plan)


def write_file(path: str, content: bytes, check_mode: bool) -> dict:
    """Writes a file of mode 0600, unless in check mode; returns {"changed", "diff"}.

    Raises OptionError, or PreconditionError, when it cannot be written.
    """
    place = SimpleNamespace(instance=os.path.abspath(os.path.expanduser(path)))
    result = reconcile(LOCAL_FILE, place, {"content": content, "path": place.instance}, check_mode)
    return {"changed": result["changed"], "diff": result["diff"]}


def _write_all(desired: dict) -> None:
    with open_directory("directory", desired["parent"], desired["name"], create=True) as directory:
        for name, content in desired["files"].items():
            directory.write(name, content)


def _plan_all(current: None, desired: dict) -> Plan:
    names = sorted(desired["files"])
    return Plan(after=names, writes=[Action("write %s" % ", ".join(names), lambda place, results: _write_all(desired))])


HOST_FILES = Resource(name="files", plan=_plan_all)


def write_host_files(parent: str, name: str, files: dict[str, bytes], check_mode: bool) -> None:
    """Writes files of mode 0600, by name, into the directory of a host, unless in check mode; no link is followed. Raises
    OptionError, or PreconditionError."""
    place = SimpleNamespace(instance=os.path.join(parent, name))
    reconcile(HOST_FILES, place, {"parent": parent, "name": name, "files": files}, check_mode)
