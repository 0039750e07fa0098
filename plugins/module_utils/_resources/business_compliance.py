# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Business compliance information: /v1/settings/business/compliance_info (On-Premises API reference, business compliance info).

The reference names the fields and neither their limits nor the members of the details, so those are taken as they come.
"""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Field, Plan

PATH = "settings/business/compliance_info"


def _as_text(details):
    """Members with whole numbers as text: telephone numbers are easily written without quotes."""
    return {name: str(value) if isinstance(value, int) and not isinstance(value, bool) else value for name, value in details.items()}


FIELDS = (
    Field("entity_name"),
    Field("entity_type"),
    Field("entity_type_custom"),
    Field("is_registered", type="bool"),
    Field("customer_care_details", type="dict", normal=_as_text),
    Field("grievance_officer_details", type="dict", normal=_as_text),
)


def read(client, desired):
    """The information, without the second `meta` that the server puts inside."""
    info = client.get(PATH, pick=("settings", "business", "compliance_info"))
    return {name: value for name, value in info.items() if name != "meta"}


def plan(current, desired):
    """Compares what is given. What the server does not show is not set; of the details only the members given count."""
    result, changes = Plan(), {}
    for item in FIELDS:
        if item.name not in desired:
            continue
        have, want = current.get(item.name), item.normal(desired[item.name])
        if item.type == "dict":
            kept = have if isinstance(have, dict) else {}
            before, full = {name: _shown(kept.get(name), value) for name, value in want.items()}, dict(kept, **want)
        else:
            before, full = _shown(have, want), want
        result.before[item.name], result.after[item.name] = before, want
        if before != want:
            # Whether the server merges details or replaces them is not documented: they are sent whole.
            changes[item.name] = full
    result.result["compliance"] = dict(current, **changes)
    if changes:
        result.writes.append(lambda client, outcome: client.post(PATH, changes) and None)
    return result


def _shown(have, want):
    """What the server shows; a text that it leaves out is an empty one."""
    return "" if have is None and isinstance(want, str) else have


def export(client, options):
    """What is set, in the form of the options; None when nothing is."""
    current = read(client, options)
    return {item.name: current[item.name] for item in FIELDS if current.get(item.name) not in (None, "", {})} or None


BUSINESS_COMPLIANCE = Resource(name="business_compliance", fields=FIELDS, read=read, plan=plan, export=export)
