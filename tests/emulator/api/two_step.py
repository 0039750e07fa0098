# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two-step verification: write-only. Source: On-Premises API reference, settings/two-step-verification."""

from __future__ import annotations

import re

from ..answer import Answer, nothing
from ..errors import ApiError, invalid
from ..request import text_field
from ..routing import CLIENT, route

PATH = "/v1/settings/account/two-step"


@route("POST", PATH, "Enable-Two-Step", needs=CLIENT)
def enable(instance, request) -> Answer:
    """Set a PIN, also over an older one."""
    not_in_sandbox(instance)
    pin = text_field(request.fields("pin"), "pin")
    if not pin:
        raise ApiError(1009, "Pin must not be empty")
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise invalid("pin", pin)
    instance.state["two_step_pin"] = pin
    return nothing()


@route("DELETE", PATH, "Disable-Two-Step", needs=CLIENT)
def disable(instance, request) -> Answer:
    """Remove the PIN, if there is one."""
    not_in_sandbox(instance)
    instance.state["two_step_pin"] = None
    return nothing()


def not_in_sandbox(instance) -> None:
    """Raise 1005 in sandbox mode."""
    if instance.state["sandbox"]:
        raise ApiError(1005, "Not allowed in sandbox mode")
