# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses duplicate declarations, which each run would change back and forth. Pure: knows no resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError


class DeclaredTwiceError(OptionError):
    """Two elements of a list option declare the same thing. first, second: their positions. name: what they share."""

    def __init__(self, option: str, first: int, second: int, name: str) -> None:
        self.positions, self.name = (first, second), name
        super().__init__(option, "")
        self._describe()

    def inside(self, location: str) -> DeclaredTwiceError:
        """Puts the location in front of both places."""
        super().inside(location)
        self._describe()
        return self

    def _describe(self) -> None:
        places = ["%s[%d]" % (self.option, position) for position in self.positions]
        self.sentence = "%s and %s are both '%s'; declare it once" % (*places, self.name)


def refuse_duplicates(option: str, declared: Sequence[Mapping[str, Any]], shared_name: Callable[[Any, Any], str | None]) -> None:
    """Raises DeclaredTwiceError, which names both places, for the first two elements that are one thing.

    option: the list's name. shared_name(one, other): the name under which the server knows both, None when they are two things.
    """
    for second, other in enumerate(declared):
        for first, one in enumerate(declared[:second]):
            name = shared_name(one, other)
            if name is not None:
                raise DeclaredTwiceError(option, first, second, name)


def same_name(one: dict, other: dict) -> str | None:
    """The name that two elements share, or None. Names are case-sensitive, as on the server."""
    return one["name"] if one["name"] == other["name"] else None
