# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""requests and what lies beneath it, or the reason why they are not there; told to the user by module.py."""

from __future__ import annotations

__all__ = (
    "REQUESTS_IMPORT_ERROR", "DecodeError", "HTTPAdapter", "HTTPError", "NewConnectionError", "ReadTimeoutError",
    "create_urllib3_context", "make_headers", "requests",
)  # fmt: skip

try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import DecodeError, HTTPError, NewConnectionError, ReadTimeoutError
    from urllib3.util import make_headers
    from urllib3.util.ssl_ import create_urllib3_context

    REQUESTS_IMPORT_ERROR = None
except ImportError as error:
    REQUESTS_IMPORT_ERROR = str(error)
    requests = make_headers = create_urllib3_context = None
    HTTPAdapter = object
    DecodeError = HTTPError = NewConnectionError = ReadTimeoutError = Exception
