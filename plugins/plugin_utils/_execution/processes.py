# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which processes run: that of ansible-playbook, and whether it still does. Knows nothing of what they do."""

from __future__ import annotations

import functools
import multiprocessing
import os
import subprocess


def is_running(pid: int, started: str | None = None) -> bool:
    """Whether there is a process of this number that is not dead already. started: see start_time; None for whichever it is."""
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
    """When this process started, in a form that no other process of its number has; "" when that cannot be told."""
    fields = _stat(pid)
    if fields:
        return "%s %s" % (_boot(), fields[19])  # field 22 of proc(5): clock ticks since the machine started
    listing = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()


def controller() -> int:
    """The number of the process of ansible-playbook that this process works for, dead or alive; its own when it is no worker."""
    parent = multiprocessing.parent_process()
    return parent.pid if parent and parent.pid else os.getpid()


def is_orphaned() -> bool:
    """For a worker, not for what it has forked: whether its ansible-playbook is gone."""
    parent = multiprocessing.parent_process()
    return parent is not None and parent.pid != os.getppid()


def end_if_orphaned() -> None:
    """Ends this worker when its ansible-playbook is gone: nobody takes its result, and it would wait for ever to hand it over."""
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
