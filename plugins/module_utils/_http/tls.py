# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: whom a connection trusts, and the certificate that a server shows. Knows no WhatsApp and no Ansible."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import ssl
from http.client import HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import (
    ProxyError,
    create_urllib3_context,
    make_headers,
    requests,
)

HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+")  # of a CA in a directory, as `openssl rehash` makes it


# What OpenSSL says of a certificate (X509_V_ERR_...): the problem, the remedy.
NO_HOST, NO_ADDRESS = 62, 64
CERTIFICATES = {
    9: ("it is not valid yet", "check the clocks of this machine and of the server"),
    10: ("it has expired", "replace it on the server, or pin it with tls_fingerprint until then"),
    18: ("it is self-signed", "pin it with tls_fingerprint, or set ca_path to the certificate itself"),
    19: ("its CA is not trusted", "set ca_path to the certificate of that CA"),
    20: ("its CA is not known", "set ca_path to its CA, or have the server send its intermediate certificates"),
    NO_HOST: ("it is for another host name", "use a host name in url that the certificate has"),
    NO_ADDRESS: ("it is for another IP address", "use a name or an address in url that the certificate has"),
    66: ("its key is too weak", "replace it on the server"),
    67: ("the key of its CA is too weak", "replace it on the server"),
    68: ("its signature is too weak", "replace it on the server"),
}


class TrustSettings(NamedTuple):
    """Whom a connection trusts. A connection may be reused only with equal settings.

    ca: a file or directory of CAs; None: any certificate. ca_state: changes when the CAs are replaced. ca_option: the option
    or variable that names it. pins: SHA-256 fingerprints, one of which the certificate must have; empty: any.
    """

    ca: str | None = None
    ca_state: tuple = ()
    ca_option: str = "ca_path"
    pins: frozenset = frozenset()

    def context(self) -> ssl.SSLContext:
        """See tls_context."""
        return tls_context(self.ca, self.ca_state, self.ca_option)


class PinMismatch(ssl.SSLError):
    """The server's certificate is none of those that are pinned."""


class CachedTimeoutSocket(ssl.SSLSocket):
    """Skips settimeout() calls that change nothing: urllib3 makes one for every request, and each is a system call."""

    def settimeout(self, value: float | None) -> None:
        if value != self.gettimeout():
            super().settimeout(value)


def trust_settings(validate_certs: bool, ca_path: str | None, fingerprints: Any) -> TrustSettings:
    """The settings that the options mean. fingerprints: a list, see normalize_fingerprint. Raises OptionError.

    Without validation nothing is checked. The CA is checked when ca_path is given or there is no pin. Pins are always checked.
    """
    if not validate_certs:
        return TrustSettings()
    pins = frozenset(normalize_fingerprint(pin) for pin in fingerprints or ())
    if pins and not ca_path:
        return TrustSettings(pins=pins)
    option, ca = ("ca_path", ca_path) if ca_path else _default_ca()
    return TrustSettings(ca, _state_of(option, ca), option, pins)


def normalize_fingerprint(text: str) -> str:
    """64 lower-case hexadecimal digits from 'AA:BB:...', 'sha256:aabb...' or plain digits; raises OptionError."""
    digits = text.strip().lower()
    if digits.startswith("sha256:"):
        digits = digits[len("sha256:") :]
    digits = digits.replace(":", "").replace(" ", "")
    if not re.fullmatch("[0-9a-f]{64}", digits):
        raise OptionError("tls_fingerprint", "give the SHA-256 of the certificate: 64 hexadecimal digits, colons allowed")
    return digits


@functools.lru_cache(maxsize=64)
def tls_context(ca: str | None = None, ca_state: tuple = (), ca_option: str = "ca_path", any_name: bool = False) -> ssl.SSLContext:
    """The TLS context that trusts the CAs in this file or directory; with ca=None any certificate, for callers that check pins.

    any_name: the certificate may be for any host.

    Creating one takes longer than a request, so it is cached; ca_state: see TrustSettings. Raises OptionError when the file
    holds no CA.
    """
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED if ca else ssl.CERT_NONE)
    context.sslsocket_class = CachedTimeoutSocket
    if any_name:
        context.check_hostname = False
    if ca:
        try:
            context.load_verify_locations(**{"capath" if os.path.isdir(ca) else "cafile": ca})
        except ssl.SSLError:
            raise OptionError(ca_option, "%s holds no certificates in PEM form" % ca) from None
        except OSError as error:
            raise _unreadable(ca_option, ca, error) from None
    return context


