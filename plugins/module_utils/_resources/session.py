# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions: /v1/users/login and /v1/users/logout (Meta's reference: users, login and logout)."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import MASK, MASK_CHANGED, Field, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import AuthenticationError, InitialPasswordError, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, write_atomically
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import check_password

CONTROLS = (
    Field("state", choices=("present", "absent"), default="present"),
    Field("new_password", secret=True, check=check_password),
    Field("token_path", type="path"),
    Field("return_token", type="bool", default=False),
)
RULES = {"required_if": [("state", "absent", ("token", "password"), True)]}


def check(desired):
    """Refuses options that do not belong to a log-out, and a file that cannot be written."""
    for option in ("new_password", "token_path", "return_token"):
        if desired["state"] == "absent" and desired.get(option):
            raise OptionError(option, "it does not belong to state=absent, which logs out")
    if desired.get("token_path"):
        check_writable("token_path", desired["token_path"])


def read(client, desired):
    """For a login which password works, proven by logging in; for a log-out whether there is a valid token."""
    if desired["state"] == "absent":
        token = client.present_token()
        return {"token": token if token and client.is_valid(token) else None}
    wanted = desired.get("new_password")
    if wanted is None:
        client.adopt(client.login()["token"])
        return {"password_is_new": True}
    try:
        client.adopt(client.login(password=wanted)["token"], wanted)
        return {"password_is_new": True}
    except AuthenticationError as refused:
        _prove_present(client, refused)
        return {"password_is_new": False}


def _prove_present(client, refused):
    """Raises when the present password does not work either; check mode would otherwise promise what cannot be done."""
    if client.password is None:
        raise refused
    try:
        client.logout(client.login()["token"])
    except InitialPasswordError:
        return
    except AuthenticationError as error:
        message = "POST /v1/users/login: neither password nor new_password of '%s' is accepted; correct one of them" % client.username
        raise AuthenticationError(message, **error.failure) from None


def plan(current, desired):
    """Changes the password when the new one does not work yet, and hands out a token when asked."""
    if desired["state"] == "absent":
        return _plan_logout(current["token"])
    result = Plan()
    if desired.get("new_password"):
        result.before["password"] = MASK
        result.after["password"] = MASK if current["password_is_new"] else MASK_CHANGED
    if not current["password_is_new"]:
        result.writes.append(lambda client, outcome: change_password(client, desired["new_password"]))
    if desired.get("token_path") or desired["return_token"]:
        result.after["token"] = MASK_CHANGED
        result.writes.append(lambda client, outcome: _hand_out(client, desired))
    return result


def _plan_logout(token):
    if not token:
        return Plan()
    return Plan(before={"token": MASK}, writes=[lambda client, outcome: client.end_session(token)])


def change_password(client, password):
    """Replaces the password of the connection's user, and goes on with the new one."""
    client.adopt(client.login(new_password=password)["token"], password)


def _hand_out(client, desired):
    """A token of its own, so that logging it out leaves the run's own session alone."""
    session = client.login()
    if desired.get("token_path"):
        write_atomically("token_path", desired["token_path"], session["token"].encode("ascii"))
    return session if desired["return_token"] else {"expires_after": session["expires_after"]}


SESSION = Resource(name="session", controls=CONTROLS, rules=RULES, check=check, read=read, plan=plan)
