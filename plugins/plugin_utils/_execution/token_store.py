# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The token store: tokens that outlive a task, in files of the run. Knows no HTTP."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile

from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.run_directory import RunDirectory, run_directory


class RunTokenStore:
    """Tokens of one ansible-playbook run: one login per instance, however many tasks and workers.

    They are in the directory of the run, one file (0600) for each user of each instance. The file's name is a hash. A token is returned
    only for the password it was issued for. read_only: stored tokens are used, and new ones are not saved.
    """

    def __init__(self, directory: str | None = None, read_only: bool = False) -> None:
        self.read_only = read_only
        self.run = RunDirectory(directory) if directory else run_directory()
        self.directory = os.path.join(self.run.path, "tokens")

    def load(self, url: str, username: str, password: str) -> str | None:
        """The stored token of this user of this instance, or None."""
        try:
            with open(self._path(url, username), encoding="utf-8") as stream:
                record = json.load(stream)
        except (OSError, ValueError):
            return None
        return record["token"] if record["proof"] == _proof(record["token"], password) else None

    def save(self, url: str, username: str, password: str | None, token: str) -> None:
        """Stores a token. Without a password it is not stored, and an error of the file system is ignored."""
        if password is None or self.read_only:
            return
        with contextlib.suppress(OSError):
            self.run.make()
            os.makedirs(self.directory, mode=0o700, exist_ok=True)
            handle, fresh = tempfile.mkstemp(dir=self.directory)  # 0600
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"token": token, "proof": _proof(token, password)}, stream)
            os.replace(fresh, self._path(url, username))

    def forget(self, url: str, username: str) -> None:
        """Drops a token that is no longer valid."""
        with contextlib.suppress(FileNotFoundError):
            os.remove(self._path(url, username))

    def _path(self, url: str, username: str) -> str:
        return os.path.join(self.directory, _digest(instance_key(url), username))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def _proof(token: str, password: str) -> str:
    return _digest(token, password)
