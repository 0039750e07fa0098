# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bytes of an answer to JSON values, strictly: what comes out can be compared, printed and sent on. Knows no API.

Refuses what RFC 8259 forbids or leaves open, because parsers disagree about it: NaN and Infinity, numbers out of range,
one name with two values, and nesting without end.
"""

from __future__ import annotations

import json
import math
from typing import Any

MAX_DEPTH = 100  # containers within each other; the API's own answers have 8 at most
MAX_DIGITS = 100  # of a whole number; no value of the API has more than 20


def decode(content: bytes) -> Any:
    """The JSON value in `content` (UTF-8, UTF-16 or UTF-32). Raises ValueError, which says what the content is: "is not valid JSON"."""
    try:
        text = content.decode(json.detect_encoding(content))
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ValueError("is not valid JSON (cut off on the way?)") from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise ValueError("is nested too deeply")
    return _without_surrogates(value) if "\\u" in text else value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs) and any(members[name] != value for name, value in pairs):
        raise ValueError("gives one name two values")
    return members


def _whole_number(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("holds a number of %d digits" % len(digits))
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("holds a number that is too large")
    return number


def _constant(name: str) -> None:
    raise ValueError("holds %s, which is not JSON" % name)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole_number, parse_float=_number, parse_constant=_constant)


def _depth(value: Any) -> int:
    """How many containers lie within each other, without recursion."""
    depth, level = 0, [value]
    while level:
        level = [inner for item in level if isinstance(item, (list, dict)) for inner in (item.values() if isinstance(item, dict) else item)]
        depth += 1
    return depth - 1


def _without_surrogates(value: Any) -> Any:
    """Halves of UTF-16 pairs become U+FFFD: no file and no terminal can take them. The depth of `value` is limited."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    return value
