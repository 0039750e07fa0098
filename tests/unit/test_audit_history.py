# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of audits: since when, what is new, what is resolved, and files that cannot be used."""

from __future__ import annotations

import copy
import gzip
import json
import os
import stat

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.history import MAX_BYTES, History
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.terminal import changes
from tests.support.checked_reports import result, with_checks
from tests.support.reports import SCHEMA, down, drifted, failed_section, report, row

CALM = {"changed": False}


def differing(*fields):
    """An instance of which these fields of a section differ."""
    return row("wa1", "drifted", {"profile": drifted(dict.fromkeys(fields, "old"), dict.fromkeys(fields, "new"))})


CALM_ROW = row("wa1", sections={"profile": CALM})


def day(number):
    return f"2026-03-{number:02d}T10:00:00Z"


def audit(folder, number, rows, checks=None, keep=30):
    """Today's report with its history, which is kept; and the warnings."""
    found = with_checks(copy.deepcopy(list(rows)), checks or {})
    found["generated_at"] = day(number)
    for instance in found["instances"]:
        instance["audited_at"] = day(number)
    history = History(str(folder), keep)
    history.add_to(found)
    history.write(found, 0o640)
    return found, history.warnings


def entries(report, key):
    return [(item["host"], item["what"], item["since"]) for item in report["history"][key]]


@pytest.mark.parametrize(
    ("audits", "since", "new", "resolved"),
    [
        ([differing("about"), differing("about")], {"about": 1}, [], []),
        ([CALM_ROW, differing("about")], {"about": 2}, ["profile.about"], []),
        ([differing("about"), CALM_ROW], {}, [], ["profile.about"]),
        ([differing("about"), down("wa1"), differing("about")], {"about": 1}, [], ["could not be compared"]),
        ([differing("about"), down("wa1"), CALM_ROW], {}, [], ["could not be compared", "profile.about"]),
        ([differing("about"), CALM_ROW, differing("about")], {"about": 3}, ["profile.about"], []),
        ([differing("about"), CALM_ROW, CALM_ROW], {}, [], []),
        ([differing("about"), differing("about", "email")], {"about": 1, "email": 2}, ["profile.email"], []),
        ([differing("about"), row("wa2"), differing("about")], {"about": 1}, [], []),
        ([differing("about"), row("wa1", "failed", {"profile": failed_section()})], {}, ["could not be compared", "profile failed"], []),
        ([differing("about"), row("wa1")], {}, [], []),
    ],
)
def test_each_problem_has_its_own_past(tmp_path, audits, since, new, resolved):
    """An audit counts where it could tell: what was not looked at is neither new, nor gone, nor of today."""
    for number, one in enumerate(audits, 1):
        found, warnings = audit(tmp_path, number, [one])
        assert warnings == []
        SCHEMA.validate(found)
    section = found["instances"][0]["sections"].get("profile", {})
    assert {item["path"][0]: item["since"] for item in section.get("differences", [])} == {key: day(value) for key, value in since.items()}
    assert sorted(what for _host, what, _since in entries(found, "new")) == new
    assert sorted(what for _host, what, _since in entries(found, "resolved")) == resolved


@pytest.mark.parametrize(
    ("states", "since", "new", "resolved"),
    [
        (["warning", "critical"], 1, [], []),
        (["ok", "critical"], 2, ["expiry check"], []),
        (["warning", "unknown", "critical"], 1, [], ["expiry check unknown"]),
        (["warning", "unknown"], 2, ["expiry check unknown"], []),
        (["unknown", "unknown"], 1, [], []),
        (["critical", "ok"], None, [], ["expiry check"]),
        (["critical", "unknown", "ok"], None, [], ["expiry check", "expiry check unknown"]),
    ],
)
def test_a_check_has_its_past(tmp_path, states, since, new, resolved):
    for number, status in enumerate(states, 1):
        found, _warnings = audit(tmp_path, number, [CALM_ROW], {"wa1": {"expiry": result(status)}})
    assert found["instances"][0]["checks"]["expiry"].get("since") == (since and day(since))
    assert sorted(what for _host, what, _since in entries(found, "new")) == new
    assert sorted(what for _host, what, _since in entries(found, "resolved")) == resolved


def test_more_audits_than_stay_do_not_make_a_problem_young(tmp_path):
    """The newest stay, with the mode of the report; since is handed on; other files are left alone."""
    other = tmp_path / "drift-notes.json.gz"
    other.write_text("mine")
    for number in range(1, 8):
        found, _warnings = audit(tmp_path, number, [differing("about")], keep=3)
    kept = sorted(path.name[6:14] for path in tmp_path.iterdir() if path != other)
    assert kept == ["20260305", "20260306", "20260307"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir() if path != other} == {0o640}
    assert found["instances"][0]["sections"]["profile"]["differences"][0]["since"] == day(1)
    assert [point["total"] for point in found["history"]["audits"]] == [1, 1, 1, 1]


FORMAT = {"format": "waops.whatsapp.drift", "format_version": "1.1"}
DAMAGED = [
    b"", b"no gzip", gzip.compress(b"{"), gzip.compress(b"{}")[:-3], gzip.compress(b"[1]"), gzip.compress(b"\xff"),
    gzip.compress(b"[" * 100000),
    gzip.compress(json.dumps({**FORMAT, "instances": [1]}).encode()),
    gzip.compress(json.dumps({**FORMAT, "instances": []}).encode()),
    gzip.compress(json.dumps({**FORMAT, "instances": [], "generated_at": "2026-13-45T99:99:99Z"}).encode()),
    gzip.compress(b" " * (MAX_BYTES + 1), 1),
]  # fmt: skip


