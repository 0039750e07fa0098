# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Support info. Source: On-Premises API reference, support."""

from __future__ import annotations

import hashlib

from ..answer import Answer
from ..routing import USER, route
from ..topology import is_cluster, nodes
from ..versions import version_text

BUILD_LIFE = 180 * 86400
SOCKET = {"connected": "UP", "connecting": "UNK", "disconnected": "DN", "unregistered": "DN", "uninitialized": "UNK"}


@route("GET", "/v1/support", "Get-Support-Info", role=USER)
def support(instance, request) -> Answer:
    """One object, or one per node; a node that can't be asked has `errors` in its place."""
    found = {name: node if node.get("errors") else describe(instance, node) for name, node in nodes(instance).items()}
    if not is_cluster(instance):
        found = next(iter(found.values()))
    return Answer(200, {"support": found})


def describe(instance, node: dict) -> dict:
    """What one node tells."""
    number = instance.wa_id
    midnight = int(instance.fleet.started // 86400 * 86400)
    return {
        "context": "emulator",
        "db_engine": "MYSQL",
        "db_info": [{"name": "version", "value": "5.7.44"}],
        "debug_info": number or "unregistered",
        "description": "WhatsApp Business API",
        "device_iso8601": "2021-01-01T00:00:00.000Z",
        "e2e": {"identity_timestamp": midnight, "registration_id": int(hashlib.sha256(number.encode()).hexdigest()[:8], 16)},
        "env": ["WA_DB_ENGINE=MYSQL"],
        "expire_timestamp": instance.state["expire_timestamp"] or midnight + BUILD_LIFE,
        "free_space_data": 52_428_800_000,
        "free_space_logs": 10_485_760_000,
        "free_space_media_incoming": 10_485_760_000,
        "free_space_media_outgoing": 10_485_760_000,
        "lc": "US",
        "lg": "en",
        "multi_connect": instance.state["topology"] == "multiconnect",
        "os_name": "Linux",
        "os_version": version_text(instance.release),
        "role": node["role"],
        "schema": {"messages": 30, "contacts": 12},
        "shards": shards(instance, node),
        "socket_conn": SOCKET.get(node["gateway_status"], "UNK"),
    }


def shards(instance, node: dict) -> list:
    """Which shards the node serves: none when idle, the control shard on a master, its own on a Coreapp."""
    if node["gateway_status"] != "connected":
        return []
    if instance.state["topology"] == "multiconnect" and node["role"] != "coreapp":
        return [[-1, -1]]
    return [[-1, -1], [0, instance.state["shards"] - 1]] if instance.state["topology"] != "multiconnect" else [[0, 0]]
