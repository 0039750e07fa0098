# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an instance is owed after a run that lost an answer or was killed: the next run finds it, does it, and forgets it."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import PendingFile, PendingWork
from tests.integration.test_provision import PIN, failures, host, provision, said, writes
from tests.support.fixtures import PROVISIONED, new_instance

SETTINGS = {"app_settings": {"callback_persist": False}}
BY_HAND = "waops.whatsapp.restart : Report what to restart by hand"
IN_SYNC = {**PROVISIONED, "settings": {**PROVISIONED["settings"], "callback_persist": False}}


def test_what_is_owed_is_found_by_the_next_run(emulator, tmp_path):
    """An answer that is lost, with restart tasks and without; a run that was killed in the middle, and one before its PIN was sent."""
    lost, by_hand = (new_instance(emulator, PROVISIONED) for _number in range(2))
    killed, unpinned = (new_instance(emulator, IN_SYNC) for _number in range(2))
    more = {"whatsapp_retries": 0, "whatsapp_state_dir": str(tmp_path / "state")}
    hosts = {
        "lost": host(lost, tmp_path, SETTINGS, **more),
        "by_hand": host(by_hand, None, SETTINGS, **more),
        "killed": host(killed, tmp_path, SETTINGS, **more),
        "unpinned": host(unpinned, tmp_path, {**SETTINGS, "two_step": {"pin": PIN}}, **more),
    }
    owed = {name: PendingFile(str(tmp_path / "state"), variables["whatsapp_url"]) for name, variables in hosts.items()}
    owed["killed"].save(PendingWork(running=True))
    owed["unpinned"].save(PendingWork(two_step_pin=True))
    killed.patch({"pending_restart": ["coreapp"]})
    for instance in (lost, by_hand):
        instance.control.fault(instance=instance.address, method="PATCH", path="/v1/settings/application", fault="reset_after")

    check = provision(tmp_path, hosts, "--check")
    assert set(failures(check)) == set()
    assert owed["killed"].load() == PendingWork(running=True)

    first = provision(tmp_path, hosts)
    assert set(failures(first)) == {"lost", "by_hand"}
    assert "it is not known whether the call took effect" in failures(first)["lost"]
    assert [instance.state()["pending_restart"] for instance in (lost, by_hand, killed)] == [[], ["coreapp"], []]
    assert unpinned.state()["two_step_pin"] == PIN
    assert set(said(first, BY_HAND)) == {"by_hand"}
    assert [owed[name].load() for name in ("killed", "unpinned")] == [PendingWork(), PendingWork()]

    for instance in (lost, by_hand):
        instance.patch({"pending_restart": ["coreapp"]})  # the change came into effect after the restart
    second = provision(tmp_path, hosts)
    assert second.rc == 0, second.output
    assert "restart coreapp for the changes to take effect" in said(second, BY_HAND)["by_hand"]
    assert lost.state()["pending_restart"] == []
    assert list((tmp_path / "state").iterdir()) == []

    third = provision(tmp_path, hosts)
    assert third.rc == 0, third.output
    assert said(third, BY_HAND) == {}
    assert writes(lost) + writes(killed) + writes(unpinned) == ["Update-Application-Settings", "Enable-Two-Step"]
