# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may call what, for every route that the emulator has."""

from __future__ import annotations

import pytest

from tests.emulator.api import ROUTES
from tests.emulator.routing import ADMIN, BASIC, OPEN

from .conftest import error

PROTECTED = [route for route in ROUTES if route.role not in (OPEN, BASIC)]
NAMES = [route.operation for route in PROTECTED]
# The 55 operations of the public collection.
DOCUMENTED = [
    "Delete-Profile-Photo", "Request-Code", "Register-Account", "Set-Shards", "Reset-Application-Settings", "Get-Application-Settings",
    "Update-Application-Settings", "Get-Media-Providers", "Update-Media-Providers", "Delete-Media-Providers", "Upload-Certificate",
    "Download-CA-Certificate", "Upload-Webhook-CA", "Download-Webhook-CA", "Delete-Webhook-CA", "Check-Contact", "Get-All-Groups",
    "Create-Group", "Get-Group-Info", "Update-Group-Info", "Get-Group-Invite", "Delete-Group-Invite", "Set-Group-Icon",
    "Get-Group-Icon-Binary", "Delete-Group-Icon", "Promote-To-Group-Admin", "Demote-Group-Admin", "Remove-Group-Participant",
    "Leave-Group", "Check-Health", "Get-Metrics", "Get-App-Stats", "Get-DB-Stats", "Get-Support-Info", "Upload-Media", "Download-Media",
    "Delete-Media", "Send-Message", "Mark-Message-As-Read", "Enable-Two-Step", "Disable-Two-Step", "Backup-Settings", "Restore-Settings",
    "Get-Business-Profile", "Update-Business-Profile", "Get-Profile-About", "Update-Profile-About", "Get-Profile-Photo",
    "Update-Profile-Photo", "Create-User", "Login-User", "Logout-User", "Get-User", "Update-User", "Delete-User",
]  # fmt: skip


def test_all_documented_operations_are_there():
    assert len(DOCUMENTED) == 55
    assert set(DOCUMENTED) <= {route.operation for route in ROUTES}


@pytest.fixture
def newest(api):
    api.patch(version="2.57", groups_enabled=True)
    api.add_user()
    return api


@pytest.mark.parametrize("route", PROTECTED, ids=NAMES)
def test_nobody_without_credentials(newest, route):
    for headers in ({}, {"Authorization": "Bearer not-a-token"}, {"Authorization": "Apikey 0123456789ab"}, {"Authorization": "Basic eDp5"}):
        status, code, _details = error(newest.call(route.method, route.path, user=None, headers=headers))
        assert (status, code) == (401, 1005)
    assert newest.journal()[-1]["operation"] == route.operation


@pytest.mark.parametrize("route", PROTECTED, ids=NAMES)
def test_regular_users_are_kept_out_of_admin_paths_only(newest, route):
    answer = newest.call(route.method, route.path, user="ops-user")
    if route.role is ADMIN:
        assert error(answer) == (403, 1005, "User doesn't have permission")
    else:
        assert answer.status_code != 401
        assert "permission" not in answer.text
