# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

NEW, OLD, NEW_OPS = "N3w-Adm1n!word", "0ld-Us3r!word", "N3w-Ops!word1"
STATE = {"users": {name: {"password": OLD, "role": "ROLE_USER"} for name in ("ops.team", "monitoring")}}
CASES = (
    Case(
        "whatsapp_credentials",
        {"new_password": NEW, "users": [{"name": "ops.team", "password": NEW_OPS}, {"name": "monitoring", "password": OLD}]},
        state=STATE,
        secrets=(NEW, OLD, NEW_OPS),
        writes=("Login-User", "Update-User"),
        volatile=("replaced", "verified"),
        expect=lambda result: (
            (result["replaced"], result["verified"], result["pin_sent"])
            == (["admin", "ops.team"], ["monitoring", "admin", "ops.team"], False)
        ),
    ),
)
EXAMPLES = (Example("whatsapp_credentials", state=STATE, vars={"new_password": NEW, "new_monitoring_password": NEW_OPS}),)
