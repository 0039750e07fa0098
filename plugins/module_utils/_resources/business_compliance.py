# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Business compliance information: /v1/settings/business/compliance_info (On-Premises API reference, business compliance info).

The reference gives neither limits nor the members of the details, so they are passed through.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._core.state import read_fields
from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem_within

PATH = "settings/business/compliance_info"
DETAILS = ("customer_care_details", "grievance_officer_details")
FIELDS = (
    Field("entity_name"),
    Field("entity_type"),
    Field("entity_type_custom"),
    Field("is_registered", type="bool"),
    *(Field(name, type="dict") for name in DETAILS),
)


def prepare(options: Prepared) -> Prepared:
    """Refuses telephone numbers without quotes."""
    for name in DETAILS:
        problem = first_problem_within(name, options.get(name))
        if problem:
            raise problem
    return options


def _information(client: Client) -> Json:
    return client.get(PATH).object("settings", "business", "compliance_info")


def read(client: Client, desired: dict) -> dict:
    """All that the server returns, without its inner `meta`. What the user set has the type of its option."""
    info = _information(client)
    state = {**info.value, **read_fields(FIELDS, info, desired)}
    state.update({name: _details(info.object(name), desired.get(name, {})) for name in DETAILS if isinstance(state.get(name), dict)})
    return {name: value for name, value in state.items() if name != "meta"}


def _is_number(value: Any) -> bool:
    """Whether it is a number; True and False are none, although Python counts them as such."""
    return isinstance(value, int) and not isinstance(value, bool)


def _details(details: Json, wanted: dict) -> dict:
    """The members. A whole number is a telephone number and becomes text, and so does what the user set as text."""
    return {
        name: member.optional_text() if isinstance(wanted.get(name), str) or _is_number(member.value) else member.value
        for name, member in details.members().items()
    }


def plan(current: dict, desired: Prepared) -> Plan:
    """Compares what is given. What the server does not show is not set; of the details only the members given count."""
    result, changes = Plan(), {}
    for item in FIELDS:
        if item.name not in desired:
            continue
        have, want = current.get(item.name), desired[item.name]
        if item.type == "dict":
            current_details = have if isinstance(have, dict) else {}
            before = {name: _or_empty(current_details.get(name), value) for name, value in want.items()}
            full = dict(current_details, **want)
        else:
            before, full = _or_empty(have, want), want
        result.before[item.name], result.after[item.name] = before, want
        if before != want:
            # Whether the server merges details or replaces them is not documented: they are sent whole.
            changes[item.name] = full
    result.return_values["compliance"] = dict(current, **changes)
    if changes:
        result.writes.append(Request("POST", PATH, changes))
    return result


def _or_empty(have: Any, want: Any) -> Any:
    """What the server shows; a text that it leaves out is an empty one."""
    return "" if have is None and isinstance(want, str) else have


def export(client: Client, options: dict) -> dict | None:
    """What is set, in the form of the options; None when nothing is."""
    info = _information(client)
    current = read_fields(FIELDS, info)
    current.update({name: _details(info.object(name), {}) for name in DETAILS if name in current})
    return {item.name: current[item.name] for item in FIELDS if current.get(item.name) not in (None, "", {})} or None


BUSINESS_COMPLIANCE = Resource(name="business_compliance", fields=FIELDS, prepare=prepare, read=read, plan=plan, export=export)
