# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API key that opens /v1/health without a login (Meta's reference: health). Knows no tokens and no resource."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.module_utils._http.headers import header_problem


def check_api_key(key: str) -> str | None:
    """What is wrong with an API key by the server's rule for WA_API_KEY, or None."""
    if not 12 <= len(key) <= 128:
        return "it has %d characters; the server takes keys of 12 to 128" % len(key)
    return header_problem(key)
