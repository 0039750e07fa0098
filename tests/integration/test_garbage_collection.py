# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Garbage collection where it is not offered."""

from __future__ import annotations

from tests.support.attempts import attempt, told


def test_a_version_without_it(instance, tmp_path):
    """The sentence says that the server does not offer the call."""
    instance.patch({"version": "2.45.1"})
    run = attempt(tmp_path, instance, {"media": ("whatsapp_garbage_collection", {"service": "media"})})
    assert told(run, instance) == {
        "media": "PUT /v1/services/media/gc was refused with 404/1006 (Resource not found: URL path not found); "
        "this server does not offer the call (another version, or a gateway with a part of the API)"
    }
