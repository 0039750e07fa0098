# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions: /v1/users/login and /v1/users/logout (Meta's reference: users, login and logout)."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.session import Session
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import AuthenticationError, InitialPasswordError, OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, write_atomically
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import check_password

PARAMETERS = (
    Field("state", choices=("present", "absent"), default="present"),
    Field("new_password", secret=True, validator=check_password),
    Field("token_path", type="path"),
    Field("return_token", type="bool", default=False),
)
CONSTRAINTS = {"required_if": [("state", "absent", ("token", "password"), True)]}


def prepare(options: Prepared) -> Prepared:
    """Refuses options that do not belong to a log-out, and a file that cannot be written."""
    for option in ("new_password", "token_path", "return_token"):
        if options["state"] == "absent" and options.get(option):
            raise OptionError(option, "it does not belong to state=absent, which logs out")
    if options.get("token_path"):
        check_writable("token_path", options["token_path"])
    return options


def read(client: Client, desired: Prepared) -> dict:
    """For a login which password works, proven by logging in; for a log-out whether there is a valid token."""
    session = client.session
    if desired["state"] == "absent":
        token = session.token()
        return {"token": token if token and session.token_is_valid(token) else None}
    wanted = desired.get("new_password")
    if wanted is None:
        session.use_token(session.login()["token"])
        return {"password_is_new": True}
    try:
        session.use_token(session.login(password=wanted)["token"], wanted)
        return {"password_is_new": True}
    except AuthenticationError as refused:
        _verify_current_password(session, refused)
        return {"password_is_new": False}


def _verify_current_password(session: Session, refused: AuthenticationError) -> None:
    """Raises when the present password does not work either; check mode would otherwise promise what cannot be done."""
    if session.password is None:
        message = (
            "POST /v1/users/login: new_password of '%s' is not accepted, and only a login with the present password replaces it;"
            " give password (a token or headers do not replace a password)" % session.username
        )
        raise AuthenticationError(message, **refused.failure)
    try:
        session.logout(session.login()["token"])
    except InitialPasswordError:
        return
    except AuthenticationError as error:
        message = "POST /v1/users/login: neither password nor new_password of '%s' is accepted; correct one of them" % session.username
        raise AuthenticationError(message, **error.failure) from None


def plan(current: dict, desired: Prepared) -> Plan:
    """Changes the password when the new one does not work yet, and hands out a token when asked."""
    if desired["state"] == "absent":
        return _plan_logout(current["token"])
    result = Plan()
    if desired.get("new_password"):
        result.before["password"] = MASK
        result.after["password"] = MASK if current["password_is_new"] else MASK_CHANGED
    if not current["password_is_new"]:
        result.writes.append(Action("replace the password", lambda client, results: change_password(client, desired["new_password"])))
    if desired.get("token_path") or desired["return_token"]:
        result.after["token"] = MASK_CHANGED
        result.writes.append(Action("issue a token", lambda client, results: _issue_token(client, desired)))
    return result


def _plan_logout(token: str | None) -> Plan:
    if not token:
        return Plan()
    return Plan(before={"token": MASK}, writes=[Action("log out", lambda client, results: client.session.revoke(token))])


def change_password(client: Client, password: str) -> None:
    """Replaces the password of the connection's user, and uses the new one from then on."""
    client.session.use_token(client.session.login(new_password=password)["token"], password)


def _issue_token(client: Client, desired: Prepared) -> dict:
    """A token of its own, so that logging it out leaves the run's own session alone."""
    issued = client.session.login()
    if desired.get("token_path"):
        write_atomically("token_path", desired["token_path"], issued["token"].encode("ascii"))
    return issued if desired["return_token"] else {"expires_after": issued["expires_after"]}


SESSION = Resource(name="session", parameters=PARAMETERS, constraints=CONSTRAINTS, prepare=prepare, read=read, plan=plan)
