# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an instance is ready for the Cloud API, from what its own modules returned. Pure; knows neither server nor disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ACCEPTABLE = ("groups", "media_providers", "webhook_ca")  # checks that users may accept, because they handled them elsewhere
READ = ("app_settings", "media_providers", "groups")  # sections; every instance has the first, so that one is always readable


def check(name: str, ok: bool, detail: str) -> dict[str, Any]:
    """One line of the readiness. detail: one sentence that says what was seen."""
    return {"name": name, "ok": ok, "detail": detail}


def assess(number: str, is_initial_password: bool, support: Mapping, info: Mapping, certificates: Mapping) -> list[dict]:
    """The checks of an instance.

    number: the digits that it must be registered with. support, info, certificates: results of whatsapp_support_info, of
    whatsapp_instance_info with the sections in READ, and of whatsapp_certificate_info with webhook_ca.
    """
    groups = len(info["config"].get("groups") or ())
    providers = [provider["name"] for provider in (info["config"].get("media_providers") or {}).get("providers", ())]
    password = "the password is the initial one" if is_initial_password else "the initial password was replaced"
    moves = "group is in use, and does not move" if groups == 1 else "groups are in use, and do not move"
    return [
        registered(number, support.get("phone_number")),
        check("initial_password", not is_initial_password, password),
        unused("groups", info, groups and "%d %s" % (groups, moves)),
        unused("media_providers", info, providers and "media come through %s, which does not move" % ", ".join(providers)),
        webhook_ca(certificates.get("webhook_ca")),
    ]


def registered(number: str, present: str | None) -> dict:
    """Whether the instance has this number."""
    seen = "the instance is registered as %s" % present if present else "the instance is not registered"
    return check("registered", present == number, seen + ("" if present == number else ", and should be as %s" % number))


def unused(section: str, info: Mapping, problem: str | Sequence | int) -> dict:
    """Whether nothing of a section is in use. problem: the sentence when something is; empty or 0 when nothing is."""
    words = section.replace("_", " ")
    if section in info["unreadable"]:
        return check(section, False, "the %s could not be read: %s" % (words, info["unreadable"][section]))
    return check(section, False, str(problem)) if problem else check(section, True, "no %s are in use" % words)


def webhook_ca(authorities: Sequence[Mapping] | None) -> dict:
    """Whether the webhook's receiver has a certificate of a public CA. authorities: the uploaded CAs; None when there are none."""
    if not authorities:
        return check("webhook_ca", True, "the webhook has no CA of its own")
    subjects = "; ".join(authority["subject"] for authority in authorities)
    problem = "the webhook is trusted by a CA of its own (%s): give its receiver a certificate of a public CA"
    return check("webhook_ca", False, problem % subjects)


def blocking(checks: Sequence[Mapping], accepted: Sequence[str]) -> list[str]:
    """The sentences of the checks that are neither passed nor accepted."""
    return [item["detail"] for item in checks if not item["ok"] and item["name"] not in accepted]


def is_refused(result: Mapping) -> bool:
    """Whether the last audit failed before it asked the instance anything: the declaration is not valid."""
    return bool(result.get("failed")) and not result.get("sections") and not (result.get("failure") or {}).get("method")


def audit(result: Mapping) -> dict[str, Any]:
    """The last audit, from the result of whatsapp_instance in check mode; empty when it was not compared with anything."""
    sections = result.get("sections") or {}
    return {
        "drifted": [name for name, section in sections.items() if section.get("changed")],
        "failed": [name for name, section in sections.items() if section.get("failed")],
        "compared": [name for name in result.get("done") or () if not sections.get(name, {}).get("not_offered")],
        "failure": result.get("msg") or "",
        "diff": result.get("diff") or {},
    }
