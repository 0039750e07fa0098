# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.trust [PART ...]``: runs the attacks, writes build/trust and the table of docs/reliability.md; exits 1 on a problem.

``--slice 3/12`` runs the third twelfth of each part. The table has all results that there are in build/trust.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from tests.collection_tree import collections_path
from tests.trust import report


@cache
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


def _playbooks(number: int, of: int) -> list[dict]:
    from tests.emulator.process import Emulator
    from tests.trust.playbook_faults import run_share

    with Emulator(groups="on", registration="open") as emulator, tempfile.TemporaryDirectory(prefix="trust-") as folder:
        return [vars(cell) for cell in run_share(emulator, number, of, Path(folder))]


def _together(number: int, of: int) -> list[dict]:
    from tests.emulator.process import Emulator
    from tests.trust.together import run_share

    with Emulator(groups="on", registration="open") as emulator, tempfile.TemporaryDirectory(prefix="trust-") as folder:
        return [vars(cell) for cell in run_share(emulator, number, of, Path(folder))]


def _answers(number: int, of: int) -> list[dict]:
    from tests.trust.hostile_answers import run_share

    return [vars(cell) for cell in run_share(number, of)]


def _certificates(number: int, of: int) -> list[dict]:
    from tests.trust.certificates import run_share

    return [vars(cell) for cell in run_share(number, of)]


def _secrets(number: int, of: int) -> list[dict]:
    from tests.emulator.process import Emulator
    from tests.trust.canaries import run_share

    with Emulator(groups="on", registration="open") as emulator, tempfile.TemporaryDirectory(prefix="trust-") as folder:
        return [vars(cell) for cell in run_share(emulator, number, of, Path(folder))]


@dataclass(frozen=True)
class Part:
    """run(number, of) attacks with every `of`-th case, from `number` on. It is run in `shares` shares, on `workers` processes at a time.

    describe(cells): what the cells are, for the table.
    """

    run: Callable[[int, int], list[dict]]
    workers: int
    shares: int
    describe: Callable[[list[dict]], str]


def _kinds(cells: list[dict], field: str) -> int:
    return len({cell[field] for cell in cells})


def _each(cells: list[dict], field: str) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(Counter(cell[field] for cell in cells).items()))


def _most(cells: list[dict], field: str) -> float:
    return max(cell[field] for cell in cells)


# The faults and the answers wait most of the time.
PARTS = {
    "faults": Part(_faults, 8, 32, lambda cells: f"{_kinds(cells, 'case')} uses of modules, {_kinds(cells, 'fault')} faults"),
    "playbooks": Part(_playbooks, 2, 9, lambda cells: f"a sample: {_each(cells, 'playbook')}; {_kinds(cells, 'fault')} faults"),
    "kills": Part(_kills, 3, 9, lambda cells: f"{_each(cells, 'playbook')}; {_each(cells, 'victim')}"),
    "secrets": Part(_secrets, 2, 13, lambda cells: f"{_kinds(cells, 'place')} places, {_each(cells, 'way')}"),
    "answers": Part(
        _answers, 4, 8, lambda cells: f"at most {_most(cells, 'seconds'):.1f} s with `timeout: 1`, and {_most(cells, 'mebibytes'):.1f} MiB"
    ),
    "certificates": Part(_certificates, 2, 2, lambda cells: f"{sum(cell['accepted'] for cell in cells)} of them to be accepted"),
    "together": Part(_together, 1, 6, lambda cells: f"{_each(cells, 'playbook')}; two runs and an audit at a time, 50 forks"),
}


def _share(part: str, number: int) -> list[dict]:
    """In a process of its own: one share of a part (counted from 0)."""
    _ready()
    os.environ["PYTEST_XDIST_WORKER"] = f"gw{number}"  # instances with addresses of their own
    return PARTS[part].run(number, PARTS[part].shares)


def _run(name: str, number: int, of: int) -> list[dict]:
    """The cells of the shares of slice `number` of `of` (counted from 1)."""
    part = PARTS[name]
    with ProcessPoolExecutor(part.workers) as pool:
        return [cell for cells in pool.map(partial(_share, name), range(number - 1, part.shares, of)) for cell in cells]


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
        began, load, commit = time.monotonic(), os.getloadavg()[0], report.commit()
        try:
            cells = _run(part, number, of)
        except Exception as error:  # the other parts are run all the same
            print(f"{part}: stopped: {type(error).__name__}: {error}", flush=True)
            failed += 1
            continue
        seconds = round(time.monotonic() - began)
        report.save(part, number, of, cells, seconds, load, commit)
        failed += report.show(part, cells, seconds)
    report.write_table({name: part.describe for name, part in PARTS.items()})
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
