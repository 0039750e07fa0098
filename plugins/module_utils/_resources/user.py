# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of one instance: /v1/users (Meta's reference: users). There is no call that lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.duplicates import same_name
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, NOT_READABLE, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info, Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import AuthenticationError, OptionError, PreconditionError

SPECIAL = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
REQUIRED_CHARACTERS = {
    "an upper-case letter": "A-Z",
    "a lower-case letter": "a-z",
    "a digit": "0-9",
    "a special character": re.escape(SPECIAL),
}


def check_password(password: str) -> str | None:
    """What is wrong with a new password by the server's rule, or None."""
    if not 8 <= len(password) <= 64:
        return "it has %d characters; 8 to 64 are required" % len(password)
    missing = [kind for kind, letters in REQUIRED_CHARACTERS.items() if not re.search("[%s]" % letters, password)]
    if missing:
        return "it lacks %s" % " and ".join(missing)
    if re.search("[^%s]" % "".join(REQUIRED_CHARACTERS.values()), password):
        return "it has a character other than letters, digits and %s" % SPECIAL
    return None


def check_name(name: str) -> str | None:
    """What is wrong with a user name by the server's rule, or None."""
    if not 4 <= len(name) <= 32:
        return "'%s' has %d characters; 4 to 32 are required" % (name, len(name))
    if re.search("[^A-Za-z0-9_.-]", name):
        return "'%s' has a character other than letters, digits, '-', '_' and '.'" % name
    return "'_apiuser' is reserved by the server" if name == "_apiuser" else None


NAME = Field("name", required=True, validator=check_name)
PARAMETERS = (
    Field("state", choices=("present", "absent"), default="present"),
    NAME,
    Field("user_password", secret=True, validator=check_password),
    Field("update_password", choices=("verify", "always", "on_create"), default="verify"),
)


def get_role(user: Json) -> str | None:
    """ROLE_ADMIN or ROLE_USER; the key's case differs between versions."""
    return next((value.optional_text() for name, value in user.members().items() if name.lower() == "roles"), None)


def find_user(client: Client, name: str) -> Json | None:
    """The user's object, or None. Raises ApiError when the server shows another user."""
    answer = client.find("users/" + name, witness="users/" + client.session.username)
    if answer is None:
        return None
    if answer.text("users", 0, "username").lower() != name.lower():
        raise answer.at("users", 0, "username").wrong("the name '%s'" % name)
    return answer.object("users", 0)


def password_works(client: Client, name: str, password: str) -> bool:
    """Whether a login with this password works; its token is revoked again. A wrong one counts as a failed login."""
    try:
        token = client.session.login(name, password)["token"]
    except AuthenticationError:
        return False
    client.session.logout(token)
    return True


def read(client: Client, desired: Prepared) -> dict:
    """Whether the user exists and, with update_password=verify, whether its password is the wanted one."""
    name, password = desired["name"], desired.get("user_password")
    user = find_user(client, name)
    verify = user and password and desired["state"] == "present" and desired["update_password"] == "verify"
    return {"exists": user is not None, "password_is_right": password_works(client, name, str(password)) if verify else None}


def plan(current: dict, desired: Prepared) -> Plan:
    """Creates, deletes, or sets the password, as update_password says."""
    name, password = desired["name"], desired.get("user_password")
    if desired["state"] == "absent":
        if not current["exists"]:
            return Plan()
        return Plan(before={"name": name}, writes=[Request("DELETE", "users/" + name)])
    if not current["exists"]:
        return _plan_create(name, password)
    before, after = {"name": name}, {"name": name}
    if password is None or desired["update_password"] == "on_create":
        return Plan(before, after)
    right = current["password_is_right"]
    before["user_password"] = NOT_READABLE if right is None else MASK
    after["user_password"] = MASK if right else MASK_CHANGED
    result = Plan(before, after)
    if not right:
        result.writes.append(Request("PUT", "users/" + name, {"password": password}))
    return result


def _plan_create(name: str, password: str | None) -> Plan:
    if password is None:
        raise PreconditionError("user_password", "it is needed to create the user '%s'" % name)
    create = {"username": name, "password": password}
    return Plan(after={"name": name, "user_password": MASK_CHANGED}, writes=[Request("POST", "users", create)])


def read_info(client: Client, desired: Prepared) -> dict:
    """The user's name and role, or None."""
    user = find_user(client, desired["name"])
    return {"exists": user is not None, "user": {"name": user.text("username"), "role": get_role(user)} if user else None}


def prepare(options: Prepared) -> Prepared:
    """The administrator cannot be removed."""
    if options["state"] == "absent" and options["name"] == "admin":
        raise OptionError("name", "'admin' is the only administrator and cannot be removed")
    return options


def refuse_other_password(params: Mapping[str, Any]) -> None:
    """Raises OptionError when `config` gives the connection's own user another password: the run would lock the inventory out."""
    for position, user in enumerate(params["config"].get("users") or ()):
        connection, password = params.get("password"), user.get("user_password")
        if user["name"] == params.get("username") and connection is not None and password not in (None, connection):
            problem = "it is not the password of '%s' that the connection logs in with (password), and would lock the inventory out; "
            remedy = "declare the password in one place, and replace it with the playbook rotate or with whatsapp_session"
            raise OptionError("config.users[%d].user_password" % position, problem % user["name"] + remedy)


def export(client: Client, options: dict) -> list[dict]:
    """Those of options["users"] that exist; the server has no list. The administrator's password belongs to the connection."""
    return [
        {"name": name, "user_password": options["secret"]("user", name, "password")}
        for name in dict.fromkeys(options["users"])
        if name != "admin" and find_user(client, name)
    ]


USER = Resource(name="user", parameters=PARAMETERS, prepare=prepare, read=read, plan=plan, export=export, shared_name=same_name)
USER_INFO = Info(name="user_info", parameters=(NAME,), read=read_info)
