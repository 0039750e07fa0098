# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The progress of a sweep: counts for its result, and a line on the terminal at intervals. Knows rows, and no instance."""

from __future__ import annotations

import time

from ansible.utils.display import Display

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import STATUSES


class Progress:
    """Counts rows and, on long runs, prints the progress. total: hosts. interval: seconds between two lines; 0 prints none."""

    def __init__(self, total: int, interval: float) -> None:
        self.total, self.interval = total, interval
        self.counts = dict.fromkeys(STATUSES, 0)
        self.began = self.last = time.monotonic()

    def count(self, row: dict) -> None:
        """Counts a row, and prints a line when the interval has passed; also for the last row, when there were lines before."""
        self.counts[row["status"]] += 1
        done = sum(self.counts.values())
        if self._is_due() or (done == self.total and self.last > self.began):
            rate = done / (time.monotonic() - self.began)
            words = "audit: %d of %d done, %d drifted, %d unreachable, %d failed, %.0f/s, %.0f s left"
            counts = [self.counts[name] for name in ("drifted", "unreachable", "failed")]
            Display().display(words % (done, self.total, *counts, rate, (self.total - done) / rate))

    def wait(self, silent: dict[str, float]) -> None:
        """Prints the silent hosts when the interval has passed. silent: seconds that each host has for one answer."""
        if silent and self._is_due():
            instances = "%d silent instance%s" % (len(silent), "" if len(silent) == 1 else "s")
            Display().display("audit: waiting for %s, at most %d s for one answer" % (instances, max(silent.values())))

    def _is_due(self) -> bool:
        now = time.monotonic()
        due = bool(self.interval) and now - self.last >= self.interval
        self.last = now if due else self.last
        return due

    def summary(self) -> dict:
        """How many hosts there were of each status, and the seconds it took."""
        return dict(self.counts, total=self.total, seconds=round(time.monotonic() - self.began, 2))
