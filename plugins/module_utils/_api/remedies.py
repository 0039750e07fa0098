# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user can do about each error code of the API (Meta's reference: errors). Knows texts only."""

from __future__ import annotations

REMEDIES = {
    1004: "choose another name or identifier",
    1005: "check the values that grant access (user, password, code, PIN, certificate)",
    1006: "check that it exists",
    1008: "give the missing parameter",
    1009: "correct the value",
    1010: "remove the parameter that does not belong",
    1011: "wait until the Coreapp is ready and run again",
    1012: "check the group's identifier",
    1014: "look at the logs of the Webapp and the Coreapp, then run again",
    1015: "wait for the limit's window to pass and run again",
    1016: "wait until the load falls and run again",
    1017: "run again: the set-up was choosing its primary",
    1018: "run again: the set-up was choosing its primary",
    1019: "act as an administrator of the group",
    1021: "send to another number than the instance's own",
    1022: "set the webhook URL first (whatsapp_app_settings)",
    1023: "check the database of the instance, then run again",
    1024: "log in for the first time with whatsapp_session and new_password",
    1025: "report this: the request could not be decoded",
    1026: "send another type of message",
    1028: "acknowledge the contact's new identity (whatsapp_contact_identity)",
    1031: "see the account's policy status with Meta",
}
BLOCKED = "biz_link_on_prem_reg_blocked"


def remedy(status: int | None, code: int | None, details: str | None) -> str:
    """What the user can do about an answer; status and code are integers or None, details a string."""
    details = details or ""
    if BLOCKED in details:
        return "Meta no longer registers numbers on the On-Premises API (since its sunset); move the number to the Cloud API"
    if "check if wacore is running" in details:
        return "the Webapp cannot reach its Coreapp; start it or repair the network between them, then run again"
    if status == 403 and "permission" in details:
        return "use the administrator's credentials: a regular user may not do this"
    if status == 401 and code != 1024:
        return "check username and password, the token, the API key or the headers"
    if code in REMEDIES:
        return REMEDIES[code]
    if status == 429:
        return "wait and run again, or lower the number of forks"
    if status == 413:
        return "send less data"
    if status in (502, 503, 504):
        return "wait until the instance is up and run again"
    if status is not None and 300 <= status < 400:
        return "set url to the address that answers without a redirect"
    return "look at the instance's logs"
