# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many hosts in parallel from one controller: processes for the work, threads in each for the waiting. Knows no instance.

Hosts are not assigned in advance: their numbers are in one pipe, and each free thread takes the next one.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import selectors
import signal
import struct
import sys
import threading
import time
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import end_if_orphaned, is_orphaned

INITIAL_THREADS = 2  # threads that each process begins with
RAMP_INTERVAL = 0.2  # seconds until it may double them
MIN_IDLE_FRACTION = 0.15  # idle share of the processors' time; with less, more threads would only slow the sweep down
BLOCKED_AFTER = 0.5  # seconds of waiting after which a thread does not count
SILENT_AFTER = 1  # seconds until a host counts as silent, and between two checks that the run still exists
NUMBER = struct.Struct("=I")
BATCH_SIZE = 128  # numbers that are written to the pipe at once; a write of this size is atomic
DIED_RESULT = {"failed": True, "msg": "the process that audited it died; run again"}


def sweep(
    hosts: list[str],
    work: Callable[[str, Callable[[float], None]], dict],
    processes: int,
    threads: int,
    on_row: Callable[[str, dict], None],
    on_wait: Callable[[dict[str, float]], None] = lambda silent: None,
) -> None:
    """Calls work(host, announce) once for every host and on_row(host, row) here for every result, in the order of completion.

    work: runs in a forked process and returns a dictionary that JSON can carry; it may call announce(seconds) to say how long it
    waits for one answer. processes, threads: how many of them, and threads in each at most. on_wait: called here about once a second
    with the hosts that have taken longer than SILENT_AFTER, and their seconds. Every host gets a row, also when a process dies.
    """
    host_queue = HostQueue(len(hosts))
    children: list[dict] = []
    open_hosts, silent, finished = dict.fromkeys(hosts), {}, False

    def on_line(host: str, row: dict | None, seconds: float = 0.0) -> None:
        if row is None:
            silent[host] = seconds
            return
        silent.pop(host, None)
        del open_hosts[host]
        on_row(host, row)

    try:
        with selectors.DefaultSelector() as selector:
            for _number in range(min(processes, len(hosts))):
                children.append(_start(host_queue, hosts, work, threads, selector))
            host_queue.feed(selector)
            while any(key.data is not host_queue for key in selector.get_map().values()):
                for key, _events in selector.select(SILENT_AFTER):
                    if key.data is host_queue:
                        host_queue.feed(selector)
                    else:
                        _receive(key, selector, on_line)
                on_wait(silent)
                if is_orphaned():
                    break
            else:
                finished = True
    finally:
        host_queue.close()
        _wait_for(children, kill=not finished)  # interrupted, or out of time: the other rows are not needed
    end_if_orphaned()
    for host in list(open_hosts):
        on_row(host, dict(DIED_RESULT))


class HostQueue:
    """The numbers of hosts in a pipe, from which many processes and threads read: four bytes each, read atomically."""

    def __init__(self, total: int) -> None:
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.writing, False)
        self.next, self.total = 0, total

    def take(self) -> int | None:
        """The next number; None when there are no more."""
        taken = os.read(self.reading, NUMBER.size)
        return NUMBER.unpack(taken)[0] if taken else None

    def feed(self, selector: selectors.BaseSelector) -> None:
        """Writes as many numbers as the pipe takes, and waits for more room. Closes the pipe after the last one."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            while self.next < self.total:
                numbers = range(self.next, min(self.next + BATCH_SIZE, self.total))
                os.write(self.writing, b"".join(map(NUMBER.pack, numbers)))
                self.next = numbers.stop
        known = self.writing in selector.get_map()
        if self.next < self.total and not known:
            selector.register(self.writing, selectors.EVENT_WRITE, self)
        elif self.next == self.total:
            if known:
                selector.unregister(self.writing)
            self.close()

    def close(self) -> None:
        """Closes both ends in this process."""
        for name in ("reading", "writing"):
            if getattr(self, name) is not None:
                os.close(getattr(self, name))
                setattr(self, name, None)


def _start(host_queue: HostQueue, hosts: list[str], work: Callable, threads: int, selector: selectors.BaseSelector) -> dict:
    """Forks a process and registers the pipe it answers through."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            os.close(host_queue.writing)
            gc.freeze()  # the garbage collector skips inherited objects, such as the inventory, so that their pages are not copied
            Worker(host_queue, hosts, work, threads).run(writing)
            code = 0
        finally:
            os._exit(code)  # without the parent's clean-up
    os.close(writing)
    child = {"pid": pid, "rest": []}
    selector.register(reading, selectors.EVENT_READ, child)
    return child


