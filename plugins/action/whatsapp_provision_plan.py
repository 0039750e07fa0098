# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Selects the hosts that the role provision must change, by one audit of all instances from the controller. It writes nothing."""

from __future__ import annotations

import re

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.fleet import sweep_fleet
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_variables import HostVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.batches import batch_size, batch_sizes
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.find_work import find_work, reason_of
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.steps import STEPS, selected_steps

SPEC = {
    "hosts": {"type": "list", "elements": "str"},
    "all": {"type": "bool", "default": False},
    "include": {"type": "list", "elements": "str", "default": []},
    "steps": {"type": "list", "elements": "str", "choices": list(STEPS)},
    "concurrency": {"type": "int", "default": 32},
    "progress_interval": {"type": "float", "default": 5},
    "batches": {"type": "list", "elements": "raw", "default": ["1", "10%", "100%"]},
    "max_fail_percentage": {"type": "float", "default": 0},
    "pause": {"type": "int", "default": 0},
}
PLAIN = re.compile(r"[a-z0-9_][a-z0-9_.-]*", re.ASCII | re.IGNORECASE)
MAX_LISTED = 20  # hosts named on the terminal


class ActionModule(ActionBase):
    """Once for all hosts of the play, with run_once or without."""

    BYPASS_HOST_LOOP = True
    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"hosts", "patterns", "in_sync", "reasons", "summary", "rollout"}; see the module's documentation."""
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        try:
            options = task_options(self._task, task_vars, self._templar, SPEC)
            sizes = [batch_size(item) for item in options["batches"]]
            if not sizes:
                raise ValueError("batches: give at least one size")
            check_numbers(options)
        except ValueError as error:
            return dict(result, failed=True, msg=str(error))
        hosts = list(task_vars["ansible_play_hosts_all"] if options["hosts"] is None else options["hosts"])
        reasons, silent = (dict.fromkeys(hosts), set()) if options["all"] else self._reasons(hosts, options, task_vars)
        answering = [host for host in hosts if host in reasons and host not in silent]
        chosen = answering + [host for host in hosts if host in reasons and host in silent]
        return dict(
            result,
            changed=False,
            hosts=chosen,
            patterns=[exact_pattern(host) for host in chosen],
            in_sync=[host for host in hosts if host not in reasons],
            reasons={host: reason for host, reason in reasons.items() if reason},
            summary=lines(len(hosts), [(host, reasons[host]) for host in chosen]),
            rollout={
                "batches": batch_sizes(sizes, len(answering), len(chosen) - len(answering)),
                "max_fail_percentage": options["max_fail_percentage"],
                "pause": options["pause"],
            },
        )

    def _reasons(self, hosts: list, options: dict, task_vars: dict) -> tuple[dict, set]:
        """{host: why the role must run on it} of the hosts with work, and the hosts whose instances do not answer."""
        tags = task_vars.get("ansible_run_tags", ("all",)), task_vars.get("ansible_skip_tags", ())
        steps = selected_steps(*tags) if options["steps"] is None else set(options["steps"])
        variables = HostVariables(self, task_vars)
        rows, _summary = sweep_fleet(
            hosts, lambda host, announce: find_work(host, variables, steps, announce), options["concurrency"], options["progress_interval"]
        )
        reasons = dict.fromkeys(options["include"], "an earlier run left work")
        reasons.update({row["host"]: reason_of(row) for row in rows if reason_of(row)})
        return reasons, {row["host"] for row in rows if "unreachable" in row["needs"]}


def exact_pattern(host: str) -> str:
    """A host pattern that selects this host and no other. In `hosts` of a play a name such as "Berlin 1" would be two patterns."""
    if PLAIN.fullmatch(host):
        return host
    return "~%s\\Z" % "".join(letter if letter.isalnum() else "\\U%08x" % ord(letter) for letter in host)


def check_numbers(options: dict) -> None:
    """Raises ValueError for a number that is out of its range."""
    if options["concurrency"] < 1:
        raise ValueError("concurrency: give 1 or more")
    if not 0 <= options["max_fail_percentage"] <= 100:
        raise ValueError("max_fail_percentage: give 0 to 100")
    if options["pause"] < 0:
        raise ValueError("pause: give 0 or more seconds")


def lines(total: int, chosen: list) -> list[str]:
    """What is printed. chosen: (host, reason) of each host with work; the reason is None without an audit."""
    in_sync = total - len(chosen)
    result = ["as declared: %d of %d" % (in_sync, total)] if in_sync or not total else []
    if chosen:
        result.append("to be provisioned: %d of %d" % (len(chosen), total))
    result += ["%s: %s" % (host, reason.removeprefix(host + ": ")) for host, reason in chosen[:MAX_LISTED] if reason]
    return [*result, "and %d more" % (len(chosen) - MAX_LISTED)] if len(chosen) > MAX_LISTED else result
