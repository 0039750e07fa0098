# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on every bundle of the corpus, against real handshakes over TCP: with requests and with Python's ssl."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest
import requests

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate_bundle import name_problem, read_bundle
from tests.support.certificate_corpus import corpus

CORPUS = corpus()
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


def verdict(entry):
    """(sentence or None, warnings) of the checks that a task makes."""
    try:
        found = read_bundle("content", entry.text)
    except OptionError as error:
        return error.problem, ()
    problem = name_problem(found.chain[0], [entry.name])
    return problem, () if problem else found.warnings


class Server:
    """A web server with this bundle on a port of its own; `context` is None when OpenSSL does not load it."""

    def __init__(self, text, folder, family):
        path = folder / "server.pem"
        path.write_text(text)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(path, password=lambda: "")
        except (ssl.SSLError, ValueError):
            context = None
        self.context, self.family = context, family

    def __enter__(self):
        self.listener = socket.create_server(("::1" if self.family == socket.AF_INET6 else "127.0.0.1", 0), family=self.family)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def serve(self):
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

    def __exit__(self, *_error):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def with_requests(server, name, root):
    """What requests says against it, or None."""
    host = f"[{name}]" if ":" in name else name
    try:
        requests.get(f"https://{host}:{server.port}/", verify=str(root), timeout=5, proxies={"https": ""})
    except requests.exceptions.ConnectionError as error:
        return str(error)
    return None


def with_ssl(server, name, root, version=None, strict=False):
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


@pytest.fixture
def everywhere(monkeypatch):
    """Every host name leads to this machine."""
    real = socket.getaddrinfo

    def here(host, *arguments, **options):
        return real(host if host in ("127.0.0.1", "::1") else "127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", here)


@pytest.mark.parametrize("name", CORPUS)
def test_the_verdict_is_that_of_real_clients(name, tmp_path, everywhere):
    """Accepted: requests and ssl connect with either TLS version. Refused: a server or a client refuses it too, or the form is wrong."""
    entry = CORPUS[name]
    problem, warnings = verdict(entry)
    root = tmp_path / "root.pem"
    root.write_text(entry.root)
    server = Server(entry.text, tmp_path, socket.AF_INET6 if ":" in entry.name else socket.AF_INET)
    said, strictly = {"server": "cannot load it"}, None
    if server.context:
        with server:
            said = {version.name: with_ssl(server, entry.name, root, version) for version in VERSIONS}
            said["requests"] = with_requests(server, entry.name, root)
            strictly = with_ssl(server, entry.name, root, strict=True)
    if entry.refusal is None:
        assert problem is None
        assert not any(said.values()), said
        assert bool(warnings) is bool(strictly) is entry.strict, (warnings, strictly)
    else:
        assert entry.refusal in problem
        assert problem == "it is not PEM" or any(mark in problem for mark in (";", ":"))
        assert entry.by_form or any(said.values())


def test_the_corpus_is_large_and_of_both_kinds():
    refused = sum(entry.refusal is not None for entry in CORPUS.values())
    assert len(CORPUS) >= 90
    assert min(refused, len(CORPUS) - refused) >= 40
