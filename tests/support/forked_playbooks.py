# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many runs of ansible-playbook that import Ansible only once: each is a fork of one process. A run that forks workers costs more.

As a program it reads [[argument, ...], ...] from its standard input and prints [[exit code, output], ...], both in JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def run_forked(folder: Path, runs: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """(exit code, stdout and stderr together) of ansible-playbook with each of these arguments, in order."""
    from tests.support.playbook import PYTHON, environment

    done = subprocess.run(
        [PYTHON, __file__], input=json.dumps(runs), env=environment(folder), cwd=folder, text=True, stdout=subprocess.PIPE, check=True
    )  # fmt: skip
    return [tuple(run) for run in json.loads(done.stdout)]


def _run(arguments: list[str]) -> tuple[int, str]:
    """One run, in a fork. The exit code and what it printed."""
    from ansible.cli.playbook import PlaybookCLI

    with tempfile.TemporaryFile("w+") as output:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            PlaybookCLI.cli_executor(["ansible-playbook", *arguments])  # ends the process
        _child, status = os.waitpid(child, 0)
        output.seek(0)
        return os.waitstatus_to_exitcode(status), output.read()


if __name__ == "__main__":
    print(json.dumps([_run(arguments) for arguments in json.load(sys.stdin)]))
