# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sweep of a fleet: how many processes and threads, and the rows in the order of the hosts. Knows no host."""

from __future__ import annotations

import os
from collections.abc import Callable

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.parallel import sweep
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.progress import Progress
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import to_row
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all

PROCESSES_PER_CORE = 2  # processes per core: while the threads of one wait for each other, another one works


def sweep_fleet(
    hosts: list[str],
    audit_host: Callable[[str, Callable[[float], None]], dict],
    concurrency: int,
    interval: float,
    processes: int | None = None,
) -> tuple[list[dict], dict]:
    """One row for each host, and how many there are of each status.

    audit_host: the work of sweep() in parallel.py, in a forked process. concurrency: hosts at the same time at most. interval: seconds
    between two lines on the terminal. processes: how many to fork; None: by the number of cores.
    """
    forks = max(min(processes or PROCESSES_PER_CORE * cores(), concurrency, len(hosts)), 1)
    progress, rows = Progress(len(hosts), interval), {}

    def add_row(host: str, result: dict) -> None:
        rows[host] = to_row(host, result)
        progress.count(rows[host])

    prepare_all()  # before the processes are forked
    sweep(hosts, audit_host, forks, max(concurrency // forks, 1), add_row, progress.wait)
    return [rows[host] for host in hosts], progress.summary()


def cores() -> int:
    """How many of the machine's processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
