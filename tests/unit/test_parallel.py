# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pool of a sweep: every host gets a row, whatever becomes of the process that looks at it."""

from __future__ import annotations

import os
import time

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.parallel import sweep


def swept(hosts, work, processes=2, threads=2):
    """{host: row} of a sweep."""
    rows = {}
    sweep(hosts, work, processes, threads, rows.__setitem__)
    return rows


@pytest.mark.parametrize(("processes", "threads"), [(1, 1), (2, 3), (9, 9)])
def test_every_host_is_looked_at_once(processes, threads):
    hosts = [f"wa{number}" for number in range(7)]
    assert swept(hosts, lambda host: {"is": host}, processes, threads) == {host: {"is": host} for host in hosts}


def test_nobody_to_look_at():
    assert swept([], dict) == {}


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_row_of_any_size_arrives_whole(size):
    """Also one that fills the pipe and is read in pieces, with line ends in it."""
    text = "ä\n" * (size // 2)
    assert swept(["a", "b", "c"], lambda host: {"text": text + host}) == {host: {"text": text + host} for host in "abc"}


def test_a_process_that_dies_takes_its_own_hosts_alone():
    def work(host):
        if host == "bad":
            os._exit(9)
        return {"failed": False}

    rows = swept(["bad", "good", "behind bad", "behind good"], work, threads=1)
    assert rows["bad"] == rows["behind bad"] == {"failed": True, "msg": "the process that looked at it died; run again"}
    assert rows["good"] == rows["behind good"] == {"failed": False}


def test_an_interrupted_sweep_leaves_no_process_behind(monkeypatch):
    started, fork = [], os.fork

    def noted_fork():
        pid = fork()
        started.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted_fork)

    def work(host):
        time.sleep(60 if host != "first" else 0)
        return {"pid": os.getpid()}

    def interrupt(host, row):
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        sweep(["first", "b", "c", "d"], work, 2, 2, interrupt)
    assert time.monotonic() - began < 30
    assert len(started) == 2
    for pid in started:
        with pytest.raises(ChildProcessError):  # already waited for
            os.waitpid(pid, os.WNOHANG)
