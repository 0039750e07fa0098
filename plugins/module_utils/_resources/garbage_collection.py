# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Garbage collection on demand: /v1/services/message/gc and /v1/services/media/gc (Meta's reference: services)."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Field, Plan

SERVICES = ("message", "media")
CONTROLS = (Field("service", choices=SERVICES, required=True),)


def plan(current, desired):
    """Starts the collection; it goes on after the answer, and a webhook tells the end."""
    service = desired["service"]
    return Plan(after={"collect": service}, writes=[lambda client, outcome: _collect(client, service)])


def _collect(client, service):
    found = client.put("services/%s/gc" % service)
    for key in ("services", service, "gc"):
        found = found.get(key) if isinstance(found, dict) else None
    found = found if isinstance(found, dict) else {}
    if "status" in found:
        return {"status": found["status"]}
    nodes = {name: node.get("status") for name, node in found.items() if isinstance(node, dict)}
    words = set(nodes.values())
    return {"status": words.pop() if len(words) == 1 else None, **({"nodes": nodes} if nodes else {})}


GARBAGE_COLLECTION = Resource(name="garbage_collection", controls=CONTROLS, plan=plan)
