# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""requests and what lies beneath it, or the reason why they are missing. Knows no WhatsApp and no Ansible; _runner reports the reason."""

from __future__ import annotations

__all__ = (
    "REQUESTS_IMPORT_ERROR", "HTTPAdapter", "HTTPError", "ProxyError", "create_urllib3_context", "idna",
    "make_headers", "requests", "urllib3",
)  # fmt: skip

try:
    import idna
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError, ProxyError
    from urllib3.util import make_headers
    from urllib3.util.ssl_ import create_urllib3_context

    REQUESTS_IMPORT_ERROR = None
except ImportError as error:
    REQUESTS_IMPORT_ERROR = str(error)
    idna = requests = urllib3 = make_headers = create_urllib3_context = None  # type: ignore[assignment]
    HTTPAdapter = object  # type: ignore[assignment, misc]
    HTTPError = ProxyError = Exception  # type: ignore[assignment, misc]
