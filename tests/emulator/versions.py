# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client versions the emulator knows. A difference between them stands where it matters, as `instance.since(2, 41, 2)`."""

from __future__ import annotations

import json
from functools import lru_cache

RELEASES = {
    "2.23": (2, 23, 4),
    "2.33": (2, 33, 4),
    "2.41": (2, 41, 2),
    "2.45": (2, 45, 1),
    "2.57": (2, 57, 2),
}


def full_version(text: str) -> tuple[int, ...]:
    """Turn "2.45" or any "2.45.x" into the release the emulator plays, such as (2, 45, 1).

    Raises ValueError for a version that it does not know.
    """
    short = ".".join(text.lstrip("v").split(".")[:2])
    if short not in RELEASES:
        raise ValueError(f"unknown version {text!r}: choose one of {', '.join(RELEASES)}")
    return RELEASES[short]


def version_text(release: tuple[int, ...]) -> str:
    """Turn (2, 45, 1) into "2.45.1"."""
    return ".".join(map(str, release))


@lru_cache
def meta(release: tuple[int, ...]) -> str:
    """The `meta` of every JSON answer, as JSON text."""
    return json.dumps({"api_status": "stable", "version": "v" + version_text(release)}, separators=(",", ":"))
