# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verified name in the certificate that registers a number; knows protobuf's wire format and nothing of the API.

A real certificate is a protobuf message that wraps another: serial (field 1, a number), issuer (2, a text such as "ent:wa"), name (4),
localized names (8), time of issue (10). Source: the public definition VerifiedNameCertificate of WhatsApp's clients.
"""

from __future__ import annotations

import re

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
SERIAL, NAME = 1, 4
DEEPEST = 8
FALLBACK = "Emulated business"


def verified_name(certificate: bytes) -> str:
    """The name in a certificate. In bytes that are no such message (tests make up their own): the longest readable text."""
    details = find_details(certificate)
    if details is not None:
        return details
    runs = re.findall(rb"[ -~]{3,}", certificate)
    return max(runs, key=len).decode().strip() if runs else FALLBACK


def find_details(message: bytes, levels: int = DEEPEST) -> str | None:
    """The name of the first message, this one or one inside it, that has a numeric serial and a name; None when there is none."""
    fields = parse(message)
    if fields is None or not levels:
        return None
    names = [value for number, value in fields if number == NAME and isinstance(value, bytes)]
    if names and any(number == SERIAL and isinstance(value, int) for number, value in fields):
        return readable(names[-1])
    inside = (find_details(value, levels - 1) for _number, value in fields if isinstance(value, bytes))
    return next((name for name in inside if name), None)


def readable(value: bytes) -> str | None:
    """The text, or None when it isn't one."""
    try:
        text = value.decode().strip()
    except UnicodeDecodeError:
        return None
    return text if text and text.isprintable() else None


def parse(message: bytes) -> list[tuple[int, int | bytes]] | None:
    """[(field number, value)] of a protobuf message; None when the bytes are not one, to the last of them."""
    fields: list[tuple[int, int | bytes]] = []
    position = 0
    try:
        while position < len(message):
            key, position = varint(message, position)
            value, position = VALUES[key & 7](message, position)
            fields.append((key >> 3, value))
    except (IndexError, KeyError):
        return None
    return fields if fields and all(number for number, _value in fields) else None


def varint(message: bytes, position: int) -> tuple[int, int]:
    """(number, position behind it). Raises IndexError when the message ends before the number does."""
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position
        if shift > 63:
            raise IndexError("more than ten bytes")


def length_delimited(message: bytes, position: int) -> tuple[bytes, int]:
    """(bytes, position behind them). Raises IndexError when there are fewer than announced."""
    length, position = varint(message, position)
    return fixed(message, position, length)


def fixed(message: bytes, position: int, length: int) -> tuple[bytes, int]:
    """(so many bytes, position behind them). Raises IndexError when there are fewer."""
    if position + length > len(message):
        raise IndexError("the message ends too early")
    return message[position : position + length], position + length


VALUES = {
    VARINT: varint,
    FIXED64: lambda message, position: (int.from_bytes(fixed(message, position, 8)[0], "little"), position + 8),
    BYTES: length_delimited,
    FIXED32: lambda message, position: (int.from_bytes(fixed(message, position, 4)[0], "little"), position + 4),
}
