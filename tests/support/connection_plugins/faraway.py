# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local connection under another name: what Ansible does on a machine that is not the controller."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: faraway
short_description: Local connection that is not called local
description: For the tests of this collection.
extends_documentation_fragment: [connection_pipelining]
options: {}
"""


class Connection(Local):
    transport = "faraway"
