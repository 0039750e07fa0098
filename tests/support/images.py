# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures to send."""

from __future__ import annotations

import io

from PIL import Image

COLOUR = (18, 140, 126)


def image(kind, width, height, size=None, **options):
    """A picture of one colour as bytes. kind: "JPEG", "PNG", ...; size: filled up to this many bytes behind its end; options: Pillow's."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), COLOUR).save(out, kind, **options)
    return out.getvalue().ljust(size or 0, b"\0")
