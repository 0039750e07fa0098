# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One API request, as the handlers see it."""

from __future__ import annotations

import json
import math
from urllib.parse import parse_qsl

from .errors import ApiError, invalid, missing

DEEPEST = 512  # levels of nesting that PHP's json_decode takes


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
            value = decode_json(self.body)
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


def decode_json(body: bytes):
    """The value of a JSON text in UTF-8, as strict as the server's PHP decoder.

    Raises ValueError for everything else: NaN and Infinity, numbers too large for a float or of more digits than Python converts,
    half of a surrogate pair, more than DEEPEST levels of nesting.
    """
    try:
        value = json.loads(body.decode(), parse_constant=refuse_constant, parse_float=finite_float)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if b"\\u" in body:
        json.dumps(value, ensure_ascii=False).encode()
    if body.count(b"[") + body.count(b"{") > DEEPEST and depth(value) > DEEPEST:
        raise ValueError("nested too deeply")
    return value


def refuse_constant(name: str):
    """Python takes NaN and Infinity for JSON, the standard doesn't. Raises ValueError."""
    raise ValueError(f"{name} is not JSON")


def finite_float(text: str) -> float:
    """A number with a fraction or an exponent. Raises ValueError when it is beyond all floats."""
    value = float(text)
    if math.isinf(value):
        raise ValueError("number too large")
    return value


def depth(value: object) -> int:
    """How many levels of objects and arrays a value has."""
    levels, level = 0, [value]
    while level := [each for each in level if isinstance(each, (dict, list))]:
        levels += 1
        level = [item for each in level for item in (each.values() if isinstance(each, dict) else each)]
    return levels


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
