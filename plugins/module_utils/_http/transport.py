# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Transport: requests to one server, with TLS, deadlines and visible retries. Knows no WhatsApp and no Ansible."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from typing import Any
from urllib.request import getproxies

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.adapter import Adapter, HttpResponse
from ansible_collections.waops.whatsapp.plugins.module_utils._http.content import Sink, UnusableContent
from ansible_collections.waops.whatsapp.plugins.module_utils._http.deadline import MAX_TIMEOUTS, UploadBody
from ansible_collections.waops.whatsapp.plugins.module_utils._http.diagnose import transport_error_from
from ansible_collections.waops.whatsapp.plugins.module_utils._http.failure import Failure, failure_in_answer
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import HTTPError, requests
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import (
    IDEMPOTENT,
    RetryHint,
    RetryPolicy,
    retry_delay,
    should_retry,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import (
    TrustSettings,
    chain_problem,
    fetch_certificate,
    trust_settings,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import base_url, instance_key, request_url

CONNECT_TIMEOUT = 10  # seconds; an answer may take long, a connection may not
HEADERS = {"Accept": "*/*", "User-Agent": "waops.whatsapp"}  # http.client adds Accept-Encoding: identity


@functools.lru_cache(maxsize=1)
def proxies_are_set() -> bool:
    """Whether the environment names any proxy; asked once in a process."""
    return bool(getproxies())


class NullConnectionCache:
    """Closes every connection with its task: for shipped modules and single tasks."""

    def get(self, key: tuple) -> Adapter | None:
        """A ready adapter that an earlier task left under this key, or None."""
        return None

    def put(self, key: tuple, adapter: Adapter) -> None:
        """Takes an adapter over from a task that has ended."""
        adapter.close()


class Transport:
    """Sends requests to one server over one connection.

    url: see base_url. validate_certs, ca_path, tls_fingerprint: see trust_settings. timeout: seconds to wait for an answer; a call
    with all its retries takes MAX_TIMEOUTS of them at most, and one more for each retry. retries: after the first try. headers:
    of every request. warn: called with one sentence before each retry. connection_cache: where connections outlive a task,
    see NullConnectionCache. Raises OptionError.
    """

    def __init__(
        self,
        url: str,
        validate_certs: bool = True,
        ca_path: str | None = None,
        tls_fingerprint: list[str] | None = None,
        timeout: float = 60,
        retries: int = 3,
        headers: Mapping[str, str] | None = None,
        warn: Callable[[str], None] | None = None,
        connection_cache: Any = None,
    ) -> None:
        self.base_url = base_url(url)
        self.timeout: tuple[float, float] = (min(timeout, CONNECT_TIMEOUT), timeout)
        self.time_limit: float = timeout * (MAX_TIMEOUTS + retries)
        self.retries = retries
        self.answered = False  # whether an answer has come from this server
        self.retry_silence = True  # whether a server that has not answered yet is asked again
        self.headers = {**HEADERS, **(headers or {})}
        self.warn = warn or (lambda message: None)
        # Of the environment only the proxies count: not the credentials in ~/.netrc, not REQUESTS_CA_BUNDLE over ca_path.
        self.proxies: dict[str, str] = requests.utils.get_environ_proxies(self.base_url) if proxies_are_set() else {}
        self.request_url = request_url(self.base_url)
        encrypted = self.base_url.startswith("https:")
        trust: TrustSettings | None = trust_settings(validate_certs, ca_path, tls_fingerprint) if encrypted else None
        self.pins = trust.pins if trust else frozenset()
        self.verifies_chain = bool(trust and trust.ca)
        self.ca_path = ca_path
        self.connection_cache, self.cache_key = connection_cache or NullConnectionCache(), (instance_key(self.base_url), trust)
        adapter = self.connection_cache.get(self.cache_key)
        self.connection_proven = adapter is None
        self.adapter = adapter or Adapter(trust)
        if not validate_certs:
            # Silences urllib3 for this choice alone: the user made it, and the documentation says what it means.
            requests.packages.urllib3.disable_warnings(requests.packages.urllib3.exceptions.InsecureRequestWarning)  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def polling_limits(self, seconds: float) -> Iterator[None]:
        """Within it a call takes at most this many seconds in total, and is never retried: for callers that poll."""
        usual = self.timeout, self.time_limit, self.retries
        self.timeout, self.time_limit, self.retries = (min(self.timeout[0], seconds), min(self.timeout[1], seconds)), seconds, 0
        try:
            yield
        finally:
            self.timeout, self.time_limit, self.retries = usual

    def fetch_peer_certificate(self, address: str) -> bytes:
        """The certificate, in DER, that a TLS handshake with "host:port" shows now; nothing is sent, and nothing verified.

        Uses the connection of this task when there is one, and the environment's proxy as for a call. Raises TransportError
        when no handshake was made.
        """
        shown = self.adapter.peer_certificate_der() if "https://" + address == self.base_url else None
        if shown:
            return shown
        return self._with_handshake(address, lambda: fetch_certificate(address, self.timeout[0]))

    def chain_problem(self, address: str) -> tuple[int, str] | None:
        """See tls.chain_problem; the CA is that of ca_path, or the public ones. Raises TransportError, and OptionError for the CA."""
        trust = trust_settings(True, self.ca_path, None)
        return self._with_handshake(address, lambda: chain_problem(address, self.timeout[0], trust))

    def _with_handshake(self, address: str, shake: Callable[[], Any]) -> Any:
        try:
            return shake()
        except (OSError, HTTPException, HTTPError, requests.exceptions.RequestException) as error:
            failure = Failure(error, "https://" + address, self.timeout, request_sent=False)
            raise transport_error_from(failure, "TLS handshake with", address) from None

    def close(self) -> None:
        """Ends the connection, or leaves it to the next task."""
        self.connection_cache.put(self.cache_key, self.adapter)

    def send(
        self,
        method: str,
        path: str,
        policy: RetryPolicy = RetryPolicy.SAFE,
        hint_of: Callable[[HttpResponse], RetryHint | None] | None = None,
        sink: Sink | None = None,
        **options: Any,
    ) -> HttpResponse:
        """Sends one request and returns the HttpResponse, whatever its status.

        path: below the base address, with its leading slash. options: as requests takes them (data, json, headers,
        params). policy: which retries are allowed. hint_of: a function that returns the RetryHint of an HttpResponse, or None.
        sink: takes the content of a success, which may then be larger; see read_content. Raises TransportError when no answer came.
        """
        retries_done, deadline, lost = 0, time.monotonic() + self.time_limit, False
        while True:
            outcome: HttpResponse | TransportError
            hint = None
            try:
                outcome = self._send_once(method, path, deadline, sink, options)
                hint = hint_of(outcome) if hint_of else None
                self.answered = True
            except TransportError as failure:
                outcome, lost = failure, lost or failure.outcome_unknown
            error = outcome if isinstance(outcome, TransportError) else None
            exhausted = retries_done >= self.retries or time.monotonic() >= deadline or not (self.answered or self.retry_silence)
            if exhausted or not should_retry(policy, method, hint, error):
                if isinstance(outcome, TransportError):
                    outcome.request_sent = outcome.request_sent or lost
                    raise outcome
                return outcome._replace(after_lost_answer=lost)
            problem = outcome.problem if isinstance(outcome, TransportError) else "answered %d" % outcome.status
            wait = retry_delay(retries_done, None if isinstance(outcome, TransportError) else outcome.headers.get("Retry-After"))
            retries_done += 1
            progress = (self.base_url, method, path, problem, wait, retries_done, self.retries)
            self.warn("%s: %s %s %s; repeated in %.1f s (%d of %d)" % progress)
            time.sleep(wait)
            deadline += wait

    def _send_once(self, method: str, path: str, deadline: float, sink: Sink | None, options: dict) -> HttpResponse:
        if not self.connection_proven and method not in IDEMPOTENT:
            # The server may be about to close an idle connection; then it would be unknown whether the call took effect.
            self.adapter.close()
        try:
            request = self._build_request(method, path, deadline, **options)
            remaining = max(deadline - time.monotonic(), 0.001)
            timeout = (min(self.timeout[0], remaining), min(self.timeout[1], remaining))
            response = self.adapter.exchange(request, timeout, deadline, self.proxies, sink)
        except (requests.exceptions.RequestException, HTTPError, HTTPException, UnusableContent, OSError, ValueError) as error:
            failure = Failure(error, self.request_url, self.timeout)
        else:
            self.connection_proven = True
            refused = failure_in_answer(response, self.request_url, self.timeout) if response.status in (400, 407) else None
            if refused is None:
                return response
            failure = refused
        raise transport_error_from(failure, method, path) from None

    def _build_request(
        self,
        method: str,
        path: str,
        deadline: float,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
        json: Any = None,
    ) -> Any:
        """The request, without what a session of requests would add: cookies, redirects, ~/.netrc."""
        request = requests.PreparedRequest()
        request.prepare_method(method)
        request.url = requests.utils.requote_uri(self.request_url + path)
        if params:
            request.prepare_url(request.url, params)
        request.prepare_headers({**self.headers, **(headers or {})})
        if method != "GET":
            request.prepare_body(UploadBody(data, deadline) if data else data, None, json)
        return request
