# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of an answer, read as the type that is expected. Knows JSON, and neither HTTP nor any resource.

Servers in PHP, gateways and old versions write the same value in several ways. Accepts what has only one meaning:

    object   {...}; [] for an empty one
    array    [...]; {"0": ..., "1": ...}; {} for an empty one; one object that stands for a list of one
    text     "..."; a whole number
    integer  5; 5.0; "5"
    number   5; 5.5; "5.5"
    boolean  true, 1, "true", "1"; false, 0, "false", "0"

Everything else is an unexpected answer, never an empty value. A text is never taken for a list. null counts
as missing: an error where the value is required, None where it is optional.
"""

from __future__ import annotations

import json
import re
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError

EXCERPT = 40  # characters of a value in an error
BOOLEANS = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}  # 1 == True, so numbers are in it too
PLAIN_NAME = re.compile("[A-Za-z0-9_:@/-]{1,80}")
POSITION = re.compile("[0-9]{1,9}")
WHOLE_NUMBER = re.compile("-?[0-9]{1,18}")
NUMBER = re.compile("-?(0|[1-9][0-9]{0,17})([.][0-9]{1,18})?(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
INTEGER_LIMIT = 2**63  # integers of the API fit into 64 bits
_MISSING = object()


def unexpected(problem: str) -> ApiError:
    """The error of a value that came without a call, as in tests."""
    return ApiError("the answer " + problem, title="Unexpected answer", details=problem)


class Json:
    """A value of an answer and its place in it.

    Each method takes the names (and positions in arrays) that lead to the wanted value from here, and raises `error` when it is
    missing or of another type. The optional_ methods return None when the value, or something on the way to it, is missing or null.

    value: as decoded. path: names and positions from the top of the answer. error: makes the ApiError from what is wrong, such as
    "holds no settings". is_secret: whether errors may show the value.
    """

    __slots__ = ("_error", "is_secret", "path", "value")

    def __init__(self, value: Any, error: Callable[[str], ApiError] = unexpected, path: tuple = (), is_secret: bool = False):
        self.value = value
        self.path = path
        self.is_secret = is_secret
        self._error = error

    def object(self, *keys: str | int) -> Json:
        """The object there; its members are in .members()."""
        return self._required(keys, _object, "an object")

    def members(self, *keys: str | int) -> dict[str, Json]:
        """The members of the object there, by name."""
        parent = self.object(*keys)
        return {name: parent._inner(value, name) for name, value in parent.value.items()}

    def array(self, *keys: str | int) -> list[Json]:
        """The elements of the array there."""
        return self._required(keys, _array, "a list")._elements()

    def text(self, *keys: str | int) -> str:
        """The text there."""
        return self._required(keys, _text, "text").value

    def integer(self, *keys: str | int) -> int:
        """The whole number there."""
        return self._required(keys, _integer, "a whole number").value

    def number(self, *keys: str | int) -> int | float:
        """The number there, whole or not."""
        return self._required(keys, _number, "a number").value

    def boolean(self, *keys: str | int) -> bool:
        """The boolean there."""
        return self._required(keys, _boolean, "true or false").value

    def optional_object(self, *keys: str | int) -> Json | None:
        """The object there, or None."""
        return self._optional(keys, _object, "an object")

    def optional_array(self, *keys: str | int) -> list[Json] | None:
        """The elements of the array there, or None."""
        array = self._optional(keys, _array, "a list")
        return None if array is None else array._elements()

    def optional_text(self, *keys: str | int) -> str | None:
        """The text there, or None."""
        return _value(self._optional(keys, _text, "text"))

    def optional_integer(self, *keys: str | int) -> int | None:
        """The whole number there, or None."""
        return _value(self._optional(keys, _integer, "a whole number"))

    def optional_boolean(self, *keys: str | int) -> bool | None:
        """The boolean there, or None."""
        return _value(self._optional(keys, _boolean, "true or false"))

    def at(self, *keys: str | int) -> Json:
        """The value there, of whatever type; null is one of them."""
        target = self._find(keys)
        if target is None:
            raise self._error("holds no %s" % spell(self.path + keys))
        return target

    def has(self, name: str) -> bool:
        """Whether this object has a member of this name that is not null."""
        return self._optional((name,), lambda value: value, "") is not None

    def secret(self) -> Json:
        """The same value, marked as secret: errors do not show it, nor what is in it."""
        return Json(self.value, self._error, self.path, True)

    def wrong(self, expected: str) -> ApiError:
        """The error of a value that is not what is expected here, such as "a phone number"."""
        place = " at " + spell(self.path) if self.path else ""
        return self._error("holds %s%s, where %s belongs" % (self._description(), place, expected))

    def _required(self, keys: tuple, read: Callable[[Any], Any], expected: str) -> Json:
        target = self._find(keys)
        if target is None:
            raise self._error("holds no %s" % (spell(self.path + keys) or "JSON"))
        return target._as(read, expected)

    def _optional(self, keys: tuple, read: Callable[[Any], Any], expected: str) -> Json | None:
        target = self._find(keys)
        return None if target is None or target.value is None else target._as(read, expected)

    def _find(self, keys: tuple) -> Json | None:
        """The value there, or None when it is missing."""
        current: Json | None = self
        for key in keys:
            if current is None or current.value is None:
                return None
            current = current._member(key) if isinstance(key, str) else current._element(key)
        return current

    def _member(self, name: str) -> Json | None:
        value = self._as(_object, "an object").value.get(name, _MISSING)
        return None if value is _MISSING else self._inner(value, name)

    def _element(self, position: int) -> Json | None:
        elements = self._as(_array, "a list").value
        return self._inner(elements[position], position) if position < len(elements) else None

    def _elements(self) -> list[Json]:
        return [self._inner(value, position) for position, value in enumerate(self.value)]

    def _inner(self, value: Any, key: str | int) -> Json:
        return Json(value, self._error, (*self.path, key), self.is_secret)

    def _as(self, read: Callable[[Any], Any], expected: str) -> Json:
        value = read(self.value)
        if value is _MISSING:
            raise self.wrong(expected)
        return self if value is self.value else Json(value, self._error, self.path, self.is_secret)

    def _description(self) -> str:
        """The type of the value, and a short excerpt of it in printable ASCII."""
        value = self.value
        if value is None:
            return "null"
        if isinstance(value, dict):
            return "an object of %d members" % len(value)
        if isinstance(value, list):
            return "a list of %d elements" % len(value)
        excerpt = "(not shown)" if self.is_secret else json.dumps(value)
        if len(excerpt) > EXCERPT:
            excerpt = excerpt[:EXCERPT] + "..."
        return {bool: "a boolean %s", str: "text %s"}.get(type(value), "a number %s") % excerpt


def spell(path: tuple) -> str:
    """A place as people write it: ("users", 0, "token") is users[0].token. Names that the server made up stay printable."""
    return "".join("[%d]" % key if isinstance(key, int) else "." + _printable(key) for key in path).lstrip(".")


def _printable(name: str) -> str:
    return name if PLAIN_NAME.fullmatch(name) else json.dumps(name[:EXCERPT])


def _value(target: Json | None) -> Any:
    return None if target is None else target.value


def _object(value: Any) -> Any:
    if value == []:
        return {}
    return value if isinstance(value, dict) else _MISSING


def _array(value: Any) -> Any:
    if not isinstance(value, dict):
        return value if isinstance(value, list) else _MISSING
    if all(POSITION.fullmatch(name) for name in value):
        return [value[name] for name in sorted(value, key=int)]
    return [value]


def _text(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else _MISSING


def _integer(value: Any) -> Any:
    if isinstance(value, str) and WHOLE_NUMBER.fullmatch(value) or isinstance(value, float) and value.is_integer():
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and abs(value) < INTEGER_LIMIT else _MISSING


def _number(value: Any) -> Any:
    if isinstance(value, str) and NUMBER.fullmatch(value):
        value = json.loads(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else _MISSING


def _boolean(value: Any) -> Any:
    if isinstance(value, str):
        value = value.lower()
    elif not isinstance(value, int):
        return _MISSING
    return BOOLEANS.get(value, _MISSING)
