# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Becomes nobody else: lets a test use become without a second user or a password."""

from __future__ import annotations

from ansible.plugins.become import BecomeBase

DOCUMENTATION = """
name: myself
short_description: Runs the command as it is
description: For the tests of this collection.
options: {}
"""


class BecomeModule(BecomeBase):
    name = "myself"

    def build_become_command(self, cmd, shell):
        return cmd
