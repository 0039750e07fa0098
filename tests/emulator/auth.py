# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who sent a request, and whether they may.

Source: On-Premises API reference, users and health; statuses and texts as observed in 2019.
"""

from __future__ import annotations

import base64
import hmac

from .errors import ApiError
from .request import Request
from .routing import ADMIN, BASIC, USER_OR_KEY

ADMIN_ROLE, USER_ROLE = "ROLE_ADMIN", "ROLE_USER"


def check(instance, request: Request, role: str) -> None:
    """Fill in `request.user` and `request.role`. Raises 401/1005 or 403/1005. Basic credentials are the login handler's."""
    if role is BASIC:
        return
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    value = value.strip()
    if scheme == "Bearer" and value:
        user = instance.user_of_token(value)
        if user is None:
            raise ApiError(1005, "Invalid credentials.", status=401)
        request.user, request.token = user, value
        request.role = instance.state["users"][user].get("role", USER_ROLE)
        if role is ADMIN and request.role != ADMIN_ROLE:
            raise ApiError(1005, "User doesn't have permission")
        return
    if scheme == "Apikey" and role is USER_OR_KEY and key_opens(instance, request, value):
        request.user = "_apiuser"
        return
    raise ApiError(1005, "Missing or invalid authentication credentials", status=401)


def key_opens(instance, request: Request, value: str) -> bool:
    """Whether this is the API key. Before 2.33 it opened `/v1/health` only."""
    key = instance.fleet.config.usable_api_key
    if key is None or (not instance.since(2, 33) and request.path != "/v1/health"):
        return False
    return hmac.compare_digest(key.encode(), value.encode(errors="surrogateescape"))


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """User name and password of a Basic header, or None when it is absent or malformed."""
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return (user, password) if colon else None
