# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fails when two hosts of the inventory have the same instance or number. Sends no request to an instance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options

SPEC = {
    "hosts": {"type": "list", "elements": "str"},
    "confirmed": {"type": "list", "elements": "str", "default": []},
    "register_variable": {"type": "str"},
}
MAX_LISTED = 5  # duplicates named in the sentence


class ActionModule(ActionBase):
    """Reads hostvars; meant for run_once."""

    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"duplicates": [{"kind", "value", "hosts"}]}, and fails when there are any."""
        task_vars = task_vars or {}
        result = dict(super().run(tmp, task_vars), changed=False)
        try:
            options, hostvars = task_options(self._task, task_vars, self._templar, SPEC), task_vars["hostvars"]
            refuse_unknown(options["confirmed"], task_vars["groups"]["all"])
        except ValueError as error:
            return dict(result, failed=True, msg=str(error))
        hosts = [host for host in task_vars["groups"]["all"] if options["hosts"] is None or host in options["hosts"]]
        claimed_twice = duplicates(hosts, hostvars, options["register_variable"])
        result["duplicates"] = claimed_twice
        if claimed_twice:
            sentences = ["%s is claimed by %s" % (item["value"], " and ".join(item["hosts"])) for item in claimed_twice[:MAX_LISTED]]
            more = "; and %d more" % (len(claimed_twice) - MAX_LISTED) if len(claimed_twice) > MAX_LISTED else ""
            problem = "two hosts of the inventory must not claim one instance: %s%s; correct the inventory (nothing was sent)"
            result.update(failed=True, msg=problem % ("; ".join(sentences), more))
        return result


def refuse_unknown(confirmed: list[str], hosts: list[str]) -> None:
    """Raises ValueError for a confirmed name that is not a host: Ansible would ignore it, and the role would do nothing."""
    unknown = [name for name in confirmed if name not in hosts]
    if unknown:
        problem = "the list of confirmed hosts names %s, which the inventory does not have; name hosts, not groups (nothing was sent)"
        raise ValueError(problem % ", ".join("'%s'" % name for name in unknown))


def duplicates(hosts: list[str], hostvars: Mapping[str, Any], registered: str | None = None) -> list[dict]:
    """Addresses and numbers that more than one host has, in the order of the hosts. registered: see claims_of."""
    claims: dict[tuple, list[str]] = {}
    for host in hosts:
        for claim in claims_of(host, hostvars, registered):
            claims.setdefault(claim, []).append(host)
    return [{"kind": kind, "value": value, "hosts": names} for (kind, value), names in claims.items() if len(names) > 1]


def claims_of(host: str, hostvars: Mapping[str, Any], registered: str | None = None) -> list[tuple[str, str]]:
    """[("url", address), ("phone_number", "+4915...")] of a host. What cannot be used is reported by the host's own tasks.

    registered: name of a variable with the result of whatsapp_backup_info, whose number then counts instead of the declared one.
    """
    claims: dict[tuple[str, str | None], bool] = {}
    try:
        own = hostvars[host]
        claims["url", address(own.get("whatsapp_url"))] = True
        if registered:
            claims["phone_number", "+" + own[registered]["manifest"]["wa_id"]] = True
            return [(kind, value) for kind, value in claims if value]
        for numbered in (own.get("whatsapp_registration"), (own.get("whatsapp_instance_config") or {}).get("shards")):
            claims["phone_number", number(numbered)] = True
    except Exception:  # a variable that cannot be templated
        pass
    return [(kind, value) for kind, value in claims if value]


def address(url: Any) -> str | None:
    """One spelling for all that lead to the same address, or None when it is none."""
    try:
        return instance_key(url and str(url))
    except OptionError:
        return None


def number(numbered: Any) -> str | None:
    """The whole number, digits behind a "+", or None when it is not given."""
    if not numbered or not (numbered.get("cc") and numbered.get("phone_number")):
        return None
    return "+" + re.sub("[^0-9]", "", "%s%s" % (numbered["cc"], numbered["phone_number"]))
