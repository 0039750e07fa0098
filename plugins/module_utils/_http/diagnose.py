# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What went wrong on the way to a server, as one sentence that says what to do about it. Knows no WhatsApp and no Ansible.

The first row of DIAGNOSES that fits gives the problem and the remedy. Failure tells from the cause whether the request was sent,
unless the row says otherwise.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from http.client import BadStatusLine, HTTPException, IncompleteRead, RemoteDisconnected
from typing import Any, NamedTuple, Union

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.content import CannotUnpack, ContentTooLarge
from ansible_collections.waops.whatsapp.plugins.module_utils._http.deadline import AnswerTooSlow, RequestTooSlow
from ansible_collections.waops.whatsapp.plugins.module_utils._http.failure import Failure, PlainHttpRefused, ProxyLoginWanted
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import ProxyError, requests, urllib3
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import PinMismatch, certificate_problem

UNKNOWN_EFFECT = "it is not known whether the call took effect; run again, which reads first"
READING = frozenset(("GET", "HEAD", "TLS handshake with"))
# What OpenSSL says, version by version, of an answer that is no TLS.
NO_TLS = (
    "WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "record layer failure", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG",
)  # fmt: skip
PROXY = "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY in the environment"
Words = Union[str, Callable[[Failure], str]]


class Diagnosis(NamedTuple):
    """A row: when it fits, the problem in a few words, the remedy; request_sent: False when the request was surely not processed."""

    name: str
    fits: Callable[[Failure], Any]
    problem: Words
    remedy: Words
    request_sent: bool | None = None
    retryable: bool = False


def _bad_certificate(failure: Failure) -> str:
    return "the certificate cannot be verified: %s" % certificate_problem(failure.find(ssl.SSLCertVerificationError), failure.url)[0]


def _bad_certificate_remedy(failure: Failure) -> str:
    return certificate_problem(failure.find(ssl.SSLCertVerificationError), failure.url)[1]


def _tunnel_refused(failure: Failure) -> str:
    match = re.search(r"Tunnel connection failed: ([0-9]{3})", failure.text)
    return "the proxy refused the connection%s" % (" (%s)" % match.group(1) if match else "")


def _tls_reason(failure: Failure) -> str:
    reason = getattr(failure.find(ssl.SSLError), "reason", None)
    return "the TLS connection failed%s" % (" (%s)" % reason.replace("_", " ").lower() if reason else "")


