# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials of one instance, replaced together: passwords of the administrator and of users, and the two-step PIN.

Everything is read before the first change, and each new password is proven by a login. Composed of the rules of session.py,
user.py and two_step.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.duplicates import refuse_duplicates, same_name
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, PreconditionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources import session, two_step
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import PIN
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import NAME, check_password, find_user, password_works

PARAMETERS = (
    Field("new_password", secret=True, validator=check_password),
    Field(
        "users",
        type="list",
        elements="dict",
        fields=(NAME, Field("password", secret=True, required=True, validator=check_password)),
        default=[],
    ),
    PIN,
)


def prepare(options: Prepared) -> Prepared:
    """Refuses to replace nothing, and a user that is named twice."""
    if not (options["users"] or "new_password" in options or "pin" in options):
        raise OptionError("new_password", "nothing is to be replaced: give new_password, users or pin")
    refuse_duplicates("users", options["users"], same_name)
    return options


def read(client: Client, desired: Prepared) -> dict:
    """{"username": the connection's user, "right": names whose new password works already}.

    Raises WhatsAppError when something stands in the way of a change.
    """
    names, right = [user["name"] for user in desired["users"]], []
    username = client.session.username
    if username in names:
        problem = "'%s' is the user of the connection; give its new password as new_password" % username
        raise PreconditionError("users[%d].name" % names.index(username), problem)
    if "new_password" in desired:
        login = session.read(client, Prepared({"state": "present", "new_password": desired["new_password"]}))
        right += [username] if login["password_is_new"] else []
    missing = [name for name in names if find_user(client, name) is None]
    if missing:
        raise WhatsAppError("there is no user %s; nothing was changed" % ", ".join(missing), title="No such user")
    if "pin" in desired:
        two_step.read(client, Prepared({"state": "present", "update_pin": "always"}))
    right += [user["name"] for user in desired["users"] if password_works(client, user["name"], user["password"])]
    return {"username": username, "right": right}


def plan(current: dict, desired: Prepared) -> Plan:
    """Replaces each password that does not work yet, proves it, and sends the PIN every time."""
    right = current["right"]
    steps: list[tuple[str, str, Callable[[Client, str], object]]] = []
    if "new_password" in desired:
        steps.append((current["username"], desired["new_password"], session.change_password))
    for user in desired["users"]:
        steps.append((user["name"], user["password"], _change_user(user["name"])))
    result = Plan({"passwords": {}}, {"passwords": {}})
    progress = {"replaced": [], "verified": list(right), "pin_sent": False}
    for name, password, change in steps:
        result.before["passwords"][name] = MASK
        result.after["passwords"][name] = MASK if name in right else MASK_CHANGED
        if name not in right:
            replace = _replacement(name, password, change, progress)
            result.writes.append(Action("replace the password of %s" % name, _report(progress, replace)))
    if "pin" in desired:
        result.before["pin"], result.after["pin"] = NOT_READABLE, MASK_CHANGED
        result.writes.append(Action("send the PIN", _report(progress, _pin(desired["pin"], progress))))
    replaced = [name for name, _password, _change in steps if name not in right]
    result.return_values.update(replaced=replaced, verified=list(right), pin_sent="pin" in desired)
    return result


def _change_user(name: str) -> Callable[[Client, str], object]:
    return lambda client, password: client.send(Request("PUT", "users/" + name, {"password": password}))


def _replacement(name: str, password: str, change: Callable[[Client, str], object], progress: dict) -> Callable[[Client], None]:
    def replace(client: Client) -> None:
        change(client, password)
        progress["replaced"].append(name)
        if not password_works(client, name, password):
            raise WhatsAppError("the new password of %s was set and is not accepted" % name, title="Password is not accepted")
        progress["verified"].append(name)

    return replace


def _pin(pin: str, progress: dict) -> Callable[[Client], None]:
    def send(client: Client) -> None:
        client.post(two_step.PATH, {"pin": pin})
        progress["pin_sent"] = True

    return send


def _report(progress: dict, write: Callable[[Client], None]) -> Callable[[Client, Mapping[str, Any]], dict]:
    """The write, whose result, or whose error, says how far the run came."""

    def reporting(client: Client, results: Mapping[str, Any]) -> dict:
        try:
            write(client)
        except WhatsAppError as error:
            error.extra.update(progress)
            raise
        return progress

    return reporting


CREDENTIALS = Resource(name="credentials", parameters=PARAMETERS, prepare=prepare, read=read, plan=plan)
