# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The worker process of a run: one process that serves all its workers. Knows nothing of modules.

Ansible forks a worker for every task on every host. A worker copies each memory page that it uses from its parent, which takes
longer than the work itself; a process that stays does so once. The first worker with a request starts it. It listens on a socket
in the directory of the run, and ends with the run.

If the run is killed and leaves workers behind, it finishes their requests within LINGER. Meanwhile it reads and drops their
results: otherwise a worker whose result does not fit into the pipe would wait forever. Then it removes the directory of the run.

It has no terminal and no open files of the run: messages of Ansible are captured, and inherited file descriptors lead to
/dev/null, so that code which still writes to one of them cannot write into a connection to an instance.
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
POLL_INTERVAL = 1  # seconds between two checks that the run still exists, where the system does not notify
BACKLOG = 128  # connections that may wait to be accepted
LINGER = 45  # seconds that it outlives a run that was killed

Serve = Callable[[Any], Any]


class WorkerUnavailable(Exception):
    """There is no worker process, and none can be started here; no request was sent."""


class WorkerCrashed(Exception):
    """It ended before it answered; it is not known what it had done."""


class RequestFailed(Exception):
    """The request raised an exception; it is not known what it had done."""


def call(directory: str, request: Any, serve: Serve) -> Any:
    """Sends a request to the worker process and returns its answer; both are JSON values.

    directory: that of the run. serve: takes a request and returns its answer; runs in the worker process, in several threads at the
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
        raise OSError("this process is not a worker of a running ansible-playbook")
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
    """Changes the working directory within the block: the path of a socket is limited to about a hundred characters."""
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
        gc.freeze()  # the garbage collector skips inherited objects, so that their pages are not copied
        _accept_requests(listener, run, serve_at_work, waiting)
        _finish(results, waiting)
        directory.remove()
    finally:
        os._exit(0)


def _accept_requests(listener: socket.socket, run: int, serve: Serve, waiting: set[socket.socket]) -> None:
    """Answers requests in threads until the run has ended. waiting: the connections that wait for an answer."""
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
    """The read end of the pipe of results, which all workers inherit from ansible-playbook; None when Ansible keeps it elsewhere."""
    try:
        return Display()._final_q._reader.fileno()
    except (AttributeError, OSError):
        return None


def _finish(results: int | None, waiting: set[socket.socket]) -> None:
    """After the end of the run: lets the remaining workers finish, for LINGER at most. results: see _result_pipe."""
    end, written = time.monotonic() + LINGER, results is not None
    while (written or any(_is_waiting(worker) for worker in list(waiting))) and time.monotonic() < end:
        if results is None or not written:
            time.sleep(POLL_INTERVAL / 10)
        elif select.select([results], [], [], POLL_INTERVAL / 10)[0]:
            written = os.read(results, 1 << 16) != b""  # no worker is left that could write


def _release_inherited_files(keep_open: set[int | None]) -> None:
    """Redirects every inherited file descriptor but these to /dev/null; otherwise a reader of the output would never see its end.

    If they were closed, connections would reuse them, and code that still holds one of them (the log of ANSIBLE_LOG_PATH, a queue)
    would write into a connection.
    """
    devnull = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for number in map(int, os.listdir("/dev/fd")):  # not up to the limit, which may be a thousand million
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
    """Answers one worker. Ignores one that is gone because its task ran out of time."""
    with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError, ValueError):  # ValueError: it asked nothing
        connection.sendall(_reply(json.loads(stream.readline()), serve).encode("utf-8"))
    waiting.discard(connection)


def _reply(request: Any, serve: Serve) -> str:
    """The answer as JSON, or any exception: none of them must end this process or its thread."""
    try:
        return json.dumps({"answer": serve(request)})
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return json.dumps({"error": "%s in %s:%d" % (type(error).__name__, os.path.basename(place.filename), place.lineno or 0)})
