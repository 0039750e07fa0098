# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs another module of the collection within an action, as a task of the same host would run it: in process or shipped."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.action_base import ActionModule


def run_module(action: ActionBase, name: str, args: dict[str, Any], task_vars: dict, only_check: bool = False) -> dict:
    """The result of a module.

    action: the one that is running. name: the module's, without the collection's. args: its options; the connection comes from
    the host's variables, as for any task. only_check: run it in check mode whatever the mode of the task.
    """
    task = action._task.copy()
    task.action, task.args, task.vars = "waops.whatsapp." + name, args, {}
    task.check_mode = task.check_mode or only_check
    module = ActionModule(
        task=task,
        connection=action._connection,
        play_context=action._play_context,
        loader=action._loader,
        templar=action._templar,
        shared_loader_obj=action._shared_loader_obj,
    )
    return module.run(task_vars=task_vars)
