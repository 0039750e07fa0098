# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One API request, as the handlers see it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from .errors import ApiError, invalid, missing


class Request:
    """Method, path, headers and body of a request, who sent it, and what looked wrong about it."""

    __slots__ = (
        "body",
        "client",
        "headers",
        "id",
        "kind",
        "method",
        "params",
        "path",
        "raw_query",
        "release",
        "role",
        "route",
        "suspicious",
        "token",
        "user",
    )  # fmt: skip

    def __init__(self, method, path, raw_query, headers, body, client, request_id, release):
        self.method = method
        self.path = path
        self.raw_query = raw_query
        self.headers = headers
        self.body = body
        self.client = client
        self.id = request_id
        self.release = release
        self.route = None
        self.params = ()
        self.user = self.role = self.token = self.suspicious = None
        self.kind = "read" if method in ("GET", "HEAD") else "write"

    def suspect(self, text: str) -> None:
        """Journal that a careful client would not have sent this."""
        if self.suspicious is None:
            self.suspicious = []
        self.suspicious.append(text)

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def query(self, name: str, *values: str) -> str | None:
        """The query parameter `name`; another value than those named is ignored and journalled."""
        for key, value in parse_qsl(self.raw_query, keep_blank_values=True):
            if key == name and value in values:
                return value
            self.suspect(f"unknown query parameter '{key}={value}'")
        return None

    def json(self):
        """The decoded body: an object or an array; {} when there is none, it is of another type or not declared as JSON."""
        if not self.body:
            return {}
        if self.content_type != "application/json":
            self.suspect(f"JSON call with Content-Type '{self.content_type}'")
            return {}
        try:
            value = json.loads(self.body)
        except ValueError:
            words = "the request" if self.release < (2, 33) else "json from the request"
            raise ApiError(1025, f"Unable to decode {words}: Syntax error") from None
        return value if isinstance(value, (dict, list)) else {}

    def fields(self, *known: str) -> dict:
        """The JSON object of the body, without the names that the API does not know (they are dropped silently, but journalled)."""
        data = self.json()
        if not isinstance(data, dict):
            self.suspect("array where an object is expected")
            return {}
        for name in data:
            if name not in known:
                self.suspect(f"unknown parameter '{name}'")
        return {name: data[name] for name in known if name in data}


def text_field(data: dict, name: str, longest: int | None = None) -> str:
    """A mandatory text (a bare number is taken as text). Raises 1008 when absent, 1009 when it is something else or too long."""
    value = data.get(name)
    if value is None:
        raise missing(name)
    if isinstance(value, (bool, list, dict)) or (longest is not None and len(str(value)) > longest):
        raise invalid(name, value)
    return str(value)


def choice_field(data: dict, name: str, choices: tuple, default: str) -> str:
    """An optional text out of `choices`. Raises 1009."""
    value = data.get(name, default)
    if value not in choices:
        raise invalid(name, value)
    return value


def bool_field(data: dict, name: str, default: bool = False) -> bool:
    """An optional JSON boolean. Raises 1009, also for "true"."""
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise invalid(name, value)
    return value
