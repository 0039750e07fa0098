# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nodes of an instance: one, an HA pair, or a multiconnect cluster.

Source: On-Premises API reference, health.
"""

from __future__ import annotations

import hashlib

from .errors import error_object

NO_COREAPP = "php_network_getaddresses: getaddrinfo failed: Name or service not known. Please check if wacore is running: wacore:6252"


def node_name(host: str) -> str:
    """`hostname:container-id`, the same at every start."""
    return f"{host}:{hashlib.sha256(host.encode()).hexdigest()[:12]}"


def _layout(instance) -> list[tuple[str, str, bool]]:
    """(host, role, whether it holds a connection when all is well)."""
    topology = instance.state["topology"]
    if topology == "single":
        return [("wacore1", "coreapp", True)]
    if topology == "ha":
        return [("wamaster1", "primary_master", False), ("wacore1", "coreapp", True), ("wacore2", "coreapp", False)]
    shards = instance.state["shards"]
    masters = [("wamaster1", "primary_master", True), ("wamaster2", "secondary_master", False)]
    return masters + [(f"wacore{n}", "coreapp", n <= shards) for n in range(1, shards + 2)]


def nodes(instance) -> dict[str, dict]:
    """Every node by name: `{"gateway_status", "role"}` or, when it can't be asked, `{"errors": [...]}`."""
    status = instance.gateway_status()
    result = {}
    for host, role, connected in _layout(instance):
        shown = status if connected or status == "unregistered" else "disconnected"
        node = {"gateway_status": shown, "role": role}
        if role == "coreapp" and instance.state["coreapp"] == "stopped":
            node = unreachable(host)
        result[node_name(host)] = node
    for name, override in instance.state["nodes"].items():
        if override.get("errors"):
            errors = override["errors"]
            result[name] = {"errors": errors} if isinstance(errors, list) else unreachable(name.partition(":")[0])
        else:
            result[name] = {"gateway_status": "disconnected", "role": "coreapp", **result.get(name, {}), **override}
            result[name].pop("errors", None)
    return result


def unreachable(host: str) -> dict:
    """What stands in place of the answer of a node that can't be asked."""
    return {"errors": [error_object(1014, f"Connection timed out. Please check if wacore is running: {host}:6252")]}


def is_cluster(instance) -> bool:
    """Whether answers are keyed by node."""
    return instance.state["topology"] != "single"
