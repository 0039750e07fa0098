# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves what the attacks of tests/trust measured, and writes the table of docs/reliability.md from it; knows no attack."""

from __future__ import annotations

import json
import platform
import re
from collections import Counter
from pathlib import Path

import ansible.release

from tests.collection_tree import ROOT

RESULTS = Path(ROOT) / "build" / "trust"
PAGE = Path(ROOT) / "docs" / "reliability.md"
BEGIN, END = "<!-- begin: written by make trust -->\n", "<!-- end: written by make trust -->\n"


def save(part: str, number: int, of: int, cells: list[dict], seconds: int) -> None:
    """Writes the cells of one slice; slices of another division of the same part are removed."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    for path in RESULTS.glob(f"{part}.*.json"):
        if not path.name.endswith(f"of{of}.json"):
            path.unlink()
    content = json.dumps({"seconds": seconds, "cells": cells}, indent=1) + "\n"
    (RESULTS / f"{part}.{number}of{of}.json").write_text(content, encoding="utf-8")


def show(part: str, cells: list[dict], seconds: int) -> int:
    """Prints the problems of these cells with an example of each; returns how many cells have one."""
    bad = [cell for cell in cells if cell["problem"]]
    print(f"{part}: {len(cells)} cells, {len(cells) - len(bad)} passed, {len(bad)} failed, {seconds} s", flush=True)
    for problem, count in Counter(cell["problem"] for cell in bad).most_common():
        example = next(cell for cell in bad if cell["problem"] == problem)
        where = ", ".join(f"{key}: {value}" for key, value in example.items() if key != "problem")
        print(f"  {count} x {problem}\n      such as {where}")
    return len(bad)


def load(part: str) -> tuple[list[dict], int] | None:
    """(cells, seconds) of all slices of a part; None when a slice is missing."""
    paths = list(RESULTS.glob(f"{part}.*of*.json"))
    if not paths or len(paths) != int(paths[0].stem.rpartition("of")[2]):
        return None
    slices = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return [cell for one in slices for cell in one["cells"]], sum(one["seconds"] for one in slices)


def table(parts: dict[str, tuple[list[dict], int]]) -> str:
    """The Markdown of all parts: one row for each, then one for each kind of problem."""
    python, core = ".".join(platform.python_version_tuple()[:2]), ".".join(ansible.release.__version__.split(".")[:2])
    lines = [f"With Python {python} and ansible-core {core}:", "", "| part | cells | passed | failed | seconds |", "|---|---|---|---|---|"]
    problems: Counter[tuple[str, str]] = Counter()
    for part, (cells, seconds) in parts.items():
        bad = [cell["problem"] for cell in cells if cell["problem"]]
        problems.update((part, re.sub(r"https?://\S+", "URL", problem).replace("|", "\\|")) for problem in bad)
        lines.append(f"| `{part}` | {len(cells):,} | {len(cells) - len(bad):,} | {len(bad):,} | {seconds:,} |")
    if problems:
        lines += ["", "| part | failed cells | what was wrong |", "|---|---|---|"]
        lines += [f"| `{part}` | {count:,} | {problem} |" for (part, problem), count in problems.most_common()]
    return "\n".join(lines) + "\n"


def write_table(names: list[str]) -> bool:
    """Replaces the table of the page. Returns False, and leaves the page as it is, when a slice of a part is missing."""
    parts = {name: measured for name in names if (measured := load(name))}
    missing = [name for name in names if name not in parts]
    if missing:
        print(f"docs/reliability.md stays as it is: there are no whole results of {', '.join(missing)}")
        return False
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE} lacks the lines between which the table stands")
    PAGE.write_text(before + BEGIN + "\n" + table(parts) + "\n" + END + after, encoding="utf-8")
    return True
