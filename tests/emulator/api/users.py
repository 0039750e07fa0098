# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User accounts. Source: On-Premises API reference, users; texts as observed in 2019."""

from __future__ import annotations

import re

from .. import limits
from ..answer import Answer
from ..auth import ADMIN_ROLE, USER_ROLE
from ..errors import ApiError
from ..request import text_field
from ..routing import ADMIN, USER, WEBAPP, route

SPECIAL = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
STRONG = re.compile(rf"(?=.*\d)(?=.*[A-Z])(?=.*[a-z])(?=.*[{re.escape(SPECIAL)}])[A-Za-z0-9{re.escape(SPECIAL)}]{{8,64}}")
WEAK = (
    "Password doesn't meet complexity requirements: length between 8 and 64 characters, at least 1 each of upper-case character, "
    f"lower-case character, digit, special character ({SPECIAL}) are required"
)


def check_complexity(password: object) -> None:
    """Raise 1009 for a weak password."""
    if not isinstance(password, str) or not STRONG.fullmatch(password):
        raise ApiError(1009, WEAK)


def check_username(username: str) -> None:
    """Raise 1009 for a name that can't be an account."""
    if username == "_apiuser":
        raise ApiError(1009, "Invalid Username")
    if not 4 <= len(username) <= 32:
        raise ApiError(1009, "Username doesn't meet length requirements")
    if not re.fullmatch(r"[A-Za-z0-9._-]+", username):
        raise ApiError(1009, "Username contains prohibited characters")


def count_write(instance, request) -> None:
    """Create and update share one limit per client."""
    limits.refuse_when_full(instance, limits.USER_WRITES, request.client)
    limits.count(instance, limits.USER_WRITES, request.client)


@route("POST", "/v1/users", "Create-User", role=ADMIN, needs=WEBAPP)
def create(instance, request) -> Answer:
    """A new regular user. A duplicate is 500/1014. Before 2.33 only the length of the password was checked here."""
    count_write(instance, request)
    data = request.fields("username", "password")
    username, password = text_field(data, "username"), text_field(data, "password")
    check_username(username)
    if instance.since(2, 33):
        check_complexity(password)
    elif not 8 <= len(password) <= 64:
        raise ApiError(1009, "Password doesn't meet length requirements")
    if username in instance.state["users"]:
        raise ApiError(1014, "Unable to create user. Already exist?")
    instance.own("users")[username] = {"password": password, "role": USER_ROLE}
    return Answer(201, {"users": [{"username": username}]})


@route("GET", "/v1/users/{username}", "Get-User", role=USER, needs=WEBAPP)
def read(instance, request, username) -> Answer:
    """Name and role. A regular user reads only itself."""
    if request.role != ADMIN_ROLE and request.user != username:
        raise ApiError(1005, "Regular user cannot read other user information")
    entry = existing(instance, username)
    return Answer(200, {"users": [{"ROLES": entry.get("role", USER_ROLE), "username": username}]})


@route("PUT", "/v1/users/{username}", "Update-User", role=USER, needs=WEBAPP)
def update(instance, request, username) -> Answer:
    """Another password. Tokens stay valid."""
    if request.role != ADMIN_ROLE and request.user != username:
        raise ApiError(1005, "Regular user cannot modify other user")
    count_write(instance, request)
    password = text_field(request.fields("password"), "password")
    existing(instance, username)
    check_complexity(password)
    instance.own("users")[username]["password"] = password
    return Answer(200, {"users": [{"username": username}]})


@route("DELETE", "/v1/users/{username}", "Delete-User", role=ADMIN, needs=WEBAPP)
def delete(instance, request, username) -> Answer:
    """The user and all its tokens are gone. `admin` stays."""
    if username == "admin":
        raise ApiError(1009, "Admin user cannot be deleted")
    existing(instance, username)
    del instance.own("users")[username]
    instance.revoke(username)
    return Answer(200, {"users": [{"username": username}]})


def existing(instance, username: str) -> dict:
    """The account. Raises 1006."""
    entry = instance.state["users"].get(username)
    if entry is None:
        raise ApiError(1006, "User does not exist")
    return entry
