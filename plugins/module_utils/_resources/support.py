# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Support info: /v1/support (Meta's reference: support)."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import MASK, normalize_int

SECRET = re.compile(r"PASSW|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL", re.IGNORECASE)
ASSIGNMENT = re.compile(r"(\w+)=.+", re.DOTALL)
MILLISECONDS = 10**11  # seconds reach it in the year 5138


def redacted(value):
    """The value with everything masked whose name sounds like a secret: the environment of the containers is part of it."""
    if isinstance(value, list):
        return [redacted(item) for item in value]
    if isinstance(value, dict):
        hide = {"value"} if SECRET.search(str(value.get("name", ""))) else set()
        return {
            key: MASK if isinstance(item, str) and item and (key in hide or SECRET.search(key)) else redacted(item)
            for key, item in value.items()
        }
    if isinstance(value, str):
        assignment = ASSIGNMENT.fullmatch(value)
        if assignment and SECRET.search(assignment[1]):
            return "%s=%s" % (assignment[1], MASK)
    return value


def moment(timestamp):
    """UTC as 2026-03-14T15:29:26Z from seconds or milliseconds since 1970, or None when it is neither."""
    number = normalize_int(timestamp)
    if isinstance(number, bool) or not isinstance(number, int) or number <= 0:
        return None
    try:
        moment = datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def describe(support):
    """The module's return values from the server's object, which holds one node or is keyed by node."""
    support = support if isinstance(support, dict) else {}
    many = bool(support) and all(isinstance(told, dict) for told in support.values())
    nodes = [_node(name, told) for name, told in (support.items() if many else [(None, support)])]
    numbers = [node["phone_number"] for node in nodes if node["phone_number"]]
    told_unregistered = any(node["support"].get("debug_info") == "unregistered" for node in nodes)
    return {
        "topology": "multi" if many else "single",
        "nodes": nodes,
        "registered": True if numbers else False if told_unregistered else None,
        "phone_number": numbers[0] if numbers else None,
        "expires": min((node["expires"] for node in nodes if node["expires"]), default=None),
    }


def _node(name, told):
    """One node. A node that could not be asked has errors in place of everything else."""
    errors = told.get("errors")
    number = str(told.get("debug_info") or "")
    return {
        "name": name,
        "role": told.get("role"),
        "errors": errors if isinstance(errors, list) else [],
        "phone_number": number.lstrip("+") if number.lstrip("+").isdigit() else None,
        "connection": told.get("socket_conn"),
        "expires": moment(told.get("expire_timestamp")),
        "support": redacted({key: item for key, item in told.items() if key != "errors"}),
    }


SUPPORT_INFO = Info(name="support_info", read=lambda client, desired: describe(client.get("support", pick=("support",))))
