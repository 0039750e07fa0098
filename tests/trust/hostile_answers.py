# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers without an end or with far too much in them, to each kind of call, with and without TLS; time and memory are measured.

A cell is one answer, one kind of call and one scheme. What must hold: the module fails with one sentence that names the instance; it
is back within the time that docs/connection.md promises; and it needs no more memory than that page says.
"""

from __future__ import annotations

import multiprocessing
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.support.foreign import LOGIN, TOKEN
from tests.support.hostile import HUGE, SLOW, gzip_bomb
from tests.support.raw_server import RawServer, raw_server, receive_request, reply

TIMEOUT = 1  # seconds that a module waits for an answer
MAX_SECONDS = 10 * TIMEOUT + 3  # ten time-outs, and what the machine needs
MAX_MEBIBYTES = 48  # the limit of 16 MiB, as it comes and as a whole, and some room
ANSWERS = {
    **HUGE,
    **{f"slowly: {name}": send for name, send in SLOW.items()},
    "gzip bomb of 1 MB": lambda connection: connection.sendall(gzip_bomb(1 << 30)),
}
# Kind of call: the module, its options, and the request that gets the answer.
CALLS: dict[str, tuple[str, dict, str]] = {
    "login": ("whatsapp_user_info", {"name": "admin"}, f"POST {LOGIN}"),
    "read": ("whatsapp_app_settings", {"callback_persist": True}, "GET /v1/settings/application"),
    "write": ("whatsapp_app_settings", {"callback_persist": True}, "PATCH /v1/settings/application"),
    "medium": ("whatsapp_media", {"media_id": "1", "dest": "{folder}/medium"}, "GET /v1/media/1"),
    "certificate": ("whatsapp_certificate_info", {"gather_subset": ["webhook_ca"]}, "GET /v1/certificates/webhooks/ca"),
}
NORMAL = {
    f"POST {LOGIN}": reply(b'{"users": [{"token": "%s"}]}' % TOKEN.encode()),
    "GET /v1/settings/application": reply(b'{"settings": {"application": {"callback_persist": false}}}'),
}


@dataclass
class Cell:
    """seconds, mebibytes: what the module needed. problem: what should not have happened, or None."""

    answer: str
    call: str
    scheme: str
    seconds: float = 0.0
    mebibytes: float = 0.0
    problem: str | None = None


def all_cells() -> list[Cell]:
    """Every answer to every kind of call, over both schemes."""
    return [Cell(answer, call, scheme) for answer in ANSWERS for call in CALLS for scheme in ("https", "http")]


def run_share(number: int, shares: int) -> list[Cell]:
    """Runs one share of the cells."""
    gzip_bomb(1 << 30)  # before anybody waits for it
    return [run_cell(cell) for cell in all_cells()[number::shares]]


def run_cell(cell: Cell) -> Cell:
    """Runs a cell in a process of its own, whose memory is its own, and returns it with what was found."""
    module, options, target = CALLS[cell.call]

    def talk(connection: socket.socket, _server: RawServer) -> None:
        while (request := receive_request(connection)) is not None:
            line = " ".join(request.decode("latin-1").split(" ", 2)[:2])
            if line == target:
                ANSWERS[cell.answer](connection)
                return
            connection.sendall(NORMAL[line])

    with raw_server(talk, tls=cell.scheme == "https") as server, tempfile.TemporaryDirectory() as folder:
        args = {name: value.format(folder=folder) if isinstance(value, str) else value for name, value in options.items()}
        args.update(url=server.url, password="Adm1n-Pass!word", validate_certs=False, timeout=TIMEOUT, retries=0)
        receiver, sender = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(target=_measured, args=(sender, module, args))
        process.start()
        sender.close()
        result, cell.seconds, cell.mebibytes = receiver.recv() if receiver.poll(MAX_SECONDS * 2) else ({}, MAX_SECONDS * 2, 0.0)
        process.kill()
        process.join()
        left = sorted(path.name for path in Path(folder).iterdir())
    cell.problem = _problem(cell, result, server.url, left)
    return cell


def _problem(cell: Cell, result: dict, url: str, left: list[str]) -> str | None:
    sentence = result.get("msg", "")
    if not result.get("failed"):
        return "it did not fail"
    if not sentence.startswith(url + ": ") or "unforeseen" in sentence or "\n" in sentence:
        return "no sentence of ours: " + sentence[:200]
    if cell.call == "write" and "it is not known whether the call took effect" not in sentence:
        return "a write whose outcome is not known was not called so"
    if cell.seconds > MAX_SECONDS:
        return "it took too long"
    if cell.mebibytes > MAX_MEBIBYTES:
        return "it took too much memory"
    return "it left a file" if left else None


def _measured(sender: multiprocessing.connection.Connection, module: str, args: dict) -> None:
    """In the process of a cell: sends the result, the seconds, and by how many MiB the process grew at most."""
    execute(f"waops.whatsapp.{module}", {**args, "url": "https://127.0.0.1:1"}, False)  # what is loaded once is loaded
    before, began = _memory("VmRSS"), time.monotonic()
    result = execute(f"waops.whatsapp.{module}", args, False)
    sender.send(({key: result.get(key) for key in ("failed", "msg")}, time.monotonic() - began, _memory("VmHWM") - before))


def _memory(field: str) -> float:
    """MiB, from /proc: VmRSS for now, VmHWM for the most so far."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))
