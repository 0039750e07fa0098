# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer's values are taken for, what is an unexpected answer, and how nodes are told apart."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._api.json_decoder import MAX_DEPTH, decode
from ansible_collections.waops.whatsapp.plugins.module_utils._api.nodes import has_any, node_errors, split_nodes
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError

WRONG = object()
# How each kind of reader takes a value; whatever is not listed is an unexpected answer.
TAKEN = {
    "text": [("abc", "abc"), ("", ""), ("ä\n", "ä\n"), (5, "5"), (-5, "-5"), (0, "0")],
    "integer": [(5, 5), ("5", 5), ("-5", -5), ("007", 7), (5.0, 5), (0, 0), (2**62, 2**62)],
    "number": [(5, 5), (5.5, 5.5), ("5.5", 5.5), ("-5", -5), ("1e3", 1000.0)],
    "boolean": [
        (True, True), (1, True), ("true", True), ("True", True), ("1", True),
        (False, False), (0, False), ("false", False), ("FALSE", False), ("0", False),
    ],
}  # fmt: skip
REFUSED = {
    "text": [True, False, 5.5, [], ["a"], {}, {"a": 1}],
    "integer": [True, 5.5, "", " ", "abc", "5 ", "5\n", "²", "٣", "--5", "1_0", "0x5", "1e3", 2**63, 10**30, 1e300, [], [5], {}],
    "number": [True, "", "abc", "1_0", "0x5", "nan", "Infinity", "²", "5.", ".5", [], {}],
    "boolean": [2, -1, 1.0, 10**30, "", "yes", "on", "null", "2", [], [True], {}],
}


@pytest.mark.parametrize("kind", TAKEN)
def test_what_is_taken_for_a_value(kind):
    """Numbers and booleans also as text, and whole numbers for a text."""
    for value, expected in TAKEN[kind]:
        taken = getattr(Json({"x": value}), kind)("x")
        assert (taken, type(taken)) == (expected, type(expected)), value


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_an_unexpected_answer(kind):
    """Everything else, where the value is required and where it is optional."""
    for value in REFUSED[kind]:
        for name in {kind, f"optional_{kind}"} & set(dir(Json)):
            with pytest.raises(ApiError):
                getattr(Json({"x": value}), name)("x")


@pytest.mark.parametrize("kind", ["text", "integer", "boolean", "array", "object"])
def test_what_the_server_does_not_tell(kind):
    """null and nothing raise where the value is required, and are None where it is optional."""
    for body in ({}, {"x": None}, None, []):
        with pytest.raises(ApiError):
            getattr(Json(body), kind)("x")
        assert getattr(Json(body), f"optional_{kind}")("x") is None
        assert getattr(Json(body), f"optional_{kind}")("x", 0, "y") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], []),
        (["a", 1], ["a", 1]),
        ({}, []),
        ({"0": "a", "1": "b"}, ["a", "b"]),
        ({"10": "k", "2": "c"}, ["c", "k"]),
        ({"id": "a"}, [{"id": "a"}]),
        ({"0": "a", "x": "b"}, [{"0": "a", "x": "b"}]),
        ("abc", WRONG),
        ("", WRONG),
        ("[]", WRONG),
        (None, WRONG),
        (0, WRONG),
        (False, WRONG),
    ],
)
def test_arrays(value, expected):
    """A text is never split, and no container of another kind is an empty array."""
    shown = Json({"x": value})
    if expected is WRONG:
        with pytest.raises(ApiError):
            shown.array("x")
    else:
        assert [element.value for element in shown.array("x")] == expected


@pytest.mark.parametrize("value", [None, "", "abc", 0, False, [1], [{}], [[]]])
def test_what_is_no_object(value):
    with pytest.raises(ApiError):
        Json({"x": value}).object("x")


def test_an_empty_list_is_an_empty_object():
    """As PHP writes it; also on the way to a value."""
    assert Json({"x": []}).object("x").value == {}
    assert Json({"x": []}).optional_text("x", "y") is None
    assert Json([]).optional_text("x") is None


