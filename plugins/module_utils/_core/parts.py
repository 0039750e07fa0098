# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads several parts of one resource, of which a server may offer only some. Knows no resource."""

from __future__ import annotations

from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import NotOffered


def read_parts(readers: dict[str, Callable[[], Any]]) -> tuple[dict[str, Any], dict[str, NotOffered]]:
    """What each reader returns, by name, and the errors of the parts that the server does not offer.

    Raises the first NotOffered when it offers none of them, and any other error at once.
    """
    values, refused = {}, {}
    for name, reader in readers.items():
        try:
            values[name] = reader()
        except NotOffered as error:
            refused[name] = error
    if refused and not values:
        raise next(iter(refused.values()))
    return values, refused


def not_offered_warnings(refused: dict[str, NotOffered]) -> list[str]:
    """One sentence for each part that is left out."""
    return ["%s is left out: %s" % (name, error.text) for name, error in refused.items()]
