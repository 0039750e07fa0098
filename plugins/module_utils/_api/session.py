# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The user of the API: login, logout, and the token of the run. Knows no other call (Meta's reference: users, login)."""

from __future__ import annotations

import base64
import re
from typing import Any, Protocol

from ansible_collections.waops.whatsapp.plugins.module_utils._api.envelope import LOGIN, full_path, read_answer, server_error
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    NotFound,
    NotOffered,
    NotThisApi,
    OptionError,
    UnexpectedAnswer,
    WhatsAppError,
)

LOGOUT = "users/logout"
TOKEN = re.compile("[!-~]+")  # what fits into a header; a token means nothing to a client


class TokenStore(Protocol):
    """Where tokens outlive a task. url: the instance's address."""

    def load(self, url: str, username: str, password: str) -> str | None:
        """The stored token of this user of this instance, or None."""

    def save(self, url: str, username: str, password: str | None, token: str) -> None:
        """Stores a token for later tasks. Without its password it cannot be looked up again."""

    def forget(self, url: str, username: str) -> None:
        """Drops the token: it is no longer valid."""


class NullTokenStore:
    """Stores nothing: every task logs in for itself (the shipped module)."""

    def load(self, url: str, username: str, password: str) -> None:
        """None: there is no token."""

    def save(self, url: str, username: str, password: str | None, token: str) -> None:
        """Keeps nothing."""

    def forget(self, url: str, username: str) -> None:
        """There is nothing to drop."""


class Session:
    """One user of one instance.

    token: given by the user; it wins over a login. store: a TokenStore. Every method that sends something raises TransportError
    when no answer came and ApiError (or one of its kinds) for a refusal.
    """

    def __init__(
        self,
        transport: Any,
        username: str = "admin",
        password: str | None = None,
        token: str | None = None,
        store: TokenStore | None = None,
    ) -> None:
        self.transport = transport
        self.username = username
        self.password = password
        self._store = store or NullTokenStore()
        self._token = token
        self._refused_login: WhatsAppError | None = None

    def token(self) -> str | None:
        """The token of the task or of the run, without a login; None when there is none."""
        if self._token is None and self.password is not None:
            self._token = self._store.load(self.transport.base_url, self.username, self.password)
        return self._token

    def ensure_token(self) -> tuple[str, bool]:
        """The token to use, and whether it was made just now: logs in when there is none.

        Raises OptionError without password and token. A refused login is final, whatever its status: the error has
        login_refused, and no further login is tried.
        """
        token = self.token()
        if token is not None:
            return token, False
        if self.password is None:
            raise OptionError("password", "give password or token (or set WHATSAPP_PASSWORD or WHATSAPP_TOKEN)")
        if self._refused_login:
            raise self._refused_login
        try:
            token = self.login()["token"]
        except WhatsAppError as error:
            error.login_refused = True
            if isinstance(error, ApiError) and 400 <= error.status < 500:  # a server that is starting may answer the next one
                self._refused_login = error
            raise
        self.use_token(token)
        return token, True

    def login(self, username: str | None = None, password: str | None = None, new_password: str | None = None) -> dict:
        """Logs a user in (this one when none is given) and returns {"token", "expires_after"}.

        new_password: replaces the password in the same call. Raises InitialPasswordError while the instance has its initial
        password and no new one is given, AuthenticationError when the password is wrong, NotThisApi when something else answers. Never
        repeated after a refusal: 30 failures lock an address out for an hour.
        """
        username = self.username if username is None else username
        password = self.password if password is None else password
        if password is None:
            raise OptionError("password", "give it: this needs a login")
        credentials = base64.b64encode(("%s:%s" % (username, password)).encode("utf-8")).decode("ascii")
        request = Request("POST", LOGIN, None if new_password is None else {"new_password": new_password})
        response = request.transmit(self.transport, "Basic " + credentials)
        try:
            answer = read_answer("POST", LOGIN, response).body.secret()
            token = answer.text("users", 0, "token")
            if not TOKEN.fullmatch(token):
                raise answer.at("users", 0, "token").wrong("a token")
            return {"token": token, "expires_after": answer.optional_text("users", 0, "expires_after")}
        except ApiError as error:
            raise _login_error(response, error) from None

    def use_token(self, token: str, password: str | None = None) -> None:
        """Uses this token (and password, if it was just changed) in this task and the next ones."""
        self._token = token
        self.password = self.password if password is None else password
        self._store.save(self.transport.base_url, self.username, self.password, token)

    def forget_token(self) -> None:
        """Drops the token, which is no longer valid."""
        self._store.forget(self.transport.base_url, self.username)
        self._token = None

    def token_is_valid(self, token: str) -> bool:
        """Whether the server still takes this token; asks for the user itself, which every user may."""
        return Request("GET", "users/" + self.username).transmit(self.transport, "Bearer " + token).status != 401

    def logout(self, token: str) -> None:
        """Revokes this token, and no other."""
        read_answer("POST", LOGOUT, Request("POST", LOGOUT).transmit(self.transport, "Bearer " + token))

    def revoke(self, token: str) -> None:
        """Revokes the token and forgets it in this run."""
        self.logout(token)
        self.forget_token()


def _login_error(response: Any, error: ApiError) -> ApiError:
    """The error of a login that failed: NotThisApi when the answer is none that this API gives to a login."""
    reported = server_error(response)
    other_api = 400 <= response.status < 500 and response.status not in (401, 403, 429) and not (reported and reported.documented)
    if not (other_api or isinstance(error, (NotOffered, NotFound, UnexpectedAnswer)) or response.status < 300):
        return error
    return NotThisApi(
        "POST %s was answered with %d%s: this is not a login of the WhatsApp Business API; "
        "correct url (a gateway without logins takes a token)"
        % (full_path(LOGIN), response.status, " (%s)" % reported.words if reported and reported.words else ""),
        **dict(error.failure, title="Not the WhatsApp Business API"),
    )
