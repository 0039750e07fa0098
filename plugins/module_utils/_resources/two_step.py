# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two-step verification: /v1/settings/account/two-step (On-Premises API reference, settings, two-step verification).

Nothing of it can be read: neither whether it is on, nor the PIN.
"""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import MASK_CHANGED, NOT_READABLE, Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotRegistered, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import PIN, registered_number

PATH = "settings/account/two-step"
CONTROLS = (
    Field("state", choices=("present", "absent"), default="present"),
    PIN,
    Field("update_pin", choices=("on_create", "always"), default="on_create"),
    Field("newly_registered", type="bool"),
)
RULES = {"required_if": [("state", "present", ("pin",))]}


def check(desired):
    """A removal takes no PIN."""
    if desired["state"] == "absent" and "pin" in desired:
        raise OptionError("pin", "it does not belong to state=absent; a PIN is removed without knowing it")


def will_send(desired):
    """Whether something is to be sent; no answer of the server can settle that."""
    return desired["state"] == "absent" or desired["update_pin"] == "always" or desired.get("newly_registered", False)


def read(client, desired):
    """Whether there is a number, for the server takes a PIN only for one; not asked when nothing is to be sent. Raises NotRegistered."""
    if will_send(desired) and registered_number(client) == "":
        raise NotRegistered(
            "the instance is not registered, and the server takes two-step verification only for a registered number; register it first"
        )


def plan(current, desired):
    """Sends what the rule says is to be sent, and says what is not known."""
    result = Plan({"state": NOT_READABLE}, {"state": NOT_READABLE})
    if not will_send(desired):
        if "newly_registered" not in desired:
            result.warnings.append(
                "no PIN was sent: the server does not show whether one is set, and update_pin=on_create sends it to a new set-up only; "
                "say so with newly_registered, or send it every time with update_pin=always"
            )
        return result
    result.after["state"] = desired["state"]
    if desired["state"] == "absent":
        result.writes.append(lambda client, outcome: client.delete(PATH) and None)
    else:
        result.before["pin"], result.after["pin"] = NOT_READABLE, MASK_CHANGED
        result.writes.append(lambda client, outcome: client.post(PATH, {"pin": desired["pin"]}) and None)
    return result


TWO_STEP = Resource(name="two_step", controls=CONTROLS, rules=RULES, check=check, read=read, plan=plan)
