# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rate limits of the client itself: fixed windows in the memory of one Webapp, lost when it restarts.

Source: observed in 2019, not documented by Meta.
"""

from __future__ import annotations

from typing import NamedTuple

from .errors import ApiError


class Limit(NamedTuple):
    """So many calls in a window of so many seconds, and the details text once it is full."""

    name: str
    most: int
    seconds: int
    details: str


BAD_LOGIN = Limit("login", 30, 3600, "Rate limiting exceeded on bad login attempts")
USER_WRITES = Limit("users", 256, 3600, "Rate limiting exceeded on user create and update")
HEALTH = Limit("health", 10, 60, "Rate limiting exceeded on health check")
SANDBOX = Limit("sandbox", 256, 86400, "Rate limiting exceeded on sandbox API calls")


def refuse_when_full(instance, limit: Limit, client: str = "") -> None:
    """Raise 1015 when the window of this limit is used up."""
    window = (instance.windows or {}).get((limit.name, client))
    if window and instance.fleet.config.rate_limits and window[1] >= limit.most and instance.now() < window[0]:
        raise ApiError(1015, limit.details)


def count(instance, limit: Limit, client: str = "") -> None:
    """Count one call; the first one opens a new window."""
    if instance.windows is None:
        instance.windows = {}
    window = instance.windows.get((limit.name, client))
    if window is None or instance.now() >= window[0]:
        instance.windows[limit.name, client] = [instance.now() + limit.seconds, 1]
    else:
        window[1] += 1
