# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Injected faults: which request gets one. How it is played is in dispatch.py."""

from __future__ import annotations

import re

KINDS = ("status", "slow", "reset_before", "reset_after", "truncate", "trickle", "html", "empty", "revoke_tokens")
APPLIED_BY_DEFAULT = ("slow", "reset_after", "truncate", "trickle", "html", "empty", "revoke_tokens")
OPTIONS = ("instance", "method", "path", "times", "after", "fault", "status", "code", "retry_after", "delay", "applied")


class Fault:
    """One fault and how often it is still due. Raises ValueError for options that make no sense."""

    def __init__(self, number: int, options: dict) -> None:
        unknown = set(options) - set(OPTIONS)
        if unknown:
            raise ValueError(f"unknown option: {', '.join(sorted(unknown))}; known: {', '.join(OPTIONS)}")
        if options.get("fault") not in KINDS:
            raise ValueError(f"fault must be one of {', '.join(KINDS)}")
        self.number = number
        self.kind = options["fault"]
        self.instance = options.get("instance")
        self.method = options.get("method")
        self.path = re.compile(options["path"]) if options.get("path") else None
        self.times = options.get("times", 1)
        self.after = options.get("after", 0)
        self.status = options.get("status")
        self.code = options.get("code")
        self.retry_after = options.get("retry_after")
        self.delay = float(options.get("delay") or 0)
        self.applied = options.get("applied", self.kind in APPLIED_BY_DEFAULT)

    def hits(self, address: str, method: str, path: str) -> bool:
        """Tell whether this request gets the fault, and count it."""
        if self.instance not in (None, address) or self.method not in (None, method):
            return False
        if self.path and not self.path.fullmatch(path):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times > 0:
            self.times -= 1
        return True

    def as_dict(self) -> dict:
        """The fault as the control port shows it; `times` and `after` are what is left."""
        return {
            "id": self.number, "fault": self.kind, "instance": self.instance, "method": self.method,
            "path": self.path and self.path.pattern, "times": self.times, "after": self.after, "status": self.status,
            "code": self.code, "retry_after": self.retry_after, "delay": self.delay, "applied": self.applied,
        }  # fmt: skip


class Faults:
    """The faults that are due. The first that matches a request wins."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []
        self.count = 0

    def add(self, options: dict) -> int:
        """Add one; returns its number."""
        fault = Fault(self.count + 1, options)
        self.count += 1
        self.pending.append(fault)
        return fault.number

    def take(self, address: str, method: str, path: str) -> Fault | None:
        """The fault for this request, if any; one that is used up is dropped."""
        for fault in self.pending:
            if fault.hits(address, method, path):
                if fault.times == 0:
                    self.pending.remove(fault)
                return fault
        return None
