# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes everything that a callback gets, as JSON and without any care: results, items, statistics, names of tasks."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: dump
type: aggregate
short_description: Writes every event to the file named by DUMP_EVENTS, one JSON object a line
description: For the tests of this collection.
"""


def _content(value):
    """What an argument of an event holds, but for the options of the task: Ansible gives them to every callback as the user wrote them."""
    found = {name: getattr(value, name) for name in ("_result", "processed", "failures") if hasattr(value, name)}
    name = value.get_name() if hasattr(value, "get_name") else str(value)
    return {"name": name, "type": type(value).__name__, **found}


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "dump"
    CALLBACK_NEEDS_ENABLED = True

    def v2_on_any(self, *args, **kwargs):
        row = [_content(value) for value in (*args, *kwargs.values())]
        with open(os.environ["DUMP_EVENTS"], "a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, default=str) + "\n")
