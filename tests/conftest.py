# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets pytest, and every ansible-* command that a test starts, find this collection under its FQCN."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from tests.collection_tree import collections_path

# Read by pytest-ansible's --ansible-unit-inject-only.
os.environ["ANSIBLE_COLLECTIONS_PATH"] = collections_path()
# What instances are owed is remembered there; nothing of it goes to the developer's own directory.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)

pytest_plugins = ["tests.support.fixtures"]
