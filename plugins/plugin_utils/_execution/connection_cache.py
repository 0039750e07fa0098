# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection cache: connections that outlive a task, within one process. Knows nothing of tasks and instances."""

from __future__ import annotations

import resource
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable

from ansible_collections.waops.whatsapp.plugins.module_utils._http.adapter import Adapter


class ConnectionCache:
    """Connections of one process that outlive a task, for the next task on the same instance."""

    MAX_CONNECTIONS = 2000  # some 50 KiB each
    MAX_IDLE = 30  # seconds without use after which a connection is closed

    def __init__(self) -> None:
        self.connections: OrderedDict[Hashable, tuple[Adapter, float]] = OrderedDict()  # with the time of their last use
        self.lock = threading.Lock()

    def get(self, key: Hashable) -> Adapter | None:
        """A ready adapter that an earlier task left under this key, or None."""
        with self.lock:
            adapter, last_used = self.connections.pop(key, (None, 0))
        if adapter and time.monotonic() - last_used > self.MAX_IDLE:
            adapter.close()
            return None
        return adapter and adapter.mark_reused()

    def put(self, key: Hashable, adapter: Adapter) -> None:
        """Takes over the adapter of a task that has ended. Closes idle connections, and the oldest when there are too many."""
        now, max_files = time.monotonic(), resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        limit = min(self.MAX_CONNECTIONS, max_files // 2) if max_files > 0 else self.MAX_CONNECTIONS
        with self.lock:
            closing = [self.connections.pop(key)[0]] if key in self.connections else []
            self.connections[key] = (adapter, now)
            while len(self.connections) > limit or now - next(iter(self.connections.values()))[1] > self.MAX_IDLE:
                closing.append(self.connections.popitem(last=False)[1][0])
        for each in closing:
            each.close()
