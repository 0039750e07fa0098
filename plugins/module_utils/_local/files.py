# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Local files that modules write: whole or not at all, readable by their owner alone. Knows no HTTP and no Ansible."""

from __future__ import annotations

import os
import tempfile

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError


def check_writable(option, path):
    """Raises OptionError when `path` cannot be written; called before anything is sent."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise OptionError(option, "%s is a directory; give the name of a file" % path)
    if not os.path.isdir(folder):
        raise OptionError(option, "the directory %s does not exist; create it first" % folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OptionError(option, "the directory %s is not writable for this user" % folder)


def read_bytes(option, path):
    """The content of a local file; raises OptionError when it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise OptionError(option, "%s cannot be read (%s)" % (path, error.strerror)) from None


def write_atomically(option, path, content, mode=0o600):
    """Puts `content` (bytes) into `path` in one step; the old file is intact when that fails (OptionError)."""
    fresh = None
    try:
        handle, fresh = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".whatsapp-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(fresh, mode)
        os.replace(fresh, path)
        fresh = None
    except OSError as error:
        raise OptionError(option, "%s cannot be written (%s); what was there before is intact" % (path, error.strerror)) from None
    finally:
        if fresh:
            os.remove(fresh)
