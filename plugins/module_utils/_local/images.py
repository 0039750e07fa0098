# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Local pictures, checked before they are sent: format, size, pixels. Reads headers itself, so that no library is needed.

Limits: On-Premises API reference, settings/profile/photo (5 MB, 192 pixels, a square); the exact byte limit as observed in 2019.
"""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import read_bytes

MAX_BYTES = 5 * 1024 * 1024  # bytes; the server takes less than this
MIN_PIXELS = 192  # pixels; below that the server may fail
JPEG, PNG = "image/jpeg", "image/png"
NAMES = {JPEG: "JPEG", PNG: "PNG"}
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
JPEG_END = b"\xff\xd9"
OTHER_FORMATS = {b"GIF8": "a GIF", b"RIFF": "a WebP", b"BM": "a BMP", b"II*\x00": "a TIFF", b"MM\x00*": "a TIFF", b"%PDF": "a PDF"}
# Every JPEG marker C0-CF starts a frame, but for Huffman tables (C4), an extension (C8) and arithmetic conditioning (CC).
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
LONE_MARKERS = frozenset((0x01, *range(0xD0, 0xD9)))


class Image(NamedTuple):
    """A picture fit to be sent: its bytes, content type, and width and height in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


def read_image(option: str, path: str, content_types: tuple[str, ...] = (JPEG, PNG)) -> Image:
    """The Image in a local file; raises OptionError with what is wrong with it.

    option: whose value `path` is. content_types: those that the call takes.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise OptionError(option, "%s is not a file; give a picture" % path)
    if os.path.isfile(path) and os.path.getsize(path) >= MAX_BYTES:
        raise OptionError(option, "%s has %d bytes; the server takes less than %d (5 MB)" % (path, os.path.getsize(path), MAX_BYTES))
    content = read_bytes(option, path)
    allowed_names = " or ".join(NAMES[kind] for kind in content_types)
    actual_type = content_type(content)
    if actual_type not in content_types:
        raise OptionError(option, "%s is %s; give a %s picture" % (path, _format_name(content, actual_type), allowed_names))
    width, height = (_jpeg_size if actual_type == JPEG else _png_size)(content)
    if not width or not height:
        raise OptionError(option, "%s is damaged or cut off; give a whole %s picture" % (path, allowed_names))
    if min(width, height) < MIN_PIXELS:
        raise OptionError(option, "%s has %d x %d pixels; give at least %d x %d" % (path, width, height, MIN_PIXELS, MIN_PIXELS))
    return Image(content, actual_type, width, height)


def content_type(content: bytes) -> str | None:
    """JPEG or PNG by the first bytes, whatever the file's name says; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return PNG if content.startswith(PNG_HEAD) else None


def picture_problem(content: bytes) -> str | None:
    """What is wrong with bytes that a server gave as a picture, or None. Its thumbnails need not have the format of the upload."""
    known = content_type(content) or any(content.startswith(head) for head, name in OTHER_FORMATS.items() if name in ("a GIF", "a WebP"))
    return None if known else "is not a picture"


def crop_warnings(option: str, picture: Image) -> list[str]:
    """Sentences about what the server will do to the picture: it cuts one that is not a square."""
    if picture.width == picture.height:
        return []
    return ["%s: the picture has %d x %d pixels; the server crops it to a square" % (option, picture.width, picture.height)]


def _format_name(content: bytes, actual_type: str | None) -> str:
    if not content:
        return "empty"
    if actual_type:
        return "a " + NAMES[actual_type]
    return next((name for head, name in OTHER_FORMATS.items() if content.startswith(head)), "neither JPEG nor PNG")


def _png_size(content: bytes) -> tuple[int, int]:
    """Width and height from the first chunk (IHDR), (0, 0) when the picture is not whole."""
    if content[12:16] != b"IHDR" or len(content) < 24 or PNG_END not in content:
        return 0, 0
    return struct.unpack(">II", content[16:24])


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the first frame header, (0, 0) when the picture is not whole."""
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker in FRAME_MARKERS:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return (width, height) if JPEG_END in content[position:] else (0, 0)
        if marker == 0xFF:  # a fill byte
            position += 1
        elif marker in LONE_MARKERS:
            position += 2
        else:
            position += 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
    return 0, 0
