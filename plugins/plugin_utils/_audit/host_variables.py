# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables that a task sees on every host of its play, taken from inside one task. Knows no instance."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.playbook.play_context import PlayContext
from ansible.template import Templar

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_templar import HostTemplar

OF_THE_PLAY = ("ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch", "play_hosts")
PASSWORDS = ("ansible_password", "ansible_ssh_pass", "ansible_ssh_password")
LOCAL = ("local", "ansible.builtin.local")
# Held while variables are read or templated: Ansible's variable manager and plugin loader are not thread-safe. It costs little,
# since this work needs the interpreter's own lock anyway.
TEMPLATING = threading.Lock()


class HostVariables:
    """The variables of other hosts, as this task would see them there: of the play, of roles, of blocks, and of the host.

    action: the action plugin of the task. task_vars: those of its run(). The variable manager creates them as for every task;
    only the lists of the play's hosts, which are long and the same for all, come from task_vars. has_own_connection: the keyword
    `connection` of the task is for the host of its delegation; for the other hosts, those of the play and its blocks apply.
    """

    def __init__(self, action: Any, task_vars: Mapping[str, Any], has_own_connection: bool = False) -> None:
        self.task, self.loader = action._task.copy(), action._loader
        self.task.delegate_to = None  # the delegation of this task does not apply to the other hosts
        if has_own_connection:
            self.task.set_to_context("connection")
        self.play, self.manager = self.task.get_play(), self.task.get_variable_manager()
        self.shared = {name: task_vars[name] for name in OF_THE_PLAY if name in task_vars}
        own = task_vars.keys() & set(PASSWORDS)
        self.context = PlayContext(self.play, {"conn_pass": None if own else action._play_context.password})

    def of(self, host: str) -> dict[str, Any]:
        """The variables on this host, not templated. Raises AnsibleError for what Ansible cannot read, such as a file of vars_files."""
        few = [host]  # the manager copies and filters the lists of hosts for each host
        variables = self.manager.get_vars(
            play=self.play, host=self.manager._inventory.get_host(host), task=self.task, _hosts=few, _hosts_all=few
        )
        variables.update(self.shared)
        return variables

    def templar(self, variables: dict[str, Any]) -> HostTemplar:
        """What templates values with these variables, and with those of the connection once Jinja is needed."""
        return HostTemplar(variables, self.loader, self._with_connection)

    def _with_connection(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Adds the connection variables that a task sees when they are not set: ansible_host, ansible_user and so on."""
        templar = Templar(loader=self.loader, variables=variables)
        context = self.context.set_task_and_variable_override(task=self.task, variables=variables, templar=templar)
        context.post_validate(templar=templar)
        if not context.remote_addr:
            context.remote_addr = self.manager._inventory.get_host(variables["inventory_hostname"]).address
        variables = dict(variables)
        context.update_vars(variables)
        return variables

    def elsewhere(self, variables: Mapping[str, Any], templar: HostTemplar) -> str | None:
        """Why a task of this host would not run on this machine, as this user, in this environment; None when it would."""

        def value(name: str, default: Any) -> Any:
            return default if variables.get(name) is None else templar.template({name: variables[name]}).get(name, default)

        connection = value("ansible_connection", self.task.connection)
        if connection not in LOCAL:
            return "its connection is %s" % connection
        if boolean(value("ansible_become", self.task.become) or False, strict=False):
            return "its tasks run as another user (become)"
        if any(self.task.environment or ()):
            return "its tasks have an environment of their own"
        if not boolean(value("whatsapp_in_process", True), strict=False):
            return "whatsapp_in_process is false"
        return None
