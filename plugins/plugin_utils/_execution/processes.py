# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process of ansible-playbook, and whether it still runs. Knows nothing of what processes do."""

from __future__ import annotations

import functools
import multiprocessing
import os
import subprocess


def is_running(pid: int, started: str | None = None) -> bool:
    """Whether a process with this pid runs. started: see start_time; None for any process with this pid."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if _stat(pid)[:1] == ["Z"]:
        return False
    return started is None or start_time(pid) == started


def start_time(pid: int) -> str:
    """When this process started, which distinguishes it from others with its pid; "" when that is not known."""
    fields = _stat(pid)
    if fields:
        return "%s %s" % (_boot(), fields[19])  # field 22 of proc(5): clock ticks since the machine started
    listing = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()


def controller() -> int:
    """The pid of the ansible-playbook that this process works for, running or not; its own when it is not a worker."""
    parent = multiprocessing.parent_process()
    return parent.pid if parent and parent.pid else os.getpid()


def is_orphaned() -> bool:
    """Whether the ansible-playbook of this worker is gone. For workers only, not for processes that they fork."""
    parent = multiprocessing.parent_process()
    return parent is not None and parent.pid != os.getppid()


def end_if_orphaned() -> None:
    """Ends this worker when its ansible-playbook is gone: it would wait forever to hand over its result."""
    if is_orphaned():
        os._exit(1)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name of the program, the first is the state; none where there is no such file."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as stream:
            return stream.read().rpartition(")")[2].split()
    except OSError:
        return []


@functools.cache
def _boot() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
            return stream.read().strip()
    except OSError:
        return ""
