# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

PASSWORD = "Pr0vider-Pass!"
TOKEN = "Pr0vider-Token!"
OLD = "0ld-Provider-Pass!"
BASIC = {"name": "shop-files", "type": "www", "config": {"basic": {"username": "whatsapp", "password": PASSWORD}}}
BEARER = {"name": "cdn", "type": "www", "config": {"bearer": TOKEN}}
STALE = {"name": "shop-files", "type": "www", "config": {"basic": {"username": "whatsapp", "password": OLD}}}
SECRETS = (PASSWORD, TOKEN, OLD)

CASES = (
    Case(
        "whatsapp_media_provider",
        {"providers": [BASIC, BEARER]},
        label="create",
        secrets=SECRETS,
        writes=("Update-Media-Providers", "Update-Media-Providers"),
    ),
    Case(
        "whatsapp_media_provider",
        {"providers": [BASIC, BEARER]},
        label="password",
        state={"providers": [STALE, BEARER]},
        secrets=SECRETS,
        writes=("Update-Media-Providers",),
        expect=lambda result: PASSWORD not in str(result) and "cdn" in result["diff"]["after"]["providers"],
    ),
    Case(
        "whatsapp_media_provider",
        {"providers": [{"name": "cdn", "config": {"basic": {"username": "whatsapp", "password": PASSWORD}}}]},
        label="other kind",
        state={"providers": [BEARER]},
        secrets=SECRETS,
        writes=("Update-Media-Providers",),
    ),
    Case(
        "whatsapp_media_provider",
        {"providers": [BEARER], "purge": True},
        label="purge",
        state={"providers": [STALE, BEARER]},
        secrets=SECRETS,
        writes=("Delete-Media-Providers",),
    ),
    Case(
        "whatsapp_media_provider",
        {"providers": [{"name": "a b/c?", "state": "absent"}, {"name": "never-there", "state": "absent"}]},
        label="absent",
        state={"providers": [dict(STALE, name="a b/c?")]},
        secrets=SECRETS,
        writes=("Delete-Media-Providers",),
    ),
    Case(
        "whatsapp_media_provider",
        {"providers": [BASIC, BEARER]},
        kind="info",
        label="masked by the server",
        state={
            "providers": [
                {"name": "shop-files", "type": "www", "config": {"basic": {"username": "whatsapp", "password": "********"}}},
                {"name": "cdn", "type": "www", "config": {}},
            ]
        },
        secrets=SECRETS,
        expect=lambda result: "does not show config.basic.password of provider 'shop-files'" in " ".join(result["warnings"]),
    ),
    Case(
        "whatsapp_media_provider",
        {"providers": [dict(BASIC, config={"basic": {"username": "other", "password": PASSWORD}})]},
        label="user name beside a masked password",
        state={"providers": [{"name": "shop-files", "type": "www", "config": {"basic": {"username": "whatsapp", "password": "********"}}}]},
        secrets=SECRETS,
        writes=("Update-Media-Providers",),
    ),
)
EXAMPLES = (
    Example(
        "whatsapp_media_provider",
        state={"providers": [dict(STALE, name="old-supplier")]},
        vars={"shop_files_password": PASSWORD, "cdn_token": TOKEN},
    ),
)
