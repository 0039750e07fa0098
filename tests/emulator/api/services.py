# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Garbage collection on demand. Source: On-Premises API reference, services/message/gc and services/media/gc."""

from __future__ import annotations

from ..answer import Answer
from ..routing import CLIENT, route
from ..topology import nodes


@route("PUT", "/v1/services/message/gc", "Collect-Message-Garbage", needs=CLIENT, since=(2, 29))
def message_gc(instance, request) -> Answer:
    return started(instance, "message")


@route("PUT", "/v1/services/media/gc", "Collect-Media-Garbage", needs=CLIENT, since=(2, 57))
def media_gc(instance, request) -> Answer:
    return started(instance, "media")


def started(instance, what: str) -> Answer:
    """It runs; keyed by node in multiconnect. The webhook that tells the end is not sent."""
    status: dict = {"status": "processing"}
    if instance.state["topology"] == "multiconnect":
        status = {name: {"status": "processing"} for name, node in nodes(instance).items() if node.get("role") == "coreapp"}
    return Answer(200, {"services": {what: {"gc": status}}})
