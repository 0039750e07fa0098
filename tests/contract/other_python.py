# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One case of each module under the Pythons of a cell of tests/versions.toml, in one playbook for each way: quick enough for .ci/run.

Its name keeps it out of `make test`, where all cases run. `make matrix CELL=modules` runs all cases under the Pythons of the cell.
"""

from __future__ import annotations

import pytest

from tests.contract.cases import all_cases
from tests.contract.test_contract import WAYS, check_changes, run_batch
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import MODULE_PYTHON

FIRST = list({case.module: case for case in reversed(all_cases())}.values())


@pytest.mark.parametrize("way", WAYS)
def test_each_module(way, emulator, tmp_path):
    """Check mode, the real run and the runs after them, with the Python of the controller or that of shipped modules."""
    cases = {f"case{number}": (case, new_instance(emulator, PROVISIONED)) for number, case in enumerate(FIRST)}
    for host, outcome in run_batch(cases, tmp_path, way).items():
        case, _instance = cases[host]
        assert outcome.failed == [], outcome.output
        check_changes(case, outcome.rows)
        assert (f"AnsiballZ_{case.module}" in outcome.output) is not WAYS[way], f"{case.module}: was it run {way}?"
        assert WAYS[way] or f"{MODULE_PYTHON} " in outcome.output, f"{case.module}: with another Python"
