# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer means: its JSON, the server's own words, and which error it is. Pure: sends nothing, knows no resource.

The API's envelope is an object with `meta`, and `errors` when it refuses (Meta's reference: errors). Gateways have others.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple, cast

from ansible_collections.waops.whatsapp.plugins.module_utils._api.json_decoder import decode
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.remedies import remedy
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    MAX_WORDS,
    ApiError,
    AuthenticationError,
    InitialPasswordError,
    NotFound,
    NotOffered,
    UnexpectedAnswer,
    is_api_code,
    printable,
)

LOGIN = "users/login"
ABSENT = frozenset((1006, 1012))  # resource not found, group is unknown
UNABLE = frozenset((1026, 2013))  # the recipient, not the server, is unable: answered with 501
NO_SUCH_PATH = "URL path not found"  # how the API itself answers a path that it does not have, with code 1006
# What gateways say with 403 about a path that they do not forward (360dialog, AWS API Gateway). A 403 for another reason is a refusal.
BLOCKED = re.compile(
    r"\b(url|uri|path|endpoint|resource|route|method|operation|api|call)\b.{0,40}\b(blocked|disabled|unavailable"
    r"|not (allowed|available|supported|offered|enabled|permitted|exposed|found))\b|missing authentication token",
    re.IGNORECASE,
)
# Members that hold the server's own words, in all known dialects; compared without case and underscores.
TITLES = ("title", "error", "type", "faultstring")
DETAILS = (
    "details", "detail", "message", "errormessage", "developermessage", "errordescription", "description", "errorusermsg",
    "reason", "msg", "errordata",
)  # fmt: skip
PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
PAGE_TITLE = re.compile("<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


class ServerError(NamedTuple):
    """The server's own words for a failure. code: from the place where the API has it, None elsewhere."""

    code: int | None = None
    title: str | None = None
    details: str | None = None

    @property
    def documented(self) -> bool:
        """Whether this has the form of the API itself, with one of its codes."""
        return is_api_code(self.code)

    @property
    def words(self) -> str:
        """Title and details in one text, which may be empty."""
        return ": ".join(word for word in (self.title, self.details) if word)


def full_path(path: str) -> str:
    """The path below the address: calls are named without /v1."""
    return path if path.startswith("/") else "/v1/" + path


def _decode(content: bytes) -> tuple[Any, str | None]:
    """The JSON value of an answer and what is wrong with it, or None. Empty and unreadable content is null."""
    if not content.strip():
        return None, None
    try:
        return decode(content), None
    except ValueError as problem:
        return None, str(problem)


def is_page(response: Any) -> bool:
    """Whether an answer is a page for browsers. An attachment is none, whatever its type."""
    kind = (response.headers.get("Content-Type") or "").lower()
    attached = "attachment" in (response.headers.get("Content-Disposition") or "").lower()
    return not attached and ("html" in kind or bool(PAGE.match(response.content[:2000])))


def server_error(response: Any) -> ServerError | None:
    """The ServerError in an answer, None for a success that reports no failure.

    response: an HttpResponse. Some gateways report a failure with status 200 and `success: false` or `error`.
    """
    return _error_in(response, *_decode(response.content))


def _error_in(response: Any, body: Any, unreadable: str | None) -> ServerError | None:
    """As server_error, of an answer whose content is decoded."""
    if response.status < 300 and not _reports_failure(body):
        return None
    if unreadable or not (body is None or isinstance(body, (dict, list))):
        return ServerError(title=_text_of_page(response.content) or "an answer that is not JSON")
    body = body if isinstance(body, dict) else {"message": body}
    for source, in_errors in _sources(body):
        error = _read_words(source, in_errors)
        if error.words or error.code is not None:
            return error
    return ServerError(title=_members_to_text(body) or None)


def _reports_failure(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    meta: dict = body["meta"] if isinstance(body.get("meta"), dict) else {}
    success = {str(value).lower() for value in (body.get("success"), meta.get("success"), body.get("ok"))}
    if success & {"false", "0", "no"} or str(body.get("status")).lower() in ("error", "fail", "failed", "failure"):
        return True
    return any(body.get(name) not in (None, False, "", [], {}, "false", "null", "0") for name in ("errors", "error", "fault"))


def _sources(body: dict) -> Iterator[tuple[Any, bool]]:
    """Where the words may be, the API's own place first; and whether it is that place."""
    errors = body.get("errors")
    for error in errors if isinstance(errors, list) else [errors]:
        yield error, True
    yield body.get("error") if isinstance(body.get("error"), dict) else None, False
    yield {name: value for name, value in body.items() if name != "errors"}, False
    yield body.get("meta"), False
    yield body.get("fault"), False


def _read_words(source: Any, in_errors: bool) -> ServerError:
    if not isinstance(source, dict):
        return ServerError(title=_to_text(source) or None)
    members = {str(name).replace("_", "").lower(): value for name, value in source.items()}
    number = str(members.get("code", ""))
    code = int(number) if in_errors and re.fullmatch("[0-9]{1,9}", number) else None
    title, details = (next(filter(None, (_to_text(members.get(name)) for name in names)), None) for names in (TITLES, DETAILS))
    if in_errors and code is None and not title and not details:  # keyed by the parameter that is wrong
        details = _to_text(["%s: %s" % (name, _to_text(value)) for name, value in source.items()])
    return ServerError(code, title or ("Error" if code is not None else None), details)


def _to_text(value: Any) -> str:
    """A member's value as one line: numbers, lists and objects too, since gateways have them where a text is documented."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, list):
        return printable("; ".join(filter(None, map(_to_text, value[:10]))), MAX_WORDS)
    if isinstance(value, dict):
        return _read_words(value, False).words or _members_to_text(value)
    return printable(value, MAX_WORDS)


def _members_to_text(members: dict) -> str:
    """The texts and numbers of an object without known words. What an instance has, credentials among it, would lie deeper."""
    rest = {name: value for name, value in members.items() if isinstance(value, (str, int, float))}
    return printable(json.dumps(rest), MAX_WORDS) if rest else ""


def _text_of_page(content: bytes) -> str:
    """The title of a page, or the text of an answer that is plain text."""
    text = content[:4000].decode("utf-8", "replace")
    match = PAGE_TITLE.search(text)
    if match:
        return printable(html.unescape(match[1]), MAX_WORDS)
    return "" if "<" in text or "\ufffd" in text else printable(text, 200)


def read_answer(method: str, path: str, response: Any, raw: bool = False) -> Any:
    """The HttpResponse with its body as a Json; raises the kind of ApiError that it is.

    raw: the answer is a file or a text, and its body is null. A page for browsers is neither, nor is JSON that is not sent as a file.
    """
    problem = partial(unexpected, method, path, response.status)
    body, unreadable = _decode(response.content)
    if response.status < 300 and raw:
        if is_page(response):
            raise problem("is a page for browsers")
        is_file = "Content-Disposition" in response.headers or "json" not in (response.headers.get("Content-Type") or "")
        if is_file or not response.content.strip():
            return response._replace(body=Json(None, problem))
    error = _error_in(response, body, unreadable)
    if error:
        raise refusal(method, path, response.status, error)
    if response.status >= 300:
        raise refusal(method, path, response.status, ServerError())
    if raw:
        raise problem("is JSON, not a file")
    if unreadable:
        raise problem("is a page for browsers" if is_page(response) else unreadable)
    if not (body in (None, []) or isinstance(body, dict)):
        raise problem("is JSON, but no object")
    return response._replace(body=Json(body, problem))


def not_offered(method: str, path: str, error: ApiError) -> NotOffered:
    """The same refusal as NotOffered, for a call that asks for nothing that could be absent."""
    server_words = ServerError(error.code, error.failure["title"], error.failure["details"])
    return cast(NotOffered, refusal(method, path, error.status, server_words, NotOffered))


def refusal(method: str, path: str, status: int, error: ServerError, kind: type[ApiError] | None = None) -> ApiError:
    """The ApiError for an answer that is not a success. kind: its class, where the answer alone does not decide it."""
    kind, advice = kind or _kind(status, error), remedy(status, error.code, error.details)
    ambiguous = kind is NotOffered and status == 404 and not error.words
    if kind is NotOffered:
        advice = "this server does not offer the call (another version, or a gateway with a part of the API)"
    if ambiguous:
        advice = "either the server does not offer the call, or the thing does not exist"
    if status == 401 and path == LOGIN and kind is not InitialPasswordError:
        advice = "check username and password (not tried again: 30 failures lock this address out for an hour)"
    status_and_code = "%d/%s" % (status, error.code) if error.code is not None else str(status)
    words = " (%s)" % printable(error.words, MAX_WORDS) if error.words else ""
    api_error = kind(
        "%s %s was refused with %s%s; %s" % (method, full_path(path), status_and_code, words, advice),
        status=status, code=error.code, title=error.title, details=error.details, method=method, path=full_path(path),
    )  # fmt: skip
    if isinstance(api_error, NotOffered):
        api_error.ambiguous = ambiguous
    return api_error


def _kind(status: int, error: ServerError) -> type[ApiError]:
    """Which ApiError a refusal is. Only what the API documents means "there is no such thing" (docs/undocumented-behaviour.md)."""
    if status == 401:
        return InitialPasswordError if error.code == 1024 else AuthenticationError
    if status in (405, 410) or NO_SUCH_PATH in error.words:
        return NotOffered
    if status == 404:
        return ApiError if error.documented and error.code not in ABSENT else NotFound if error.documented else NotOffered
    if status == 501:
        return ApiError if error.code in UNABLE else NotOffered
    return NotOffered if status == 403 and not error.documented and BLOCKED.search(error.words) else ApiError


def unexpected(method: str, path: str, status: int, what: str) -> UnexpectedAnswer:
    """The error for a success with unexpected content. what: continues the sentence after "the answer"."""
    advice = "check that url points at the WhatsApp Business API"
    if method != "GET":
        advice = "it is not known whether the call took effect; " + advice
    return UnexpectedAnswer(
        "%s %s was answered with %d, but the answer %s; %s" % (method, full_path(path), status, what, advice),
        status=status, title="Unexpected answer", details=what, method=method, path=full_path(path),
    )  # fmt: skip
