# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes all that a callback can read of every task and result, as the callbacks json and ara may: results, options and fields of tasks."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: everything
type: aggregate
short_description: write all that a callback can read
description: One JSON object for each event, in the file that the environment variable RECORD_EVERYTHING names.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "everything"
    CALLBACK_NEEDS_ENABLED = True

    def v2_on_any(self, *args, **kwargs):
        """Each argument that is a task or a result, with its options after templating; the inventory is not part of it."""
        for item in (*args, *kwargs.values()):
            task = getattr(item, "_task", item if hasattr(item, "_uuid") and hasattr(item, "args") else None)
            event = {
                "task": str(task),
                "args": getattr(task, "args", None),
                "result": getattr(item, "_result", None),
                "fields": getattr(item, "_task_fields", None),
            }
            with open(os.environ["RECORD_EVERYTHING"], "a", encoding="utf-8") as stream:
                stream.write(json.dumps(event, default=repr) + "\n")
