# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter texts_only: what must have been written in quotes. The rule itself is in module_utils/_core/text_options.py."""

from __future__ import annotations

DOCUMENTATION = r"""
name: texts_only
short_description: A dictionary as it is, if all its values are texts
version_added: 1.0.0
description:
  - Fails with one sentence when a value is a number or a boolean, at any depth. YAML reads V(0151234567) without quotes as another number,
    and V(yes) as true.
  - Modules refuse such values by themselves. A template that names one value of a dictionary turns it into text before ansible-core 2.19,
    so that the module does not see what it was.
author:
  - The waops.whatsapp authors (@waops)
positional: name
options:
  _input:
    description: The dictionary.
    type: dict
    required: true
  name:
    description: Name of the variable, for the message.
    type: str
    default: the dictionary
"""

EXAMPLES = r"""
- name: Register a number
  waops.whatsapp.whatsapp_registration:
    cc: "{{ (number | waops.whatsapp.texts_only('number')).cc }}"
    phone_number: "{{ (number | waops.whatsapp.texts_only('number')).phone_number }}"
    cert: "{{ vault_whatsapp_cert }}"
"""

RETURN = r"""
_value:
  description: The dictionary.
  type: dict
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem_within


def _texts_only(value: Any, name: str = "the dictionary") -> Any:
    problem = first_problem_within(name, value)
    if problem:
        raise AnsibleFilterError(problem.sentence)
    return value


class FilterModule:
    """Names the filter."""

    def filters(self) -> dict:
        """{name: function}."""
        return {"texts_only": _texts_only}
