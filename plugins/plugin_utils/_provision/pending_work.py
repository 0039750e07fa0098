# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work that a run left pending on an instance, in one small file for each instance. Knows no host and no play.

The API shows neither that a container must restart nor whether a PIN is set. Without this file, a run that is killed, or whose call
is not answered, would lose both. The file exists only while work is pending. It is named after the address, so that runs with
another inventory or from another directory find it too.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key

CONTAINERS = ("webapp", "coreapp")
SUFFIX = ".json"
MAX_NAME = 200  # characters of a file name; a longer address is named by its hash


@dataclass(frozen=True)
class PendingWork:
    """restart: containers. two_step_pin: whether the PIN is to be sent to a number that was registered. running: a run has begun and
    has not recorded its end. unanswered: the outcome of a call is not known, so a restart now may come too early.
    """

    restart: tuple[str, ...] = ()
    two_step_pin: bool = False
    running: bool = False
    unanswered: bool = False

    def due(self) -> tuple[str, ...]:
        """The containers to restart; all of them after a run that was killed, because its changes are not known."""
        return CONTAINERS if self.running else self.restart

    def with_restart(self, more: Iterable[str]) -> PendingWork:
        """With these containers too, in their usual order."""
        names = {*self.restart, *more}
        return replace(self, restart=tuple(name for name in CONTAINERS if name in names))

    def restarted(self) -> PendingWork:
        """The work after a restart; unchanged when the restart may have come too early."""
        return self if self.unanswered else replace(self, restart=())


def default_directory() -> str:
    """The default directory by the XDG rules: below $XDG_STATE_HOME, or ~/.local/state if that is not set."""
    return os.path.join(os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state"), "waops.whatsapp")


@dataclass
class PendingFile:
    """The file of one instance. read_only: nothing is written, as in check mode. problem: why it could not be written, or None."""

    directory: str
    url: str
    read_only: bool = False
    problem: str | None = field(default=None, init=False)

    @property
    def path(self) -> Path:
        """Where it is."""
        name = quote(instance_key(self.url), safe="")
        return Path(self.directory) / ((name if len(name) <= MAX_NAME else hashlib.sha256(name.encode()).hexdigest()) + SUFFIX)

    def load(self) -> PendingWork:
        """The pending work; none when there is no file. A file that cannot be read counts as a run that was killed."""
        try:
            return _from_json(json.loads(self.path.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return PendingWork()
        except (OSError, ValueError):
            return PendingWork(running=True)

    def save(self, work: PendingWork) -> bool:
        """Writes the file, or removes it when nothing is pending. Returns False in check mode. Sets `problem` when it fails."""
        if self.read_only:
            return False
        try:
            if work == PendingWork():
                self._remove()
            else:
                self._write(json.dumps({"url": self.url, **vars(work)}))
        except OSError as error:
            problem = (
                "%s: a pending restart cannot be recorded for a later run (%s); set whatsapp_state_dir to a directory that can be written"
            )
            self.problem = problem % (self.directory, error.strerror)
        return True

    def _write(self, text: str) -> None:
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=self.directory, suffix=".new")  # 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.replace(fresh, self.path)
        except BaseException:
            os.remove(fresh)
            raise

    def _remove(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.path)


def _from_json(data: Any) -> PendingWork:
    """The work in a file. Raises ValueError for a content that this collection does not write."""
    if not isinstance(data, dict) or not isinstance(data.get("restart"), list):
        raise ValueError("not a record of pending work")
    two_step_pin, running, unanswered = (bool(data.get(name)) for name in ("two_step_pin", "running", "unanswered"))
    return PendingWork((), two_step_pin, running, unanswered).with_restart(str(name) for name in data["restart"])
