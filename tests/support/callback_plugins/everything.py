# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes all that a callback can read, as the callbacks json and ara may: results, items, statistics, and options of tasks on request."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: everything
type: aggregate
short_description: write all that a callback can read
description:
  - One JSON object for each event, in the file that the environment variable RECORD_EVERYTHING names.
  - With RECORD_TASK_OPTIONS the options of tasks too, which Ansible gives to every callback as the user wrote them.
"""


def content(value):
    """What an argument of an event holds: a task, a result, the statistics of a play. The inventory is not part of it."""
    parts = {name: getattr(value, name) for name in ("_result", "processed", "failures") if hasattr(value, name)}
    if "RECORD_TASK_OPTIONS" in os.environ:
        task = getattr(value, "_task", value if hasattr(value, "_uuid") else None)
        parts |= {"args": getattr(task, "args", None), "fields": getattr(value, "_task_fields", None)}
    name = value.get_name() if hasattr(value, "get_name") else str(value)
    return {"name": name, "type": type(value).__name__, **parts}


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "everything"
    CALLBACK_NEEDS_ENABLED = True

    def v2_on_any(self, *args, **kwargs):
        event = [content(value) for value in (*args, *kwargs.values())]
        with open(os.environ["RECORD_EVERYTHING"], "a", encoding="utf-8") as stream:
            stream.write(json.dumps(event, default=repr) + "\n")
