# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Since when a problem exists, what is new and what is resolved. Pure; knows no files and no Ansible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

COMPARED = ("in_sync", "drifted", "no_number", "not_offered")  # statuses of a section whose differences are known
EXAMINED = (*COMPARED, "failed")
BAD = ("warning", "critical")
KIND = {
    "instance": 1,
    "section": 2,
    "difference": 2,
    "check": 2,
    "unknown": 2,
}  # elements of a key that must be in coverage()
WORST_FIRST = ("critical", "instance", "section", "difference", "warning", "unknown")  # kinds of a key; for a check its status


MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)


def add_history(report: dict, earlier: Iterable[dict]) -> None:
    """Adds `since` to every problem of a report, and `history` to the report. earlier: reports before it, the newest first.

    A problem is compared with the last audit that examined it: one that did not reach the instance or the section does not count.
    """
    hosts = {item["host"]: _Host(item) for item in report["instances"]}
    points, resolved = [_point(report["generated_at"], report["instances"])], []
    for part in earlier:
        same = [item for item in part["instances"] if item["host"] in hosts and item["audited_at"] < hosts[item["host"]].audited_at]
        for item in same:
            resolved += hosts[item["host"]].compare(item)
        if same:
            points.append(_point(part["generated_at"], same))
    new = sorted((entry for host in hosts.values() for entry in host.new()), key=lambda pair: pair[0]) if len(points) > 1 else []
    report["history"] = {"audits": points[::-1], "new": [entry for _rank, entry in new], "resolved": resolved}


class _Host:
    """One instance of the report, and its state in earlier audits."""

    def __init__(self, instance: dict) -> None:
        self.host, self.audited_at = instance["host"], instance["audited_at"]
        if "checks" in instance:  # instances may share a result
            instance["checks"] = {name: dict(result) for name, result in instance["checks"].items()}
        self.problems, self.coverage = problems(instance), coverage(instance)
        self.open = set(self.coverage)
        self.fresh = dict.fromkeys(self.problems)
        for item in self.problems.values():
            item["since"] = _since(item, self.audited_at)

    def compare(self, instance: dict) -> list[dict]:
        """Compares with the next older audit; returns the problems that are resolved since."""
        known = self.open & coverage(instance) if self.open else set()
        self.open -= known
        resolved = []
        for key, item in problems(instance).items() if known else ():
            if key[: KIND[key[0]]] not in known:
                continue
            since = _since(item, instance["audited_at"])
            if key in self.problems:
                self.fresh.pop(key)
                self.problems[key]["since"] = min(since, self.problems[key]["since"])
            else:
                resolved.append({"host": self.host, "what": _words(key), "since": since})
        return resolved

    def new(self) -> Iterator[tuple[int, dict]]:
        """The problems that no earlier audit saw, each with its rank: the worst has 0."""
        for key in self.fresh:
            part = self.problems[key]
            yield _rank(key, part), {"host": self.host, "what": _words(key), "since": part["since"]}


def problems(instance: dict) -> dict:
    """{key: the part of the instance that says it}. A key begins with its kind and a name, and is the same in each audit."""
    keyed: dict = {}
    if instance["status"] in ("failed", "unreachable"):
        keyed[("instance",)] = instance
    for name, section in instance["sections"].items():
        if section["status"] == "failed":
            keyed["section", name] = section
        keyed.update({("difference", name, *item["path"]): item for item in section.get("differences", ())})
    for name, result in instance.get("checks", {}).items():
        if result["status"] != "ok":
            keyed["check" if result["status"] in BAD else "unknown", name] = result
    return keyed


def coverage(instance: dict) -> set:
    """The prefixes of the keys that an audit has examined."""
    sections = instance["sections"].items()
    covered: set = {("instance",)}
    covered |= {("section", name) for name, section in sections if section["status"] in EXAMINED}
    covered |= {("difference", name) for name, section in sections if section["status"] in COMPARED}
    for name, result in instance.get("checks", {}).items():
        covered |= {("unknown", name)} if result["status"] == "unknown" else {("unknown", name), ("check", name)}
    return covered


def _rank(key: tuple, part: dict) -> int:
    kind = part["status"] if key[0] == "check" else key[0]
    return WORST_FIRST.index(kind)


def _since(item: dict, audited_at: str) -> str:
    since = item.get("since")
    return min(str(since), audited_at) if is_moment(since) else audited_at


def is_moment(text: Any) -> bool:
    """Whether this is UTC in ISO 8601, as a report says it; such moments can be compared as texts."""
    return isinstance(text, str) and bool(MOMENT.fullmatch(text))


def _words(key: tuple) -> str:
    kind, *names = key
    endings = {"instance": "could not be compared", "section": "%s failed", "check": "%s check", "unknown": "%s check unknown"}
    return ".".join(names) if kind == "difference" else endings[kind] % tuple(names)


def _point(generated_at: str, instances: list[dict]) -> dict:
    """How many instances an audit saw, and how many of them need attention: not in_sync, or with a check that is not ok."""
    affected = sum(
        item["status"] != "in_sync" or any(result["status"] != "ok" for result in item.get("checks", {}).values()) for item in instances
    )
    return {"generated_at": generated_at, "total": len(instances), "affected": affected}
