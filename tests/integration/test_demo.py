# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration holds what it promises."""

from __future__ import annotations

import subprocess
import sys

from tests.collection_tree import ROOT


def test_the_demo_holds_every_promise():
    """Exit code 0 and the summary; the demo itself checks each step, and prints no secret."""
    done = subprocess.run([sys.executable, "-m", "tests.demo"], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE)
    assert done.returncode == 0, done.stdout
    assert "What was done" in done.stdout
    assert "Dem0-" not in done.stdout
