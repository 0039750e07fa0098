# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Login and logout. Source: On-Premises API reference, users/login and users/logout."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

from .. import limits
from ..answer import Answer
from ..auth import basic_credentials
from ..errors import ApiError
from ..routing import BASIC, OPEN, USER, WEBAPP, route
from ..stock import STOCK_PASSWORD
from .users import check_complexity


@route("GET", "/", "", role=OPEN, needs=WEBAPP)
def index(instance, request) -> Answer:
    """The root answers without credentials: operators use it as a probe."""
    return Answer(body=b"", content_type="text/html")


@route("POST", "/v1/users/login", "Login-User", role=BASIC, needs=WEBAPP, kind="session")
def login(instance, request) -> Answer:
    """A new token for Basic credentials; `new_password` changes the password on the way."""
    limits.refuse_when_full(instance, limits.BAD_LOGIN, request.client)
    user = verified_user(instance, request)
    if user is None:
        limits.count(instance, limits.BAD_LOGIN, request.client)
        return Answer(401, body=b"", content_type="text/html", headers={"WWW-Authenticate": 'Basic realm="Secured"'})
    request.user = user
    password = request.fields("new_password").get("new_password")
    if password is not None:
        request.kind = "write"
        check_complexity(password)
        instance.own("users")[user]["password"] = password
    elif user == "admin" and instance.state["users"][user].get("password") == STOCK_PASSWORD:
        limits.count(instance, limits.BAD_LOGIN, request.client)
        raise ApiError(1024, "Password must be changed")
    token, expires = instance.new_token(user)
    until = datetime.fromtimestamp(int(expires), UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")
    return Answer(200, {"users": [{"token": token, "expires_after": until}]})


def verified_user(instance, request) -> str | None:
    """The user whose Basic credentials these are, or None."""
    credentials = basic_credentials(request)
    entry = instance.state["users"].get(credentials[0]) if credentials else None
    if entry is None or not hmac.compare_digest(str(entry.get("password")).encode(), credentials[1].encode()):
        return None
    return credentials[0]


@route("POST", "/v1/users/logout", "Logout-User", role=USER, needs=WEBAPP, kind="session")
def logout(instance, request) -> Answer:
    """Revoke the token that was used, and no other."""
    instance.tokens.pop(request.token, None)
    return Answer(200, {})
