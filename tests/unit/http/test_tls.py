# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a connection trusts: CA and pin and both, what is replaced while it is in use, and what is kept for whom."""

from __future__ import annotations

import os
import ssl
import subprocess

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import TrustSettings, normalize_fingerprint, trust_settings
from ansible_collections.waops.whatsapp.plugins.module_utils._http.transport import Transport
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_cache import ConnectionCache
from tests.support.certificates import good_bundle
from tests.support.raw_server import answering, raw_server, reply

PIN = "ab" * 32


@pytest.fixture
def files(tmp_path):
    """Two CAs in files, a server's TLS context under the first for 127.0.0.1 and one for another name, and their pins."""
    found = {"good": good_bundle("127.0.0.1"), "other": good_bundle("elsewhere.example.com")}
    for name, bundle in found.items():
        (tmp_path / f"{name}.pem").write_text(bundle.root)
        (tmp_path / f"{name}-key.pem").write_text(bundle.text)
        bundle.path = str(tmp_path / f"{name}.pem")
        bundle.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        bundle.context.load_cert_chain(tmp_path / f"{name}-key.pem")
    return found


def problem(server, **options):
    """What a call ends in; None when it gets its answer."""
    try:
        Transport(server.url, timeout=5, retries=0, **options).send("GET", "/")
    except TransportError as error:
        assert not error.request_sent
        return error.problem
    return None


def test_pin_and_ca_must_both_hold_host_name_included(files):
    """With a CA the host name counts, whether there is a pin or not; with a pin alone it does not."""
    good, other = files["good"], files["other"]
    untrusted = "the certificate cannot be verified: its CA is not known"
    with raw_server(answering(reply()), context=good.context) as server:
        assert problem(server, ca_path=good.path) is None
        assert problem(server, tls_fingerprint=[good.leaf_sha256]) is None
        assert problem(server, tls_fingerprint=[PIN, good.leaf_sha256]) is None
        assert problem(server, tls_fingerprint=[PIN, good.leaf_sha256], ca_path=good.path) is None
        assert problem(server, validate_certs=False, tls_fingerprint=[PIN], ca_path=other.path) is None
        assert problem(server, tls_fingerprint=[PIN]) == "the certificate is not the pinned one"
        assert problem(server, tls_fingerprint=[PIN], ca_path=good.path) == "the certificate is not the pinned one"
        assert problem(server, tls_fingerprint=[good.leaf_sha256], ca_path=other.path).startswith("the certificate cannot be verified")
        assert problem(server, ca_path=other.path) in (untrusted, "the certificate cannot be verified: its CA is not trusted")
    with raw_server(answering(reply()), context=other.context) as server:
        assert problem(server, tls_fingerprint=[other.leaf_sha256]) is None
        for options in ({"ca_path": other.path}, {"ca_path": other.path, "tls_fingerprint": [other.leaf_sha256]}):
            assert problem(server, **options) == "the certificate cannot be verified: it is for another IP address"


def test_a_pin_is_checked_before_anything_is_sent(files):
    """Nobody in between gets to see a request."""
    with raw_server(answering(reply()), context=files["good"].context) as server:
        with pytest.raises(TransportError):
            Transport(server.url, tls_fingerprint=[PIN], retries=0).send("POST", "/", json={"secret": 1})
        assert server.requests == []


@pytest.mark.parametrize("directory", [False, True], ids=["file", "directory"])
def test_a_ca_that_is_replaced_is_read_again(files, tmp_path, directory):
    """By another file, by other content in the same file, and by what is not a CA; whatever the path is, and however often."""
    good, other = files["good"], files["other"]
    target = tmp_path / "ca.pem"
    ca_path = str(target)
    if directory:
        (tmp_path / "cas").mkdir()
        target, ca_path = tmp_path / "cas" / "ca.pem", str(tmp_path / "cas")

    def put(text):
        target.write_text(text)
        if directory and "BEGIN" in text:
            subprocess.run(["openssl", "rehash", ca_path], check=True, capture_output=True)

    with raw_server(answering(reply()), context=good.context) as server:
        put(good.root)
        assert problem(server, ca_path=ca_path) is None
        put(other.root)
        assert problem(server, ca_path=ca_path).startswith("the certificate cannot be verified")
        put(good.root)
        assert problem(server, ca_path=ca_path) is None
        if not directory:
            size = max(len(good.root), len(other.root))
            put(good.root.ljust(size, "\n"))
            assert problem(server, ca_path=ca_path) is None
            moment = target.stat().st_mtime_ns
            fresh = tmp_path / "fresh.pem"
            fresh.write_text(other.root.ljust(size, "\n"))
            os.utime(fresh, ns=(moment, moment))
            os.replace(fresh, target)  # of the same size and age
            assert problem(server, ca_path=ca_path) is not None
            put("nothing")
            with pytest.raises(OptionError, match="holds no certificates in PEM form"):
                Transport(server.url, ca_path=ca_path)


