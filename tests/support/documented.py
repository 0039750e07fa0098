# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a registered instance of this API answers to each call, as documented: for tests that answer in its place."""

from __future__ import annotations

SECRET = "S3rver-Side.Secret"
TOKEN = "header.payload.signature"
META = {"meta": {"api_status": "stable", "version": "v2.45.1"}}
NUMBER = "4915123456789"
SETTINGS = {
    "callback_persist": True,
    "max_callback_backoff_delay_ms": 900000,
    "media": {"auto_download": ["audio", "image"]},
    "webhooks": {"url": "https://hook.example.com/wa", "max_concurrent_requests": 12, "message": {"sent": True, "read": False}},
    "wa_id": NUMBER,
}
PROFILE = {
    "address": "1 Main Street",
    "description": "",
    "email": "care@example.com",
    "vertical": "Other",
    "websites": ["https://a.example", ""],
}
COMPLIANCE = {"entity_name": "Example", "is_registered": False, "customer_care_details": {"mobile_number": "+911234567890"}, **META}
PROVIDERS = [
    {"name": "a", "type": "www", "config": {"bearer": SECRET}},
    {"name": "b", "type": "www", "config": {"basic": {"username": "u", "password": SECRET}}},
]
GROUP_ID = "16315558032-1530825318"
GROUP = {
    "admins": ["4915100000001"],
    "creation_time": 123456789,
    "creator": NUMBER,
    "participants": [NUMBER, "4915100000001"],
    "subject": "Team",
}
METRIC = {"type": "gauge", "help": "h", "data": [{"labels": {"node": "n"}, "value": 348842}]}
SUPPORT = {"debug_info": NUMBER, "socket_conn": "UP", "expire_timestamp": 1900000000, "env": [f"WA_DB_PASSWORD={SECRET}"]}
# What a server of this API answers to each call.
ANSWERS = {
    "POST /v1/users/login": {"users": [{"token": TOKEN, "expires_after": "2037-01-01 00:00:00+00:00"}]},
    "GET /v1/users/ops.team": {"users": [{"ROLES": "ROLE_USER", "username": "ops.team"}]},
    "GET /v1/settings/application": {"settings": {"application": SETTINGS}},
    "GET /v1/settings/application/media/providers": {"settings": {"application": {"media": {"providers": PROVIDERS}}}},
    "GET /v1/settings/business/profile": {"settings": {"business": {"profile": PROFILE}}},
    "GET /v1/settings/business/compliance_info": {"settings": {"business": {"compliance_info": COMPLIANCE}}},
    "GET /v1/settings/profile/about": {"settings": {"profile": {"about": {"text": "Open 9 to 5"}}}},
    "GET /v1/account/shards": {"account": {"shards": 2}},
    "POST /v1/account": {"account": [{"vname": "Example"}]},
    "GET /v1/health": {"health": {"m:1": {"gateway_status": "connected", "role": "primary_master"},
                                  "c:2": {"gateway_status": "connected", "role": "coreapp"},
                                  "c:3": {"errors": [{"code": 1014, "title": "Internal error"}]}}},
    "GET /v1/support": {"support": {"m:1": {"errors": [{"code": 1014}]}, "c:2": SUPPORT}},
    "GET /metrics": {"metrics": {"web_uptime": METRIC}},
    "GET /v1/stats/app": {"stats": {"app": {"callback_queue_size": METRIC}}},
    "GET /v1/stats/db": {"stats": {"db": {"m:1": {"db_messages": METRIC}, "c:2": {}}}},
    "GET /v1/stats/db/internal": {"stats": {"db": {"db_messages": METRIC}}},
    "GET /v1/groups": {"groups": [{"creation_time": 123456789, "id": GROUP_ID}]},
    f"GET /v1/groups/{GROUP_ID}": {"groups": [GROUP]},
    f"GET /v1/groups/{GROUP_ID}/invite": {"groups": [{"link": "https://chat.whatsapp.com/x"}]},
    "POST /v1/groups": {"groups": [{"creation_time": 1, "id": GROUP_ID}]},
    "POST /v1/contacts": {"contacts": [{"input": "+49 1", "status": "valid", "wa_id": "491"}]},
    "GET /v1/contacts/491/identity": {"contacts": {"hash": "UKD6Y/5SqDU=", "created_timestamp": 1600132094000, "acknowledged": True}},
    "POST /v1/messages": {"messages": [{"id": "gBGG"}]},
    "POST /v1/media": {"media": [{"id": "f043afd0"}]},
    "POST /v1/settings/backup": {"settings": {"data": SECRET}},
    "PUT /v1/services/media/gc": {"services": {"media": {"gc": {"m:1": {"status": "processing"}, "c:2": {"status": "processing"}}}}},
}  # fmt: skip
