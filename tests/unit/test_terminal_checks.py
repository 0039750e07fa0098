# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks in the table and the sentence that end an audit."""

from __future__ import annotations

import itertools

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.terminal import WORST_FIRST, summary_line, table
from tests.support.checked_reports import STATUSES, few_with_checks, result, with_checks
from tests.support.reports import row


def test_the_table_lists_critical_first():
    """Before what failed or drifted; a host in sync stands in it too, with the sentence of its check."""
    lines = [line.split() for line in table(few_with_checks())]
    assert [line[:2] for line in lines[1:]] == [
        ["wa-calm", "critical"], ["wa-broken", "failed"], ["wa-bare", "failed"], ["wa-down", "unreachable"], ["wa-drift", "drifted"],
    ]  # fmt: skip
    assert lines[1][2:] == ["certificate", "check", "The", "certificate", "expired", "3", "days", "ago"]
    assert "version check, profile" in table(few_with_checks())[2]


def test_whatever_is_not_ok_stands_in_the_table():
    """Every status of an instance with every status of a check: in the order of their severity, and none is left out but in sync and ok."""
    pairs = list(itertools.product(("in_sync", "drifted", "failed", "unreachable"), STATUSES))
    hosts = {f"wa-{status}-{check}": (status, check) for status, check in pairs}
    rows = [row(host, status, msg="It says why.") for host, (status, check) in hosts.items()]
    lines = table(with_checks(rows, {host: {"version": result(check, "It says why.")} for host, (_status, check) in hosts.items()}))[1:]
    states = [line.split()[1] for line in lines]
    assert states == sorted(states, key=WORST_FIRST.index)
    assert {line.split()[0] for line in lines} == set(hosts) - {"wa-in_sync-ok"}
    assert all(line.split()[1] in hosts[line.split()[0]] for line in lines)


def test_the_sentence_names_the_hosts_of_bad_checks():
    text = summary_line(few_with_checks())
    assert "1 critical (wa-calm), 1 warning (wa-drift), 3 unknown (wa-broken, wa-bare, wa-down)" in text
    assert "1 in sync" in text
