# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Captures Ansible's own messages while a module runs in the worker process, which has no terminal. Knows nothing of modules."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ansible.utils.display import Display

_serving = threading.local()  # messages: those of the request that this thread serves


@dataclass
class Messages:
    """The captured messages. deprecations: dictionaries, as a module returns them. verbose: texts of verbose output."""

    warnings: list[str] = field(default_factory=list)
    deprecations: list[dict[str, Any]] = field(default_factory=list)
    verbose: list[str] = field(default_factory=list)


class _Capture:
    """Replaces the queue through which the display of a worker reaches the parent process."""

    def send_display(self, method: str, *args: Any, **options: Any) -> None:
        """Display calls this instead of displaying; method: warning, deprecated, display, ... or such a name with an underscore."""
        messages, message = getattr(_serving, "messages", None), args[0] if args else options.get("msg", "")
        if messages is None:
            return
        if "deprecated" in method:
            messages.deprecations.append(_deprecation(message, *args[1:], **options))
        elif "warning" in method or "error" in method:
            messages.warnings.append(_text(message))
        elif method != "_verbose_log":  # for the log file only
            messages.verbose.append("<%s> %s" % (options["host"], message) if options.get("host") else _text(message))

    def send_prompt(self, **_options: Any) -> None:
        """Display calls this to ask the user."""
        raise RuntimeError("the process that runs the modules cannot prompt")


def capture_display() -> None:
    """Stops the display of this process: messages are captured within captured(), and dropped elsewhere."""
    Display().set_queue(_Capture())


@contextlib.contextmanager
def captured() -> Iterator[Messages]:
    """The messages of this thread within the block; none in a process that has not called capture_display()."""
    _serving.messages = Messages()
    try:
        yield _serving.messages
    finally:
        _serving.messages = None


def _text(message: Any) -> str:
    """The text of a message; since ansible-core 2.19 it is an object that describes an event."""
    return str(getattr(getattr(message, "event", None), "msg", message))


def _deprecation(message: Any, version: Any = None, _removed: bool = False, date: Any = None, **options: Any) -> dict[str, Any]:
    """A deprecation as a module returns it, from the arguments of Display.deprecated."""
    version, date = getattr(message, "version", version), getattr(message, "date", date)
    return {"msg": _text(message), "version": version, "date": date and str(date), "collection_name": options.get("collection_name")}
