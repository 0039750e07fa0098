# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a process and all below it use: memory, sampled while they run. Linux only: it reads /proc."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from pathlib import Path

INTERVAL = 0.2  # seconds between two samples
SHARE = 100  # the sampling takes at most one in so many seconds of a core
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    """CPU-seconds that a running process has used, without its children's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def family(pid):
    """The process and everything below it that is alive now."""
    children = defaultdict(list)
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            children[int(parent)].append(int(name))
    found = [pid]
    for each in found:
        found += children[each]
    return found


def resident_kib(pid):
    """Proportional set size: pages that processes share count once between them. 0 when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


class PeakMemory:
    """`with PeakMemory(pid) as peak`: samples the whole family until the end; `peak.mib` is the most it had at once."""

    def __init__(self, pid):
        self.pid, self.mib = pid, 0.0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        pause = INTERVAL
        while not self.stop.wait(pause):
            began = time.thread_time()
            self.mib = max(self.mib, sum(resident_kib(each) for each in family(self.pid)) / 1024)
            pause = max(INTERVAL, SHARE * (time.thread_time() - began))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_failure):
        self.stop.set()
        self.thread.join()
