# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Metrics and stats, as JSON or in Prometheus text. Source: On-Premises API reference, metrics, stats/app and stats/db."""

from __future__ import annotations

from ..answer import Answer, raw
from ..errors import ApiError
from ..routing import USER_OR_KEY, WEBAPP, route
from ..topology import NO_COREAPP, nodes

WEB_NODE = "06475793be9d"


def metric(kind: str, text: str, *samples: tuple[dict, int]) -> dict:
    """One metric in the JSON form; a sample is (labels, value)."""
    return {
        "type": kind,
        "help": text,
        "data": [{"labels": labels, "value": value} if labels else {"value": value} for labels, value in samples],
    }


@route("GET", "/metrics", "Get-Metrics", role=USER_OR_KEY, needs=WEBAPP)
def metrics(instance, request) -> Answer:
    """What the Webapp counts."""
    return formatted(request, {"metrics": web_metrics(instance)}, [("", web_metrics(instance))])


@route("GET", "/v1/stats/app", "Get-App-Stats", role=USER_OR_KEY, needs=WEBAPP)
def app(instance, request) -> Answer:
    return stats(instance, request, "app", app_stats)


@route("GET", "/v1/stats/db", "Get-DB-Stats", role=USER_OR_KEY, needs=WEBAPP)
def db(instance, request) -> Answer:
    return stats(instance, request, "db", db_stats)


@route("GET", "/v1/stats/app/internal", "Get-App-Stats-Internal", role=USER_OR_KEY, needs=WEBAPP)
def app_internal(instance, request) -> Answer:
    return stats(instance, request, "app", app_stats)


@route("GET", "/v1/stats/db/internal", "Get-DB-Stats-Internal", role=USER_OR_KEY, needs=WEBAPP)
def db_internal(instance, request) -> Answer:
    return stats(instance, request, "db", db_stats)


def stats(instance, request, name: str, collect) -> Answer:
    """Keyed by node in multiconnect, where only the primary master has database numbers. No Coreapp: 1014, as text an empty body."""
    if instance.state["coreapp"] == "stopped":
        if request.query("format", "prometheus"):
            return Answer(500, body=b"", content_type="text/plain")
        raise ApiError(1014, NO_COREAPP)
    if instance.state["topology"] != "multiconnect":
        found = collect(instance)
        return formatted(request, {"stats": {name: found}}, [("", found)])
    by_node: dict = {}
    for node, status in nodes(instance).items():
        numbers = name == "app" or status.get("role") == "primary_master"
        by_node[node] = status if status.get("errors") else collect(instance) if numbers else {}
    return formatted(request, {"stats": {name: by_node}}, [(node, found) for node, found in by_node.items() if "errors" not in found])


def formatted(request, payload: dict, parts: list[tuple[str, dict]]) -> Answer:
    """JSON, or with `?format=prometheus` the text form of the parts, each with its node."""
    if request.query("format", "prometheus"):
        return raw(prometheus(parts).encode(), "text/plain; version=0.0.4")
    return Answer(200, payload)


def prometheus(parts: list[tuple[str, dict]]) -> str:
    """HELP, TYPE and samples."""
    lines: list[str] = []
    for name, first in {name: metric for _node, found in parts for name, metric in found.items()}.items():
        lines += [f"# HELP {name} {first['help']}", f"# TYPE {name} {first['type']}"]
        for node, found in parts:
            for sample in found.get(name, {"data": []})["data"]:
                labels = {**sample.get("labels", {}), **({"node": node} if node else {})}
                shown = ",".join(f'{key}="{value}"' for key, value in labels.items())
                lines.append(f"{name}{{{shown}}} {sample['value']}" if shown else f"{name} {sample['value']}")
    return "\n".join(lines) + "\n"


def web_metrics(instance) -> dict:
    node = {"node": WEB_NODE}
    handled = instance.handled
    plain = {
        "web_uptime": ("gauge", "Uptime of the web server in seconds", int(instance.now() - instance.fleet.started)),
        "web_connections": ("gauge", "Open connections", len(instance.connections)),
        "web_pending_connections": ("gauge", "Connections in the queue", 0),
        "web_max_pending_connections": ("gauge", "Most connections that were in the queue", 0),
        "web_queue_len": ("gauge", "Length of the connection queue", 128),
        "web_idle_processes": ("gauge", "Idle processes", 15),
        "web_total_processes": ("gauge", "All processes", 16),
        "web_process_limit_hit": ("counter", "Times the process limit was reached", 0),
        "web_handled_requests": ("counter", "Requests handled", handled),
        "web_out_kbytes": ("counter", "Kilobytes sent", handled // 2),
    }
    found = {name: metric(kind, text, (node, value)) for name, (kind, text, value) in plain.items()}
    found["web_requests"] = metric("gauge", "Requests by state", ({**node, "state": "running"}, instance.in_flight))
    labels = {**node, "result": "200", "method": "GET_v1_health"}
    found["api_requests_duration_ms_sum"] = metric("counter", "Milliseconds spent on requests", (labels, handled))
    found["api_requests_duration_ms_count"] = metric("counter", "Number of requests", (labels, handled))
    return found


def app_stats(instance) -> dict:
    sent = sum(message.get("direction") == "out" for message in instance.state["messages"].values())
    return {
        "callback_queue_size": metric("gauge", "Callbacks waiting to be delivered", ({}, 0)),
        "callback_requests": metric("counter", "Callbacks delivered", ({"result": "success", "type": "inbound_message"}, 0)),
        "endpoint_requests": metric("counter", "Requests by end point", ({"endpoint": "messages", "result": "success"}, sent)),
    }


def db_stats(instance) -> dict:
    directions = [message.get("direction") for message in instance.state["messages"].values()]
    messages = [({"type": "incoming"}, directions.count("in")), ({"type": "outgoing"}, directions.count("out"))]
    return {
        "db_contacts": metric("gauge", "Contacts in the database", ({"type": "all"}, len(instance.state["contacts"]))),
        "db_message_receipts": metric("gauge", "Receipts in the database", ({"type": "all"}, 0)),
        "db_messages": metric("gauge", "Messages in the database", *messages),
        "db_pending_callbacks": metric("gauge", "Callbacks in the database", ({"type": "all"}, 0)),
        "db_pending_messages": metric("gauge", "Messages to be sent", ({"type": "all"}, 0)),
    }
