# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One row for each host of an audit: a summary, its status, and what it needs. Pure; knows no inventory, no files."""

from __future__ import annotations

from typing import Any

STATUSES = ("in_sync", "drifted", "failed", "unreachable")
# Why a host has to go through the role; the order is that of the list in a row.
NEEDS = ("not_swept", "unreachable", "login", "failed", "drift", "restart", "registration", "health")
ROW_KEYS = (
    "url", "restart_required", "not_done", "msg", "failure", "warnings", "health",
    "number", "facts", "not_swept", "pending", "seconds",
)  # fmt: skip
SECTION_KEYS = ("changed", "failed", "msg", "failure", "not_offered", "no_number", "diff", "restart_required")


def to_row(host: str, result: dict) -> dict:
    """The row of a host. result: the return values of whatsapp_instance or of the sweep, summarized or not."""
    row = dict(summarize(result), host=host, status=status_of(result))
    del row["failed"]
    row["needs"] = needs_of(row)
    return row


def summarize(result: dict) -> dict:
    """The members of a row: each section as whatsapp_instance returned it, without the diff of sections in sync."""
    sections = {name: _summarize_section(section) for name, section in (result.get("sections") or {}).items()}
    further = {name: result[name] for name in ROW_KEYS if result.get(name)}
    return {"changed": bool(result.get("changed")), "failed": bool(result.get("failed")), "sections": sections, **further}


def _summarize_section(section: dict) -> dict:
    omitted = () if section["changed"] else ("diff", "restart_required")
    return {name: section[name] for name in SECTION_KEYS if section.get(name) is not None and name not in omitted}


def status_of(result: dict) -> str:
    """in_sync, drifted, unreachable (no answer) or failed (it answered, or was not asked)."""
    if not result.get("failed"):
        return "drifted" if result.get("changed") else "in_sync"
    return "unreachable" if _silent(result.get("failure")) else "failed"


def _silent(failure: Any) -> bool:
    return bool(failure) and failure.get("status") is None and bool(failure.get("method"))


def needs_of(row: dict) -> list[str]:
    """Which of NEEDS apply. An empty list means that all that was checked is as declared."""
    number, health = row.get("number") or {}, row.get("health") or {}
    failure = row.get("failure") or {}
    refused = failure.get("status") == 401 or str(failure.get("path", "")).endswith("/users/login")
    applies = {
        "not_swept": "not_swept" in row,
        "unreachable": row["status"] == "unreachable",
        "login": row["status"] == "failed" and refused,
        "failed": row["status"] == "failed" and not refused and "not_swept" not in row,
        "drift": row["changed"],
        "restart": bool(row.get("restart_required")),
        "registration": bool(number) and number["registered"] != number["declared"],
        "health": bool(health) and not health.get("as_wanted", health.get("healthy")),
    }
    return [name for name in NEEDS if applies[name]]
