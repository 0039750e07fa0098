# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Support info: /v1/support (Meta's reference: support)."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import has_any, node_errors, split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_timestamp, phone_digits

SECRET = re.compile(r"PASSW|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL", re.IGNORECASE)
ASSIGNMENT = re.compile(r"([\w.-]*(?:%s)[\w.-]*\W{0,3}?[=:]).+" % SECRET.pattern, re.IGNORECASE | re.DOTALL)
USER_INFORMATION = re.compile(r"([a-z][a-z0-9+.-]*://)[^\s/]+@", re.IGNORECASE)
UNREGISTERED = "unregistered"  # in debug_info, in place of the number
is_node = has_any("debug_info", "socket_conn", "expire_timestamp", "context", "db_engine", "os_name", "role")


def redacted(value: Any) -> Any:
    """The value with everything masked whose name looks like a secret: it includes the environment of the containers."""
    if isinstance(value, list):
        return [redacted(item) for item in value]
    if isinstance(value, dict):
        is_named = bool(SECRET.search(str(value.get("name", ""))))  # {"name": "db_password", "value": ...}
        return {key: _masked(item) if SECRET.search(key) or is_named and key == "value" else redacted(item) for key, item in value.items()}
    if isinstance(value, str):
        return USER_INFORMATION.sub(r"\1%s@" % MASK, ASSIGNMENT.sub(r"\1" + MASK, value))
    return value


def _masked(value: Any) -> Any:
    """A mask for texts, and for whatever holds some."""
    return MASK if value and isinstance(value, (str, list, dict)) else value


def describe(support: Json) -> dict:
    """The module's return values from the server's object, which holds one node or is keyed by node."""
    shown = split_nodes(support, is_node)
    nodes = [_describe_node(name, node) for name, node in shown]
    numbers = [node["phone_number"] for node in nodes if node["phone_number"]]
    is_unregistered = any(node["support"].get("debug_info") == UNREGISTERED for node in nodes)
    return {
        "topology": "single" if any(name is None for name, _node in shown) else "multi",
        "nodes": nodes,
        "registered": True if numbers else False if is_unregistered else None,
        "phone_number": numbers[0] if numbers else None,
        "expires": min((node["expires"] for node in nodes if node["expires"]), default=None),
    }


def _describe_node(name: str | None, node: Json) -> dict:
    """One node. A node that could not be asked has errors in place of everything else."""
    return {
        "name": name,
        "role": node.optional_text("role"),
        "errors": node_errors(node),
        "phone_number": phone_digits(node.optional_text("debug_info") or ""),
        "connection": node.optional_text("socket_conn"),
        "expires": format_timestamp(node.optional_integer("expire_timestamp")),
        "support": redacted({key: item for key, item in node.value.items() if key != "errors"}),
    }


def read(client: Client, desired: dict) -> dict:
    """The support info, described."""
    return describe(client.get("support").secret().object("support"))


SUPPORT_INFO = Info(name="support_info", read=read)
