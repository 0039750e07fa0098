# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table at the end of a run: urgent hosts first, cut when it is long, and a line that counts everybody."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.report import MAX_ROWS, HostOutcome, lines

DONE = {"changed_parts": ["app_settings"], "restarted": ["coreapp"], "pending_restarts": [], "started": 1.0, "ended": 4.25}
OWED = {"changed_parts": ["users"], "pending_restarts": ["webapp"], "started": 1.0, "ended": 2.0}


def test_every_host_has_a_line_and_the_urgent_ones_come_first():
    outcomes = [
        HostOutcome("wa1", DONE), HostOutcome("wa2", {"started": 1.0, "ended": 1.5}), HostOutcome("wa3", OWED),
        HostOutcome("wa4", {"registration_status": "code_sent", "changed_parts": ["registration"], "started": 1.0, "ended": 2.0}),
        HostOutcome("wa5", {}, failed=True),
    ]  # fmt: skip
    assert lines(outcomes, 990) == [
        "host  result              changed       restarts           seconds",
        "wa3   changed             users         webapp pending     1.0",
        "wa5   failed              -             -                  -",
        "wa1   changed             app_settings  coreapp restarted  3.2",
        "wa2   ok                  -             -                  0.5",
        "wa4   waits for its code  registration  -                  1.0",
        "as declared: 991, changed: 2, waiting for a code: 1, failed: 1, with a pending restart: 1",
    ]


def test_a_long_table_is_cut_and_says_so():
    found = lines([HostOutcome(f"wa{number}", DONE) for number in range(MAX_ROWS + 7)], 0)
    assert len(found) == 1 + MAX_ROWS + 2
    assert found[-2:] == ["and 7 more", f"as declared: 0, changed: {MAX_ROWS + 7}, failed: 0"]


def test_nothing_to_do_is_one_line():
    assert lines([], 1000) == ["as declared: 1000, changed: 0, failed: 0"]