def test_a_context_is_made_once_for_as_long_as_its_ca_stands(files):
    """It takes longer than a request; pins do not matter, since each instance has its own."""

    def context(**options):
        return trust_settings(**{"validate_certs": True, "ca_path": None, "fingerprints": None, **options}).context()

    path = files["good"].path
    assert context(ca_path=path) is context(ca_path=path)
    assert context(ca_path=path) is context(ca_path=path, fingerprints=[PIN])
    assert context(fingerprints=[PIN]) is context(fingerprints=["cd" * 32]) is context(validate_certs=False) is TrustSettings().context()
    os.utime(path, (1, 1))
    assert context(ca_path=path) is context(ca_path=path)
    assert context(ca_path=path) is not context(ca_path=files["other"].path)


def test_a_kept_connection_serves_nobody_with_other_trust_settings(files):
    """It was verified for those of the task that made it, and for nothing else. Another spelling of its address is the same."""
    good, cache = files["good"], ConnectionCache()

    def connections(server, **options):
        before = server.connections
        client = Transport(options.pop("url", server.url), retries=0, connection_cache=cache, **options)
        client.send("GET", "/")
        client.close()
        return server.connections - before

    with raw_server(answering(reply()), context=good.context) as server:
        settings = (
            {"validate_certs": False},
            {"ca_path": good.path},
            {"tls_fingerprint": [good.leaf_sha256]},
            {"tls_fingerprint": [good.leaf_sha256, PIN]},
            {"tls_fingerprint": [good.leaf_sha256], "ca_path": good.path},
        )
        assert [connections(server, **options) for options in settings] == [1] * len(settings)
        assert [connections(server, **options) for options in settings] == [0] * len(settings)
        other_spelling = server.url.replace("127.0.0.1", "127.0.0.1.").replace("https", "HTTPS") + "//v1/"
        assert connections(server, url=other_spelling, tls_fingerprint=[PIN, good.leaf_sha256.upper()]) == 0
        os.utime(good.path, (1, 1))
        assert connections(server, ca_path=good.path) == 1


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
def test_a_kept_connection_makes_no_call_that_must_not_be_made_twice(tls):
    """The server may be about to end it: for anything but a read a new one is made."""
    cache = ConnectionCache()
    with raw_server(answering(reply()), tls=tls) as server:
        for method, expected in (("GET", 1), ("GET", 1), ("PUT", 1), ("POST", 2), ("GET", 2)):
            client = Transport(server.url, validate_certs=False, retries=0, connection_cache=cache)
            client.send(method, "/")
            assert server.connections == expected
            client.close()


CA_PROBLEMS = {
    "missing": "{path} cannot be read (No such file or directory)",
    "file/below": "{path} cannot be read (Not a directory)",
    "empty": "{path} holds no certificates in PEM form",
    "text": "{path} holds no certificates in PEM form",
    "key": "{path} holds no certificates in PEM form",
    "empty-directory": "{path} holds no certificate under its hash, so that none is found; run `openssl rehash` on it, or give a file",
    "directory": "{path} holds no certificate under its hash, so that none is found; run `openssl rehash` on it, or give a file",
    "dangling": "{path} holds no certificate under its hash, so that none is found; run `openssl rehash` on it, or give a file",
    "unreadable": "{path} cannot be read (Permission denied)",
    "unreadable-directory": "{path} cannot be read (Permission denied)",
}


@pytest.mark.parametrize("option", ["ca_path", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("name", CA_PROBLEMS)
def test_a_ca_that_cannot_serve_is_refused_before_anything_is_sent(files, tmp_path, monkeypatch, name, option):
    """The sentence names what is wrong, and where the path comes from."""
    good = files["good"]
    for file, text in {"file": "", "empty": "", "text": "no certificate", "key": good.key, "unreadable": good.root}.items():
        (tmp_path / file).write_text(text)
    for folder in ("empty-directory", "directory", "dangling", "unreadable-directory"):
        (tmp_path / folder).mkdir()
    (tmp_path / "directory" / "ca.pem").write_text(good.root)
    (tmp_path / "dangling" / "01234567.0").symlink_to("nowhere")
    path = str(tmp_path / name)
    if name.startswith("unreadable"):
        os.chmod(path, 0)
        if os.geteuid() == 0:  # who may read everything
            for parent in (tmp_path, *tmp_path.parents[:2]):
                os.chmod(parent, 0o755)
            os.seteuid(65534)
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)
    options = {}
    if option == "ca_path":
        options["ca_path"] = path
    else:
        monkeypatch.setenv(option, path)
    try:
        with pytest.raises(OptionError) as refused:
            Transport("https://127.0.0.1:9090", **options)
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
    assert refused.value.message == option + ": " + CA_PROBLEMS[name].format(path=path)
    assert Transport("https://127.0.0.1:9090", validate_certs=False, **options)
    assert Transport("http://127.0.0.1:9090", **options)


@pytest.mark.parametrize("text", ["AB:" * 31 + "AB", "sha256:" + PIN, " SHA256:" + PIN.upper() + "\n", "ab " * 32])
def test_a_fingerprint_is_taken_as_tools_print_it(text):
    assert normalize_fingerprint(text) == PIN


@pytest.mark.parametrize("text", ["", "ab", PIN + "a", "g" * 64, "sha1:" + "ab" * 20, "\uff11" * 64])
def test_what_is_no_fingerprint(text):
    with pytest.raises(OptionError, match="64 hexadecimal digits"):
        normalize_fingerprint(text)
