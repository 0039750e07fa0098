# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way a connection fails has a sentence of its own, which names the cause and what to do; all against real sockets."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import importlib.util
import socket
import ssl
import struct
import threading
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http import transport
from ansible_collections.waops.whatsapp.plugins.module_utils._http.diagnose import DIAGNOSES, UNKNOWN_EFFECT
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import CERTIFICATES
from ansible_collections.waops.whatsapp.plugins.module_utils._http.transport import Transport
from tests.support.certificates import DAY, bundle, good_bundle, issue
from tests.support.raw_server import answering, raw_server, receive_request, reply

SOCKS_WORKS = importlib.util.find_spec("socks") is not None
CASES = {}


def case(row, problem, remedy, sent=False, retryable=False):
    """Registers a function that yields the options of a Transport that must fail so; method and call are those of send()."""

    def register(function):
        CASES[f"{row}: {function.__name__}"] = (row, contextlib.contextmanager(function), problem, remedy, sent, retryable)
        return function

    return register


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """No proxy but the test's own, and a connection must be made at once."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(transport, "CONNECT_TIMEOUT", 0.5)
    transport.proxies_are_set.cache_clear()
    yield
    transport.proxies_are_set.cache_clear()


def server_context(text, tmp_path, **attributes):
    """A server's TLS context with this bundle."""
    (tmp_path / "server.pem").write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    for name, value in attributes.items():
        setattr(context, name, value)
    return context


