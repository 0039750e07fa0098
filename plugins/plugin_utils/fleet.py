# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many instances at a time from one controller: processes for the work, threads in each for the waiting."""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed


def sweep(hosts, work, processes, threads, on_row):
    """Calls work(host) once for every host and on_row(host, row) here for every result, in the order of completion.

    work: runs in a forked process and returns a dictionary that JSON can carry. processes, threads: how many of them, and
    threads in each. Every host gets a row: a process that dies takes the hosts it was at with it, as rows that say so.
    """
    shares = [share for share in (hosts[number::processes] for number in range(processes)) if share]
    children, finished = [], False
    try:
        with selectors.DefaultSelector() as selector:
            for share in shares:
                children.append(_start(share, work, threads, selector))
            while selector.get_map():
                for key, _events in selector.select():
                    _receive(key, selector, on_row)
        finished = True
    finally:
        for child in children:
            if not finished:  # interrupted, or out of time: nobody waits for the other rows
                os.kill(child["pid"], signal.SIGKILL)
            os.waitpid(child["pid"], 0)
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
    """In the child: one JSON line for each host, written by this thread alone. Raises OSError when nobody reads them any more."""
    pool = ThreadPoolExecutor(threads)
    with os.fdopen(writing, "wb") as stream:
        hosts = {pool.submit(work, host): host for host in share}
        for done in as_completed(hosts):
            stream.write(json.dumps([hosts.pop(done), done.result()]).encode("utf-8") + b"\n")
            stream.flush()


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
