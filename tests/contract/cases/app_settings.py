# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

CASES = (
    Case(
        "whatsapp_app_settings",
        {"webhooks": {"url": "https://hooks.example.com/in", "max_concurrent_requests": 12}, "media": {"auto_download": ["image"]}},
        writes=("Update-Application-Settings",),
        restart=("coreapp",),
    ),
    Case(
        "whatsapp_app_settings",
        {"callback_backoff_delay_ms": 4000, "sent_status": True},
        label="numbers",
        writes=("Update-Application-Settings",),
    ),
    Case(
        "whatsapp_app_settings",
        {"state": "reset"},
        label="reset",
        state={"settings": {"callback_persist": False, "webhooks": {"url": "https://old.example.com"}}},
        writes=("Reset-Application-Settings",),
        restart=("coreapp",),
    ),
)
EXAMPLES = (Example("whatsapp_app_settings", state={"settings": {"heartbeat_interval": 9}}),)
