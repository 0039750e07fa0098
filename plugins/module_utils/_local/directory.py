# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Local directories whose files are read and written without following a link. Knows no HTTP and no Ansible."""

from __future__ import annotations

import contextlib
import errno
import os
from types import TracebackType
from typing import Literal, overload

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, PreconditionError, WhatsAppError

LINK, NOT_A_DIRECTORY = (errno.ELOOP, errno.EMLINK), (errno.ENOTDIR,)


class Directory:
    """An open directory. Its methods take names, never paths: nothing outside it is read or written.

    path: where it is. option: the option that named it, for messages. Every method raises OptionError.
    """

    def __init__(self, option: str, path: str, handle: int) -> None:
        self.option, self.path, self.handle = option, path, handle

    def __enter__(self) -> Directory:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self.handle)

    def names(self) -> list[str]:
        """The names of everything in the directory."""
        return os.listdir(self.handle)

    def read(self, name: str) -> bytes | None:
        """The content of a file, or None when there is none."""
        try:
            with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self.handle), "rb") as stream:
                return stream.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._problem(name, "cannot be read", error) from None

    def write(self, name: str, content: bytes, mode: int = 0o600) -> None:
        """Puts the content into a file in one step. A link of that name is replaced, not followed. On an error nothing has changed."""
        fresh = ".whatsapp-%s" % os.urandom(8).hex()
        try:
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=mode, dir_fd=self.handle), "wb") as stream:
                os.fchmod(stream.fileno(), mode)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(fresh, name, src_dir_fd=self.handle, dst_dir_fd=self.handle)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.remove(fresh, dir_fd=self.handle)
            raise self._problem(name, "cannot be written; what was there before is intact", error, PreconditionError) from None

    def remove(self, name: str) -> None:
        """Removes a file, or a link itself; it need not be there."""
        try:
            os.remove(name, dir_fd=self.handle)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._problem(name, "cannot be removed", error, PreconditionError) from None

    def _problem(self, name: str, what: str, error: OSError, kind: type = OptionError) -> WhatsAppError:
        reason = "it is a symbolic link, which is not followed" if error.errno in LINK else error.strerror
        return kind(self.option, "%s %s (%s)" % (os.path.join(self.path, name), what, reason))


@overload
def open_directory(option: str, parent: str, name: str, create: Literal[True]) -> Directory: ...


@overload
def open_directory(option: str, parent: str, name: str, create: bool = False) -> Directory | None: ...


def open_directory(option: str, parent: str, name: str, create: bool = False) -> Directory | None:
    """The directory `name` (one part of a path) below `parent`; made with mode 0700 when `create`, else None when it is not there.

    Raises OptionError when it is a link, a file, cannot be made, or is there under another spelling, as on a file system
    that ignores case: another host's files are in it then.
    """
    path = os.path.join(parent, name)
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise OptionError(option, "%r is not the name of a directory" % name)
    try:
        if create:
            os.makedirs(parent, mode=0o700, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.mkdir(path, 0o700)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        if not create:
            return None
        raise OptionError(option, "the directory %s cannot be made" % path) from None
    except OSError as error:
        raise OptionError(option, _reason(path, error)) from None
    if name not in os.listdir(parent):
        os.close(handle)
        raise OptionError(option, "%s is there under another spelling, and holds the files of another host" % path)
    return Directory(option, path, handle)


def _reason(path: str, error: OSError) -> str:
    if os.path.islink(path):
        return "%s is a symbolic link, which is not followed; give the directory that it leads to, or put a directory in its place" % path
    if error.errno in NOT_A_DIRECTORY:
        return "%s is a file, or below one; a directory is needed" % path
    return "the directory %s cannot be used (%s)" % (path, error.strerror)


def check_can_be_written(option: str, path: str) -> None:
    """Raises OptionError when a directory cannot be written, or cannot be made."""
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    if not os.path.isdir(path):
        raise OptionError(option, "%s is a file; a directory is needed in its place" % path)
    if not os.access(path, os.W_OK | os.X_OK):
        raise OptionError(option, "the directory %s is not writable for this user" % path)
