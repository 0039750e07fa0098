# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.support.fixtures import ADMIN_PASSWORD

OPS = "0ps-Pass!word"
OLD = "0ld-Pass!word"

CASES = (
    Case(
        "whatsapp_user",
        {"name": "ops.team", "user_password": OPS},
        label="create",
        secrets=(OPS,),
        writes=("Create-User",),
    ),
    Case(
        "whatsapp_user",
        {"name": "ops.team", "user_password": OPS},
        label="password",
        state={"users": {"ops.team": {"password": OLD, "role": "ROLE_USER"}}},
        secrets=(OPS, OLD),
        writes=("Update-User",),
    ),
    Case(
        "whatsapp_user",
        {"name": "ops.team", "user_password": OPS, "update_password": "always"},
        label="always",
        kind="action",
        state={"users": {"ops.team": {"password": OLD, "role": "ROLE_USER"}}},
        secrets=(OPS, OLD),
        writes=("Update-User",),
    ),
    Case(
        "whatsapp_user",
        {"name": "ops.team", "state": "absent"},
        label="absent",
        state={"users": {"ops.team": {"password": OLD, "role": "ROLE_USER"}}},
        writes=("Delete-User",),
    ),
    Case("whatsapp_user_info", {"name": "admin"}, kind="info", expect=lambda result: result["user"]["role"] == "ROLE_ADMIN"),
    Case("whatsapp_user_info", {"name": "nobody"}, kind="info", label="absent", expect=lambda result: result["user"] is None),
    Case(
        "whatsapp_session",
        {"new_password": ADMIN_PASSWORD},
        label="first login",
        state={"users": {"admin": {"password": "secret"}}},
        connection={"password": "secret"},
        secrets=(ADMIN_PASSWORD,),
        writes=("Login-User",),
    ),
    Case("whatsapp_session", {}, label="login", kind="info"),
    Case("whatsapp_session", {"token_path": "{folder}/token"}, label="hand out", kind="action", volatile=("expires_after",)),
)
EXAMPLES = (
    Example("whatsapp_user", vars={"ops_password": OPS}),
    Example("whatsapp_user_info"),
    Example("whatsapp_session", vars={"initial_password": OLD}),
)
