# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start and stop the emulator as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from .control import Control

ROOT = Path(__file__).resolve().parents[2]


class Emulator:
    """A running emulator: `with Emulator(api_version="2.45", groups="on", seed={...}) as emulator: ...`.

    Keyword arguments are the command line options with underscores; True stands for a bare switch, None for the default,
    `seed` is a dict. Raises RuntimeError with what the process said when it doesn't come up.
    """

    def __init__(self, *, seed: dict | None = None, **options: object) -> None:
        self.seed = seed
        self.options = options
        self.process: subprocess.Popen | None = None

    def start(self) -> Emulator:
        """Start the process and wait until it is ready."""
        command = [sys.executable, "-m", "tests.emulator", "--exit-with-parent"]
        for name, value in self.options.items():
            if value is not None and value is not False:
                command += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
        with tempfile.NamedTemporaryFile("w", prefix="emulator-seed-", suffix=".json") as seed, tempfile.TemporaryFile("w+") as errors:
            if self.seed:
                json.dump(self.seed, seed)
                seed.flush()
                command += ["--seed", seed.name]
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)
            line = self.process.stdout.readline()
            if not line:
                self.stop()
                errors.seek(0)
                raise RuntimeError(f"the emulator did not start: {errors.read().strip()}")
        ready = json.loads(line)
        self.port: int = ready["port"]
        self.fingerprint: str = ready["fingerprint"]
        self.version: str = ready["version"]
        self.pid: int = ready["pid"]
        self.control = Control(ready["control"])
        return self

    def stop(self) -> None:
        """Stop the process and wait for its end."""
        if self.process is None:
            return
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process = None

    def url(self, host: str = "127.0.0.1") -> str:
        """The base URL of the instance behind this address."""
        return f"https://{host}:{self.port}"

    __enter__ = start

    def __exit__(self, *exc_info: object) -> None:
        self.stop()
