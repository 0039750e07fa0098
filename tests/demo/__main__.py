# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the demonstration: ``python -m tests.demo``. Exit code 0 only when every promise held."""

from __future__ import annotations

import sys

from tests.collection_tree import ROOT
from tests.demo import fleet, quickstart
from tests.demo.stage import FOLDER, DemoFailed, Stage, say, set_stage


def main() -> int:
    """The acts, one after the other, on one emulator; returns the exit code."""
    with set_stage() as emulator:
        stage = Stage(emulator)
        try:
            lines = quickstart.act(stage) + fleet.act(stage)
        except DemoFailed as failure:
            say(f"\nThe demo FAILED: {failure}")
            return 1
        summary = emulator.control.summary()
        say("\nWhat was done")
        for line in lines:
            say(f"  - {line}")
        say(
            f"\n{len(stage.hosts)} instances, {stage.runs} playbook runs, {summary['requests']} requests "
            f"({summary['writes']} writes, {summary['logins']} logins) in {stage.seconds():.0f} s. "
            f"The files of the run are in {FOLDER.relative_to(ROOT)}."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
