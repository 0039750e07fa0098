# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client: calls one instance as one user, and tells a missing thing from a missing endpoint. Knows no resource."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.envelope import not_offered, read_answer, unexpected
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import NO_TOKEN, Request
from ansible_collections.waops.whatsapp.plugins.module_utils._api.session import Session, TokenStore
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotFound,
    NotOffered,
    WhatsAppError,
)

NO_SUCH_PATH = "no-such-path"  # what no server has; see Client.settle_doubts


class Client:
    """One instance's API, as one user.

    transport, username, password, token, tokens: see Session. needs_login: False for a gateway that authenticates by a header
    of the transport; then no Authorization header is sent.
    Every method raises TransportError when no answer came and ApiError (or one of its kinds) for a refusal.
    answers: the number of answers in the API's own form, without logins. meta: the latest `meta` object: version, api_status.
    doubts: the NotOffered errors that a download took for absence; see settle_doubts.
    """

    def __init__(
        self,
        transport: Any,
        username: str = "admin",
        password: str | None = None,
        token: str | None = None,
        tokens: TokenStore | None = None,
        needs_login: bool = True,
    ) -> None:
        self.transport = transport
        self.instance: str = transport.base_url
        self.needs_login = needs_login
        self.session = Session(transport, username, password, token, tokens)
        self.answers = 0
        self.meta: Mapping[str, Any] = {}
        self.doubts: list[NotOffered] = []

    def send(self, request: Request) -> Any:
        """The HttpResponse to one call; its body is a Json, null when there is none.

        Uses the token: logs in first when there is none, and once more when the token has expired.
        """
        authorization = request.authorization
        if authorization is None and not self.needs_login:
            authorization = NO_TOKEN
        if authorization is not None:
            return self._read(request, request.transmit(self.transport, authorization))
        token, fresh = self.session.ensure_token()
        response = request.transmit(self.transport, "Bearer " + token)
        if response.status == 401 and not fresh and self.session.password is not None:
            lost = response.after_lost_answer
            self.session.forget_token()
            try:
                token, fresh = self.session.ensure_token()
            except WhatsAppError as error:
                error.after_lost_answer = lost
                raise
            response = request.transmit(self.transport, "Bearer " + token)
            response = response._replace(after_lost_answer=lost or response.after_lost_answer)
        return self._read(request, response)

    def _read(self, request: Request, response: Any) -> Any:
        try:
            answer = read_answer(request.method, request.path, response, request.is_file)
        except ApiError as error:
            self.answers += error.documented
            error.after_lost_answer = response.after_lost_answer
            if request.method != "DELETE" or error.status != 404 or not error.after_lost_answer:
                raise
            # The first try, whose answer was lost, deleted it.
            answer = response._replace(body=Json(None, partial(unexpected, request.method, request.path, response.status)))
        self.answers += 1
        meta = answer.body.value.get("meta") if isinstance(answer.body.value, dict) else None
        self.meta = meta if isinstance(meta, dict) else self.meta
        return answer

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json:
        """The JSON at `path`, which every server of this API has: a 404 means NotOffered."""
        try:
            return self.send(Request("GET", path, params=params)).body
        except NotFound as error:
            raise not_offered("GET", path, error) from None

    def find(self, path: str, witness: str | None = None) -> Json | None:
        """Like get, for things that may be absent: None when there is no such thing.

        witness: a path that exists on every server which offers this call. It is requested after a 404 without content.
        """
        try:
            return self.send(Request("GET", path)).body
        except NotFound:
            return None
        except NotOffered as error:
            if not (error.ambiguous and witness):
                raise
            problem = self._probe(witness)
            if problem and (isinstance(problem, NotOffered) or not problem.documented):
                raise
            return None

    def fetch(self, path: str, verify: Callable[[bytes], str | None] | None = None, sink: Any = None) -> Any:
        """The HttpResponse with the raw bytes at `path`.

        verify(content): what is wrong with the bytes ("is ..."), or None; raises UnexpectedAnswer with it. sink: takes the bytes
        of a large file, see content.Sink; the response has only the first of them then.
        """
        response = self.send(Request("GET", path, is_file=True, sink=sink))
        problem = "is empty" if not response.content else verify(response.content) if verify else None
        if problem:
            raise unexpected("GET", path, response.status, problem)
        return response

    def download(self, path: str, verify: Callable[[bytes], str | None] | None = None) -> Any:
        """Like fetch, for what may be absent: None when there is no such thing.

        A 404 without content counts as absence, and is recorded in `doubts`.
        """
        try:
            return self.fetch(path, verify)
        except NotFound:
            return None
        except NotOffered as error:
            if not error.ambiguous:
                raise
            self.doubts.append(error)
            return None

    def settle_doubts(self) -> None:
        """Raises NotOffered when it is not known whether the server lacks a thing or the whole endpoint.

        It is known when the server answers a path that does not exist in another way.
        """
        while self.doubts:
            error = self.doubts.pop()
            problem = self._probe("%s/%s" % (error.failure["path"], NO_SUCH_PATH))
            if isinstance(problem, NotOffered) and problem.ambiguous:
                raise error

    def prove_access(self) -> None:
        """Raises WhatsAppError unless a login, or an answer to the token, shows an instance. For runs that made no other call."""
        problem = self._probe("users/" + self.session.username)
        if problem and not problem.documented:
            raise problem

    def _probe(self, path: str) -> ApiError | None:
        """The refusal of a GET of this path; None when it succeeds."""
        try:
            self.send(Request("GET", path))
        except AuthenticationError:
            raise
        except ApiError as error:
            return error
        return None

    def post(self, path: str, body: Any = None) -> Json:
        """Sends a JSON body; returns the answer's JSON."""
        return self.send(Request("POST", path, body)).body
