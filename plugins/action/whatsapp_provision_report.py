# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prints the table at the end of a run of the role provision, from what its steps left in the variables of the hosts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.report import HostOutcome, lines

RESULT, PROBLEM = "whatsapp_provision_result", "whatsapp_rollout_problem"
SPEC = {
    "hosts": {"type": "list", "elements": "str"},
    "in_sync": {"type": "int", "default": 0},
    "last_batch_only": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    """Once for all hosts of the play, with run_once or without."""

    BYPASS_HOST_LOOP = True
    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"msg": lines}; skipped while the hosts of a later batch are still to come."""
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        try:
            options = task_options(self._task, task_vars, self._templar, SPEC)
        except ValueError as error:
            return dict(result, failed=True, msg=str(error))
        alive = set(task_vars["ansible_play_hosts"])
        hosts = task_vars["ansible_play_hosts_all"] if options["hosts"] is None else options["hosts"]
        variables = {host: task_vars["hostvars"].raw_get(host) for host in hosts}
        outcomes = [self._outcome(host, own, host not in alive) for host, own in variables.items() if RESULT in own or host not in alive]
        done = {outcome.host for outcome in outcomes}.union(task_vars["ansible_play_batch"])
        later = [host for host in hosts if host not in done] if options["last_batch_only"] else []
        if later and not all(outcome.failed for outcome in outcomes):  # after a batch that failed as a whole Ansible ends the play
            return dict(result, changed=False, skipped=True)
        return dict(result, changed=False, msg=lines(outcomes, options["in_sync"], later), _ansible_verbose_always=True)

    @staticmethod
    def _outcome(host: str, own: Mapping[str, Any], lost: bool) -> HostOutcome:
        result = own.get(RESULT) or {}
        return HostOutcome(host, result, lost or bool(result.get("failed_step")) or own.get(PROBLEM) is not None)
