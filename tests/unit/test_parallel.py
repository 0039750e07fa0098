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
    assert swept(hosts, lambda host, announce: {"is": host}, processes, threads) == {host: {"is": host} for host in hosts}


def test_nobody_to_look_at():
    assert swept([], lambda host, announce: {}) == {}


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_row_of_any_size_arrives_whole(size):
    """Also one that fills the pipe and is read in pieces, with line ends in it."""
    text = "ä\n" * (size // 2)
    assert swept(["a", "b", "c"], lambda host, announce: {"text": text + host}) == {host: {"text": text + host} for host in "abc"}


def test_a_process_that_dies_takes_the_hosts_it_was_at_alone():
    """The others are looked at by whoever is left."""

    def work(host, announce):
        if host == "bad":
            os._exit(9)
        time.sleep(0.05)
        return {"failed": False}

    hosts = ["bad", *(f"good{number}" for number in range(20))]
    rows = swept(hosts, work, threads=1)
    assert rows.pop("bad") == {"failed": True, "msg": "the process that audited it died; run again"}
    assert rows == {host: {"failed": False} for host in hosts[1:]}


def test_when_every_process_dies_every_host_still_has_a_row():
    rows = swept([f"h{number}" for number in range(50)], lambda host, announce: os._exit(9))
    assert {row["msg"] for row in rows.values()} == {"the process that audited it died; run again"}
    assert len(rows) == 50


def test_more_hosts_than_the_pipe_holds():
    hosts = [f"h{number}" for number in range(40_000)]
    assert sorted(swept(hosts, lambda host, announce: {}, 2, 1)) == sorted(hosts)


@pytest.mark.parametrize("silent", [lambda number: number % 10 == 0, lambda number: number < 12, lambda number: number >= 108])
def test_silent_hosts_hold_up_nobody_however_they_lie(silent):
    """12 of 120 take two seconds, as many as can be waited for at once: all of them together take little more."""
    number_of = {f"h{number}": number for number in range(120)}

    def work(host, announce):
        announce(7)
        time.sleep(2.5 if silent(number_of[host]) else 0.005)
        return {}

    rows, waits, began = {}, [], time.monotonic()
    sweep(list(number_of), work, 4, 8, rows.__setitem__, lambda now: waits.append(dict(now)))
    assert len(rows) == len(number_of)
    assert time.monotonic() - began < 4.8
    assert max(len(now) for now in waits) >= 8
    assert {seconds for now in waits for seconds in now.values()} == {7}
    assert {host for now in waits for host in now} <= {host for host, number in number_of.items() if silent(number)}


def test_an_interrupted_sweep_leaves_no_process_behind(monkeypatch):
    started, fork = [], os.fork

    def noted_fork():
        pid = fork()
        started.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted_fork)

    def work(host, announce):
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
