# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.trust [PART ...]``: runs the attacks, prints a table, writes build/trust.json, fails when any cell did."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.collection_tree import ROOT, collections_path

WORKERS = 2


def _ready() -> None:
    """Lets this process import the collection, as pytest-ansible does for the tests."""
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = collections_path()
    from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

    _AnsibleCollectionFinder([os.environ["ANSIBLE_COLLECTIONS_PATH"]])._install()


def _faults(number: int) -> list[dict]:
    _ready()
    from tests.emulator.process import Emulator
    from tests.support.fixtures import API_KEY
    from tests.trust.fault_matrix import run_share

    os.environ["PYTEST_XDIST_WORKER"] = f"gw{number}"
    with Emulator(groups="on", registration="open", api_key=API_KEY) as emulator:
        return [vars(cell) for cell in run_share(emulator, number, WORKERS)]


def _kills(number: int) -> list[dict]:
    _ready()
    from tests.emulator.process import Emulator
    from tests.trust.scenarios import run_share

    os.environ["PYTEST_XDIST_WORKER"] = f"gw{number}"
    with Emulator(groups="on", registration="open") as emulator:
        return [vars(kill) for kill in run_share(emulator, number, WORKERS)]


def _answers(number: int) -> list[dict]:
    _ready()
    from tests.trust.hostile_answers import run_share

    return [vars(cell) for cell in run_share(number, WORKERS)]


PARTS = {"faults": _faults, "kills": _kills, "answers": _answers}


def main() -> int:
    """Runs the parts; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when none is given")
    chosen = parser.parse_args().parts or list(PARTS)
    report, failed = {}, 0
    for name in chosen:
        began = time.monotonic()
        with ProcessPoolExecutor(WORKERS) as pool:
            cells = [cell for share in pool.map(PARTS[name], range(WORKERS)) for cell in share]
        bad = [cell for cell in cells if cell["problem"]]
        failed += len(bad)
        report[name] = {"cells": len(cells), "passed": len(cells) - len(bad), "seconds": round(time.monotonic() - began), "failed": bad}
        for measure in ("seconds", "mebibytes"):
            if measure in cells[0]:
                report[name]["most_" + measure] = round(max(cell[measure] for cell in cells), 1)
        print(f"{name}: {len(cells)} cells, {len(cells) - len(bad)} passed, {len(bad)} failed, {report[name]['seconds']} s", flush=True)
        for problem, count in Counter(cell["problem"] for cell in bad).most_common():
            example = next(cell for cell in bad if cell["problem"] == problem)
            print(
                f"  {count} x {problem}\n      such as {', '.join(f'{key}: {value}' for key, value in example.items() if key != 'problem')}"
            )
    path = Path(ROOT) / "build" / "trust.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
