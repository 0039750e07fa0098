# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One call to the API, and which retries it allows. Knows no tokens and no resource.

A Request is also how a plan says what it writes: it can be printed and compared, and is sent by the run, not by the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.envelope import LOGIN, full_path, server_error
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import RetryHint, RetryPolicy

# Calls whose repetition could do harm: they send codes and messages, register numbers, or make and replace state.
NON_RETRYABLE_PATHS = frozenset(
    ("account", "account/verify", "account/shards", "settings/backup", "settings/restore", "messages"),
)
RETRYABLE_CODES = frozenset((1016, 1017, 1018))  # overloaded, not primary master, not primary Coreapp: nothing was done
NO_TOKEN = ""  # for Request.authorization


@dataclass(frozen=True, repr=False)
class Request:
    """One call. Its repr shows the names of what is sent, never the values, which may be secret.

    path: below /v1, or with a leading slash below the address itself (/metrics). "{name}" in it stands for a value that an
    earlier write of the same plan returned, such as the identifier of a new group.
    json: the body as a JSON value. content, content_type: a body of raw bytes instead, sent with exactly this type.
    is_file: the answer is a file or a text, not JSON. sink: takes the bytes of a large one, see content.Sink.
    authorization: a whole header in place of the token, or NO_TOKEN; then nobody logs in.
    retry_if(status, words): for a call that is otherwise never repeated, whether this refusal is documented as one to repeat.
    read(response): the return values that the answer holds. if_unknown: what to add to an error that leaves open whether the call
    took effect.
    """

    method: str
    path: str
    json: Any = None
    content: bytes | None = None
    content_type: str | None = None
    params: Mapping[str, str] | None = None
    is_file: bool = False
    sink: Any = field(default=None, compare=False)
    authorization: str | None = None
    retry_if: Callable[[int, str], bool] | None = field(default=None, compare=False)
    read: Callable[[Any], dict | None] | None = field(default=None, compare=False)
    if_unknown: str | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        body = ""
        if self.content is not None:
            body = " (%d bytes of %s)" % (len(self.content), self.content_type)
        elif isinstance(self.json, Mapping):
            body = " (%s)" % ", ".join(sorted(self.json))
        elif self.json is not None:
            body = " (%d elements)" % len(self.json)
        return "%s %s%s" % (self.method, full_path(self.path), body)

    def apply(self, client: Any, results: Mapping[str, Any]) -> dict | None:
        """Sends the call as a write of a plan; returns its return values. results: what the writes before it returned."""
        path = self.path
        for name, value in results.items() if "{" in path else ():
            path = path.replace("{%s}" % name, str(value))
        try:
            response = client.send(replace(self, path=path))
            return self.read(response) if self.read else None
        except WhatsAppError as error:
            if self.if_unknown and error.write_outcome_unknown:
                error.warn_of_unknown_outcome(self.if_unknown)
            raise

    def transmit(self, transport: Any, authorization: str) -> Any:
        """The HttpResponse of a Transport, whatever its status. authorization: the header, or NO_TOKEN. Raises TransportError."""
        headers = {"Content-Type": self.content_type} if self.content_type else {}
        if authorization:
            headers["Authorization"] = authorization
        policy, hint_of = RetryPolicy.SAFE, self._retry_hint
        if self.retry_if:
            policy, hint_of = RetryPolicy.ONLY_WHEN_ASKED, self._documented_retry
        elif self.method == "POST" and self.path in NON_RETRYABLE_PATHS:
            policy = RetryPolicy.NEVER
        options = {"params": self.params, "json": self.json, "data": self.content, "headers": headers, "sink": self.sink}
        return transport.send(self.method, full_path(self.path), policy, hint_of, **options)

    def _documented_retry(self, response: Any) -> RetryHint | None:
        error = server_error(response)
        return RetryHint.RETRY if self.retry_if and self.retry_if(response.status, error.words if error else "") else None

    def _retry_hint(self, response: Any) -> RetryHint | None:
        """What an answer says about a retry; None when it says nothing."""
        if response.status < 400:
            return None
        error = server_error(response)
        if error and error.code in RETRYABLE_CODES:
            return RetryHint.RETRY
        if response.status == 429:
            # Without Retry-After a locked-out login stays locked for up to an hour: asking again helps nobody.
            return RetryHint.RETRY if response.headers.get("Retry-After") or self.path != LOGIN else None
        return RetryHint.UNAVAILABLE if response.status in (502, 503, 504) else None
