# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The directory that the processes of one run share, and whether one of them works on an instance. Knows nothing of their work.

It lies in the run's own temporary directory (0700), which Ansible removes when the run ends. After a run that was killed, the
worker process removes it, or else the next run.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import stat
from collections.abc import Iterator

from ansible import constants

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import controller, is_running, start_time

NAME = "waops-whatsapp"
OWNER = "owner.json"
ACTIVITY = "activity.lock"


class RunDirectory:
    """path: the directory. It holds the files of the token store and the worker process, and these:

    owner.json: the process of ansible-playbook, {"pid", "started"}. activity.lock: held, shared, by each process that works on an instance.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def make(self) -> None:
        """Makes the directory unless there is one. Raises OSError, also when the run's own directory is not there."""
        try:
            os.mkdir(self.path, 0o700)
        except FileExistsError:
            return
        pid = controller()
        with open(os.path.join(self.path, OWNER), "w", encoding="utf-8") as stream:
            json.dump({"pid": pid, "started": start_time(pid)}, stream)
        _remove_stale(self.path)

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Marks this process as working on an instance within the block. Does nothing when the directory cannot be created."""
        try:
            self.make()
            descriptor = os.open(os.path.join(self.path, ACTIVITY), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            yield
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    def is_active(self) -> bool:
        """Whether a process works on an instance."""
        try:
            with open(os.path.join(self.path, ACTIVITY), "rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # removed, as a run does at its end
            return False
        return False

    def remove(self) -> None:
        """Removes the directory and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def is_stale(self) -> bool:
        """Whether it is a directory of this user whose run, with all its processes, is gone."""
        try:
            status = os.lstat(self.path)
            with open(os.path.join(self.path, OWNER), encoding="utf-8") as stream:
                owner = json.load(stream)
            running = is_running(int(owner["pid"]), str(owner["started"]))
        except (OSError, ValueError, KeyError, TypeError):  # not ours, or being created
            return False
        return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not running and not self.is_active()


def run_directory() -> RunDirectory:
    """That of the run that this process belongs to."""
    return RunDirectory(os.path.join(constants.DEFAULT_LOCAL_TMP, NAME))


def _remove_stale(path: str) -> None:
    """Removes the directories of killed runs beside this one."""
    others = os.path.dirname(os.path.dirname(path))
    with contextlib.suppress(OSError):
        for name in os.listdir(others):
            other = RunDirectory(os.path.join(others, name, NAME))
            if other.path != path and other.is_stale():
                other.remove()
