# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a handler gives back."""

from __future__ import annotations


class Answer:
    """A status with either a JSON payload (`meta` is added when it is sent) or raw bytes."""

    __slots__ = ("body", "content_type", "headers", "payload", "status")

    def __init__(self, status=200, payload=None, body=None, content_type="application/json", headers=None):
        self.status = status
        self.payload = payload
        self.body = body
        self.content_type = content_type
        self.headers = headers


def nothing() -> Answer:
    """Success without a payload: `{}`, `null` or only `meta`, by version."""
    return Answer()


def created(instance, payload: dict | None = None) -> Answer:
    """201 for something made; 200 on 2.23, as its documentation said."""
    return Answer(201 if instance.since(2, 33) else 200, payload)


def raw(body: bytes, content_type: str, filename: str | None = None) -> Answer:
    """Bytes as they are, as an attachment when a file name is given."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'} if filename else None
    return Answer(200, None, body, content_type, headers)
