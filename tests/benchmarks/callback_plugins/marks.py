# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes down when each task of a run began, so that start-up and inventory can be left out of what is compared."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: marks
type: aggregate
short_description: Writes [task name, monotonic seconds] of every task and play to the file named by BENCH_MARKS
description: For the benchmarks of this collection.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "marks"

    def __init__(self):
        super().__init__()
        self.marks = []

    def _mark(self, name):
        self.marks.append((name, time.monotonic()))

    def v2_playbook_on_play_start(self, play):
        self._mark("")

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._mark(task.name)

    def v2_playbook_on_stats(self, stats):
        self._mark("")
        with open(os.environ["BENCH_MARKS"], "w", encoding="utf-8") as stream:
            json.dump(self.marks, stream)
