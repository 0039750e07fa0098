# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One node or many: the one place that knows how an answer speaks of several nodes. Knows no resource.

A single instance answers with its own object. High-availability and multiconnect set-ups answer with an object keyed by node
("hostname:container"), and a node that could not be asked has `errors` in place of everything else (health, support, statistics,
garbage collection; Meta's reference, and observed in 2019).
"""

from __future__ import annotations

from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json


def split_nodes(answer: Json, is_node: Callable[[dict[str, Any]], bool]) -> list[tuple[str | None, Json]]:
    """[(name, object)] of the nodes in `answer`; the name is None for the object of a single instance.

    is_node: whether these are the members of a node that could be asked. An empty object has no node.
    Raises ApiError when the answer is neither a node nor an object of nodes.
    """
    members = answer.members()
    if "errors" in members or is_node(answer.object().value):
        return [(None, answer.object())]
    return [(name, member.object()) for name, member in members.items()]


def has_any(*names: str) -> Callable[[dict[str, Any]], bool]:
    """Recognizes a node by the names of its members."""
    return lambda members: any(name in members for name in names)


def node_errors(node: Json) -> list[dict[str, Any]]:
    """The errors of a node that could not be asked, [] when there are none."""
    return [error.object().value for error in node.optional_array("errors") or ()]
