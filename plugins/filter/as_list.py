# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter as_list, for variables that may be lists or text. The rule itself is in plugin_utils/_execution/values.py."""

from __future__ import annotations

DOCUMENTATION = r"""
name: as_list
short_description: The elements of a list that may have been given as text
version_added: 1.0.0
description:
  - Returns a list unchanged, and splits a text at commas and line ends. C(--extra-vars) and surveys of AWX give lists as text.
  - Without this filter Jinja loops over the letters of a text.
  - Fails for a value that is not a list.
author:
  - The waops.whatsapp authors (@waops)
positional: name, elements
options:
  _input:
    description: A list, a text such as V(a,b), or a text that is a JSON list. V(null) and an empty text are an empty list.
    type: raw
    required: true
  name:
    description: Name of the variable, for the error message.
    type: str
    default: the list
  elements:
    description:
      - Type of the elements. V(str) stands for texts. V(raw) stands for texts and numbers, which are converted to text.
      - V(dict) stands for dictionaries with texts as values.
    type: str
    choices: [str, raw, dict]
    default: str
"""

EXAMPLES = r"""
- name: Remove the users that a survey names
  waops.whatsapp.whatsapp_user:
    name: "{{ item }}"
    state: absent
  loop: "{{ survey_users | waops.whatsapp.as_list('survey_users') }}"
"""

RETURN = r"""
_value:
  description: The elements.
  type: list
  elements: raw
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.values import as_list


def _as_list(value: Any, name: str = "the list", elements: str = "str") -> list:
    try:
        return as_list(value, name, elements)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Names the filter."""

    def filters(self) -> dict:
        """{name: function}."""
        return {"as_list": _as_list}
