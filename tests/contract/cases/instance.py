# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.contract.cases.user import OPS
from tests.support.fixtures import NUMBER

INITIAL = "f4ctory-Pass!word"
TOKEN = "b3arer-t0ken-of-the-shop"
DECLARED = {
    "users": [{"name": "ops.team", "user_password": OPS}],
    "app_settings": {"webhooks": {"url": "https://hooks.example.com/in", "max_concurrent_requests": 24}},
    "media_providers": {"providers": [{"name": "shop", "config": {"bearer": TOKEN}}]},
    "business_profile": {"email": "shop@example.com", "websites": ["https://shop.example.com"]},
    "profile": {"about": "Open from 9 to 5"},
    "shards": {"shards": 1},
}


def _whole(result):
    config = result["config"]
    return (
        config["users"] == [{"name": "ops.team", "user_password": "{{ vault_whatsapp_user_ops_team_password }}"}]
        and config["media_providers"]["providers"][0]["config"] == {"bearer": "{{ vault_whatsapp_media_provider_shop_bearer }}"}
        and config["business_profile"]["email"] == "shop@example.com"
        and result["placeholders"]
        == [
            {"variable": "vault_whatsapp_user_ops_team_password", "path": ["users", 0, "user_password"]},
            {"variable": "vault_whatsapp_media_provider_shop_bearer", "path": ["media_providers", "providers", 0, "config", "bearer"]},
        ]
        and result["unreadable"] == {}
    )


CASES = (
    Case(
        "whatsapp_instance",
        {"config": DECLARED},
        secrets=(OPS, TOKEN),
        restart=("coreapp",),
        writes=("Create-User", "Update-Application-Settings", "Update-Media-Providers", "Update-Business-Profile", "Update-Profile-About"),
        expect=lambda result: result["not_done"] == [] and not result["sections"]["shards"]["changed"],
    ),
    Case(
        "whatsapp_instance",
        {"config": DECLARED, "sections": ["profile"]},
        label="one section",
        secrets=(OPS, TOKEN),
        writes=("Update-Profile-About",),
        expect=lambda result: result["done"] == ["profile"],
    ),
    Case(
        "whatsapp_instance",
        {
            "config": {"profile": {"about": "Open from 9 to 5"}},
            "start_timeout": 5,
            "initial_password": INITIAL,
            "expected_number": NUMBER["cc"] + NUMBER["phone_number"],
            "wait_for": "healthy",
        },
        label="all steps",
        secrets=(INITIAL,),
        volatile=("health",),  # check mode waits for nothing
        writes=("Update-Profile-About",),
        expect=lambda result: result["health"]["healthy"] and result["number_registered"],
    ),
    Case(
        "whatsapp_instance_info",
        {"users": ["ops.team", "nobody", "admin"]},
        kind="info",
        state={
            "users": {"ops.team": {"password": OPS, "role": "ROLE_USER"}},
            "providers": [{"name": "shop", "type": "www", "config": {"bearer": TOKEN}}],
            "business_profile": {"email": "shop@example.com"},
        },
        secrets=(OPS, TOKEN),
        expect=_whole,
    ),
)
EXAMPLES = (
    Example("whatsapp_instance", vars={"monitoring_password": OPS}),
    Example("whatsapp_instance_info"),
)
