# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The error codes of the REST layer and the one exception that handlers raise."""

from __future__ import annotations

# code: (title, HTTP status). Source: On-Premises API reference, errors; statuses as observed in 2019.
CODES = {
    1000: ("Generic error", 500),
    1001: ("Message too long", 400),
    1002: ("Invalid recipient type", 400),
    1003: ("Not a group participant", 400),
    1004: ("Resource already exists", 409),
    1005: ("Access denied", 403),
    1006: ("Resource not found", 404),
    1007: ("Recipient blocked to receive message", 403),
    1008: ("Required parameter is missing", 400),
    1009: ("Parameter value is not valid", 400),
    1010: ("Parameter is not required", 400),
    1011: ("Service not ready", 500),
    1012: ("Group is unknown", 404),
    1013: ("User is not valid", 400),
    1014: ("Internal error", 500),
    1015: ("Too many requests", 429),
    1016: ("System overloaded", 503),
    1017: ("Not Primary Master", 500),
    1018: ("Not Primary Coreapp", 500),
    1019: ("Not a group admin", 400),
    1020: ("Bad group", 400),
    1021: ("Bad user", 400),
    1022: ("Webhooks URL is not configured", 412),
    1023: ("Database error occurred", 500),
    1024: ("Password change required", 401),
    1025: ("Request is not valid", 400),
    1026: ("Receiver is incapable of receiving this message", 501),
    1028: ("A user_identity_changed notification requires acknowledgement", 412),
    1031: ("Sender account has been locked", 403),
    2003: ("Sticker pack is missing", 404),
}

# The code that goes with a status when an injected fault names only the status.
CODE_OF_STATUS = {400: 1009, 401: 1005, 403: 1005, 404: 1006, 405: 1014, 409: 1004, 412: 1022, 429: 1015, 500: 1014, 501: 1026, 503: 1016}


class ApiError(Exception):
    """An answer with `errors`: the code, its details text, and a status when it differs from the table's."""

    def __init__(self, code: int, details: str = "", status: int | None = None) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
        self.status = status or CODES[code][1]


def error_object(code: int, details: str = "") -> dict:
    """One element of `errors`; empty details are left out."""
    entry = {"code": code, "title": CODES.get(code, ("undefined", 500))[0]}
    if details:
        entry["details"] = details
    return entry


def missing(name: str) -> ApiError:
    """A mandatory parameter is absent."""
    return ApiError(1008, f"Missing mandatory parameter '{name}'")


def invalid(name: str, value: object) -> ApiError:
    """A parameter has a value that is not allowed."""
    shown = "true" if value is True else "false" if value is False else "" if value is None else str(value)
    return ApiError(1009, f"Parameter '{name}' has invalid value '{shown}'")
