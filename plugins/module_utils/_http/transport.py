# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Transport: a connection by requests, with TLS, time-outs and visible retries. Knows no WhatsApp and no Ansible."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import ssl
import time
from http.client import HTTPException, HTTPSConnection
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.adapter import Adapter, tls_context
from ansible_collections.waops.whatsapp.plugins.module_utils._http.diagnose import transport_error_from
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import (
    HTTPError,
    NewConnectionError,
    make_headers,
    requests,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import IDEMPOTENT, RetryPolicy, retry_delay, should_retry

CONNECT_TIMEOUT = 10  # seconds; an answer may take long, a connection may not
HEADERS = {"Accept": "*/*", "User-Agent": "waops.whatsapp"}


def default_ca():
    """The CAs to trust when the user names none: those of the environment, as for requests itself, or requests' own."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or requests.certs.where()


@functools.lru_cache(maxsize=1)
def proxies_are_set():
    """Whether the environment names any proxy; asked once in a process."""
    return bool(getproxies())


def base_url(url):
    """The instance's address without a trailing slash or a trailing /v1; raises OptionError when it is not one."""
    try:
        parts = urlsplit((url or "").strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise OptionError("url", "'%s' is not a URL; give something like https://host:9090" % url) from None
    if parts.username or parts.password:
        raise OptionError("url", "leave user and password out of the URL; use the options username and password")
    if parts.scheme not in ("https", "http") or not parts.hostname or not port_is_fine:
        raise OptionError("url", "'%s' is not a URL; give something like https://host:9090" % url)
    if parts.query or parts.fragment:
        raise OptionError("url", "'%s' has a query or a fragment; give the address alone, like https://host:9090" % url)
    path = parts.path.rstrip("/")
    if path.endswith("/v1"):
        path = path[: -len("/v1")]
    return "%s://%s%s" % (parts.scheme, parts.netloc, path.rstrip("/"))


def encode_idna_url(base):
    """The base address as it goes into a request: with an international host name in its ASCII form. Raises OptionError."""
    request = requests.PreparedRequest()
    try:
        request.prepare_url(base, None)
    except (requests.exceptions.RequestException, ValueError):
        raise OptionError("url", "'%s' is not a URL; give something like https://host:9090" % base) from None
    return request.url.rstrip("/")


def normalize_fingerprint(text):
    """64 lower-case hexadecimal digits from 'AA:BB:...', 'sha256:aabb...' or plain digits; raises OptionError."""
    digits = text.strip().lower()
    if digits.startswith("sha256:"):
        digits = digits[len("sha256:") :]
    digits = digits.replace(":", "").replace(" ", "")
    if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
        raise OptionError("tls_fingerprint", "give the SHA-256 of the certificate: 64 hexadecimal digits, colons allowed")
    return digits


class NullConnectionCache:
    """Ends every connection with its task (the shipped module, and wherever one task is all there is)."""

    def take(self, key):
        """A ready adapter that an earlier task kept under this key, or None."""

    def keep(self, key, adapter):
        """Takes an adapter over from a task that has ended."""
        adapter.close()


class Transport:
    """Sends requests to one instance over one connection.

    url: see base_url. ca_path: a PEM file. tls_fingerprint: a list of pins, see normalize_fingerprint; the certificate must be
    one of these. timeout: seconds to wait for an answer. retries: repetitions after the first try. warn: called with one
    sentence before each repetition. kept: where connections outlive a task, see NullConnectionCache.
    """

    def __init__(self, url, validate_certs=True, ca_path=None, tls_fingerprint=None, timeout=60, retries=3, warn=None, kept=None):
        self.base = base_url(url)
        self.timeout = (min(timeout, CONNECT_TIMEOUT), timeout)
        self.retries = retries
        self.warn = warn or (lambda message: None)
        # Of the environment only the proxies count: not the credentials in ~/.netrc, not REQUESTS_CA_BUNDLE over ca_path.
        self.proxies = requests.utils.get_environ_proxies(self.base) if proxies_are_set() else {}
        self.root = encode_idna_url(self.base)
        self.pins = [normalize_fingerprint(pin) for pin in tls_fingerprint or ()] if validate_certs else []
        self.verify = bool(validate_certs and (ca_path or not self.pins))
        self.ca = (ca_path or default_ca()) if self.verify else None
        self.kept, self.key = kept or NullConnectionCache(), (self.root, self.ca, tuple(self.pins))
        self.pins_left, self.proven = list(self.pins), False
        self.adapter = self.kept.take(self.key)
        if not self.adapter:
            self._pin_next()
        if not validate_certs:
            # Silences urllib3 for this choice alone: the user made it, and the documentation says what it means.
            requests.packages.urllib3.disable_warnings(requests.packages.urllib3.exceptions.InsecureRequestWarning)

    def _pin_next(self):
        """Goes on with the next pin, if any; a certificate that matches none of them never gets to see a request."""
        pin = self.pins_left.pop(0) if self.pins_left else None
        self.adapter = Adapter(tls_context(self.ca, pin is not None), pin) if self.base.startswith("https:") else Adapter()
        self.proven = True

    def is_loopback(self):
        """Whether the instance is on this machine."""
        host = urlsplit(self.base).hostname
        return host in ("localhost", "::1") or host.startswith("127.")

    @contextlib.contextmanager
    def polling_limits(self, seconds):
        """Within it a call waits at most so many seconds for its answer and is never repeated: who polls repeats by himself."""
        usual = self.timeout, self.retries
        self.timeout, self.retries = tuple(min(value, seconds) for value in self.timeout), 0
        try:
            yield
        finally:
            self.timeout, self.retries = usual

    def fetch_peer_certificate(self, address):
        """The certificate, in DER, that a TLS handshake with "host:port" shows now; nothing is sent, and nothing verified.

        A connection that is open already has shown it. A proxy of the environment is used as for a call. Raises TransportError
        when no handshake was made.
        """
        shown = self.adapter.peer_certificate_der() if "https://" + address == self.base else None
        if shown:
            return shown
        connection = None
        try:
            connection = _unverified_connection(urlsplit("https://" + address), self.timeout[0])
            connection.connect()
            return connection.sock.getpeercert(binary_form=True)
        except (OSError, HTTPException) as error:
            raise transport_error_from(self.base, "TLS handshake with", address, _as_requests_tells_it(error), self.timeout) from None
        finally:
            if connection:
                connection.close()

    def close(self):
        """Ends the connection, or leaves it to the next task."""
        self.kept.keep(self.key, self.adapter)

    def send(self, method, path, policy=RetryPolicy.SAFE, hint_of=None, **options):
        """Sends one request and returns the HttpResponse, whatever its status.

        path: below the base address, with its leading slash. options: as requests takes them (data, json, headers,
        params). policy: which retries are allowed. hint_of: a function that returns the RetryHint of an HttpResponse, or None.
        Raises TransportError when no answer came.
        """
        retries_done = 0
        while True:
            response = error = hint = None
            try:
                response = self._send_once(method, path, options)
                hint = hint_of(response) if hint_of else None
            except TransportError as failure:
                error = failure
            if retries_done >= self.retries or not should_retry(policy, method, hint, error):
                if error:
                    raise error
                return response
            problem = error.problem if error else "answered %d" % response.status
            wait = retry_delay(retries_done, None if error else response.headers.get("Retry-After"))
            retries_done += 1
            progress = (self.base, method, path, problem, wait, retries_done, self.retries)
            self.warn("%s: %s %s %s; repeated in %.1f s (%d of %d)" % progress)
            time.sleep(wait)

    def _build_request(self, method, path, params=None, headers=None, data=None, json=None):
        """The request, without what a session of requests would add and this API has not: cookies, redirects, ~/.netrc."""
        request = requests.PreparedRequest()
        request.prepare_method(method)
        request.url = requests.utils.requote_uri(self.root + path)
        if params:
            request.prepare_url(request.url, params)
        request.prepare_headers({**HEADERS, **(headers or {})})
        if method != "GET":
            request.prepare_body(data, None, json)
        return request

    def _send_once(self, method, path, options):
        if not self.proven and method not in IDEMPOTENT:
            # The server may be about to end a connection that was left alone; then nobody would know what became of the call.
            self.adapter.close()
            self._pin_next()
        while True:
            try:
                request = self._build_request(method, path, **options)
                response = self.adapter.send(request, timeout=self.timeout, verify=self.verify, proxies=self.proxies)
                self.proven = True
                return response
            except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
                if self.pins_left and "ingerprints did not match" in str(error):
                    self._pin_next()
                    continue
                raise transport_error_from(self.base, method, path, error, self.timeout) from None


def _unverified_connection(parts, timeout):
    """A TLS connection, still to be made, through the environment's proxy when there is one. parts: of a URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    target, url = (parts.hostname, parts.port or 443), parts.geturl()
    proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    if not proxy:
        return HTTPSConnection(*target, timeout=timeout, context=context)
    hop = urlsplit(requests.utils.prepend_scheme_if_needed(proxy, "http"))
    if hop.scheme != "http":
        raise requests.exceptions.ProxyError("no handshake is made through a proxy of the kind %s" % hop.scheme)
    connection = HTTPSConnection(hop.hostname, hop.port or 80, timeout=timeout, context=context)
    login = "%s:%s" % (unquote(hop.username), unquote(hop.password or "")) if hop.username else None
    connection.set_tunnel(*target, headers=make_headers(proxy_basic_auth=login))
    return connection


def _as_requests_tells_it(error):
    """The failure of a handshake as the exception that requests would have raised."""
    if isinstance(error, (requests.exceptions.RequestException, socket.gaierror)):
        return error
    if isinstance(error, (TimeoutError, socket.timeout)):  # two classes until Python 3.10
        return requests.exceptions.ConnectTimeout(error)
    if isinstance(error, ssl.SSLError):
        return requests.exceptions.SSLError(error)
    if "Tunnel connection failed" in str(error):
        return requests.exceptions.ProxyError(error)
    return requests.exceptions.ConnectionError(NewConnectionError(None, str(error)))
