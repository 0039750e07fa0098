# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One process of a run that does the work of all its workers.

Ansible forks a worker for every task on every host. Whatever code and data a worker uses it first has to copy from its parent,
page by page, which takes longer than the work itself; a process that stays has done so once. The first worker that has
something to do starts it; it listens at a socket in the run's own temporary directory (0700), and ends with the run. If the
run is killed, and leaves workers behind, it finishes what these wait for.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import multiprocessing
import os
import resource
import selectors
import signal
import socket
import threading
import time

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import is_running

NAME = "whatsapp.socket"
LOOK = 1  # seconds between two looks whether the run goes on, where the system does not tell
WAITING = 128  # workers that may wait to be let in


class WorkerUnavailable(Exception):
    """There is none, and none can be started here; nothing was asked."""


class WorkerCrashed(Exception):
    """It ended before it answered; what it had done by then is not known."""


def ask(directory, request, serve):
    """Has the companion answer a request and returns the answer; both are what JSON can carry.

    directory: the run's own. serve: takes a request and returns its answer, in the companion, where others are answered at the
    same time. Raises WorkerUnavailable and WorkerCrashed. For processes without other threads: it changes the directory for a moment.
    """
    try:
        connection = _connection(directory, serve)
    except OSError as error:  # no such directory, no socket in it, no fork
        raise WorkerUnavailable(str(error)) from None
    with connection:
        try:
            connection.sendall(json.dumps(request).encode("utf-8") + b"\n")
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        except OSError as error:
            raise WorkerCrashed(str(error)) from None
    if not answer:
        raise WorkerCrashed("no answer")
    return json.loads(answer)


def _connection(directory, serve):
    """A connection to the companion, which is started if there is none yet. Raises OSError."""
    run = multiprocessing.parent_process()
    if run is None or run.pid != os.getppid():
        raise OSError("this is no worker of a run that goes on")
    with _inside(directory):
        with contextlib.suppress(OSError):
            return _connect()
        with open(NAME + ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with contextlib.suppress(OSError):
                return _connect()
            with contextlib.suppress(FileNotFoundError):
                os.remove(NAME)  # of one that died
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(NAME)
            listener.listen(WAITING)
            connection = _connect()
    if os.fork() == 0:
        connection.close()
        _live(listener, run.pid, serve)
    listener.close()
    return connection


@contextlib.contextmanager
def _inside(directory):
    """Works in a directory: the path of a socket may have a hundred letters, and that of a directory more."""
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(directory)
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def _connect():
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(NAME)
    except OSError:
        connection.close()
        raise
    return connection


def _live(listener, run, serve):
    """The companion's life, in the new process; never returns. run: the pid of ansible-playbook."""
    busy = set()
    try:
        os.setsid()  # ends with the run, not with the terminal's signals to it
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _let_go_of_files(listener.fileno())
        with contextlib.suppress(OSError, ValueError):  # a connection to every instance takes more files than usual
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        gc.freeze()  # what is inherited stays, so that the collector need not walk over all of it, and copy it
        with selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            if hasattr(os, "pidfd_open"):
                selector.register(os.pidfd_open(run), selectors.EVENT_READ)
            _let_in(selector, listener, run, serve, busy)
        while any(_is_waiting(worker) for worker in list(busy)):
            time.sleep(LOOK / 10)
    finally:
        os._exit(0)  # what is to be cleaned up is the run's


def _let_in(selector, listener, run, serve, busy):
    """Answers whoever asks, in threads, until the run has ended. busy: connections that are being answered."""
    while is_running(run):
        for key, _events in selector.select(LOOK):
            if key.fileobj is not listener:
                return
            connection = listener.accept()[0]
            busy.add(connection)
            threading.Thread(target=_answer, args=(connection, serve, busy), daemon=True).start()


def _let_go_of_files(kept):
    """Closes every file of the worker but this one: somebody may wait for the end of its output."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    for number in map(int, os.listdir("/dev/fd")):  # and not up to the limit, which may be a thousand million
        if number not in (0, 1, 2, kept):
            with contextlib.suppress(OSError):  # of the listing itself
                os.close(number)


def _is_waiting(connection):
    """Whether the worker at the other end is still there: it has asked, and would send nothing but an end."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:  # answered meanwhile
        return False


def _answer(connection, serve, busy):
    """Answers one worker. One that is gone by then, because its task ran out of time, hears nothing."""
    with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError, ValueError):  # ValueError: it asked nothing
        connection.sendall(json.dumps(serve(json.loads(stream.readline()))).encode("utf-8"))
    busy.discard(connection)
