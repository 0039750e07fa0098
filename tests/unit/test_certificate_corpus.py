# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.trust certificates`, whole: the verdict on every bundle of the corpus, against real handshakes."""

from __future__ import annotations

import pytest

from tests.trust.certificates import CORPUS, run_cell


@pytest.mark.parametrize("name", CORPUS)
def test_the_verdict_is_that_of_real_clients(name):
    """Accepted: requests and ssl connect with either TLS version. Refused: a server or a client refuses it too, or the form is wrong."""
    assert run_cell(name).problem == ""


def test_the_corpus_is_large_and_of_both_kinds():
    refused = sum(entry.refusal is not None for entry in CORPUS.values())
    assert len(CORPUS) >= 90
    assert min(refused, len(CORPUS) - refused) >= 40
