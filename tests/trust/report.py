# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves what the attacks of tests/trust measured, and writes the table of docs/reliability.md from it. Knows no attack."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ansible.release

from tests.collection_tree import ROOT

RESULTS = Path(ROOT) / "build" / "trust"
PAGE = Path(ROOT) / "docs" / "reliability.md"
BEGIN, END = "<!-- begin: written by make trust -->\n", "<!-- end: written by make trust -->\n"


@dataclass(frozen=True)
class Part:
    """What is measured of a part. share: "" for the whole, or such as "2 of 4 slices". dates, commits: of its slices.

    load: the highest load average of the machine before one of them.
    """

    cells: list[dict]
    seconds: int
    dates: set[str]
    commits: set[str]
    load: float
    share: str = ""


def save(part: str, number: int, of: int, cells: list[dict], seconds: int, load: float, commit: str) -> None:
    """Writes the cells of one slice, and removes slices of another division of the same part.

    load, commit: the load average of the machine, and the commit, before the slice was run.
    """
    RESULTS.mkdir(parents=True, exist_ok=True)
    for path in RESULTS.glob(f"{part}.*.json"):
        if not path.name.endswith(f"of{of}.json"):
            path.unlink()
    measured = {"seconds": seconds, "date": time.strftime("%Y-%m-%d"), "commit": commit, "load": round(load, 1), "cells": cells}
    (RESULTS / f"{part}.{number}of{of}.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


def commit() -> str:
    """The commit of this tree; with a plus sign when files differ from it."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--exclude=*", "--dirty=+"]
    return subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE).stdout.strip() or "unknown"


def show(part: str, cells: list[dict], seconds: int) -> int:
    """Prints the problems of these cells with an example of each; returns how many cells have one."""
    bad = [cell for cell in cells if cell["problem"]]
    print(f"{part}: {len(cells)} cells, {len(cells) - len(bad)} passed, {len(bad)} failed, {seconds} s", flush=True)
    for problem, count in Counter(cell["problem"] for cell in bad).most_common():
        example = next(cell for cell in bad if cell["problem"] == problem)
        where = ", ".join(f"{key}: {value}" for key, value in example.items() if key != "problem")
        print(f"  {count} x {problem}\n      such as {where}")
    return len(bad)


def load(part: str) -> Part | None:
    """What there is of a part; None when there is nothing."""
    paths = list(RESULTS.glob(f"{part}.*of*.json"))
    if not paths:
        return None
    slices = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    of = int(paths[0].stem.rpartition("of")[2])
    return Part(
        [cell for one in slices for cell in one["cells"]],
        sum(one["seconds"] for one in slices),
        {one["date"] for one in slices},
        {one["commit"] for one in slices},
        max(one["load"] for one in slices),
        "" if len(paths) == of else f"{len(paths)} of {of} slices",
    )


def table(parts: dict[str, Part], describe: dict[str, Callable[[list[dict]], str]]) -> str:
    """The Markdown of all parts: one row for each, then one for each kind of problem. describe: part: what its cells were, in words."""
    python, core = ".".join(platform.python_version_tuple()[:2]), ".".join(ansible.release.__version__.split(".")[:2])
    dates, commits = (sorted(set().union(*sets)) for sets in zip(*((part.dates, part.commits) for part in parts.values()), strict=True))
    lines = [
        f"With {os.cpu_count()} processor cores, Python {python} and ansible-core {core}.",
        f"Measured on {' and '.join(dates)}, at commit {' and '.join(commits)}.",
        "`load` is the load average of the machine before the part. Where it is not near 0, other work went on beside it.",
        "",
        "| part | cells | passed | failed | seconds | load | what the cells are |",
        "|---|---|---|---|---|---|---|",
    ]
    problems: Counter[tuple[str, str]] = Counter()
    for part, measured in parts.items():
        cells = measured.cells
        bad = [cell["problem"] for cell in cells if cell["problem"]]
        problems.update((part, re.sub(r"https?://[^\s,;]+", "URL", problem).replace("|", "\\|")) for problem in bad)
        counts = f"{len(cells):,} | {len(cells) - len(bad):,} | {len(bad):,} | {measured.seconds:,} | {measured.load}"
        what = "; ".join(filter(None, (measured.share, describe[part](cells))))
        lines.append(f"| `{part}` | {counts} | {what} |")
    lines += [f"| `{part}` | not measured | | | | | |" for part in describe if part not in parts]
    if problems:
        lines += ["", "| part | failed cells | what was wrong |", "|---|---|---|"]
        lines += [f"| `{part}` | {count:,} | {problem} |" for (part, problem), count in problems.most_common()]
    return "\n".join(lines) + "\n"


def write_table(describe: dict[str, Callable[[list[dict]], str]]) -> None:
    """Replaces the table of the page by one of all results that there are."""
    parts = {name: measured for name in describe if (measured := load(name))}
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE} lacks the lines between which the table stands")
    PAGE.write_text(before + BEGIN + "\n" + table(parts, describe) + "\n" + END + after, encoding="utf-8")
