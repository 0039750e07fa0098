# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task's arguments in plain types, as JSON carries them. Knows nothing of modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def to_plain(value: Any) -> Any:
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


def is_list(value: Any) -> bool:
    """Whether a value is a list to JSON; a vaulted string is a sequence too."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes)) and not hasattr(value, "isdigit")