def _wait_for(children: list[dict], kill: bool) -> None:
    """Waits until these processes have ended. kill: ends them first."""
    for child in children:
        if kill:
            os.kill(child["pid"], signal.SIGKILL)
        os.waitpid(child["pid"], 0)


class Worker:
    """A forked process: threads that take hosts, and the main thread, which alone writes a JSON line for each row.

    It begins with few threads and adds more while processors are idle: with fast instances too many threads slow each other down,
    with slow and silent ones they wait in parallel. A thread that waits for a silent host does not count, so that the others
    continue on a busy machine too.
    """

    def __init__(self, host_queue: HostQueue, hosts: list[str], work: Callable, threads: int) -> None:
        self.host_queue, self.hosts, self.work, self.threads = host_queue, hosts, work, threads
        self.rows: queue.SimpleQueue = queue.SimpleQueue()
        self.waiting: dict[str, tuple[float, float]] = {}  # host: (since when, how long it waits for one answer)

    def run(self, writing: int) -> None:
        """Works until no host is left. Raises OSError when the parent no longer reads the rows."""
        running, ended, due, last = 0, 0, 0.0, (0, 0)
        reported: set[str] = set()
        with os.fdopen(writing, "wb") as stream:
            while not running or ended < running:
                if running < self.threads and not ended and time.monotonic() >= due:
                    wanted = min(self._wanted(running, last), self.threads)
                    for _number in range(running, wanted):
                        threading.Thread(target=self._take_hosts, daemon=True).start()
                    running, due, last = wanted, time.monotonic() + RAMP_INTERVAL, _processors()
                lines = [[host, None, wait] for host, wait in self._slow(reported)]
                with contextlib.suppress(queue.Empty):
                    row = self.rows.get(timeout=RAMP_INTERVAL)
                    ended += row is None
                    lines += [row] if row else []
                for line in lines:
                    stream.write(json.dumps(line).encode("utf-8") + b"\n")
                stream.flush()

    def _wanted(self, running: int, last: tuple[int, int]) -> int:
        """The number of threads to have: twice as many while processors are idle, and always a few beside those that wait."""
        before = time.monotonic() - BLOCKED_AFTER
        blocked = sum(since < before for since, _wait in list(self.waiting.values()))
        return max(running * 2 if running and _has_idle_processors(last) else running, blocked + INITIAL_THREADS)

    def _slow(self, reported: set[str]) -> list[tuple[str, float]]:
        """Hosts that have become silent since the last call. reported: those that were reported before."""
        before = time.monotonic() - SILENT_AFTER
        silent = [(host, wait) for host, (since, wait) in list(self.waiting.items()) if since < before and host not in reported]
        reported.update(host for host, _wait in silent)
        return silent

    def _take_hosts(self) -> None:
        """One thread. What work() does not catch is the end of the process."""
        try:
            while True:
                number = self.host_queue.take()
                if number is None:
                    self.rows.put(None)
                    return
                host = self.hosts[number]
                since = time.monotonic()
                row = self.work(host, lambda wait, host=host, since=since: self.waiting.__setitem__(host, (since, wait)))
                self.waiting.pop(host, None)
                self.rows.put((host, row))
        except BaseException:
            os._exit(1)


def _processors() -> tuple[int, int]:
    """(idle ticks, all ticks) of the machine's processors since its start; (0, 0) when they are not known."""
    try:
        with open("/proc/stat", encoding="ascii") as stream:
            ticks = [int(word) for word in stream.readline().split()[1:]]
    except OSError:
        return 0, 0
    return ticks[3] + ticks[4], sum(ticks)


def _has_idle_processors(last: tuple[int, int]) -> bool:
    """Whether processors have been idle enough since `last`; True when it is not known."""
    idle, total = (now - before for now, before in zip(_processors(), last))
    return total <= 0 or idle / total > MIN_IDLE_FRACTION


def _receive(key: Any, selector: selectors.BaseSelector, on_line: Callable) -> None:
    """Reads what a child has written; a line may come in pieces."""
    child, chunk = key.data, os.read(key.fd, 1 << 20)
    child["rest"].append(chunk)
    if b"\n" in chunk:
        *lines, rest = b"".join(child["rest"]).split(b"\n")
        child["rest"] = [rest]
        for line in lines:
            on_line(*json.loads(line))
    if not chunk:
        selector.unregister(key.fd)
        os.close(key.fd)
