# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds the backup that a restore would use and checks that it is complete. Sends no request to an instance."""

from __future__ import annotations

from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import drop_none, spec_of, validate
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.restore import SOURCE, SOURCE_CONSTRAINTS, read_source
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options


class ActionModule(ActionBase):
    """Reads a file of the controller, and needs no connection."""

    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Returns {"file", "manifest"}; see the module's documentation."""
        result = dict(super().run(tmp, task_vars), changed=False)
        try:
            options = drop_none(task_options(self._task, task_vars or {}, self._templar, spec_of(SOURCE), **SOURCE_CONSTRAINTS))
            validate(SOURCE, options)
            path, backup = read_source(options)
            return dict(result, file=path, manifest=backup["manifest"])
        except (WhatsAppError, ValueError) as error:
            return dict(result, failed=True, msg=str(error))