DIAGNOSES = (
    Diagnosis(
        "pin",
        lambda f: f.find(PinMismatch),
        "the certificate is not the pinned one",
        "if it was replaced on purpose, set tls_fingerprint to the new certificate's SHA-256; otherwise someone is in between",
    ),
    Diagnosis(
        "socks",
        lambda f: f.says("Missing dependencies for SOCKS"),
        "the environment names a SOCKS proxy, and PySocks is not installed",
        "install PySocks for the Python that runs the module, or correct %s" % PROXY,
        request_sent=False,
    ),
    Diagnosis(
        "proxy-login",
        lambda f: f.find(ProxyLoginWanted) or f.says("Tunnel connection failed: 407"),
        "the proxy wants a user name and a password (407)",
        "write them into the proxy's URL, http://user:password@host:port, in %s" % PROXY,
        request_sent=False,
    ),
    Diagnosis(
        "proxy-refused",
        lambda f: f.says("Tunnel connection failed"),
        _tunnel_refused,
        "have the proxy allow the address, or except it with no_proxy",
        request_sent=False,
    ),
    Diagnosis(
        "proxy-address",
        lambda f: f.find(requests.exceptions.InvalidProxyURL) or f.says("Proxy URL had", "SOCKS version"),
        "the proxy's address cannot be used",
        "correct %s" % PROXY,
        request_sent=False,
    ),
    Diagnosis(
        "proxy",
        lambda f: f.find(requests.exceptions.ProxyError, ProxyError),
        "no connection to the proxy",
        "correct %s, or start the proxy" % PROXY,
        request_sent=False,
    ),
    Diagnosis(
        "no-tls",
        lambda f: f.says(
            "WRONG_VERSION_NUMBER",
            "RECORD_LAYER_FAILURE",
            "record layer failure",
            "HTTP_REQUEST",
            "UNKNOWN_PROTOCOL",
            "PACKET_LENGTH_TOO_LONG",
        ),
        "the port does not speak TLS",
        "give the HTTPS port (9090 in Meta's Compose files), or http:// for a lab",
        request_sent=False,
    ),
    Diagnosis(
        "certificate",
        lambda f: f.find(ssl.SSLCertVerificationError) or f.says("doesn't match"),  # so urllib3 1.26 says of a host name
        _bad_certificate,
        _bad_certificate_remedy,
        request_sent=False,
    ),
    Diagnosis(
        "client-certificate",
        lambda f: f.says("CERTIFICATE_REQUIRED", "certificate required"),
        "the server wants a certificate of its client",
        "go through a proxy that has one: there is no option for it",
        request_sent=False,
    ),
    Diagnosis(
        "name",
        lambda f: f.find(socket.gaierror),
        "the host name does not resolve",
        "correct url or the name service",
        request_sent=False,
    ),
    Diagnosis("host", lambda f: f.says("label empty or too long"), "the host name is not valid", "correct url", request_sent=False),
    Diagnosis(
        "handshake-timeout",
        lambda f: not f.request_sent and f.find(socket.timeout) and f.says("handshake"),
        lambda f: "no TLS handshake within %g s" % f.connect_timeout,
        "check that the port speaks TLS, and that the server is not overloaded",
        retryable=True,
    ),
    Diagnosis(
        "connect-timeout",
        lambda f: not f.request_sent and f.find(socket.timeout),
        lambda f: "no connection within %g s" % f.connect_timeout,
        "check the address and the firewall",
        retryable=True,
    ),
    Diagnosis(
        "refused",
        lambda f: f.find(ConnectionRefusedError),
        "the connection was refused",
        "check the address and that the server is running",
        request_sent=False,
        retryable=True,
    ),
    Diagnosis(
        "handshake",
        lambda f: not f.request_sent and f.find(ConnectionResetError, ssl.SSLEOFError, ssl.SSLZeroReturnError),
        "the server ended the TLS handshake",
        "check the port and the server's certificate",
        retryable=True,
    ),
    Diagnosis("tls", lambda f: not f.request_sent and f.find(ssl.SSLError), _tls_reason, "check the port and the server's certificate"),
    Diagnosis(
        "unreachable",
        lambda f: not f.request_sent,
        "the host cannot be reached",
        "check the address, the network and that the server is running",
        retryable=True,
    ),
    Diagnosis(
        "wants-tls",
        lambda f: f.find(PlainHttpRefused, BadStatusLine, ConnectionError) and f.server_speaks_tls,
        "the port speaks TLS",
        "write https:// in url",
        request_sent=False,
    ),
    Diagnosis(
        "slow-request",
        lambda f: f.find(RequestTooSlow),
        "the request could not be sent in time",
        "raise timeout",
    ),
    Diagnosis(
        "slow-answer",
        lambda f: f.find(AnswerTooSlow),
        lambda f: "the answer was not complete after %g s" % f.find(AnswerTooSlow).seconds,
        "raise timeout, or check the proxies between this machine and the server",
    ),
    Diagnosis("timeout", lambda f: f.find(socket.timeout), lambda f: "no answer within %g s" % f.answer_timeout, "raise timeout"),
    Diagnosis(
        "too-large",
        lambda f: f.find(ContentTooLarge),
        lambda f: "the answer is larger than %d MiB" % (f.find(ContentTooLarge).limit >> 20),
        "check that url points at the right server",
    ),
    Diagnosis(
        "compressed",
        lambda f: f.find(CannotUnpack),
        "the answer cannot be unpacked (it is compressed, which the request does not allow)",
        "check the proxies between this machine and the server",
    ),
    Diagnosis(
        "not-http",
        lambda f: f.find(HTTPException, urllib3.exceptions.InvalidHeader) and not f.find(RemoteDisconnected, IncompleteRead),
        "the answer is not valid HTTP",
        "check the port, and the proxies between this machine and the server",
    ),
    Diagnosis(
        "not-sent",
        lambda f: isinstance(f.error, ValueError),
        lambda f: "the request could not be made (%s)" % type(f.error).__name__,
        "check url and the options",
        request_sent=False,
    ),
    Diagnosis(
        "lost",
        lambda f: True,
        "the connection was lost before the whole answer came",
        "look at the network and the server",
        retryable=True,
    ),
)


def transport_error_from(failure: Failure, method: str, path: str) -> TransportError:
    """The TransportError that names the call, the problem and what to do."""
    row = next(row for row in DIAGNOSES if row.fits(failure))
    problem, remedy = (words if isinstance(words, str) else words(failure) for words in (row.problem, row.remedy))
    request_sent = failure.request_sent if row.request_sent is None else row.request_sent
    if request_sent and method not in READING:
        remedy = "%s, or %s" % (UNKNOWN_EFFECT, remedy)
    message = "%s %s: %s; %s" % (method, path, problem, remedy)
    return TransportError(message, problem, request_sent=request_sent, retryable=row.retryable, method=method, path=path)
