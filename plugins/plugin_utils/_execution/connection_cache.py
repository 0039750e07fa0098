# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection cache: connections that outlive a task, within one process. Knows nothing of tasks and instances."""

from __future__ import annotations

import resource
import threading
import time
from collections import OrderedDict


class ConnectionCache:
    """Connections of one process that outlive a task, so that the next one on the same instance need not make one again."""

    MOST = 2000  # some 50 KiB each
    IDLE = 30  # seconds that one is kept without use

    def __init__(self):
        self.found, self.lock = OrderedDict(), threading.Lock()

    def take(self, key):
        """A ready adapter that an earlier task kept under this key, or None."""
        with self.lock:
            adapter, since = self.found.pop(key, (None, 0))
        if adapter and time.monotonic() - since > self.IDLE:
            adapter.close()
            return None
        return adapter and adapter.mark_reused()

    def keep(self, key, adapter):
        """Takes an adapter over from a task that has ended; ends those that nobody has used for long, or that are too many."""
        now, files = time.monotonic(), resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        most = min(self.MOST, files // 2) if files > 0 else self.MOST
        with self.lock:
            ended = [self.found.pop(key)[0]] if key in self.found else []
            self.found[key] = (adapter, now)
            while len(self.found) > most or now - next(iter(self.found.values()))[1] > self.IDLE:
                ended.append(self.found.popitem(last=False)[1][0])
        for each in ended:
            each.close()
