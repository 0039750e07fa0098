# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records every task result of a run, with the moments it began and ended, for the tests to look at."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
type: aggregate
short_description: Writes task results to the file named by RECORD_RESULTS, one JSON object a line
description: For the tests of this collection.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"

    def __init__(self):
        super().__init__()
        self.path = os.environ["RECORD_RESULTS"]
        self.began = {}

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.began[task._uuid] = time.time()

    def _record(self, result, outcome):
        began = self.began.get(result._task._uuid, time.time())
        row = {"host": result._host.get_name(), "task": result._task.get_name().strip(), "outcome": outcome}
        row |= {"began": began, "ended": time.time(), "result": result._result}
        with open(self.path, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, default=str) + "\n")

    def v2_runner_on_ok(self, result):
        self._record(result, "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record(result, "failed")

    def v2_runner_on_unreachable(self, result):
        self._record(result, "unreachable")

    def v2_runner_on_skipped(self, result):
        self._record(result, "skipped")

    def v2_runner_item_on_ok(self, result):
        self._record(result, "item")

    def v2_runner_item_on_failed(self, result):
        self._record(result, "item failed")
