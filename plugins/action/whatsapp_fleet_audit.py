# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audits every instance of the play from one process: what whatsapp_instance in check mode says, host by host."""

from __future__ import annotations

import os

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_variables import HostVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.parallel import sweep
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.progress import Progress
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import to_row
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.sweep_host import Wanted, sweep_host
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all

PER_CORE = 2  # processes for each core: while threads of one wait for each other, another one works
SPEC = {
    "hosts": {"type": "list", "elements": "str"},
    "sections": {"type": "list", "elements": "str", "choices": [section.name for section in SECTIONS]},
    "health": {"type": "bool", "default": False},
    "registration": {"type": "bool", "default": False},
    "concurrency": {"type": "int", "default": 32},
    "processes": {"type": "int"},
    "progress_interval": {"type": "float", "default": 5},
}


class ActionModule(ActionBase):
    """Reads variables, writes nothing, and needs no connection of its own; once for all hosts, with run_once or without."""

    BYPASS_HOST_LOOP = True
    _supports_check_mode = True
    _supports_diff = True
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Returns {"instances": [row], "summary": {...}}; see the module's documentation for a row."""
        result = super().run(tmp, task_vars)
        checked = ArgumentSpecValidator(SPEC).validate(to_plain(self._task.args))
        options = checked.validated_parameters
        problem = ", ".join(checked.error_messages) or self._problem(options, task_vars["hostvars"])
        if problem:
            return dict(result, failed=True, msg=problem)
        hosts = list(dict.fromkeys(task_vars["ansible_play_hosts_all"] if options["hosts"] is None else options["hosts"]))
        processes = max(min(options["processes"] or PER_CORE * cores(), options["concurrency"], len(hosts)), 1)
        variables = HostVariables(self, task_vars)
        wanted = Wanted(options["sections"], options["health"], options["registration"])
        progress, rows = Progress(len(hosts), options["progress_interval"]), {}

        def look(host):
            return sweep_host(host, variables, wanted)

        def keep(host, found):
            rows[host] = to_row(host, found)
            progress.count(rows[host])

        prepare_all()  # before the processes are forked
        sweep(hosts, look, processes, max(options["concurrency"] // processes, 1), keep)
        return dict(result, changed=False, instances=[rows[host] for host in hosts], summary=progress.summary())

    @staticmethod
    def _problem(options, hostvars):
        low = [name for name in ("concurrency", "processes") if options[name] is not None and options[name] < 1]
        if low:
            return "%s: give 1 or more" % low[0]
        unknown = [host for host in options["hosts"] or () if host not in hostvars]
        return "hosts: %s is not in the inventory" % ", ".join(unknown) if unknown else None


def cores():
    """How many of the machine's processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
