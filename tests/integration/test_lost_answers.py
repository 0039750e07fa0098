# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slice of the fault matrix (tests/trust): answers that are lost, refused or strange, at every request of some uses of modules."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.trust.fault_matrix import FAULTS, module_cases, run_case

# A PATCH and a restart, a DELETE and a restart, a POST that must not be repeated, a file, several sections at once.
CASES = ("whatsapp_app_settings", "whatsapp_certificate-webhook absent", "whatsapp_message-text")
SLICE = {
    name: FAULTS[name]
    for name in ("500", "502", "429 with Retry-After", "page", "reset before", "reset after", "cut off", "tokens revoked")
}


@pytest.mark.parametrize("case", [case for case in module_cases() if case.id in CASES], ids=lambda case: case.id)
def test_faults(case, emulator):
    """Every request of the case meets every fault of the slice; nothing is lost, repeated or claimed."""
    cells = run_case(case, emulator, SLICE)
    assert len(cells) >= 2 * len(SLICE)
    assert [f"{cell.fault} at {cell.request}: {cell.problem}" for cell in cells if cell.problem] == []


@pytest.mark.parametrize("fault", ["reset after", "cut off", "502"])
@pytest.mark.parametrize(
    ("module", "options", "logins"),
    [
        ("whatsapp_message", {"to": "491512222222", "text": {"body": "Hello"}}, 0),
        ("whatsapp_app_settings", {"heartbeat_interval": 9}, 1),  # the token expires between reading and writing
    ],
)
def test_a_lost_login_is_no_lost_write(instance, module, options, logins, fault):
    """What comes after the login was not sent: nothing may be sent twice by running again, and nothing must restart."""
    control = instance.control
    control.fault(**FAULTS[fault], instance=instance.address, path="/v1/users/login", after=logins)
    control.fault(**FAULTS["tokens revoked"], instance=instance.address, method="PATCH")
    result = execute(f"waops.whatsapp.{module}", {**instance.connection, **options, "retries": 0}, False)
    control.clear_faults()
    assert result["failed"], result
    assert "POST /v1/users/login" in result["msg"]
    assert "twice" not in result["msg"]
    assert not {"outcome_unknown", "restart_required"} & set(result)
