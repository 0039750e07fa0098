# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health. Source: On-Premises API reference, health; the limit as observed in 2019."""

from __future__ import annotations

from .. import limits
from ..answer import Answer
from ..errors import ApiError
from ..routing import USER_OR_KEY, WEBAPP, route
from ..topology import NO_COREAPP, is_cluster, nodes


@route("GET", "/v1/health", "Check-Health", role=USER_OR_KEY, needs=WEBAPP)
def check(instance, request) -> Answer:
    """One status, or one per node. A node that can't be asked has `errors` in place of its status."""
    limits.refuse_when_full(instance, limits.HEALTH)
    limits.count(instance, limits.HEALTH)
    found = nodes(instance)
    if is_cluster(instance):
        return Answer(200, {"health": found})
    if instance.state["coreapp"] == "stopped":
        raise ApiError(1014, NO_COREAPP)
    node = next(iter(found.values()))
    return Answer(200, {"health": {name: value for name, value in node.items() if name != "role"}})