@pytest.mark.parametrize(
    ("body", "read", "problem"),
    [
        ({}, lambda shown: shown.text("a", "b"), "holds no a.b"),
        ({"a": None}, lambda shown: shown.object("a", "b"), "holds no a.b"),
        (None, lambda shown: shown.text("a"), "holds no a"),
        (None, lambda shown: shown.object(), "holds null, where an object belongs"),
        ({"a": {"b": None}}, lambda shown: shown.text("a", "b"), "holds null at a.b, where text belongs"),
        ({"a": "x"}, lambda shown: shown.optional_text("a", "b"), 'holds text "x" at a, where an object belongs'),
        ({"a": [{"b": {"c": 1}}]}, lambda shown: shown.text("a", 0, "b"), "holds an object of 1 members at a[0].b, where text belongs"),
        ({"a": []}, lambda shown: shown.text("a", 0), "holds no a[0]"),
        ({"a": "x" * 99}, lambda shown: shown.array("a"), 'holds text "%s... at a, where a list belongs' % ("x" * 39)),
        ({"a": "\x1b[31m\n"}, lambda shown: shown.array("a"), r'holds text "\u001b[31m\n" at a, where a list belongs'),
        ({"\x1b\n": 1}, lambda shown: shown.members()["\x1b\n"].array(), r'holds a number 1 at "\u001b\n", where a list belongs'),
        ({"a": {"b": "s3cret"}}, lambda shown: shown.secret().array("a", "b"), "holds text (not shown) at a.b, where a list belongs"),
        ({"a": 55}, lambda shown: shown.secret().array("a"), "holds a number (not shown) at a, where a list belongs"),
        ({"a": True}, lambda shown: shown.text("a"), "holds a boolean true at a, where text belongs"),
    ],
)
def test_what_an_error_says(body, read, problem):
    """The place, the type and a short printable excerpt, which is left out where it could be a secret."""
    with pytest.raises(ApiError) as caught:
        read(Json(body))
    assert caught.value.failure["details"] == problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3) | st.sampled_from("0123"), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from(["object", "array", "text", "integer", "number", "boolean", "optional_object", "optional_text"]))
def test_nothing_else_is_raised(value, kind):
    """Whatever the value, a reader returns what it promises, or raises an ApiError of one printable line."""
    try:
        getattr(Json({"x": {"y": value}}), kind)("x", "y")
    except ApiError as error:
        assert set(error.failure["details"]) <= set(string.printable) - set("\n\r\t\x0b\x0c")
        assert len(error.failure["details"]) < 200


@given(JSON)
def test_decoding_is_json(value):
    """What is JSON comes out as it went in."""
    assert decode(json.dumps(value).encode()) == value
    assert decode(json.dumps(value, ensure_ascii=False).encode("utf-16")) == value


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"a": NaN}', "holds NaN, which is not JSON"),
        (b"[-Infinity]", "holds -Infinity, which is not JSON"),
        (b"1e999", "holds a number that is too large"),
        (b"9" * 5000, "holds a number of 5000 digits"),
        (b"[" * 100000, "is nested too deeply"),
        (b"[" * 500 + b"]" * 500, "is nested too deeply"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "is nested too deeply"),
        (b'{"a": 1, "a": 2}', "gives one name two values"),
        (b'{"a": \xff}', "is not valid JSON (cut off on the way?)"),
        (b'{"a": 1', "is not valid JSON (cut off on the way?)"),
        (b"<html>", "is not valid JSON (cut off on the way?)"),
    ],
)
def test_what_is_no_json(content, problem):
    with pytest.raises(ValueError) as caught:
        decode(content)
    assert str(caught.value) == problem


def test_what_is_decoded_all_the_same():
    """A byte-order mark, one name twice with one value, halves of surrogate pairs, and as deep as is allowed."""
    assert decode(b'\xef\xbb\xbf{"a": 1, "a": 1}') == {"a": 1}
    assert decode(rb'{"a\ud83d": ["\udc00x", "\ud83d\ude00"]}') == {"a\ufffd": ["\ufffdx", "\U0001f600"]}
    assert decode(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


STATUS = has_any("status")


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ({"status": "up"}, [None]),
        ({"status": "up", "inner": {"x": 1}}, [None]),
        ({"errors": [{"code": 1014}]}, [None]),
        ({"errors": {"code": 1014}}, [None]),
        ({"a:1": {"status": "up"}, "b:2": {"errors": []}, "c:3": {}, "d:4": []}, ["a:1", "b:2", "c:3", "d:4"]),
        ({}, []),
        ([], []),
    ],
)
def test_one_node_or_many(shown, names):
    assert [name for name, _node in split_nodes(Json(shown), STATUS)] == names


@pytest.mark.parametrize("shown", [None, "up", [1], {"other": "up"}, {"a:1": {"status": "up"}, "b:2": None}, {"a:1": [1]}])
def test_what_is_neither_one_node_nor_many(shown):
    """A node that says null is not left out."""
    with pytest.raises(ApiError):
        split_nodes(Json(shown), STATUS)


def test_errors_of_a_node():
    assert node_errors(Json({"errors": {"code": 1014}})) == [{"code": 1014}]
    assert node_errors(Json({"errors": None})) == node_errors(Json({})) == []
    with pytest.raises(ApiError):
        node_errors(Json({"errors": "Connection timed out"}))
