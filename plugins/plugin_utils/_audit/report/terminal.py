# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report on a terminal: a sentence, and a table of hosts, the worst first. Pure; knows no Ansible and no files."""

from __future__ import annotations

import re

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import printable
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import STATUSES

MAX_ROWS = 20  # of the table
MAX_NAMES = 10  # hosts in a sentence
MAX_WIDTHS = (30, 11, 46, 110)  # characters of a column at most
BAD_CHECKS = ("critical", "warning", "unknown")
WORST_FIRST = ("critical", "failed", "unreachable", "drifted", "warning", "unknown")


def summary_line(report: dict) -> str:
    """The counts of a report, with the names of the hosts that are not in sync or have a check that is not ok."""
    summary = report["summary"]
    counts = ["%d in sync" % summary["in_sync"]]
    for state in (*STATUSES[1:], *BAD_CHECKS):
        hosts = [item["host"] for item in report["instances"] if state == item["status"] or state in _results(item)]
        if hosts:
            counts.append("%d %s (%s)" % (len(hosts), state, join_names(hosts)))
    return "%s: %s" % (plural(summary["total"], "instance"), ", ".join(counts))


def table(report: dict) -> list[str]:
    """The hosts that need attention, the worst first: lines, none when all are in sync and every check is ok."""
    states = [(_state(item), item) for item in report["instances"]]
    items = [pair for state in WORST_FIRST for pair in states if pair[0] == state]
    if not items:
        return []
    headings = ("HOST", "STATE", "CHECKS AND SECTIONS" if report.get("checks") else "SECTIONS", "WHAT")
    rows = [headings, *(_row(state, item) for state, item in items[:MAX_ROWS])]
    cells = [[_cut(text, width) for text, width in zip(row, MAX_WIDTHS)] for row in rows]
    wide = [max(len(row[column]) for row in cells) for column in range(len(MAX_WIDTHS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, wide)).rstrip() for row in cells]
    return [*lines, "... and %s" % plural(len(items) - MAX_ROWS, "more host")] if len(items) > MAX_ROWS else lines


def changes(report: dict) -> list[str]:
    """What is new since the last audit and what is resolved: lines, none without a history."""
    history = report.get("history")
    if not history:
        return []
    if len(history["audits"]) < 2:
        return ["The history begins with this audit."]
    new, resolved = ([(state, entry) for entry in history[key]] for state, key in (("NEW", "new"), ("RESOLVED", "resolved")))
    lines = ["Since the audit of %s: %d new, %d resolved" % (history["audits"][-2]["generated_at"], len(new), len(resolved))]
    for entries in (new, resolved):
        lines += ["%-8s  %s  %s" % (state, _cut(entry["host"], 30), _cut(entry["what"], 110)) for state, entry in entries[:MAX_ROWS]]
        lines += ["... and %d more" % (len(entries) - MAX_ROWS)] if len(entries) > MAX_ROWS else []
    return lines


def _results(item: dict) -> list[str]:
    """The status of each check of an instance."""
    return [result["status"] for result in item.get("checks", {}).values()]


def _state(item: dict) -> str:
    """The worst state of an instance: its own status, or that of a check; in_sync when all is well."""
    states = {item["status"], *_results(item)}
    return next((state for state in WORST_FIRST if state in states), "in_sync")


def _row(state: str, item: dict) -> tuple:
    results = item.get("checks", {})
    checks = [name for bad in BAD_CHECKS for name, result in results.items() if result["status"] == bad]
    sections = [name for name, section in item["sections"].items() if section["status"] in ("drifted", "failed")]
    concerned = [*(name + " check" for name in checks), *sections]
    what = _what(item) if state == item["status"] else first_sentence(results[checks[0]].get("msg", ""))
    return item["host"], state, ", ".join(concerned) or "-", what


def _what(item: dict) -> str:
    """The first sentence of what went wrong, or what differs."""
    if item["status"] != "drifted":
        return first_sentence(item.get("msg", ""))
    paths = [(name, difference["path"]) for name, section in item["sections"].items() for difference in section.get("differences", ())]
    names = list(dict.fromkeys(".".join([name, *path]) for name, path in paths))
    return "%s: %s" % (plural(len(paths), "difference"), ", ".join(names)) if paths else "differs in what cannot be shown"


def first_sentence(text: str) -> str:
    """The text before the first remedy or the next sentence."""
    return re.split(r"; |\. (?=[A-Z])", printable(text), maxsplit=1)[0]


def plural(number: int, noun: str) -> str:
    """A number and its noun."""
    return "%d %s%s" % (number, noun, "" if number == 1 else "s")


def join_names(hosts: list[str]) -> str:
    """The first MAX_NAMES names, and the number of further ones."""
    names = ", ".join(printable(host) for host in hosts[:MAX_NAMES])
    return names + (", and %d more" % (len(hosts) - MAX_NAMES) if len(hosts) > MAX_NAMES else "")


def _cut(text: str, width: int) -> str:
    return printable(text, width)
