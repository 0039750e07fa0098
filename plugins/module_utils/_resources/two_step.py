# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two-step verification: /v1/settings/account/two-step (On-Premises API reference, settings, two-step verification).

Nothing of it can be read: neither whether it is on, nor the PIN.
"""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK_CHANGED, NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotRegistered, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import PIN, registered_number

PATH = "settings/account/two-step"
PARAMETERS = (
    Field("state", choices=("present", "absent"), default="present"),
    PIN,
    Field("update_pin", choices=("on_create", "always"), default="on_create"),
    Field("newly_registered", type="bool"),
)
CONSTRAINTS = {"required_if": [("state", "present", ("pin",))]}


def prepare(options: Prepared) -> Prepared:
    """A removal takes no PIN."""
    if options["state"] == "absent" and "pin" in options:
        raise OptionError("pin", "it does not belong to state=absent; a PIN is removed without knowing it")
    return options


def will_send(desired: Prepared) -> bool:
    """Whether something is to be sent; no answer of the server can settle that."""
    return desired["state"] == "absent" or desired["update_pin"] == "always" or desired.get("newly_registered", False)


def read(client: Client, desired: Prepared) -> None:
    """Raises NotRegistered when something is to be sent and no number is registered: the server refuses a PIN then."""
    if will_send(desired) and registered_number(client) == "":
        raise NotRegistered(
            "the instance is not registered, and the server takes two-step verification only for a registered number; register it first"
        )


def plan(current: None, desired: Prepared) -> Plan:
    """Sends or removes the PIN when will_send() says so; otherwise warns that the state is not known."""
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
        result.writes.append(Request("DELETE", PATH))
    else:
        result.before["pin"], result.after["pin"] = NOT_READABLE, MASK_CHANGED
        result.writes.append(Request("POST", PATH, {"pin": desired["pin"]}))
    return result


TWO_STEP = Resource(name="two_step", parameters=PARAMETERS, constraints=CONSTRAINTS, prepare=prepare, read=read, plan=plan)