SOUND = {"host": "wa1", "url": "", "audited_at": day(2), "status": "drifted", "sections": {}}
PARTS = [{"checks": {"expiry": part}} for part in ({}, [], {"status": [1]}, "x")] + [{"checks": [1]}, {"checks": None}]
PARTS += [{"audited_at": ""}, {"audited_at": "yesterday"}]
PARTS += [{"sections": {"profile": {"status": "drifted", "differences": [{"path": path}]}}} for path in ([1], [["x"]], [{}])]
DAMAGED += [gzip.compress(json.dumps({**FORMAT, "generated_at": day(2), "instances": [{**SOUND, **part}]}).encode()) for part in PARTS]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))  # compressed content holds the time
def test_a_damaged_file_costs_nothing_but_a_warning(tmp_path, content):
    """It is named; the audits before it and the report of today are whole."""
    audit(tmp_path, 1, [differing("about")])
    (tmp_path / "drift-20260302T100000Z-00000000.json.gz").write_bytes(content)
    found, warnings = audit(tmp_path, 3, [differing("about")])
    assert found["instances"][0]["sections"]["profile"]["differences"][0]["since"] == day(1)
    assert len(warnings) == 1
    assert "drift-20260302T100000Z-00000000.json.gz is damaged" in warnings[0]


def test_a_report_from_the_future_is_passed_over_and_stays(tmp_path):
    """A wrong clock, then or now, removes nothing and answers nothing; one sentence for all of them."""
    for number in (7, 8, 9):
        audit(tmp_path, number, [CALM_ROW])
    found, warnings = audit(tmp_path, 2, [differing("about")], keep=1)
    assert len(warnings) == 1
    assert "drift-20260309T100000Z-" in warnings[0]
    assert " and 2 more: each is dated after this audit" in warnings[0]
    assert changes(found) == ["The history begins with this audit."]
    assert len(list(tmp_path.iterdir())) == 4


def test_groups_that_share_a_directory_do_not_mix(tmp_path):
    """Each host has its own past, and the line counts the hosts of this report alone."""
    audit(tmp_path, 1, [differing("about"), row("wa2", "drifted", {"profile": drifted({"about": "a"}, {"about": "b"})})])
    audit(tmp_path, 2, [down("wa9")])
    found, _warnings = audit(tmp_path, 3, [CALM_ROW])
    assert [(point["generated_at"], point["total"], point["affected"]) for point in found["history"]["audits"]] == [
        (day(1), 1, 1), (day(3), 1, 0),
    ]  # fmt: skip
    assert changes(found) == [f"Since the audit of {day(1)}: 0 new, 1 resolved", "RESOLVED  wa1  profile.about"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "directory", "device"])
def test_what_is_no_file_is_skipped_too(tmp_path, make):
    """A pipe that nobody writes to would hold the audit for ever."""
    make(tmp_path / "drift-20260302T100000Z-00000000.json.gz")
    _found, warnings = audit(tmp_path, 3, [CALM_ROW])
    assert len(warnings) == 1
    assert "is damaged and was skipped (it is no file); remove it" in warnings[0]


def test_a_directory_that_cannot_be_used_leaves_the_report_as_it_is(tmp_path):
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path / "file", tmp_path / "file" / "below"):
        history, found = History(str(bad), 30), report([CALM_ROW])
        history.add_to(found)
        assert history.problem.startswith(f"history_dir: {bad} cannot be used as a directory (")
        assert "history" not in found
    with pytest.raises(OptionError, match="history_keep"):
        History(str(tmp_path), 0)
    if os.geteuid():
        (tmp_path / "shut").mkdir(mode=0o500)
        history = History(str(tmp_path / "shut"), 30)
        history.add_to(report([CALM_ROW]))
        assert "not writable" in history.problem


def test_the_worst_of_what_is_new_comes_first(tmp_path):
    """A list is cut, and what is critical must not be behind the cut."""
    rows = [differing("about"), down("wa2"), row("wa3", "failed", {"profile": failed_section()}), row("wa4")]
    checks = {"wa1": {"expiry": result("unknown")}, "wa3": {"version": result("warning")}, "wa4": {"health": result("critical")}}
    audit(tmp_path, 1, [row(f"wa{number}", sections={"profile": CALM}) for number in range(1, 5)])
    found, _warnings = audit(tmp_path, 2, rows, checks)
    assert [(host, what) for host, what, _since in entries(found, "new")] == [
        ("wa4", "health check"), ("wa2", "could not be compared"), ("wa3", "could not be compared"), ("wa3", "profile failed"),
        ("wa1", "profile.about"), ("wa3", "version check"), ("wa1", "expiry check unknown"),
    ]  # fmt: skip


def test_a_long_list_is_cut(tmp_path):
    audit(tmp_path, 1, [row(f"wa{number}") for number in range(25)])
    lines = changes(audit(tmp_path, 2, [down(f"wa{number}") for number in range(25)])[0])
    assert len(lines) == 22
    assert lines[-1] == "... and 5 more"
