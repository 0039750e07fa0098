# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the attacks agree on: what is compared of an instance, which calls must not be repeated, what a failure must say."""

from __future__ import annotations

from collections import Counter

# Counters, times, and what differs from instance to instance.
NOT_COMPARED = ("messages", "media", "nodes", "expire_timestamp")
# Calls whose repetition could do harm. The shards call is documented to be repeated after a 403.
NEVER_TWICE = {
    ("POST", "/v1/account"), ("POST", "/v1/account/verify"), ("POST", "/v1/settings/backup"), ("POST", "/v1/settings/restore"),
    ("POST", "/v1/messages"),
}  # fmt: skip


def comparable(state: dict) -> dict:
    """The state of an instance without what the server makes up: identifiers and links of groups, times, counters."""
    result = {key: value for key, value in state.items() if key not in NOT_COMPARED}
    result["registration"] = {key: value for key, value in state["registration"].items() if key != "registered_at"}
    made_up = ("creation_time", "invite")
    groups = [{key: value for key, value in group.items() if key not in made_up} for group in state["groups"].values()]
    result["groups"] = sorted(groups, key=lambda group: group["subject"])
    return result


def end_problems(state: dict, expected: dict) -> list[str]:
    """Where an instance differs from what it should be; both as comparable() gives them."""
    differing = [key for key in expected if expected[key] != state.get(key)]
    return [f"the instance ends in another state: {', '.join(differing)}"] if differing else []


def sentence_problems(message: str, url: str) -> list[str]:
    """What is wrong with the message of a failure."""
    problems = [] if url in message else ["the sentence does not name the instance"]
    if "unforeseen" in message or "Traceback" in message or "\n" in message:
        problems.append("the failure was not foreseen: " + message[:200])
    return problems


def repeat_problems(journal: list[dict]) -> list[str]:
    """The calls of NEVER_TWICE that were sent again although the server may have acted."""
    acted = [entry for entry in journal if entry["status"] not in (401, 429, 503) and entry["fault"] != "reset_before"]
    sent = Counter((entry["method"], entry["path"]) for entry in acted)
    return [f"{method} {path} was sent {sent[method, path]} times" for method, path in sorted(NEVER_TWICE) if sent[method, path] > 1]
