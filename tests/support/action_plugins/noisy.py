# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the worker process of the run do what no module does: display, break in every way, and say what files it has open."""

from __future__ import annotations

import os
from pathlib import Path

from ansible.module_utils.common.warnings import deprecate, warn
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution import worker_process
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import Aside, execute
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.run_directory import run_directory

RAISED = {"exit": SystemExit(3), "interrupt": KeyboardInterrupt(), "memory": MemoryError(), "recursion": RecursionError()}


def serve(request):
    """In the worker process."""
    what = request["what"]
    if what in RAISED:
        raise RAISED[what]
    if what == "no JSON":
        return {1j}
    if what == "files":
        return sorted({path.readlink().name.split(":")[0] for path in Path("/proc/self/fd").iterdir() if is_writable(path)})
    aside = Aside()
    result = execute("whatsapp_app_settings", request["args"], True, transform=talk, aside=aside)
    return dict(result, verbose=aside.verbose)


def is_writable(path):
    """Whether this open file can be written to; not for the one that lists the others, which is closed by now."""
    try:
        flags = Path("/proc/self/fdinfo", path.name).read_text().split("flags:")[1].split()[0]
    except FileNotFoundError:
        return False
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY


def talk(result):
    """Displays in every way that Ansible has."""
    display, secret = Display(), "the password is Adm1n-Pass!word"
    display.warning(f"display.warning: {secret}")
    display.deprecated(f"display.deprecated: {secret}", version="9.0.0", collection_name="waops.whatsapp")
    deprecate(f"deprecate: {secret}", version="9.0.0", collection_name="waops.whatsapp")
    warn(f"warn: {secret}")
    display.display(f"display.display: {secret}")
    display.vv(f"display.vv: {secret}", host="wa1")
    display.vvvvv("display.vvvvv")
    return result


class ActionModule(ActionBase):
    """Returns the answer of the worker process, or what it raised."""

    def run(self, tmp=None, task_vars=None):
        args = dict(self._task.args)
        try:
            directory = run_directory()
            directory.make()
            answer = worker_process.call(directory.path, {"what": args.pop("what"), "args": args}, serve)
        except worker_process.RequestFailed as error:
            return {"failed": True, "msg": str(error)}
        return answer if isinstance(answer, dict) else {"answer": answer}
