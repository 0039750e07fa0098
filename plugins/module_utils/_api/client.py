# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client: login, token, the API's envelope in and out, its errors. Knows no resource."""

from __future__ import annotations

import base64
import re

from ansible_collections.waops.whatsapp.plugins.module_utils._api.envelope import (
    LOGIN,
    full_path,
    not_offered,
    read_answer,
    server_error,
    unexpected,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotFound,
    NotOffered,
    NotThisApi,
    OptionError,
    UnexpectedAnswer,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import RetryHint, RetryPolicy

NO_SUCH_PATH = "no-such-path"  # what no server has; see Client.settle_doubts
# Calls whose repetition could do harm: they send codes and messages, register numbers, or make and replace state.
NON_RETRYABLE_PATHS = frozenset(
    ("account", "account/verify", "account/shards", "settings/backup", "settings/restore", "messages"),
)
RETRYABLE_CODES = frozenset((1016, 1017, 1018))  # overloaded, not primary master, not primary Coreapp: nothing was done
TOKEN = re.compile("[!-~]+")  # what fits into a header; a token means nothing to a client


def _basic(username, password):
    return "Basic " + base64.b64encode(("%s:%s" % (username, password)).encode("utf-8")).decode("ascii")


class NullTokenStore:
    """Remembers nothing: every task logs in for itself (the shipped module)."""

    def load(self, url, username, password):
        """The token kept for this user of this instance, or None."""

    def save(self, url, username, password, token):
        """Keeps a token for the tasks to come."""

    def forget(self, url, username):
        """Drops the token: it is no longer valid."""


class Client:
    """One instance's API, as one user.

    transport: http.Transport. token: given by the user, it wins over a login. tokens: where tokens outlive a task. needs_login: False
    for a gateway that knows its user by a header of the transport; then nothing is sent in Authorization.
    Every method raises TransportError when no answer came and ApiError (or one of its kinds) for a refusal.
    answers: how many answers had the API's own form, logins aside. doubts: the NotOffered errors of downloads that were taken
    for "there is none"; see settle_doubts.
    """

    def __init__(self, transport, username="admin", password=None, token=None, tokens=None, needs_login=True):
        self.transport = transport
        self.instance = transport.base
        self.username = username
        self.password = password
        self.tokens = tokens or NullTokenStore()
        self.needs_login = needs_login
        self._token = token
        self._refused_login: WhatsAppError | None = None
        self.answers = 0
        self.doubts: list[NotOffered] = []

    def get(self, path, params=None):
        """The JSON at `path`, which every server of this API has: a 404 means NotOffered."""
        try:
            return self.call("GET", path, params=params).body
        except NotFound as error:
            raise not_offered("GET", path, error) from None

    def find(self, path, params=None, witness=None):
        """Like get, for things that may be absent: None when there is no such thing.

        witness: a path that every server has which offers this call. It is asked when the answer is 404 and nothing else.
        """
        try:
            return self.call("GET", path, params=params).body
        except NotFound:
            return None
        except NotOffered as error:
            if not (error.ambiguous and witness):
                raise
            problem = self._probe(witness)
            if problem and (isinstance(problem, NotOffered) or not problem.documented):
                raise
            return None

    def fetch(self, path, verify=None, params=None, sink=None):
        """The HttpResponse with the raw bytes at `path`.

        verify(content): what is wrong with the bytes ("is ..."), or None; raises UnexpectedAnswer with it. sink: takes the bytes
        of a large file, see content.Sink; the response has only the first of them then.
        """
        response = self.call("GET", path, params=params, raw=True, sink=sink)
        problem = verify(response.content) if verify and response.content else None if response.content else "is empty"
        if problem:
            raise unexpected("GET", path, response.status, problem)
        return response

    def download(self, path, verify=None, params=None):
        """Like fetch, for what may be absent: None when there is no such thing.

        A 404 and nothing else is taken for that, and remembered in `doubts`.
        """
        try:
            return self.fetch(path, verify, params)
        except NotFound:
            return None
        except NotOffered as error:
            if not error.ambiguous:
                raise
            self.doubts.append(error)
            return None

    def settle_doubts(self):
        """Raises NotOffered when it is not known whether the server lacks a thing or the whole endpoint.

        It is known when the server answers a path that does not exist in another way than the thing that it lacks.
        """
        while self.doubts:
            error = self.doubts.pop()
            problem = self._probe("%s/%s" % (error.failure["path"], NO_SUCH_PATH))
            if isinstance(problem, NotOffered) and problem.ambiguous:
                raise error

    def _probe(self, path):
        """What the server has against a GET of this path: an ApiError, or None when it answers."""
        try:
            self.call("GET", path)
        except AuthenticationError:
            raise
        except ApiError as error:
            return error
        return None

    def post(self, path, body=None):
        """Sends a JSON body; returns the answer's JSON."""
        return self.call("POST", path, json=body).body

    def put(self, path, body=None):
        """Sends a JSON body; returns the answer's JSON."""
        return self.call("PUT", path, json=body).body

    def patch(self, path, body):
        """Sends a JSON body; returns the answer's JSON."""
        return self.call("PATCH", path, json=body).body

    def delete(self, path, body=None):
        """Deletes; some calls take a JSON body. Returns the answer's JSON."""
        return self.call("DELETE", path, json=body).body

    def upload(self, path, content, content_type):
        """Posts raw bytes with exactly this content type; returns the answer's JSON."""
        return self.call("POST", path, data=content, content_type=content_type).body

    def call(
        self, method, path, json=None, data=None, content_type=None, params=None, authorization=None, again=None, raw=False, sink=None
    ):
        """One call with the token; logs in first when there is none, and once more when the token has run out.

        path: below /v1, or with a leading slash below the address itself (/metrics). authorization: a whole header in
        place of the token ("Apikey ...", or "" for none); then nobody logs in. again(status, details): for a call that is
        otherwise never repeated, whether this refusal is documented as one to repeat. raw: the answer is a file or a text, which
        goes to the sink, when there is one. Returns the HttpResponse; its body is a Json, null when there is none.
        """
        headers = {"Content-Type": content_type} if content_type else {}
        options = {"params": params, "json": json, "data": data, "headers": headers, "sink": sink}
        if authorization is None and not self.needs_login:
            authorization = ""
        if authorization is not None:
            return self._answer(method, path, self._send(method, path, authorization, options, again), raw)
        token, fresh = self._bearer()
        response = self._send(method, path, "Bearer " + token, options, again)
        if response.status == 401 and not fresh and self.password is not None:
            self.tokens.forget(self.instance, self.username)
            self._token = None
            response = self._send(method, path, "Bearer " + self._bearer()[0], options, again)
        return self._answer(method, path, response, raw)

    def login(self, username=None, password=None, new_password=None):
        """Logs a user in (this client's own when none is given) and returns {"token", "expires_after"}.

        new_password: replaces the password in the same call. Raises InitialPasswordError while the factory password
        stands and no new one is given, AuthenticationError when the password is wrong. Never repeated after a refusal:
        30 failures lock an address out for an hour.
        """
        username = self.username if username is None else username
        password = self.password if password is None else password
        if password is None:
            raise OptionError("password", "give it: this needs a login")
        body = None if new_password is None else {"new_password": new_password}
        response = self._send("POST", LOGIN, _basic(username, password), {"json": body})
        try:
            session = read_answer("POST", LOGIN, response).body.secret()
            token = session.text("users", 0, "token")
            if not TOKEN.fullmatch(token):
                raise session.at("users", 0, "token").wrong("a token")
            return {"token": token, "expires_after": session.optional_text("users", 0, "expires_after")}
        except ApiError as error:
            raise _login_error(response, error) from None

    def adopt(self, token, password=None):
        """Goes on with this token (and password, when it was just changed), in this task and the next ones."""
        self._token = token
        self.password = self.password if password is None else password
        self.tokens.save(self.instance, self.username, self.password, token)

    def logout(self, token):
        """Revokes this token, and no other."""
        read_answer("POST", "users/logout", self._send("POST", "users/logout", "Bearer " + token, {}))

    def present_token(self):
        """The token given by the user or kept by the run, without a login; None when there is none."""
        if self._token is None and self.password is not None:
            self._token = self.tokens.load(self.instance, self.username, self.password)
        return self._token

    def is_valid(self, token):
        """Whether the server still takes this token; asks for the user itself, which every user may."""
        path = "users/" + self.username
        return self._send("GET", path, "Bearer " + token, {}).status != 401

    def prove_access(self):
        """Raises WhatsAppError when no login, or no answer to the token, shows an instance; for who asked for nothing else."""
        problem = self._probe("users/" + self.username)
        if problem and not problem.documented:
            raise problem

    def end_session(self, token):
        """Revokes the token and forgets it in this run."""
        self.logout(token)
        self.tokens.forget(self.instance, self.username)
        self._token = None

    def _bearer(self):
        """The token to use, and whether it was made just now."""
        if self.present_token() is not None:
            return self._token, False
        if self.password is None:
            raise OptionError("password", "give password or token (or set WHATSAPP_PASSWORD or WHATSAPP_TOKEN)")
        if self._refused_login:
            raise self._refused_login
        try:
            self.adopt(self.login()["token"])
        except WhatsAppError as error:
            error.login_refused = True
            if isinstance(error, ApiError) and 400 <= error.status < 500:  # a server that is starting may answer the next one
                self._refused_login = error
            raise
        return self._token, True

    def _send(self, method, path, authorization, options, again=None):
        """authorization: the header, "" for none."""
        headers = dict(options.get("headers", ()), **{"Authorization": authorization} if authorization else {})
        policy, hint_of = RetryPolicy.SAFE, _retry_hint
        if again:
            policy, hint_of = (
                RetryPolicy.ONLY_WHEN_ASKED,
                lambda answer: RetryHint.RETRY if again(answer.status, _words(answer)) else None,
            )
        elif method == "POST" and path in NON_RETRYABLE_PATHS:
            policy = RetryPolicy.NEVER
        return self.transport.send(method, full_path(path), policy, hint_of, **dict(options, headers=headers))

    def _answer(self, method, path, response, raw=False):
        try:
            answer = read_answer(method, path, response, raw)
        except ApiError as error:
            self.answers += error.documented
            raise
        self.answers += 1
        return answer


def _login_error(response, error):
    """The error of a login that failed: NotThisApi when the answer is none that this API gives to a login."""
    said = server_error(response)
    other_api = 400 <= response.status < 500 and response.status not in (401, 403, 429) and not (said and said.documented)
    if not (other_api or isinstance(error, (NotOffered, NotFound, UnexpectedAnswer)) or response.status < 300):
        return error
    return NotThisApi(
        "POST %s was answered with %d%s: this is no login of the WhatsApp Business API; "
        "correct url (a gateway without logins takes a token)"
        % (full_path(LOGIN), response.status, " (%s)" % said.words if said and said.words else ""),
        **dict(error.failure, title="Not the WhatsApp Business API"),
    )


def _words(response):
    """The server's own words in a refusal, or an empty string."""
    said = server_error(response)
    return said.words if said else ""


def _retry_hint(response):
    """What an answer says about a retry; None when it says nothing."""
    if response.status < 400:
        return None
    said = server_error(response)
    if said and said.code in RETRYABLE_CODES:
        return RetryHint.RETRY
    if response.status == 429:
        # Without Retry-After a locked-out login stays locked for up to an hour: asking again helps nobody.
        login = response.url.endswith("/v1/users/login")
        return RetryHint.RETRY if response.headers.get("Retry-After") or not login else None
    return RetryHint.UNAVAILABLE if response.status in (502, 503, 504) else None
