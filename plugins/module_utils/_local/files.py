# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Local files that modules write: whole or not at all, readable by their owner alone. Knows no HTTP and no Ansible."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, PreconditionError

PIECE = 65536  # bytes that are read or written at a time


def check_writable(option: str, path: str) -> None:
    """Raises OptionError when `path` cannot be written; called before anything is sent."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise OptionError(option, "%s is a directory; give the name of a file" % path)
    if not os.path.isdir(folder):
        raise OptionError(option, "the directory %s does not exist; create it first" % folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OptionError(option, "the directory %s is not writable for this user" % folder)


def read_bytes(option: str, path: str) -> bytes:
    """The content of a local file; raises OptionError when it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise OptionError(option, "%s cannot be read (%s)" % (path, error.strerror)) from None


def describe_file(option: str, path: str) -> dict[str, Any]:
    """{"size", "sha256"} of a local file; raises OptionError when it cannot be read."""
    size, digest = 0, hashlib.sha256()
    try:
        with open(path, "rb") as stream:
            for piece in iter(lambda: stream.read(PIECE), b""):
                size += len(piece)
                digest.update(piece)
    except OSError as error:
        raise OptionError(option, "%s cannot be read (%s)" % (path, error.strerror)) from None
    return {"size": size, "sha256": digest.hexdigest()}


class Download:
    """A file that is received piece by piece; a content.Sink of the HTTP layer.

    The content goes into an unnamed file in the directory of `dest`, which vanishes with the process;
    put() gives it its name. With dest=None only its size and its hash are kept. option: what an error names.
    """

    def __init__(self, option: str, dest: str | None = None) -> None:
        self.option, self.dest = option, dest
        self.restart()

    def restart(self) -> None:
        """Forgets what was written."""
        self.size, self._digest = 0, hashlib.sha256()
        if self.dest is not None:
            with self._named_errors():
                self._stream = tempfile.TemporaryFile(dir=os.path.dirname(os.path.abspath(self.dest)))  # noqa: SIM115

    def write(self, piece: bytes) -> None:
        """Takes the next bytes. Raises PreconditionError when they cannot be written."""
        self.size += len(piece)
        self._digest.update(piece)
        if self.dest is not None:
            with self._named_errors():
                self._stream.write(piece)

    @property
    def sha256(self) -> str:
        """Of what was written so far, in hexadecimal digits."""
        return self._digest.hexdigest()

    def put(self, mode: int = 0o600) -> None:
        """Puts the file into `dest` in one step; see write_atomically."""
        if self.dest is None:
            raise ValueError("only the size and the hash of this download are kept")
        self._stream.seek(0)
        write_atomically(self.option, self.dest, self._stream, mode)

    @contextlib.contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _not_written(self.option, str(self.dest), error) from None


@dataclass(frozen=True)
class FileWrite:
    """A file that a plan writes. option: whose value the path is."""

    option: str
    path: str
    content: bytes = field(repr=False)
    mode: int = 0o600

    def apply(self, client: Any, results: Mapping[str, Any]) -> None:
        """Writes the file; see write_atomically."""
        write_atomically(self.option, self.path, self.content, self.mode)


def write_atomically(option: str, path: str, content: bytes | BinaryIO, mode: int = 0o600) -> None:
    """Puts `content` (bytes, or a stream of them) into `path` in one step; the old file is intact when that fails (PreconditionError)."""
    fresh = None
    try:
        handle, fresh = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".whatsapp-")
        with os.fdopen(handle, "wb") as stream:
            shutil.copyfileobj(io.BytesIO(content) if isinstance(content, bytes) else content, stream, PIECE)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(fresh, mode)
        os.replace(fresh, path)
        fresh = None
    except OSError as error:
        raise _not_written(option, path, error) from None
    finally:
        if fresh:
            os.remove(fresh)


def _not_written(option: str, path: str, error: OSError) -> PreconditionError:
    return PreconditionError(option, "%s cannot be written (%s); what was there before is intact" % (path, error.strerror))
