# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table at the end of a run of the role provision: host, what changed, restarts done or pending, seconds. Pure; knows no inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEAD = ("host", "result", "changed", "restarts", "seconds")
MAX_ROWS = 50
NOTHING = "-"


@dataclass(frozen=True)
class HostOutcome:
    """One host that went through the role. result: that of its last step, {} when there is none. failed: whether the host failed."""

    host: str
    result: Mapping[str, Any]
    failed: bool = False

    @property
    def changed(self) -> list[str]:
        """The parts that were changed."""
        return list(self.result.get("changed_parts") or ())

    @property
    def pending(self) -> list[str]:
        """The containers that must still restart."""
        return list(self.result.get("pending_restarts") or ())

    @property
    def word(self) -> str:
        """Its result in one word or two."""
        if self.failed:
            return "failed"
        if self.result.get("registration_status") == "code_sent":
            return "waits for its code"
        return "changed" if self.changed or self.result.get("restarted") else "ok"

    def row(self) -> tuple[str, ...]:
        """Its line of the table."""
        restarted = ["%s restarted" % name for name in self.result.get("restarted") or ()]
        restarts = ", ".join(restarted + ["%s pending" % name for name in self.pending])
        seconds = "%.1f" % (self.result["ended"] - self.result["started"]) if self.result.get("ended") else NOTHING
        return self.host, self.word, ", ".join(self.changed) or NOTHING, restarts or NOTHING, seconds


def lines(outcomes: list[HostOutcome], in_sync: int, not_tried: Sequence[str] = ()) -> list[str]:
    """The table, and a line of counts. in_sync: the number of hosts that are in sync and not in the table.

    not_tried: the hosts of later batches, which the run does not reach because every host before them failed.
    """
    urgent = sorted(outcomes, key=lambda outcome: not (outcome.failed or outcome.pending))
    rows = [outcome.row() for outcome in urgent[:MAX_ROWS]]
    widths = [max(len(row[column]) for row in (HEAD, *rows)) for column in range(len(HEAD))]
    table = ["  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in (HEAD, *rows)] if rows else []
    more = ["and %d more" % (len(outcomes) - MAX_ROWS)] if len(outcomes) > MAX_ROWS else []
    rest = ["not tried, since all of the first %d failed: %s" % (len(outcomes), ", ".join(not_tried))] if not_tried else []
    return [*table, *more, *rest, counts(outcomes, in_sync)]


def counts(outcomes: list[HostOutcome], in_sync: int) -> str:
    """One line: the number of hosts with each result."""
    words = [outcome.word for outcome in outcomes]
    parts = [("as declared", in_sync + words.count("ok")), ("changed", words.count("changed"))]
    parts += [("waiting for a code", words.count("waits for its code")), ("failed", words.count("failed"))]
    parts += [("with a pending restart", sum(bool(outcome.pending) for outcome in outcomes))]
    return ", ".join("%s: %d" % (word, number) for word, number in parts if number or word in ("as declared", "changed", "failed"))
