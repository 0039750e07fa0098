# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/routing.py.

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.action_base import ActionModule
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all

__all__ = ["ActionModule"]

prepare_all()