@contextlib.contextmanager
def through(monkeypatch, url):
    """A proxy in the environment."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, url)
    transport.proxies_are_set.cache_clear()
    yield


def proxy_answering(status):
    return answering(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n", close=True)


@case("pin", "the certificate is not the pinned one", "set tls_fingerprint to the new certificate's SHA-256")
def wrong_pin(monkeypatch, tmp_path):
    with raw_server(answering(reply())) as server:
        yield {"url": server.url, "tls_fingerprint": ["ab" * 32]}


@case("socks", "the environment names a SOCKS proxy, and PySocks is not installed", "install PySocks for the Python that runs the module")
def socks(monkeypatch, tmp_path):
    if SOCKS_WORKS:
        pytest.skip("PySocks is installed")
    with through(monkeypatch, "socks5h://127.0.0.1:1080"):
        yield {"url": "https://wa.example.com"}


LOGIN = "write them into the proxy's URL, http://user:password@host:port"


@case("proxy-login", "the proxy wants a user name and a password (407)", LOGIN)
def proxy_login_for_https(monkeypatch, tmp_path):
    with raw_server(proxy_answering(b"407 Proxy Authentication Required"), tls=False) as proxy, through(monkeypatch, proxy.url):
        yield {"url": "https://wa.example.com"}


@case("proxy-login", "the proxy wants a user name and a password (407)", LOGIN)
def proxy_login_for_http(monkeypatch, tmp_path):
    with raw_server(proxy_answering(b"407 Proxy Authentication Required"), tls=False) as proxy, through(monkeypatch, proxy.url):
        yield {"url": "http://wa.example.com"}


@case("proxy-refused", "the proxy refused the connection (403)", "have the proxy allow the address")
def proxy_refuses(monkeypatch, tmp_path):
    with raw_server(proxy_answering(b"403 Forbidden"), tls=False) as proxy, through(monkeypatch, proxy.url):
        yield {"url": "https://wa.example.com"}


@case("proxy-refused", "the proxy refused the connection (503)", "have the proxy allow the address")
def proxy_reaches_nobody(monkeypatch, tmp_path):
    with raw_server(proxy_answering(b"503 Service Unavailable"), tls=False) as proxy, through(monkeypatch, proxy.url):
        yield {"url": "https://wa.example.com"}


@case("proxy-address", "the proxy's address cannot be used", "correct HTTPS_PROXY")
def proxy_scheme(monkeypatch, tmp_path):
    with through(monkeypatch, "gopher://127.0.0.1:70"):
        yield {"url": "https://wa.example.com"}


@case("proxy-address", "the proxy's address cannot be used", "correct HTTPS_PROXY")
def proxy_without_host(monkeypatch, tmp_path):
    with through(monkeypatch, "http://:3128"):
        yield {"url": "https://wa.example.com"}


@case("proxy", "no connection to the proxy", "or start the proxy")
def proxy_is_down(monkeypatch, tmp_path):
    with through(monkeypatch, "http://127.0.0.1:1"):
        yield {"url": "https://wa.example.com"}


@case("proxy", "no connection to the proxy", "or start the proxy")
def proxy_name(monkeypatch, tmp_path):
    with through(monkeypatch, "http://proxy.invalid:3128"):
        yield {"url": "https://wa.example.com"}


@case("proxy", "no connection to the proxy", "or start the proxy")
def proxy_speaks_no_tls(monkeypatch, tmp_path):
    with raw_server(answering(reply()), tls=False) as proxy, through(monkeypatch, proxy.url.replace("http:", "https:")):
        yield {"url": "https://wa.example.com"}


NO_TLS = ("no-tls", "the port does not speak TLS", "give the HTTPS port")


@case(*NO_TLS)
def https_to_a_server_that_answers_400(monkeypatch, tmp_path):
    def talk(connection, _server):
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with raw_server(talk, tls=False) as server:
        yield {"url": server.url.replace("http:", "https:")}


@case(*NO_TLS)
def https_to_ssh(monkeypatch, tmp_path):
    def talk(connection, _server):
        connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
        connection.recv(1000)

    with raw_server(talk, tls=False) as server:
        yield {"url": server.url.replace("http:", "https:")}


@case(*NO_TLS)
def https_to_an_http_server(monkeypatch, tmp_path):
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_args: None
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield {"url": "https://127.0.0.1:%d" % server.server_port}
    server.shutdown()
    server.server_close()


def certificate(problem, remedy):
    return case("certificate", "the certificate cannot be verified: " + problem, remedy)


def serve_certificate(tmp_path, leaf, root):
    (tmp_path / "root.pem").write_text(root.pem)
    context = server_context(bundle(leaf), tmp_path)
    return raw_server(answering(reply()), context=context), str(tmp_path / "root.pem")


@certificate("it is not valid yet", "check the clocks of this machine and of the server")
def not_valid_yet(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    running, ca_path = serve_certificate(tmp_path, issue("x", root, hosts=["127.0.0.1"], begin=DAY), root)
    with running as server:
        yield {"url": server.url, "ca_path": ca_path}


@certificate("it has expired", "replace it on the server")
def expired(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    leaf = issue("x", root, hosts=["127.0.0.1"], begin=-2 * DAY, end=-datetime.timedelta(seconds=1))
    running, ca_path = serve_certificate(tmp_path, leaf, root)
    with running as server:
        yield {"url": server.url, "ca_path": ca_path}


@certificate("it is for another IP address", "use a name or an address in url that the certificate has")
def another_address(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    running, ca_path = serve_certificate(tmp_path, issue("x", root, hosts=["127.0.0.2", "localhost"]), root)
    with running as server:
        yield {"url": server.url, "ca_path": ca_path}


@certificate("it is for another host name", "use a host name in url that the certificate has")
def another_name(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    running, ca_path = serve_certificate(tmp_path, issue("x", root, hosts=["127.0.0.1", "wa.example.com"]), root)
    with running as server:
        yield {"url": server.url.replace("127.0.0.1", "localhost"), "ca_path": ca_path}


@certificate("it is self-signed", "pin it with tls_fingerprint")
def self_signed(monkeypatch, tmp_path):
    with raw_server(answering(reply())) as server:
        yield {"url": server.url}


@certificate("its CA is not known", "set ca_path to its CA")
def unknown_ca(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    running, _ca_path = serve_certificate(tmp_path, issue("x", root, hosts=["127.0.0.1"]), root)
    with running as server:
        yield {"url": server.url}


@certificate("its CA is not trusted", "set ca_path to the certificate of that CA")
def untrusted_root_in_the_chain(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    leaf = issue("x", root, hosts=["127.0.0.1"])
    with raw_server(answering(reply()), context=server_context(bundle(leaf, root), tmp_path)) as server:
        yield {"url": server.url}


@certificate("its key is too weak", "replace it on the server")
def weak_key(monkeypatch, tmp_path):
    root = issue("Root", ca=True)
    leaf = issue("x", root, hosts=["127.0.0.1"], key=rsa.generate_private_key(65537, 1024))
    (tmp_path / "root.pem").write_text(root.pem)
    (tmp_path / "server.pem").write_text(bundle(leaf))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(tmp_path / "server.pem")
    with raw_server(answering(reply()), context=context) as server:
        yield {"url": server.url, "ca_path": str(tmp_path / "root.pem")}


@case("client-certificate", "the server wants a certificate of its client", "go through a proxy that has one")
def client_certificate(monkeypatch, tmp_path):
    made = good_bundle("127.0.0.1")
    context = server_context(made.text, tmp_path, verify_mode=ssl.CERT_REQUIRED)
    with raw_server(answering(reply()), context=context) as server:
        yield {"url": server.url, "tls_fingerprint": [made.leaf_sha256], "method": "POST"}


@case("name", "the host name does not resolve", "correct url or the name service")
def unknown_name(monkeypatch, tmp_path):
    yield {"url": "https://wa.invalid"}


@case("host", "the host name is not valid", "correct url")
def long_label(monkeypatch, tmp_path):
    yield {"url": "https://%s.example.com" % ("a" * 70)}


@case("handshake-timeout", "no TLS handshake within 0.5 s", "check that the port speaks TLS", retryable=True)
def silent_port(monkeypatch, tmp_path):
    with raw_server(lambda connection, _server: time.sleep(1), tls=False) as server:
        yield {"url": server.url.replace("http:", "https:"), "method": "POST"}


@case("connect-timeout", "no connection within 0.5 s", "check the address and the firewall", retryable=True)
def packets_are_dropped(monkeypatch, tmp_path):
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _number in range(3):  # more than are let in: to the next one nobody answers
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        yield {"url": "https://127.0.0.1:%d" % full.getsockname()[1]}


@case("refused", "the connection was refused", "check the address and that the server is running", retryable=True)
def closed_port(monkeypatch, tmp_path):
    yield {"url": "https://127.0.0.1:1"}


HANDSHAKE = ("handshake", "the server ended the TLS handshake", "check the port and the server's certificate")


@case(*HANDSHAKE, retryable=True)
def closed_at_once(monkeypatch, tmp_path):
    with raw_server(lambda connection, _server: connection.recv(5000), tls=False) as server:
        yield {"url": server.url.replace("http:", "https:"), "method": "POST"}


@case(*HANDSHAKE, retryable=True)
def reset_at_once(monkeypatch, tmp_path):
    def talk(connection, _server):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with raw_server(talk, tls=False) as server:
        yield {"url": server.url.replace("http:", "https:"), "method": "POST"}


@case("tls", "the TLS connection failed (", "check the port and the server's certificate")
def no_common_cipher(monkeypatch, tmp_path):
    context = server_context(good_bundle("127.0.0.1").text, tmp_path, maximum_version=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")  # for another kind of key than the certificate's
    with raw_server(answering(reply()), context=context) as server:
        yield {"url": server.url}


@case("unreachable", "the host cannot be reached", "check the address, the network", retryable=True)
def no_way(monkeypatch, tmp_path):
    yield {"url": "https://255.255.255.255:9090"}


WANTS_TLS = ("wants-tls", "the port speaks TLS", "write https:// in url")


def either(tls_context, clear_text):
    """A port that speaks TLS, and answers clear text so."""

    def talk(connection, _server):
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":
            with tls_context.wrap_socket(connection, server_side=True) as wrapped:
                wrapped.recv(1)
        else:
            receive_request(connection)
            connection.sendall(clear_text)

    return talk


@case(*WANTS_TLS)
def http_to_a_port_that_closes(monkeypatch, tmp_path):
    with raw_server(answering(reply())) as server:
        yield {"url": server.url.replace("https:", "http:"), "method": "POST"}


@case(*WANTS_TLS)
def http_to_a_port_that_sends_an_alert(monkeypatch, tmp_path):
    context = server_context(good_bundle("127.0.0.1").text, tmp_path)
    with raw_server(either(context, b"\x15\x03\x01\x00\x02\x02\x46"), tls=False) as server:
        yield {"url": server.url}


@case(*WANTS_TLS)
def http_to_nginx(monkeypatch, tmp_path):
    page = b"<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>"
    context = server_context(good_bundle("127.0.0.1").text, tmp_path)
    with raw_server(either(context, reply(page, "400 Bad Request")), tls=False) as server:
        yield {"url": server.url, "method": "POST"}


@case(*WANTS_TLS)
def http_to_go(monkeypatch, tmp_path):
    answer = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
    context = server_context(good_bundle("127.0.0.1").text, tmp_path)
    with raw_server(either(context, answer), tls=False) as server:
        yield {"url": server.url}


@case("slow-request", "the request could not be sent in time", "raise timeout", sent=True)
def nobody_reads(monkeypatch, tmp_path):
    with raw_server(lambda connection, _server: time.sleep(3), tls=False) as server:
        yield {"url": server.url, "timeout": 0.2, "method": "POST", "call": {"data": bytes(5_000_000)}}


@case("slow-answer", "the answer was not complete after 0.3 s", "raise timeout", sent=True)
def trickling(monkeypatch, tmp_path):
    def talk(connection, _server):
        receive_request(connection)
        for _number in range(50):
            connection.sendall(b"H")
            time.sleep(0.05)

    with raw_server(talk, tls=False) as server:
        yield {"url": server.url, "timeout": 0.3}


@case("timeout", "no answer within 1.5 s", "raise timeout", sent=True)
def silent(monkeypatch, tmp_path):
    with raw_server(lambda connection, _server: time.sleep(3)) as server:
        yield {"url": server.url, "timeout": 1.5, "validate_certs": False, "method": "PATCH"}


@case("too-large", "the answer is larger than 16 MiB", "check that url points at the right server", sent=True)
def too_large(monkeypatch, tmp_path):
    with raw_server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 17000000\r\n\r\n"), tls=False) as server:
        yield {"url": server.url, "method": "POST"}


@case(
    "compressed",
    "the answer cannot be unpacked (it is compressed, which the request does not allow)",
    "check the proxies between",
    sent=True,
)
def compressed(monkeypatch, tmp_path):
    with raw_server(answering(reply(b"x", Content_Encoding="br")), tls=False) as server:
        yield {"url": server.url}


@case("not-http", "the answer is not valid HTTP", "check the port", sent=True)
def another_protocol(monkeypatch, tmp_path):
    with raw_server(answering(b"220 mail.example.com ESMTP\r\n"), tls=False) as server:
        yield {"url": server.url}


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_two_lengths_of_an_answer_are_no_mistake_in_the_request(method):
    """The request was processed."""
    two = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"
    with raw_server(answering(two), tls=False) as server:
        with pytest.raises(TransportError, match="the answer is not valid HTTP") as failed:
            Transport(server.url, timeout=3, retries=0).send(method, "/v1/x")
        assert failed.value.request_sent is True
        assert (UNKNOWN_EFFECT in failed.value.message) is (method == "PATCH")


@case("not-sent", "the request could not be made (InvalidHeader)", "check url and the options")
def bad_header(monkeypatch, tmp_path):
    with raw_server(answering(reply()), tls=False) as server:
        yield {"url": server.url, "call": {"headers": {"X-Y": "a\nb"}}}


@case("lost", "the connection was lost before the whole answer came", "look at the network and the server", sent=True, retryable=True)
def lost(monkeypatch, tmp_path):
    def talk(connection, _server):
        receive_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")

    with raw_server(talk) as server:
        yield {"url": server.url, "validate_certs": False, "method": "DELETE"}


@pytest.mark.parametrize("name", CASES)
def test_each_failure_has_its_own_sentence(name, monkeypatch, tmp_path):
    """The problem, the remedy, whether the request may have been processed, and whether another try may help."""
    _row, scene, problem, remedy, sent, retryable = CASES[name]
    with scene(monkeypatch, tmp_path) as options:
        method, call = options.pop("method", "GET"), options.pop("call", {})
        with pytest.raises(TransportError) as failed:
            Transport(**{"timeout": 3, "retries": 0, **options}).send(method, "/v1/x", **call)
    error = failed.value
    assert error.problem.startswith(problem), error.message
    assert error.message.startswith("%s /v1/x: %s" % (method, error.problem))
    assert remedy in error.message
    assert (error.request_sent, error.retryable) == (sent, retryable)
    assert (UNKNOWN_EFFECT in error.message) is (sent and method != "GET")


def test_every_row_of_the_table_is_tried():
    """A sentence that nobody has seen is none; and no row stands behind one that takes all its cases."""
    assert {row.name for row in DIAGNOSES} == {row for row, *_more in CASES.values()}
    assert len({row.name for row in DIAGNOSES}) == len(DIAGNOSES)


def test_a_refusal_in_json_is_the_servers_own(monkeypatch):
    """Even when it speaks of https: only a page is taken for the words of a TLS port."""
    body = b'{"errors": [{"code": 1009, "details": "webhooks.url must use https"}]}'
    with raw_server(answering(reply(body, "400 Bad Request")), tls=False) as server:
        assert Transport(server.url).send("PATCH", "/").content == body


def test_a_page_that_speaks_of_tls_on_a_port_without_it_is_an_answer():
    """The handshake decides, not the words."""
    page = b"<html>this API is better with TLS</html>"
    with raw_server(answering(reply(page, "400 Bad Request")), tls=False) as server:
        assert Transport(server.url, timeout=1).send("GET", "/").content == page


def test_all_certificate_problems_are_named():
    """X509_V_ERR of OpenSSL: 66 to 68 are about strength, and which of them comes depends on its version."""
    assert set(CERTIFICATES) == {9, 10, 18, 19, 20, 62, 64, 66, 67, 68}


PROBLEMS = {"closed": "the connection was refused", "silent": "no TLS handshake within 0.5 s", "plain": "the port does not speak TLS"}


@pytest.mark.parametrize(("kind", "problem"), list(PROBLEMS.items()))
def test_a_handshake_alone_fails_in_the_same_words(kind, problem):
    """fetch_peer_certificate sends nothing."""
    talk = answering(b"") if kind == "silent" else lambda connection, _server: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with raw_server(talk, tls=False) as server:
        address = "127.0.0.1:1" if kind == "closed" else server.url.partition("//")[2]
        with pytest.raises(TransportError, match="^TLS handshake with %s: %s" % (address, problem)) as failed:
            Transport("https://" + address, validate_certs=False).fetch_peer_certificate(address)
    assert not failed.value.request_sent