def certificate_problem(error: ssl.SSLCertVerificationError | None, url: str) -> tuple[str, str]:
    """What is wrong with a certificate, and the remedy. error: None when only the host name was compared, as urllib3 1.26 does."""
    if error is None:
        host = urlsplit(url).hostname or ""
        return CERTIFICATES[NO_ADDRESS if ":" in host or host.replace(".", "").isdigit() else NO_HOST]
    return CERTIFICATES.get(error.verify_code, (error.verify_message, "set ca_path to its CA, or pin it with tls_fingerprint"))


def check_pins(sock: Any, pins: frozenset) -> None:
    """Raises PinMismatch when the server showed a certificate that is none of the pinned ones. sock: after its handshake."""
    if hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest() not in pins:
        raise PinMismatch("the certificate is not the pinned one")


def fetch_certificate(address: str, timeout: float) -> bytes:
    """The certificate, in DER, that a TLS handshake with "host:port" shows; nothing is sent, and nothing verified.

    Through the environment's proxy when there is one. Raises OSError, HTTPException and what requests raises for proxies.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = _connection(address, timeout, context)
    try:
        connection.connect()
        return connection.sock.getpeercert(binary_form=True) or b""
    finally:
        connection.close()


def chain_problem(address: str, timeout: float, trust: TrustSettings) -> tuple[int, str] | None:
    """What is wrong with the certificates that "host:port" serves, for a client with this CA: OpenSSL's code and a few words.

    None: they lead to the CA, whatever the name of the host. One more handshake; nothing is sent. Raises what fetch_certificate raises.
    """
    connection = _connection(address, timeout, tls_context(trust.ca, trust.ca_state, trust.ca_option, any_name=True))
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        return error.verify_code, certificate_problem(error, "")[0]
    finally:
        connection.close()
    return None


def _connection(address: str, timeout: float, context: ssl.SSLContext) -> HTTPSConnection:
    url = "https://" + address
    parts = urlsplit(url)
    target = (parts.hostname or "", parts.port or 443)
    proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    if not proxy:
        return HTTPSConnection(*target, timeout=timeout, context=context)
    hop = urlsplit(requests.utils.prepend_scheme_if_needed(proxy, "http"))
    if hop.scheme != "http":
        raise ProxyError("no handshake is made through a proxy of the kind %s" % hop.scheme, OSError("unsupported proxy"))
    connection = HTTPSConnection(hop.hostname or "", hop.port or 80, timeout=timeout, context=context)
    login = "%s:%s" % (unquote(hop.username), unquote(hop.password or "")) if hop.username else None
    connection.set_tunnel(*target, headers=make_headers(proxy_basic_auth=login))
    return connection


def _default_ca() -> tuple[str, str]:
    """(source, path) of the default CAs: those of the environment, as for requests, or those of requests."""
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if os.environ.get(variable):
            return variable, os.environ[variable]
    return "requests", requests.certs.where()


def _state_of(option: str, ca: str) -> tuple:
    """A value that changes when the CA file, or one in the CA directory, is replaced. Raises OptionError when it cannot be used."""
    try:
        if not os.path.isdir(ca):
            return _stamp(os.stat(ca))
        with os.scandir(ca) as entries:
            names = sorted(entry.name for entry in entries if HASHED_NAME.fullmatch(entry.name))
    except OSError as error:
        raise _unreadable(option, ca, error) from None
    state: list[tuple] = []
    for name in names:
        with contextlib.suppress(OSError):  # a link to nowhere
            state.append((name, *_stamp(os.stat(os.path.join(ca, name)))))
    if not state:
        problem = "%s holds no certificate under its hash, so that none is found; run `openssl rehash` on it, or give a file"
        raise OptionError(option, problem % ca)
    return tuple(state)


def _stamp(status: os.stat_result) -> tuple:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _unreadable(option: str, ca: str, error: OSError) -> OptionError:
    return OptionError(option, "%s cannot be read (%s)" % (ca, error.strerror))
