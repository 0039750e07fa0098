# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Garbage collection on demand: /v1/services/message/gc and /v1/services/media/gc (Meta's reference: services)."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import has_any, split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan

SERVICES = ("message", "media")
PARAMETERS = (Field("service", choices=SERVICES, required=True),)


def plan(current: None, desired: Prepared) -> Plan:
    """Starts the collection. It continues after the answer, and a webhook reports its end."""
    service = desired["service"]
    start = Request("PUT", "services/%s/gc" % service, read=lambda response: read_status(response.body, service))
    return Plan(after={"collect": service}, writes=[start])


def read_status(body: Json, service: str) -> dict:
    """{"status", "nodes"}: the status of all nodes, None when they differ or one is missing; nodes only where there are several."""
    answer = body.optional_object("services", service, "gc")
    if answer is None:
        return {"status": None}
    statuses = {name: node.optional_text("status") for name, node in split_nodes(answer, has_any("status"))}
    words = list(set(statuses.values()))
    nodes = {} if None in statuses or not statuses else {"nodes": statuses}
    return {"status": words[0] if len(words) == 1 else None, **nodes}


GARBAGE_COLLECTION = Resource(name="garbage_collection", parameters=PARAMETERS, plan=plan)
