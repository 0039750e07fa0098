# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When an instance is healthy, and how often it may be polled. Pure.

Source: Meta's reference, health; the limit of 10 calls a minute and the nodes with `errors` as observed in 2019.
"""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import has_any, node_errors, split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json

STATUSES = ("connected", "connecting", "disconnected", "uninitialized", "unregistered")
SOCKETS = {"UP": "connected", "UP receiving offline": "connected", "DN": "disconnected", "SC": "connecting", "UNK": "connecting"}
WINDOW = 60  # seconds
MAX_POLLS_PER_WINDOW = 9  # polls in any window: the server allows 10 from all clients
FIRST_DELAYS = (1, 2, 4)  # seconds; a restarted Webapp is often back at once


def evaluate(health: Json, shards: int | None = None) -> dict:
    """What /v1/health says, in one form for a single node and for many.

    health: the server's object. shards: how many shards the account has; None (not known) and 1 both mean that exactly one
    Coreapp is connected. The primary master is then ignored, since it has no connection in a high-availability set-up.
    Returns {"healthy", "topology", "nodes", "counts", "registered", "shards", "summary"}. Raises ApiError when the object is
    neither a node nor an object of nodes.
    """
    nodes = [_read_node(name, node) for name, node in split_nodes(health, has_any("gateway_status"))]
    single = any(node["name"] is None for node in nodes)
    coreapps = [node for node in nodes if node["role"] == "coreapp" or (node["role"] is None and node["status"])]
    connected = len([node for node in coreapps if node["status"] == "connected"])
    master = any(node["role"] == "primary_master" and node["status"] == "connected" for node in nodes)
    wanted = 1 if single else shards or 1
    return {
        "healthy": connected == wanted and (wanted == 1 or master),
        "topology": "single" if single else "multi",
        "nodes": nodes,
        "counts": _counts(nodes, len(coreapps), connected),
        "registered": _registered([node["status"] for node in nodes]),
        "shards": None if single else shards,
        "summary": _summary(nodes[0]) if single else _summary_of_many(nodes, connected, wanted, master),
    }


def _read_node(name: str | None, node: Json) -> dict:
    """One node. A node that could not be asked has errors, and neither role nor status."""
    return {
        "name": name,
        "role": node.optional_text("role"),
        "status": node.optional_text("gateway_status"),
        "errors": node_errors(node),
    }


def status_from_support(nodes: list[dict]) -> Json | None:
    """What /v1/health would say, as far as /v1/support tells it; None when a node tells neither its role, its connection nor an error.

    nodes: as support.describe() returns them. Source: Meta's reference, support (`socket_conn`).
    """
    found: dict[str | None, dict] = {}
    for node in nodes:
        status = "unregistered" if node["support"].get("debug_info") == "unregistered" else SOCKETS.get(node["connection"])
        if not node["errors"] and not (status and (node["role"] or node["name"] is None)):
            return None
        found[node["name"]] = {"errors": node["errors"]} if node["errors"] else {"gateway_status": status, "role": node["role"]}
    return Json(found.get(None, found)) if found else None


def _counts(nodes: list[dict], coreapps: int, connected: int) -> dict[str, int]:
    counts = {status: len([node for node in nodes if node["status"] == status]) for status in STATUSES}
    unasked = len([node for node in nodes if node["status"] is None])
    return dict(counts, nodes=len(nodes), unasked=unasked, coreapps=coreapps, coreapps_connected=connected)


def _registered(statuses: list[str | None]) -> bool | None:
    """Whether the number is registered, as far as the nodes tell it; None when they do not."""
    if "connected" in statuses:
        return True
    if "unregistered" in statuses:
        return False
    return True if {"connecting", "disconnected"} & set(statuses) else None


def _summary(node: dict) -> str:
    if node["status"]:
        return node["status"]
    errors = "; ".join(str(error.get("details") or error.get("title")) for error in node["errors"])
    return "cannot be asked" + (": " + errors if errors else "")


def _summary_of_many(nodes: list[dict], connected: int, wanted: int, master: bool) -> str:
    parts = ["%d of %d needed Coreapps connected" % (connected, wanted)]
    if wanted > 1 and not master:
        parts.append("primary master not connected")
    if nodes and all(node["status"] == "unregistered" for node in nodes):
        return "unregistered"
    parts += ["%s %s" % (node["name"], _summary(node)) for node in nodes if node["status"] is None]
    return ", ".join(parts)


def next_delay(poll_times: list[float], now: float, interval: float, deadline: float) -> float | None:
    """Seconds until the next poll, or None when none fits before the deadline.

    poll_times: the times of all polls so far, at least one. interval: seconds between two polls after the first few. The last
    poll falls on the deadline. No WINDOW has more than MAX_POLLS_PER_WINDOW polls.
    """
    step = min(FIRST_DELAYS[len(poll_times) - 1], interval) if len(poll_times) <= len(FIRST_DELAYS) else interval
    allowed = max(now, poll_times[-MAX_POLLS_PER_WINDOW] + WINDOW) if len(poll_times) >= MAX_POLLS_PER_WINDOW else now
    next_poll = max(allowed, min(now + step, deadline))
    return next_poll - now if now < deadline and next_poll <= deadline else None
