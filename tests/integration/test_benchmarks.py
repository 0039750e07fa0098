# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks work: a handful of instances, every measurement, both forms of the report. How fast anything is, is not asked."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.benchmarks.table import meets
from tests.collection_tree import ROOT

RATIOS = (
    "task_vs_debug",
    "uri_vs_task",
    "uri_vs_instance",
    "sweep_vs_debug",
    "sweep_vs_asyncio",
    "sweep_checks_vs_sweep",
    "sweep_silent",
    "backup_vs_debug",
    "sweep_growth",
)


def test_every_measurement_is_made(tmp_path):
    output = tmp_path / "made" / "bench.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--tiny", "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(output.read_text())
    assert set(found) >= {"ratios", "seconds", "cost", "machine"}
    assert all(found["ratios"][name] > 0 for name in RATIOS)
    assert found["seconds"]["sweep_4_s"] > 0 and 20 < found["seconds"]["sweep_4_mib"] < 500
    sweep = found["cost"]["sweep"]["4"]
    assert (sweep["requests"], sweep["logins"], sweep["writes"]) == (1 + found["cost"]["gets_of_a_declaration"], 1, 0)
    assert sweep["bytes"] > 1000 and sweep["cpu_s"] > 0 and sweep["emulator_cpu_s"] >= 0
    quiet, change = (found["cost"]["reconcile"][name] for name in ("no_change", "one_change"))
    assert quiet == {"requests": sweep["requests"], "logins": 1, "writes": 0, "suspicious": 0}
    assert change == {**quiet, "requests": quiet["requests"] + 1, "writes": 1}
    assert found["machine"]["cores"] > 0
    for words in ("whatsapp_fleet_audit / bare asyncio script", "milliseconds per host", "emulator's CPU ms", "whatsapp_instance, forks 2"):
        assert words in done.stdout
    assert "MISSED" not in done.stdout


@pytest.mark.parametrize(
    ("value", "target", "met"),
    [(1.6, "<= 1.6", True), (1.61, "<= 1.6", False), (60, ">= 60", True), (59.9, ">= 60", False), (1, "< 1", False), (0.9, "< 1", True)],
)
def test_targets(value, target, met):
    assert meets(value, target) is met
