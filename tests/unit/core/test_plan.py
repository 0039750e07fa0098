# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison: which values are sent, and what a diff shows of them."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Comparison, Plan, compare, mask_pair
from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem

FIELDS = (
    Field("persist", type="bool", api_name="callback_persist", restart="coreapp"),
    Field("types", type="list", elements="str", normalize=sorted),
    Field("token", secret=True),
    Field(
        "webhooks",
        type="dict",
        fields=(Field("url", mask=lambda text: text.partition("?")[0]), Field("limit", type="int", restart="coreapp")),
    ),
)
CURRENT = {"callback_persist": True, "types": ["b", "a"], "token": "old", "webhooks": {"url": "https://a?k=1", "limit": 6}, "other": 1}


def test_what_is_equal_is_not_sent_and_shown_on_both_sides():
    result = compare(FIELDS, CURRENT, {"persist": True, "types": ["a", "b"], "webhooks": {"limit": 6}})
    assert (result.changes, result.restart, result.unknown) == ({}, [], [])
    assert result.before == result.after == {"persist": True, "types": ["a", "b"], "webhooks": {"limit": 6}}


def test_what_differs_is_sent_under_the_names_of_the_api_and_nothing_else():
    result = compare(FIELDS, CURRENT, {"persist": False, "types": ["a", "c"], "webhooks": {"limit": 12}})
    assert result.changes == {"callback_persist": False, "types": ["a", "c"], "webhooks": {"limit": 12}}
    assert result.before == {"persist": True, "types": ["a", "b"], "webhooks": {"limit": 6}}
    assert result.after == {"persist": False, "types": ["a", "c"], "webhooks": {"limit": 12}}
    assert result.restart == ["coreapp"]  # once for two settings


@pytest.mark.parametrize("current", [{}, {"token": None}, None, []])
def test_what_the_server_does_not_show_is_unknown_and_left_alone(current):
    result = compare(FIELDS, current, {"persist": True, "webhooks": {"url": "https://a"}})
    assert (result.changes, result.before, result.after) == ({}, {}, {})
    assert result.unknown == ["persist", "webhooks.url"]


def test_what_the_server_does_not_show_is_sent_on_request():
    result = compare(FIELDS, {}, {"persist": True, "webhooks": {"limit": 6}}, write_unknown=True)
    assert result.changes == {"callback_persist": True, "webhooks": {"limit": 6}}
    assert (result.before, result.unknown) == ({"persist": NOT_READABLE, "webhooks": {"limit": NOT_READABLE}}, [])


def test_false_and_zero_and_an_empty_text_are_values():
    fields = (Field("on", type="bool"), Field("number", type="int"), Field("text"))
    nothing = {"on": False, "number": 0, "text": ""}
    assert compare(fields, nothing, nothing) == Comparison(before=nothing, after=nothing)
    assert compare(fields, {"on": True, "number": 1, "text": "a"}, nothing).changes == nothing


def test_a_diff_shows_whether_a_secret_changes_and_not_which_one_it_is():
    assert compare(FIELDS, CURRENT, {"token": "old"}).after == {"token": MASK}
    changed = compare(FIELDS, CURRENT, {"token": "new"})
    assert (changed.changes, changed.before, changed.after) == ({"token": "new"}, {"token": MASK}, {"token": MASK_CHANGED})


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("https://a?k=1", "https://a?k=1", ("https://a", "https://a")),
        ("https://a?k=1", "https://a?k=2", ("https://a", "https://a (new value)")),
        ("https://a?k=1", "https://b?k=1", ("https://a", "https://b")),
        (["https://a?1", "https://b"], ["https://a?2", "https://b"], (["https://a", "https://b"], ["https://a (new value)", "https://b"])),
        (["https://a?1"], ["https://a?1", "https://b?2"], (["https://a"], ["https://a", "https://b"])),
    ],
)
def test_a_text_with_a_secret_in_it_is_masked_on_both_sides(before, after, shown):
    assert mask_pair(FIELDS[3].fields[0], before, after) == shown


def test_a_plan_is_a_change_only_with_something_to_write():
    assert not Plan(before={"a": 1}, after={"a": 2}).changed
    assert Plan(writes=[None]).changed


def test_a_number_is_no_text():
    """first_problem() sees it in the user's own options, before Ansible's validator makes a text of it."""
    spec = {item.name: item.spec() for item in FIELDS}
    assert "quotes" in str(first_problem(spec, {"token": 12}))
    assert first_problem(spec, {"token": "12", "persist": True}) is None
