# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A first host that is broken in any way: provision and rollout fail, and have done their job on the other hosts."""

from __future__ import annotations

import pytest

from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import run_playbook

DECLARED = {"profile": {"about": "Open"}}
BROKEN = {
    "undefined": {"whatsapp_url": "{{ nowhere }}"},
    "type": {"whatsapp_instance_config": "text"},
    "option": {"whatsapp_provision_wait_for": "fine", "whatsapp_provision_start_timeout": "soon"},
    "unreachable": {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1},
}


@pytest.mark.parametrize("playbook", ["provision", "rollout"])
@pytest.mark.parametrize("kind", BROKEN)
def test_the_others_are_done_and_the_run_fails(emulator, tmp_path, playbook, kind):
    first, other = (new_instance(emulator, PROVISIONED) for _number in range(2))
    hosts = {
        "wa0": {**first.variables, "whatsapp_instance_config": DECLARED, **BROKEN[kind]},
        "wa1": {**other.variables, "whatsapp_instance_config": DECLARED},
    }
    common = {
        "whatsapp_rollout_batches": "100%",
        "whatsapp_rollout_journal": str(tmp_path / "journal"),
        "whatsapp_state_dir": str(tmp_path),
    }
    run = run_playbook(tmp_path / "run", f"waops.whatsapp.{playbook}", hosts, common=common)
    assert run.rc != 0, run.output
    assert "Traceback" not in run.output
    assert first.journal("write") == []
    assert other.state()["about"] == "Open"
