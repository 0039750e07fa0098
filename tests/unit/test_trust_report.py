# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/reliability.md is made of the results of `make trust`, and says what was not measured."""

from __future__ import annotations

import pytest

from tests.trust import report

DESCRIBE = {name: lambda cells: f"{len(cells)} in all" for name in ("faults", "kills", "answers")}
PASSED, FAILED = {"problem": ""}, {"problem": "https://127.0.0.1:1: it | broke"}


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A page with a table in it, and no results yet."""
    path = tmp_path / "page.md"
    path.write_text(f"before\n{report.BEGIN}old\n{report.END}after\n")
    monkeypatch.setattr(report, "PAGE", path)
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    return path


def test_the_table_says_what_was_measured(page):
    """Whole parts, some slices of a part, and a part that was not run; failures by their reason."""
    for number in (1, 2):
        report.save("faults", number, 2, [PASSED, FAILED], 7, 0.24, "abc")
    report.save("kills", 2, 3, [PASSED], 5, 1.5, "abd")
    report.write_table(DESCRIBE)
    text = page.read_text()
    assert "| `faults` | 4 | 2 | 2 | 14 | 0.2 | 4 in all |" in text
    assert "| `kills` | 1 | 1 | 0 | 5 | 1.5 | 1 of 3 slices; 1 in all |" in text
    assert "| `answers` | not measured |" in text
    assert "| `faults` | 2 | URL it \\| broke |" in text
    assert "at commit abc and abd" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text


def test_slices_of_another_division_are_replaced(page):
    """They are not counted twice."""
    report.save("faults", 1, 2, [PASSED], 7, 0.2, "abc")
    report.save("faults", 1, 1, [PASSED, PASSED], 9, 0.2, "abc")
    measured = report.load("faults")
    assert (len(measured.cells), measured.seconds, measured.share) == (2, 9, "")
