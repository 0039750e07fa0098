# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the role provision has work on a host, from its variables, its instance and its pending work. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, cast

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_variables import TEMPLATING, HostVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.sweep_host import Wanted, sweep_host
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import PendingFile, PendingWork
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_variables import RoleVariables, role_variables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.steps import selected_sections

MAX_SENTENCE = 160  # characters of a module's message


@dataclass
class _KnownVariables:
    """HostVariables with known variables of one host."""

    all_hosts: HostVariables
    own: dict[str, Any]

    def of(self, _host: str) -> dict[str, Any]:
        return self.own

    def __getattr__(self, name: str) -> Any:
        return getattr(self.all_hosts, name)


def find_work(host: str, variables: HostVariables, steps: set[str], announce: Callable[[float], None]) -> dict:
    """The result of sweep_host for the parts that the tags select, and `pending`: whether earlier runs left work.

    Variables that the role refuses are a failure here too, so that the role runs and refuses them. announce: see sweep_host.
    """
    try:
        with TEMPLATING:
            own = variables.of(host)
            role = role_variables(own, variables.templar(own))
    except VariableError as error:
        return {"failed": True, "msg": str(error)}
    except Exception as error:  # what Ansible cannot read
        return {"failed": True, "msg": "%s: its variables cannot be used (%s)" % (host, " ".join(str(error).split()))}
    own.setdefault("whatsapp_instance_config", {})
    own["whatsapp_retries"] = 0  # a host that does not answer at once goes through the role, which waits
    wanted = Wanted(selected_sections(steps, role.config), "health" in steps, "registration" in steps, keep_tokens=True)
    result = sweep_host(host, cast(HostVariables, _KnownVariables(variables, own)), wanted, announce)
    return dict(result, pending=bool(role.extra_restarts) or _is_owed(role, result.get("url")))


def _is_owed(role: RoleVariables, url: Any) -> bool:
    """Whether an earlier run left work; an invalid address is a failure already."""
    try:
        return PendingFile(role.state_dir, instance_key(url)).load() != PendingWork()
    except OptionError:
        return False


def reason_of(row: dict) -> str | None:
    """Why a host has to go through the role, in a few words; None when it is as declared."""
    needs, words = row["needs"], []
    if "not_swept" in needs:
        words.append("not examined, since %s" % row["not_swept"])
    if {"unreachable", "login", "failed"} & set(needs):
        words.append(_shortened(str(row.get("msg") or "it could not be compared")))
    if "drift" in needs:
        words.append("differs: " + ", ".join(name for name, section in row["sections"].items() if section["changed"]))
    words += [text for need, text in (("registration", "its number is not registered"), ("health", _health(row))) if need in needs]
    words += ["an earlier run left work"] if row.get("pending") else []
    return "; ".join(words) or ("; ".join(needs) or None)


def _health(row: dict) -> str:
    health = row.get("health") or {}
    return _shortened("its health: %s" % (health.get("msg") or health.get("summary", "unknown")))


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SENTENCE else text[:MAX_SENTENCE] + "..."
