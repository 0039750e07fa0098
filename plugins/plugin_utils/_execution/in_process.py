# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the controller's side needs to run modules in process: plain arguments, and tokens that outlive a task."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from ansible import constants


def to_plain(value):
    """Arguments as JSON would carry them to a shipped module: vaulted and tagged strings become plain ones."""
    if isinstance(value, Mapping):
        return {to_plain(key): to_plain(item) for key, item in value.items()}
    if value is None or isinstance(value, bool):
        return value
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    if is_list(value):
        return [to_plain(item) for item in value]
    return str(value)


def is_list(value):
    """Whether a value is a list to JSON; a vaulted string is a sequence too."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes)) and not hasattr(value, "isdigit")


def is_running(pid):
    """Whether there is a process of this number that is not dead already."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as stream:
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


class RunTokenStore:
    """Tokens of one ansible-playbook run: one login per instance, however many tasks and workers.

    They lie in the run's own temporary directory (0700, which Ansible removes at exit), one file (0600) for each user of
    each instance. The file's name is a hash; a token is used only by someone who knows the password it was made with.
    """

    def __init__(self, directory=None):
        self.directory = os.path.join(directory or constants.DEFAULT_LOCAL_TMP, "whatsapp-tokens")

    def load(self, url, username, password):
        """The token kept for this user of this instance, or None."""
        try:
            with open(self._path(url, username), encoding="utf-8") as stream:
                kept = json.load(stream)
        except (OSError, ValueError):
            return None
        return kept["token"] if kept["proof"] == _proof(kept["token"], password) else None

    def save(self, url, username, password, token):
        """Keeps a token; a token without its password cannot be looked up again and is not kept."""
        if password is None:
            return
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=self.directory)  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump({"token": token, "proof": _proof(token, password)}, stream)
        os.replace(fresh, self._path(url, username))

    def forget(self, url, username):
        """Drops a token that is no longer valid."""
        with contextlib.suppress(FileNotFoundError):
            os.remove(self._path(url, username))

    def _path(self, url, username):
        return os.path.join(self.directory, _digest(url, username))


class ConnectionCache:
    """Connections of one process that outlive a task, so that the next one on the same instance need not make one again."""

    MOST = 2000  # some 50 KiB each
    IDLE = 30  # seconds that one is kept without use

    def __init__(self):
        self.found, self.lock = OrderedDict(), threading.Lock()

    def take(self, key):
        """A ready adapter that an earlier task kept under this key, or None."""
        with self.lock:
            adapter, since = self.found.pop(key, (None, 0))
        if adapter and time.monotonic() - since > self.IDLE:
            adapter.close()
            return None
        return adapter and adapter.mark_reused()

    def keep(self, key, adapter):
        """Takes an adapter over from a task that has ended; ends those that nobody has used for long, or that are too many."""
        now, files = time.monotonic(), resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        most = min(self.MOST, files // 2) if files > 0 else self.MOST
        with self.lock:
            ended = [self.found.pop(key)[0]] if key in self.found else []
            self.found[key] = (adapter, now)
            while len(self.found) > most or now - next(iter(self.found.values()))[1] > self.IDLE:
                ended.append(self.found.popitem(last=False)[1][0])
        for each in ended:
            each.close()


def _digest(*parts):
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def _proof(token, password):
    return _digest(token, password)
