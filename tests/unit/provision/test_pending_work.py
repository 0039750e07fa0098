# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an instance is still owed: found again by whoever asks for the same address, and gone when nothing is owed."""

from __future__ import annotations

import os
import stat

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import PendingFile, PendingWork, default_directory

URL = "https://wa1.example.com:9090"


def test_it_is_found_again_and_goes_when_it_is_done(tmp_path):
    here = PendingFile(str(tmp_path / "state"), URL)
    assert here.load() == PendingWork()
    work = PendingWork(two_step_pin=True, unanswered=True).with_restart(["coreapp", "webapp"])
    here.save(work)
    assert work.restart == ("webapp", "coreapp")
    assert PendingFile(str(tmp_path / "state"), URL).load() == work
    assert PendingFile(str(tmp_path / "state"), URL + "/other").load() == PendingWork()
    assert stat.S_IMODE(here.path.stat().st_mode) == 0o600
    here.save(PendingWork())
    assert list((tmp_path / "state").iterdir()) == []
    here.save(PendingWork())
    assert here.problem is None


def test_a_run_that_was_killed_owes_everything():
    assert PendingWork(restart=("coreapp",), running=True).due() == ("webapp", "coreapp")
    assert PendingWork(restart=("coreapp",)).due() == ("coreapp",)


def test_a_restart_that_may_have_come_too_early_settles_nothing():
    owed = PendingWork(restart=("coreapp",))
    assert owed.restarted() == PendingWork()
    early = PendingWork(restart=("coreapp",), unanswered=True)
    assert early.restarted() == early


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"restart": "coreapp"}', b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_no_all_clear(tmp_path, content):
    here = PendingFile(str(tmp_path), URL)
    here.path.write_bytes(content)
    assert here.load().due() == ("webapp", "coreapp")


def test_check_mode_reads_and_leaves_it(tmp_path):
    PendingFile(str(tmp_path), URL).save(PendingWork(restart=("webapp",)))
    here = PendingFile(str(tmp_path), URL, read_only=True)
    here.save(PendingWork())
    assert here.load().due() == ("webapp",)


def test_a_directory_that_cannot_be_written_is_a_problem_and_no_exception(tmp_path):
    (tmp_path / "file").write_text("")
    here = PendingFile(str(tmp_path / "file"), URL)
    here.save(PendingWork(running=True))
    assert here.problem.startswith(f"{tmp_path}/file: a pending restart cannot be recorded for a later run (")
    assert here.load() == PendingWork()


def test_a_long_address_has_a_short_name(tmp_path):
    here, other = (PendingFile(str(tmp_path), f"{URL}/{'x' * 300}{end}") for end in "ab")
    here.save(PendingWork(running=True))
    assert (here.load().running, other.load().running) == (True, False)


def test_it_is_where_programs_keep_their_state(monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/var/state")
    assert default_directory() == "/var/state/waops.whatsapp"
    monkeypatch.delenv("XDG_STATE_HOME")
    assert default_directory() == os.path.expanduser("~/.local/state/waops.whatsapp")
