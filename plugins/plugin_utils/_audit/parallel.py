# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many instances at a time from one controller: processes for the work, threads in each for the waiting."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import selectors
import signal
import sys
import threading
import time

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import end_if_orphaned, is_orphaned

POLL_INTERVAL = 1  # seconds between two looks whether the run goes on
FEW = 2  # threads that each process begins with
TICK = 0.2  # seconds until it may double them
SPARE = 0.15  # share of the processors' time; with less to spare more threads would only be in the way


def sweep(hosts, work, processes, threads, on_row):
    """Calls work(host) once for every host and on_row(host, row) here for every result, in the order of completion.

    work: runs in a forked process and returns a dictionary that JSON can carry. processes, threads: how many of them, and
    threads in each at most. Every host gets a row: a process that dies takes the hosts it was at with it, as rows that say so.
    """
    shares = [share for share in (hosts[number::processes] for number in range(processes)) if share]
    children, finished = [], False
    try:
        with selectors.DefaultSelector() as selector:
            for share in shares:
                children.append(_start(share, work, threads, selector))
            while selector.get_map():
                for key, _events in selector.select(POLL_INTERVAL):
                    _receive(key, selector, on_row)
                if is_orphaned():
                    break
            else:
                finished = True
    finally:
        for child in children:
            if not finished:  # interrupted, or out of time: nobody waits for the other rows
                os.kill(child["pid"], signal.SIGKILL)
            os.waitpid(child["pid"], 0)
    end_if_orphaned()
    for child in children:
        for host in child["open"]:
            on_row(host, {"failed": True, "msg": "the process that looked at it died; run again"})


def _start(share, work, threads, selector):
    """Forks a process for these hosts and registers the pipe it answers through."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            gc.freeze()  # what is inherited stays, so that the collector need not walk over all of the inventory, and copy it
            _work(share, work, threads, writing)
            code = 0
        finally:
            os._exit(code)  # the parent's clean-up is the parent's
    os.close(writing)
    child = {"pid": pid, "open": dict.fromkeys(share), "rest": b""}
    selector.register(reading, selectors.EVENT_READ, child)
    return child


def _work(share, work, threads, writing):
    """In the child: one JSON line for each host, written by this thread alone. Raises OSError when nobody reads them any more.

    It begins with few threads and adds to them as long as processors have nothing to do: threads that only get in each other's
    way make a sweep of near instances slower, while far and silent ones are waited for all at once.
    """
    hosts, rows = queue.SimpleQueue(), queue.SimpleQueue()
    for host in share:
        hosts.put(host)
    running, left, due, last = 0, len(share), 0, None
    with os.fdopen(writing, "wb") as stream:
        while left:
            if running < threads and time.monotonic() >= due:
                more = min(running or FEW, threads - running) if not running or _have_time(last) else 0
                for _number in range(more):
                    threading.Thread(target=_work_off, args=(hosts, work, rows), daemon=True).start()
                running, due, last = running + more, time.monotonic() + TICK, _processors()
            with contextlib.suppress(queue.Empty):
                host, row = rows.get(timeout=TICK)
                stream.write(json.dumps([host, row]).encode("utf-8") + b"\n")
                stream.flush()
                left -= 1


def _work_off(hosts, work, rows):
    """One thread: takes hosts until none is left. What work() does not catch is the end of the process."""
    with contextlib.suppress(queue.Empty):
        while True:
            host = hosts.get_nowait()
            try:
                rows.put((host, work(host)))
            except BaseException:
                os._exit(1)


def _processors():
    """What the machine's processors have done so far: (ticks without work, all ticks); (0, 0) where nobody counts them."""
    try:
        with open("/proc/stat", encoding="ascii") as stream:
            ticks = [int(word) for word in stream.readline().split()[1:]]
    except OSError:
        return 0, 0
    return ticks[3] + ticks[4], sum(ticks)


def _have_time(last):
    """Whether processors have had time to spare since `last`; where nobody knows, they have."""
    idle, every = (now - before for now, before in zip(_processors(), last))
    return every <= 0 or idle / every > SPARE


def _receive(key, selector, on_row):
    """Takes what a child has written; a line may come in pieces."""
    child, chunk = key.data, os.read(key.fd, 1 << 20)
    *lines, child["rest"] = (child["rest"] + chunk).split(b"\n")
    for line in lines:
        host, row = json.loads(line)
        child["open"].pop(host)
        on_row(host, row)
    if not chunk:
        selector.unregister(key.fd)
        os.close(key.fd)
