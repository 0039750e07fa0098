# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batches of a run: sizes as Ansible takes them, and instances that do not answer by themselves."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.batches import batch_size, batch_sizes


@pytest.mark.parametrize(
    ("sizes", "answering", "silent", "batches"),
    [
        ([1, "10%", "100%"], 20, 0, [1, 2, 17]),
        ([1, "10%", "100%"], 18, 2, [1, 2, 15, 2]),
        ([1, "10%", "100%"], 0, 20, [1, 2, 17]),
        ([1, "10%", "100%"], 10, 10, [1, 2, 17]),
        (["100%"], 18, 2, [18, 2]),
        (["100%"], 1, 9, [10]),
        ([5], 7, 6, [5, 2, 5, 1]),
        (["1%"], 3, 0, [1, 1, 1]),
        (["100%"], 0, 0, []),
    ],
)
def test_sizes(sizes, answering, silent, batches):
    assert batch_sizes(sizes, answering, silent) == batches
    assert sum(batches) == answering + silent


@pytest.mark.parametrize("element", [0, "0%", -1, 1.5, "ten", "", "10 %", "%", True, None, [1]])
def test_what_is_no_size_is_refused(element):
    with pytest.raises(ValueError, match="is not the size of a batch"):
        batch_size(element)


@pytest.mark.parametrize(("element", "size"), [(1, 1), ("12", 12), ("10%", "10%")])
def test_sizes_are_numbers_and_percentages(element, size):
    assert batch_size(element) == size
