# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The worker process of a run: one process that does the work of all its workers. Knows nothing of modules.

Ansible forks a worker for every task on every host. Whatever code and data a worker uses it first has to copy from its parent,
page by page, which takes longer than the work itself; a process that stays has done so once. The first worker that has
something to do starts it; it listens at a socket in the directory of the run, and ends with the run.

If the run is killed and leaves workers behind, it finishes what these wait for, but not for longer than LINGER. Meanwhile it reads
and drops their results: nobody else does, and a worker whose result does not fit into the pipe would wait for ever. Then it
removes the directory of the run.

It has no terminal and no file of the run: what Ansible displays there is captured, and the numbers of inherited files lead to
/dev/null, so that nothing that still writes to one of them can write into a connection to an instance.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import multiprocessing
import os
import resource
import select
import selectors
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from ansible.utils.display import Display

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.messages import capture_display
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import is_orphaned, is_running
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.run_directory import RunDirectory

SOCKET = "socket"
POLL_INTERVAL = 1  # seconds between two looks whether the run goes on, where the system does not tell
BACKLOG = 128  # workers that may wait to be let in
LINGER = 45  # seconds that it outlives a run that was killed

Serve = Callable[[Any], Any]


class WorkerUnavailable(Exception):
    """There is no worker process, and none can be started here; nothing was asked."""


class WorkerCrashed(Exception):
    """It ended before it answered; what it had done by then is not known."""


class RequestFailed(Exception):
    """Serving the request raised an exception; what it had done by then is not known."""


def call(directory: str, request: Any, serve: Serve) -> Any:
    """Has the worker process answer a request and returns the answer; both are what JSON can carry.

    directory: that of the run. serve: takes a request and returns its answer, in the worker process, where others are answered at the
    same time. Raises WorkerUnavailable, WorkerCrashed and RequestFailed. For processes without other threads: it changes the
    working directory for a moment.
    """
    try:
        connection = _connection(directory, serve)
    except OSError as error:  # no such directory, no socket in it, no fork
        raise WorkerUnavailable(str(error)) from None
    with connection:
        try:
            connection.sendall(json.dumps(request).encode("utf-8") + b"\n")
            reply = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        except OSError as error:
            raise WorkerCrashed(str(error)) from None
    if not reply:
        raise WorkerCrashed("no answer")
    reply = json.loads(reply)
    if "error" in reply:
        raise RequestFailed(reply["error"])
    return reply["answer"]


def _connection(directory: str, serve: Serve) -> socket.socket:
    """A connection to the worker process, which is started if there is none yet. Raises OSError."""
    run = multiprocessing.parent_process()
    if run is None or run.pid is None or is_orphaned():
        raise OSError("this is no worker of a run that goes on")
    with _working_in(directory):
        with contextlib.suppress(OSError):
            return _connect()
        with open(SOCKET + ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with contextlib.suppress(OSError):
                return _connect()
            with contextlib.suppress(FileNotFoundError):
                os.remove(SOCKET)  # of one that died
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(SOCKET)
            listener.listen(BACKLOG)
            connection = _connect()
    if os.fork() == 0:
        connection.close()
        _run_worker_process(listener, run.pid, serve, RunDirectory(directory))
    listener.close()
    return connection


@contextlib.contextmanager
def _working_in(directory: str) -> Iterator[None]:
    """Works in a directory: the path of a socket may have a hundred letters, and that of a directory more."""
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(directory)
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def _connect() -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(SOCKET)
    except OSError:
        connection.close()
        raise
    return connection


def _run_worker_process(listener: socket.socket, run: int, serve: Serve, directory: RunDirectory) -> NoReturn:
    """What the new process does, until the run has ended; never returns. run: the pid of ansible-playbook."""
    waiting: set[socket.socket] = set()

    def serve_at_work(request: Any) -> Any:
        with directory.working():
            return serve(request)

    try:
        os.setsid()  # ends with the run, not with the terminal's signals to it
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        results = _result_pipe()
        capture_display()
        _release_inherited_files({listener.fileno(), results})
        with contextlib.suppress(OSError, ValueError):  # a connection to every instance takes more files than usual
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        gc.freeze()  # what is inherited stays, so that the collector need not walk over all of it, and copy it
        _accept_requests(listener, run, serve_at_work, waiting)
        _finish(results, waiting)
        directory.remove()
    finally:
        os._exit(0)


def _accept_requests(listener: socket.socket, run: int, serve: Serve, waiting: set[socket.socket]) -> None:
    """Answers whoever asks, in threads, until the run has ended. waiting: the connections that are being answered."""
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        if hasattr(os, "pidfd_open"):
            selector.register(os.pidfd_open(run), selectors.EVENT_READ)
        while is_running(run):
            for key, _events in selector.select(POLL_INTERVAL):
                if key.fileobj is not listener:
                    return
                connection = listener.accept()[0]
                waiting.add(connection)
                threading.Thread(target=_answer, args=(connection, serve, waiting), daemon=True).start()


def _result_pipe() -> int | None:
    """The end of the pipe of results at which ansible-playbook reads, inherited by all workers; None when it is not where it was."""
    try:
        return Display()._final_q._reader.fileno()
    except (AttributeError, OSError):
        return None


def _finish(results: int | None, waiting: set[socket.socket]) -> None:
    """After the end of the run: lets the workers that are left finish and end, for LINGER at most. results: see _result_pipe."""
    end, written = time.monotonic() + LINGER, results is not None
    while (written or any(_is_waiting(worker) for worker in list(waiting))) and time.monotonic() < end:
        if results is None or not written:
            time.sleep(POLL_INTERVAL / 10)
        elif select.select([results], [], [], POLL_INTERVAL / 10)[0]:
            written = os.read(results, 1 << 16) != b""  # no worker is left that could write


def _release_inherited_files(keep_open: set[int | None]) -> None:
    """Lets go of every file of the worker but these: somebody may wait for the end of its output.

    Their numbers lead to /dev/null from now on. If they were closed, connections would get them, and whatever has one of them
    noted down (the log of ANSIBLE_LOG_PATH, a queue) would write into a connection.
    """
    devnull = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for number in map(int, os.listdir("/dev/fd")):  # and not up to the limit, which may be a thousand million
        if number not in keep_open and number != devnull:
            os.dup2(devnull, number, inheritable=number < 3)


def _is_waiting(connection: socket.socket) -> bool:
    """Whether the worker at the other end is still there: it has asked, and would send nothing but an end."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:  # answered meanwhile
        return False


def _answer(connection: socket.socket, serve: Serve, waiting: set[socket.socket]) -> None:
    """Answers one worker. One that is gone by then, because its task ran out of time, hears nothing."""
    with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError, ValueError):  # ValueError: it asked nothing
        connection.sendall(_reply(json.loads(stream.readline()), serve).encode("utf-8"))
    waiting.discard(connection)


def _reply(request: Any, serve: Serve) -> str:
    """The answer as JSON, or what kept it from being made, whatever that is: an exception must not end this process or its thread."""
    try:
        return json.dumps({"answer": serve(request)})
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return json.dumps({"error": "%s in %s:%d" % (type(error).__name__, os.path.basename(place.filename), place.lineno or 0)})
