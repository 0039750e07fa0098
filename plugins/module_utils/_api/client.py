# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client: login, token, the API's envelope in and out, its errors. Knows no resource."""

from __future__ import annotations

import base64
import re
from functools import partial
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.json_decoder import decode
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    InitialPasswordError,
    NotFound,
    NotOffered,
    OptionError,
    remedy,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._http.retry import RetryHint, RetryPolicy

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

    transport: http.Transport. token: given by the user, it wins over a login. tokens: where tokens outlive a task.
    Every method raises TransportError when no answer came and ApiError (or one of its kinds) for a refusal.
    """

    def __init__(self, transport, username="admin", password=None, token=None, tokens=None):
        self.transport = transport
        self.instance = transport.base
        self.username = username
        self.password = password
        self.tokens = tokens or NullTokenStore()
        self._token = token

    def get(self, path, params=None):
        """The JSON at `path`, which every server of this API has: a 404 means NotOffered."""
        try:
            return self.call("GET", path, params=params).body
        except NotFound as error:
            raise self._not_offered(error) from None

    def find(self, path, params=None):
        """Like get, for things that may be absent: None when there is no such thing."""
        try:
            return self.call("GET", path, params=params).body
        except NotFound:
            return None

    def download(self, path, params=None):
        """The raw bytes at `path` and their content type, or (None, None) when there is no such thing."""
        try:
            answer = self.call("GET", path, params=params, raw=True)
        except NotFound:
            return None, None
        return answer.content, answer.headers.get("Content-Type")

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

    def call(self, method, path, json=None, data=None, content_type=None, params=None, authorization=None, again=None, raw=False):
        """One call with the token; logs in first when there is none, and once more when the token has run out.

        path: below /v1, or with a leading slash below the address itself (/metrics). authorization: a whole header in
        place of the token ("Apikey ...", or "" for none); then nobody logs in. again(status, details): for a call that is
        otherwise never repeated, whether this refusal is documented as one to repeat. raw: the answer is a file, which may
        look like anything, also like JSON with errors. Returns the HttpResponse; its body is a Json, null when there is none.
        """
        options = {"params": params, "json": json, "data": data, "headers": {"Content-Type": content_type} if content_type else {}}
        if authorization is not None:
            return self._answer(method, path, self._send(method, path, authorization, options), raw)
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
        body = None if new_password is None else {"new_password": new_password}
        response = self._send("POST", "users/login", _basic(username, password), {"json": body})
        session = self._answer("POST", "users/login", response).body.secret()
        token = session.text("users", 0, "token")
        if not TOKEN.fullmatch(token):
            raise session.at("users", 0, "token").wrong("a token")
        return {"token": token, "expires_after": session.optional_text("users", 0, "expires_after")}

    def adopt(self, token, password=None):
        """Goes on with this token (and password, when it was just changed), in this task and the next ones."""
        self._token = token
        self.password = self.password if password is None else password
        self.tokens.save(self.instance, self.username, self.password, token)

    def logout(self, token):
        """Revokes this token, and no other."""
        self._answer("POST", "users/logout", self._send("POST", "users/logout", "Bearer " + token, {}))

    def present_token(self):
        """The token given by the user or kept by the run, without a login; None when there is none."""
        if self._token is None and self.password is not None:
            self._token = self.tokens.load(self.instance, self.username, self.password)
        return self._token

    def is_valid(self, token):
        """Whether the server still takes this token; asks for the user itself, which every user may."""
        path = "users/" + self.username
        return self._send("GET", path, "Bearer " + token, {}).status != 401

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
            raise OptionError("password", "give password or token (or set WHATSAPP_PASSWORD or WHATSAPP_TOKEN) for %s" % self.instance)
        self.adopt(self.login()["token"])
        return self._token, True

    def _send(self, method, path, authorization, options, again=None):
        """authorization: the header, "" for none."""
        headers = dict(options.get("headers", ()), **{"Authorization": authorization} if authorization else {})
        policy, hint_of = RetryPolicy.SAFE, _retry_hint
        if again:
            policy, hint_of = (
                RetryPolicy.ONLY_WHEN_ASKED,
                lambda answer: RetryHint.RETRY if again(answer.status, _details(answer)) else None,
            )
        elif method == "POST" and path in NON_RETRYABLE_PATHS:
            policy = RetryPolicy.NEVER
        return self.transport.send(method, _full(path), policy, hint_of, **dict(options, headers=headers))

    def _answer(self, method, path, response, raw=False):
        unexpected = partial(self._unexpected, method, path, response.status)
        if raw and response.status < 300:
            return response._replace(body=Json(None, unexpected))
        body, unreadable = _decode(response)
        problem = _first_error(body)
        if response.status < 300 and not problem:
            if unreadable and method == "GET" and "json" in response.headers.get("Content-Type", ""):
                raise unexpected(unreadable)
            return response._replace(body=Json(body, unexpected))
        raise self._refusal(method, path, response, problem)

    def _refusal(self, method, path, response, problem):
        status, code = response.status, problem.get("code")
        title, details = problem.get("title"), problem.get("details")
        kind, todo = ApiError, remedy(status, code, details)
        if status == 401 and code == 1024:
            kind = InitialPasswordError
        elif status == 401:
            kind = AuthenticationError
            if path == "users/login":
                todo = "check username and password (not tried again: 30 failures lock this address out for an hour)"
        elif status in (405, 501) and code != 1026 or "URL path not found" in (details or ""):
            kind = NotOffered
        elif status == 404:
            kind = NotFound if code or not response.content else NotOffered
        said = ": ".join(str(word) for word in (title, details) if word)
        number = "%d/%s" % (status, code) if code is not None else str(status)
        if kind is NotOffered:
            todo = "this server does not offer the call (another version, or a gateway with a part of the API)"
        message = "%s: %s %s was refused with %s%s; %s" % (
            self.instance, method, _full(path), number, " (%s)" % said if said else "", todo,
        )  # fmt: skip
        return kind(message, status=status, code=code, title=title, details=details, method=method, path=_full(path))

    def _unexpected(self, method, path, status, what):
        message = "%s: %s %s was answered with %d, but the answer %s; check that url points at the WhatsApp Business API" % (
            self.instance, method, _full(path), status, what,
        )  # fmt: skip
        return ApiError(message, status=status, title="Unexpected answer", details=what, method=method, path=_full(path))

    def _not_offered(self, error):
        return NotOffered(error.message, **error.failure)


def _full(path):
    return path if path.startswith("/") else "/v1/" + path


def _decode(response) -> tuple[Any, str | None]:
    """The JSON value of an answer and what is wrong with it, or None. Nothing at all is null, and so is what cannot be read."""
    if not response.content.strip():
        return None, None
    try:
        return decode(response.content), None
    except ValueError as problem:
        return None, str(problem)


def _first_error(body):
    """{"code", "title", "details"} of the first error in an answer, {} when it has none."""
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else errors
    if isinstance(first, dict):
        code = first.get("code")
        details = first.get("details")
        return {
            "code": int(code) if re.fullmatch("[0-9]{1,9}", str(code)) else None,
            "title": str(first.get("title") or "Error"),
            "details": None if details is None else str(details),
        }
    return {"title": str(first)} if first else {}


def _details(response):
    """The server's own words in a refusal, or an empty string."""
    return str(_first_error(_decode(response)[0]).get("details") or "")


def _retry_hint(response):
    """What an answer says about a retry; None when it says nothing."""
    if response.status < 400:
        return None
    code = _first_error(_decode(response)[0]).get("code")
    if code in RETRYABLE_CODES:
        return RetryHint.RETRY
    if response.status == 429:
        # Without Retry-After a locked-out login stays locked for up to an hour: asking again helps nobody.
        login = response.url.endswith("/v1/users/login")
        return RetryHint.RETRY if response.headers.get("Retry-After") or not login else None
    return RetryHint.UNAVAILABLE if response.status in (502, 503, 504) else None
