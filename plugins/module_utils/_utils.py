# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small rules about texts and numbers that several files share. Knows nothing of this collection."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timezone
from urllib.parse import quote

MAX_FILENAME_BYTES = 255  # NAME_MAX of every file system in use
SUFFIX_BYTES = 60  # room for what is put behind the host in a file name: a time, a kind, an extension
MILLISECONDS = 10**11  # seconds since 1970 reach it in the year 5138


def phone_digits(text: str) -> str | None:
    """The digits of a phone number as people write it, such as +49 (151) 234-567; None when it is no phone number."""
    digits = re.sub(r"[\s()+.-]", "", text)
    return digits if re.fullmatch("[0-9]{5,20}", digits) else None


def check_above_zero(number: int) -> str | None:
    """What is wrong with a number that must be positive, or None."""
    return None if number > 0 else "%d is not allowed; give 1 or more" % number


def unique(lists: Iterable[Iterable[str]]) -> list[str]:
    """Every element of several lists once, in the order of first appearance."""
    return list(dict.fromkeys(element for elements in lists for element in elements))


def format_utc(moment: datetime) -> str:
    """A moment with a time zone as 2026-03-14T15:29:26Z."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def format_timestamp(timestamp: int | None) -> str | None:
    """Seconds or milliseconds since 1970 as 2026-03-14T15:29:26Z; None when it is no moment after 1970."""
    if timestamp is None or timestamp <= 0:
        return None
    try:
        return format_utc(datetime.fromtimestamp(timestamp / 1000 if timestamp > MILLISECONDS else timestamp, timezone.utc))
    except (ValueError, OverflowError, OSError):
        return None


def host_filename(host: str) -> str:
    """The name of a host as the name of a file or directory: unlike names stay unlike, and none leads to another directory.

    Letters, digits and "_.-~" stand for themselves, but a dot in front does not; everything else is percent-encoded.
    Raises ValueError for a name that is empty or too long.
    """
    name = quote(host, safe="", errors="surrogatepass")
    name = "%2E" + name[1:] if name.startswith(".") else name
    if not name:
        raise ValueError("an empty host name cannot be the name of a file")
    if len(name) > MAX_FILENAME_BYTES - SUFFIX_BYTES:
        problem = "the host name %s... is too long for the name of a file (%d characters, %d at most)"
        raise ValueError(problem % (name[:20], len(name), MAX_FILENAME_BYTES - SUFFIX_BYTES))
    return name
