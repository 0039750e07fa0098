# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asked what, when, and how it was answered. Never a body, never a credential."""

from __future__ import annotations

from collections import deque
from itertools import islice

FIELDS = ("n", "time", "instance", "method", "path", "query", "status", "kind", "operation", "user", "suspicious", "fault", "request_id")


class Journal:
    """The last `limit` requests. Entries are plain tuples in the order of FIELDS: there may be very many."""

    def __init__(self, limit: int) -> None:
        self.entries: deque[tuple] = deque(maxlen=limit)
        self.count = 0

    def add(self, when, address, request, operation, status, fault) -> None:
        """Write one request down. `status` 0 means that the connection was cut instead of an answer."""
        self.count += 1
        self.entries.append((
            self.count, when, address, request.method, request.path, request.raw_query, status, request.kind,
            operation, request.user, request.suspicious, fault, request.id,
        ))  # fmt: skip

    def read(self, instance: str | None = None, since: int = 0, kind: str | None = None) -> list[dict]:
        """Entries with a number above `since`, as dicts, optionally of one instance or one kind only."""
        first = self.entries[0][0] if self.entries else 1
        skip = max(0, since - first + 1) if len(self.entries) == self.count - first + 1 else 0
        found = []
        for entry in islice(self.entries, skip, None):
            if entry[0] > since and instance in (None, entry[2]) and kind in (None, entry[7]):
                found.append(dict(zip(FIELDS, entry, strict=True), suspicious=entry[10] or []))
        return found

    def clear(self, instance: str | None = None) -> None:
        """Forget everything, or everything of one instance. Numbers go on counting."""
        if instance is None:
            self.entries.clear()
            return
        kept = [entry for entry in self.entries if entry[2] != instance]
        self.entries.clear()
        self.entries.extend(kept)


class Counters:
    """Totals since the start or since the whole journal was cleared."""

    NAMES = ("requests", "writes", "logins", "connections", "handshakes", "bytes_in", "bytes_out", "suspicious")
    __slots__ = NAMES

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """All totals back to 0."""
        for name in self.NAMES:
            setattr(self, name, 0)

    def as_dict(self) -> dict[str, int]:
        """The totals by name."""
        return {name: getattr(self, name) for name in self.NAMES}
