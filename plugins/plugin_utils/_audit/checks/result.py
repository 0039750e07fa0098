# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check returns, and the limits it judges by. Pure; knows no check."""

from __future__ import annotations

import calendar
import time
from dataclasses import dataclass
from typing import Any

STATUSES = ("ok", "warning", "critical", "unknown")
Facts = dict[str, Any]  # what was read of one instance: see observe.py
Result = dict[str, Any]  # {"status", "msg", "remedy", "details"}; msg and remedy where the status is not ok
DAY = 86400  # seconds
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Limits:
    """Days that are left when a warning, and a critical result, begin."""

    expiry_warning_days: int = 45
    expiry_critical_days: int = 14
    certificate_warning_days: int = 30
    certificate_critical_days: int = 7


def ok(**details: Any) -> Result:
    """A result that needs no action. details: JSON scalars."""
    return _result("ok", "", "", details)


def warning(msg: str, remedy: str, **details: Any) -> Result:
    """A result that needs action soon. msg: one sentence, without the host. remedy: what to do."""
    return _result("warning", msg, remedy, details)


def critical(msg: str, remedy: str, **details: Any) -> Result:
    """A result that needs action now; as warning()."""
    return _result("critical", msg, remedy, details)


def unknown(msg: str, remedy: str) -> Result:
    """The result is not known; as warning()."""
    return _result("unknown", msg, remedy, {})


def _result(status: str, msg: str, remedy: str, details: dict) -> Result:
    result: Result = {"status": status, **({"msg": msg, "remedy": remedy} if status != "ok" else {})}
    return {**result, **({"details": details} if details else {})}


def by_days(what: str, expires_at: str, now: float, limits: tuple[int, int], remedy: str) -> Result:
    """The result for something that ends. expires_at: UTC in ISO 8601. now: seconds since 1970. limits: days of warning and critical.

    details: expires_at, critical_at (when the result becomes critical by itself), and the whole days_left.
    """
    ends = calendar.timegm(time.strptime(expires_at, MOMENT))
    left = ends - now
    days = int(left // DAY)
    critical_at = time.strftime(MOMENT, time.gmtime(ends - (limits[1] + 1) * DAY))
    details = {"expires_at": expires_at, "critical_at": critical_at, "days_left": days}
    if left <= 0:
        return critical("%s expired on %s" % (what, expires_at), remedy, **details)
    if days > limits[0]:
        return ok(**details)
    make = critical if days <= limits[1] else warning
    return make("%s expires in %d day%s, on %s" % (what, days, "" if days == 1 else "s", expires_at), remedy, **details)
