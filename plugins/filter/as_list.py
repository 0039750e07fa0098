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
  - Takes a list as it is, and splits a text at commas and line ends, as C(--extra-vars) and surveys of AWX give lists.
  - Without it Jinja goes through a text letter by letter.
  - Fails for what is no list, with one sentence.
author:
  - The waops.whatsapp authors (@waops)
positional: name, elements
options:
  _input:
    description: A list, a text such as V(a,b), or a text that is a JSON list. Nothing, or an empty text, is an empty list.
    type: raw
    required: true
  name:
    description: Name of the variable, for the message.
    type: str
    default: the list
  elements:
    description:
      - What the elements must be. V(str) stands for texts. V(raw) stands for texts and numbers; the numbers become text.
      - V(dict) stands for dictionaries whose values are texts.
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
