# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Normalizes values of an inventory: lists given as text. Knows no instance."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem_within, not_text
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import is_list


def declared_number(registration: Any) -> str:
    """The digits of the number that whatsapp_registration declares; raises ValueError with what is wrong with it, in one sentence."""
    if not isinstance(registration, Mapping):
        raise ValueError("give a dictionary with cc and phone_number")
    for name in ("cc", "phone_number"):
        problem = not_text(registration.get(name)) if registration.get(name) is not None else "give it"
        if problem:
            raise ValueError("%s: %s" % (name, problem))
    return registration["cc"] + registration["phone_number"]


def as_list(value: Any, name: str = "the list", elements: str = "str") -> list:
    """The elements of a list that may have been given as text, as --extra-vars and surveys do.

    value: a list; None or an empty text for no elements; a text such as "a,b" (commas or line ends), or a JSON list in a
    text. name: the variable, for the message. elements: "str" for texts alone, "raw" for texts and numbers, which become text and of
    which one stands for a list of one, "dict" for dictionaries of texts. Raises ValueError with one sentence. Ansible's own argument
    validation splits such a text too, but only in its copy.
    """
    if isinstance(value, (bool, dict)):
        raise ValueError("%s: give a list, not %s" % (name, "true or false" if isinstance(value, bool) else "a dictionary"))
    items = _split(value, name) if isinstance(value, str) else value
    if items is None:
        return []
    if isinstance(items, (int, float)):
        items = [items]
    if not is_list(items):
        raise ValueError("%s: give a list" % name)
    return [_element(item, "%s[%d]" % (name, position), elements) for position, item in enumerate(items)]


def split_lists(spec: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, list], dict[str, str]]:
    """The lists of texts or numbers among the given values, by name, and what is wrong with those that are no lists.

    spec: an argument spec. given: values in plain types; a list may be given as text, see as_list.
    """
    lists, problems = {}, {}
    for name, option in spec.items():
        if option.get("elements") in ("str", "raw") and given.get(name) is not None:
            try:
                lists[name] = as_list(given[name], name, option["elements"])
            except ValueError as error:
                problems[name] = str(error)
    return lists, problems


def _split(text: str, name: str) -> list:
    if not text.lstrip().startswith("["):
        return [part.strip() for part in re.split("[,\n]", text) if part.strip()]
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError("%s: give a list as a,b or as JSON; this text is neither" % name) from None


def _element(item: Any, place: str, elements: str) -> Any:
    if elements == "dict":
        if not isinstance(item, dict):
            raise ValueError("%s: give a dictionary" % place)
        problem = first_problem_within(place, item)
        if problem:
            raise ValueError(str(problem))
        return item
    if isinstance(item, str):
        return item
    if elements != "raw" or isinstance(item, bool) or not isinstance(item, (int, float)):
        raise ValueError("%s: %s" % (place, not_text(item) if item is not None else "it is empty; give a text"))
    return str(item)
