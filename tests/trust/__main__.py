# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.trust [PART ...]``: runs the attacks, writes build/trust and the table of docs/reliability.md; exits 1 on a problem.

``--slice 3/12`` runs the third twelfth of each part. The table is written once all slices of all parts are there.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.collection_tree import collections_path
from tests.trust import report

WORKERS = 2


def _ready() -> None:
    """Lets this process import the collection, as pytest-ansible does for the tests."""
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = collections_path()
    from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

    _AnsibleCollectionFinder([os.environ["ANSIBLE_COLLECTIONS_PATH"]])._install()


def _faults(number: int, of: int) -> list[dict]:
    from tests.emulator.process import Emulator
    from tests.support.fixtures import API_KEY
    from tests.trust.fault_matrix import run_share

    with Emulator(groups="on", registration="open", api_key=API_KEY) as emulator:
        return [vars(cell) for cell in run_share(emulator, number, of)]


def _kills(number: int, of: int) -> list[dict]:
    from tests.emulator.process import Emulator
    from tests.trust.scenarios import run_share

    with Emulator(groups="on", registration="open") as emulator:
        return [vars(kill) for kill in run_share(emulator, number, of)]


def _answers(number: int, of: int) -> list[dict]:
    from tests.trust.hostile_answers import run_share

    return [vars(cell) for cell in run_share(number, of)]


PARTS = {"faults": _faults, "kills": _kills, "answers": _answers}


def _share(part: str, slice_: int, slices: int, worker: int) -> list[dict]:
    """In a process of its own: what one of the workers runs of a slice (counted from 0)."""
    _ready()
    os.environ["PYTEST_XDIST_WORKER"] = f"gw{worker}"
    return PARTS[part](slice_ * WORKERS + worker, slices * WORKERS)


def _slice(text: str) -> tuple[int, int]:
    """(3, 12) of "3/12"."""
    number, _slash, of = text.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a slice such as 3/12")
    return int(number), int(of)


def main() -> int:
    """Runs the parts; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when none is given")
    parser.add_argument("--slice", type=_slice, default=(1, 1), metavar="N/M", help="run the N-th of M slices only")
    options = parser.parse_args()
    number, of = options.slice
    failed = 0
    for part in options.parts or list(PARTS):
        began = time.monotonic()
        with ProcessPoolExecutor(WORKERS) as pool:
            cells = [cell for share in pool.map(partial(_share, part, number - 1, of), range(WORKERS)) for cell in share]
        seconds = round(time.monotonic() - began)
        report.save(part, number, of, cells, seconds)
        failed += report.show(part, cells, seconds)
    report.write_table(list(PARTS))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
