# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slice of `python -m tests.trust answers`: whole modules against answers without an end; time and memory are measured."""

from __future__ import annotations

import pytest

from tests.trust.hostile_answers import Cell, all_cells, run_cell

SLICE = [
    ("login", "endless body"), ("login", "slowly: headers"),
    ("read", "gzip bomb"), ("read", "slowly: 103 Early Hints"), ("read", "endless 100 Continue"),
    ("write", "1 GiB announced"), ("write", "slowly: body"), ("write", "slowly: nothing"),
    ("medium", "chunk of size -1"), ("medium", "endless chunks"), ("medium", "zlib bomb in a chunk"),
    ("certificate", "endless body"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "answer"), SLICE)
def test_a_module_survives_what_it_is_sent(call, answer):
    """One sentence, in time, in bounded memory, and nothing left behind."""
    assert run_cell(Cell(answer, call, "https")).problem is None


def test_every_answer_is_sent_to_every_kind_of_call():
    """The whole has some 300 cells; this is what `make test` has no time for."""
    cells = all_cells()
    assert len({(cell.answer, cell.call, cell.scheme) for cell in cells}) == len(cells) >= 290
    assert set(SLICE) <= {(cell.call, cell.answer) for cell in cells}
