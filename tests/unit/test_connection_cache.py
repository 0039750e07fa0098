# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that outlive a task: one for each instance, not for long, and not too many."""

from __future__ import annotations

import resource

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution import connection_cache


class Line:
    """Stands for an adapter: notes whether it was taken up again, or ended."""

    def __init__(self):
        self.taken, self.ended = 0, False

    def mark_reused(self):
        self.taken += 1
        return self

    def close(self):
        self.ended = True


@pytest.fixture
def cache(monkeypatch):
    """An empty store, and the hands of its clock."""
    clock = [100.0]
    monkeypatch.setattr(connection_cache.time, "monotonic", lambda: clock[0])
    return connection_cache.ConnectionCache(), clock


def test_one_is_taken_once(cache):
    store, _clock = cache
    line = Line()
    store.put("wa1", line)
    assert store.get("wa2") is None
    assert (store.get("wa1"), line.taken) == (line, 1)
    assert store.get("wa1") is None
    assert not line.ended


def test_one_that_nobody_used_for_long_is_ended(cache):
    store, clock = cache
    lines = [Line() for _number in range(3)]
    store.put("wa0", lines[0])
    clock[0] += store.MAX_IDLE + 1
    assert store.get("wa0") is None
    assert lines[0].ended
    store.put("wa1", lines[1])
    clock[0] += store.MAX_IDLE + 1
    store.put("wa2", lines[2])
    assert (lines[1].ended, lines[2].ended) == (True, False)


def test_a_newer_one_takes_the_place_of_an_older(cache):
    store, _clock = cache
    old, new = Line(), Line()
    store.put("wa1", old)
    store.put("wa1", new)
    assert (old.ended, store.get("wa1")) == (True, new)


@pytest.mark.parametrize(("files", "most"), [(20, 10), (1_000_000, 2000), (-1, 2000)])
def test_there_are_not_more_than_the_system_allows(cache, monkeypatch, files, most):
    """files: how many a process may have open; -1 stands for any number."""
    store, _clock = cache
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (files, files))
    lines = [Line() for _number in range(most + 2)]
    for number, line in enumerate(lines):
        store.put(number, line)
    assert [line.ended for line in lines] == [True, True] + [False] * most
