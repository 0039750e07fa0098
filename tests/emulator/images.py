# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pictures: what the server makes of an upload."""

from __future__ import annotations

import base64
import hashlib
import io

from .errors import ApiError

TOO_LARGE = 5 * 1024 * 1024
EDGE, SMALLEST = 640, 192


def thumbnail(request, *content_types: str) -> str:
    """The uploaded picture cropped to a square of at most 640 pixels, as JPEG in base64. Raises 1008 or 1009.

    Source: On-Premises API reference, settings/profile/photo.
    """
    from PIL import Image

    if not request.body:
        raise ApiError(1008, "No data found")
    if len(request.body) >= TOO_LARGE:
        raise ApiError(1009, f"Photo size too large: {len(request.body)} bytes")
    if request.content_type not in content_types:
        raise ApiError(1009, f"Content-Type must be {' or '.join(content_types)}")
    try:
        image = Image.open(io.BytesIO(request.body)).convert("RGB")
    except Exception:
        raise ApiError(1009, "Photo could not be decoded") from None
    side = min(image.size)
    if side < SMALLEST:
        raise ApiError(1009, f"Photo too small: at least {SMALLEST} pixels are needed")
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side)).resize((min(side, EDGE),) * 2)
    out = io.BytesIO()
    square.save(out, "JPEG", quality=80)
    return base64.b64encode(out.getvalue()).decode()


def picture_link(data: str) -> str:
    """A made-up address for `?format=link`; nothing answers there."""
    return f"https://pps.whatsapp.example/{hashlib.sha256(data.encode()).hexdigest()[:32]}.jpg"
