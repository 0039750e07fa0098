# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many uses of modules in one ansible-playbook run, whether they succeed or not; and a disk that fills up."""

from __future__ import annotations

import resource
from contextlib import contextmanager

from tests.support.playbook import play, run_playbook


def attempt(folder, instance, tasks, *arguments, **connection):
    """Runs {name: (module, options)} against one instance, going on after failures; returns the Run."""
    common = {**instance.connection, **connection}
    plays = [
        play(
            [
                {"name": name, f"waops.whatsapp.{module}": {**common, **options}, "ignore_errors": True}
                for name, (module, options) in tasks.items()
            ]
        )
    ]
    run = run_playbook(folder, plays, {"one": {}}, *arguments)
    assert run.rc == 0, run.output
    return run


def told(run, instance):
    """{task: the sentence that a failed task told, without the instance's address in front}."""
    return {row.task: row.result["msg"].removeprefix(f"{instance.url}: ") for row in run.rows if row.outcome == "failed"}


@contextmanager
def full_disk(size):
    """Lets processes started meanwhile write no more than `size` bytes into a file: the system refuses the rest, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
