# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on every bundle of the corpus, against real handshakes over TCP: with requests and with Python's ssl, which is OpenSSL.

A cell is one bundle. What must hold: an accepted bundle lets every client connect, with TLS 1.2 and 1.3, and a warning is given when a
strict client refuses it; a refused bundle is refused by a server or a client too, or it has the wrong form.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import requests

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate_bundle import name_problem, read_bundle
from tests.support.certificate_corpus import Entry, corpus

CORPUS = corpus()
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


def verdict(entry: Entry) -> tuple[str | None, tuple]:
    """(sentence or None, warnings) of the checks that a task makes."""
    try:
        found = read_bundle("content", entry.text)
    except OptionError as error:
        return error.problem, ()
    problem = name_problem(found.chain[0], [entry.name])
    return problem, () if problem else found.warnings


class Server:
    """A web server with this bundle on a port of its own; `loads`: whether OpenSSL takes it."""

    def __init__(self, text: str, folder: Path, family: int) -> None:
        path = folder / "server.pem"
        path.write_text(text)
        self.context, self.family, self.loads = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), family, True
        try:
            self.context.load_cert_chain(path, password=lambda: "")
        except (ssl.SSLError, ValueError):
            self.loads = False

    def __enter__(self) -> Server:
        self.listener = socket.create_server(("::1" if self.family == socket.AF_INET6 else "127.0.0.1", 0), family=self.family)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def serve(self) -> None:
        while True:
            try:
                client, _peer = self.listener.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                try:
                    with self.context.wrap_socket(client, server_side=True) as stream:
                        stream.recv(65536)
                        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    continue

    def __exit__(self, *_error: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def with_requests(server: Server, name: str, root: Path) -> str | None:
    """What requests says against it, or None."""
    host = f"[{name}]" if ":" in name else name
    try:
        requests.get(f"https://{host}:{server.port}/", verify=str(root), timeout=5, proxies={"https": ""})
    except requests.exceptions.ConnectionError as error:
        return str(error)
    return None


def with_ssl(server: Server, name: str, root: Path, version: ssl.TLSVersion | None = None, strict: bool = False) -> str | None:
    """What Python's ssl says against it, or None."""
    context = ssl.create_default_context(cafile=root)
    context.hostname_checks_common_name = False
    context.verify_flags = ssl.VERIFY_X509_STRICT if strict else ssl.VERIFY_DEFAULT
    if version:
        context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection(server.listener.getsockname()[:2], timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=name),
        ):
            return None
    except (OSError, UnicodeError) as error:
        return str(error) or type(error).__name__


@dataclass
class Cell:
    """One bundle: its name, whether it is accepted, what was wrong with the verdict (empty: passed)."""

    bundle: str
    accepted: bool
    problem: str = ""


@contextlib.contextmanager
def every_name_leads_here() -> Iterator[None]:
    """Every host name is this machine."""
    real = socket.getaddrinfo

    def here(host: str, *arguments: Any, **options: Any) -> list:
        return real(host if host in ("127.0.0.1", "::1") else "127.0.0.1", *arguments, **options)

    with mock.patch.object(socket, "getaddrinfo", here):
        yield


def run_cell(name: str) -> Cell:
    """Gives the verdict on one bundle, and compares it with what clients say."""
    entry = CORPUS[name]
    problem, warnings = verdict(entry)
    with tempfile.TemporaryDirectory() as folder, every_name_leads_here():
        said, strictly = _said(entry, Path(folder))
    refusals = {client: words for client, words in said.items() if words}
    if entry.refusal is None:
        wrong = _accepted_wrongly(entry, problem, refusals, bool(warnings), bool(strictly))
    elif problem is None or entry.refusal not in problem:
        wrong = f"the sentence is {problem!r}"
    elif problem != "it is not PEM" and ";" not in problem and ":" not in problem:
        wrong = f"the sentence says no remedy: {problem!r}"
    else:
        wrong = "" if entry.by_form or refusals else f"clients accept it; the verdict is {problem!r}"
    return Cell(name, entry.refusal is None, wrong)


def _said(entry: Entry, folder: Path) -> tuple[dict[str, str | None], str | None]:
    """({client: its refusal or None}, the refusal of a strict client) of this bundle."""
    root = folder / "root.pem"
    root.write_text(entry.root)
    server = Server(entry.text, folder, socket.AF_INET6 if ":" in entry.name else socket.AF_INET)
    if not server.loads:
        return {"server": "cannot load it"}, None
    with server:
        said = {version.name: with_ssl(server, entry.name, root, version) for version in VERSIONS}
        said["requests"] = with_requests(server, entry.name, root)
        return said, with_ssl(server, entry.name, root, strict=True)


def _accepted_wrongly(entry: Entry, problem: str | None, refusals: dict, warned: bool, strictly: bool) -> str:
    if problem is not None:
        return f"it is refused: {problem}"
    if refusals:
        return f"it is accepted, and clients refuse it: {refusals}"
    return "" if warned is strictly is entry.strict else f"warned: {warned}, refused by strict clients: {strictly}"


def run_share(number: int, of: int) -> list[Cell]:
    """The cells of every `of`-th bundle, from `number` on."""
    return [run_cell(name) for name in list(CORPUS)[number::of]]
