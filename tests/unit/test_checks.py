# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of an audit: a table of cases for each, and what is known only of a whole fleet."""

from __future__ import annotations

import calendar
import time

import pytest
import yaml

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.registry import CHECKS, DEFAULT, NAMES, add_checks
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import STATUSES, Limits
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import build_report, merge_reports
from tests.collection_tree import ROOT

NOW = calendar.timegm((2026, 11, 25, 12, 0, 0))
WELL = {"healthy": True, "as_wanted": True, "summary": "connected", "topology": "single", "counts": {"coreapps": 1}, "registered": True}
MANY = {**WELL, "topology": "multi", "counts": {"coreapps": 2}}
LOST = {"healthy": None, "as_wanted": False, "summary": "it could not be read", "problem": "GET /v1/health was refused with 403"}
GATEWAY = {"healthy": None, "as_wanted": True, "not_offered": True, "summary": "the server does not offer it"}
PLAIN = {
    "begins": "2026-01-01T00:00:00Z", "expires": "2027-11-25T12:00:00Z", "self_signed": False, "names_fit": True, "host": "wa1",
    "pin_will_not_fit": False, "verified_by": "CA", "chain": None,
}  # fmt: skip


def expires(moment):
    """The facts of a build that ends then."""
    return {"support": {"expires": moment}}


# name of the check: [(facts, status, words of the sentence)]; status None: no result, since the server does not offer it.
CASES = {
    "health": [
        ({"health": WELL}, "ok", ""),
        ({"health": {**WELL, "healthy": False, "as_wanted": True, "summary": "unregistered"}}, "ok", ""),
        ({"health": {**WELL, "healthy": False, "as_wanted": False, "summary": "disconnected"}}, "critical", "not healthy: disconnected"),
        ({"health": {**WELL, "errors": ["node: database is slow"]}}, "warning", "database is slow"),
        ({"health": {**WELL, "as_wanted": False, "summary": "connecting", "errors": ["node: slow"]}}, "critical", "connecting"),
        ({"health": LOST}, "unknown", "refused with 403"),
        ({"health": GATEWAY}, None, ""),
    ],
    "expiry": [
        (expires("2027-11-25T12:00:00Z"), "ok", ""),
        (expires("2027-01-10T12:00:00Z"), "ok", ""),  # 46 days
        (expires("2027-01-09T12:00:00Z"), "warning", "in 45 days, on 2027-01-09"),
        (expires("2026-12-09T12:00:00Z"), "critical", "in 14 days"),
        (expires("2026-11-26T12:00:00Z"), "critical", "in 1 day,"),
        (expires("2026-11-25T12:00:00Z"), "critical", "expired on"),
        (expires("1970-01-02T00:00:00Z"), "critical", "expired on"),
        (expires(None), None, ""),
        ({"support": {"problem": "answered 500"}}, "unknown", "answered 500"),
        ({"support": {"not_offered": True}}, None, ""),
    ],
    "certificate": [
        ({"certificate": PLAIN}, "ok", ""),
        ({"certificate": {**PLAIN, "expires": "2026-12-20T12:00:00Z"}}, "warning", "in 25 days"),
        ({"certificate": {**PLAIN, "expires": "2026-12-01T12:00:00Z", "self_signed": True}}, "critical", "in 6 days"),
        ({"certificate": {**PLAIN, "self_signed": True}}, "warning", "self-signed"),
        ({"certificate": {**PLAIN, "names_fit": False}}, "warning", "is not valid for wa1"),
        ({"certificate": {**PLAIN, "pin_will_not_fit": True, "declared_sha256": "ab"}}, "critical", "not pinned"),
        ({"certificate": {**PLAIN, "begins": "2026-11-25T12:00:01Z"}}, "critical", "not valid before 2026-11-25T12:00:01Z"),
        ({"certificate": {**PLAIN, "verified_by": "pin", "chain": [20, "its CA is not known"]}}, "ok", ""),
        ({"certificate": {**PLAIN, "verified_by": "pin", "chain": [10, "it has expired"]}}, "warning", "refuse it: it has expired"),
        ({"certificate": {**PLAIN, "verified_by": "nobody", "chain": [20, "its CA is not known"]}}, "warning", "is not verified"),
        ({"certificate": {**PLAIN, "verified_by": "nobody"}}, "ok", ""),
        ({"certificate": {"problem": "no handshake"}}, "unknown", "no handshake"),
        ({"certificate": {"not_offered": True}}, None, ""),
    ],
    "version": [
        ({"version": "v2.45.1", "fleet_versions": ["v2.45.1"]}, "ok", ""),
        ({"version": "v2.43.1", "fleet_versions": ["v2.43.1", "v2.45.1", "v2.45.1"]}, "warning", "2 of 3 instances run v2.45.1"),
        ({"version": "v2.43.1", "fleet_versions": ["v2.43.1", "v2.45.1"]}, "ok", ""),  # nobody is the rest
        ({"version": "v2.43.1", "fleet_versions": ["v2.41.2", "v2.43.1", "v2.45.1"]}, "ok", ""),
        ({"version": "v2.41.2", "fleet_versions": ["v2.41.2", *["v2.43.1", "v2.45.1"] * 2]}, "warning", "2 of 5 instances run v2.45.1"),
        ({"version": "v2.45.1", "api_status": "deprecated", "fleet_versions": ["v2.45.1"]}, "warning", "deprecated"),
        ({"version": "v2.43.1", "api_status": "deprecated", "fleet_versions": ["v2.45.1", "v2.45.1"]}, "warning", "deprecated"),
        ({"version": None, "api_status": "deprecated", "fleet_versions": []}, "warning", "deprecated"),
        ({"version": "v2.45.1", "api_status": "experimental", "fleet_versions": ["v2.45.1"]}, "ok", ""),
        ({"version": "v2.45.1", "api_status": None, "fleet_versions": ["v2.45.1"]}, "ok", ""),
        ({"version": None, "fleet_versions": []}, None, ""),
    ],
    "shards": [
        ({"health": MANY, "shards": {"shards": 2}}, "ok", ""),
        ({"health": MANY, "shards": {"shards": 4}}, "warning", "4 shards, and the instance 2 Coreapps"),
        ({"health": WELL, "shards": {"shards": 2}}, "warning", "1 Coreapp"),
        ({"health": WELL, "shards": {"shards": 1}}, "ok", ""),
        ({"health": {**MANY, "counts": {"coreapps": 3}}, "shards": {"shards": 2}}, "ok", ""),  # one to spare
        ({"health": {**MANY, "topology": "multi", "counts": {"coreapps": 0}}, "shards": {"shards": 1}}, "warning", "0 Coreapps"),
        ({"health": MANY, "shards": {"problem": "only the administrator may"}}, "unknown", "only the administrator"),
        ({"health": LOST, "shards": {"shards": 1}}, "unknown", "could not be compared: GET /v1/health"),
        ({"health": MANY, "shards": {"not_offered": True}}, None, ""),
        ({"health": GATEWAY, "shards": {"shards": 1}}, None, ""),
    ],
    "webhook": [
        ({"webhook": {"host": "hooks.example.com", "fault": None, "remedy": None}}, "ok", ""),
        (
            {"webhook": {"host": "hooks.example.com", "fault": "answers 500", "remedy": "mend it"}},
            "critical",
            "hooks.example.com answers 500",
        ),
        ({"webhook": {"host": ""}}, "warning", "no webhook is set"),
        ({"webhook": {"problem": "answered 500"}}, "unknown", "answered 500"),
        ({"webhook": {"not_offered": True}}, None, ""),
    ],
    "password": [
        ({"password": {"accepted": False}}, "ok", ""),
        ({"password": {"accepted": True, "token_left": False}}, "critical", "still accepted"),
        ({"password": {"accepted": True, "token_left": True}}, "critical", "could not be revoked"),
        ({"password": {"not_offered": True}}, None, ""),
        ({"password": {"problem": "answered 429"}}, "unknown", "answered 429"),
    ],
}
EACH = [(name, *case) for name, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("name", "facts", "status", "words"), EACH, ids=[f"{case[0]}-{number}" for number, case in enumerate(EACH)])
def test_a_check(name, facts, status, words):
    """What is not ok has a sentence and a remedy; what is ok needs none."""
    check = next(check for check in CHECKS if check.name == name)
    result = check.result({"version": None, "api_status": None, **facts}, Limits(), NOW)
    assert (result and result["status"]) == status
    if status in ("warning", "critical", "unknown"):
        assert words in result["msg"]
        assert result["remedy"]
        assert "\n" not in result["msg"]
    if status == "ok":
        assert "msg" not in result


@pytest.mark.parametrize("days", [0, 14, 45])
def test_when_a_check_becomes_critical_by_itself(days):
    """critical_at is the last moment that is not critical; the alert goes by it, whatever the limits are."""
    limits = Limits(expiry_critical_days=days)
    judge = next(check.judge for check in CHECKS if check.name == "expiry")
    moment = judge(expires("2027-11-25T12:00:00Z"), limits, NOW)["details"]["critical_at"]
    seconds = calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))
    found = [judge(expires("2027-11-25T12:00:00Z"), limits, seconds + more)["status"] for more in (0, 1)]
    assert found == ["ok" if days == 45 else "warning", "critical"]


def test_every_check_has_its_table_of_cases_and_the_role_knows_it():
    """One list: the role's choices and default follow it, and the guide describes every check."""
    assert list(CASES) == list(NAMES)
    assert {status for cases in CASES.values() for _facts, status, _words in cases} == {*STATUSES, None}
    spec = yaml.safe_load((ROOT / "roles" / "audit" / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    assert spec["whatsapp_audit_checks"]["choices"] == list(NAMES)
    assert spec["whatsapp_audit_checks"]["default"] == DEFAULT
    module = (ROOT / "plugins" / "modules" / "whatsapp_fleet_audit.py").read_text().split('"""')[1]
    guide = (ROOT / "docs" / "checks.md").read_text()
    for name in NAMES:
        assert f"V({name})" in module
        assert f"| `{name}` |" in guide


def test_what_is_known_of_a_whole_fleet():
    """Two instances that are connected with one number; versions; and an instance that nobody could ask."""

    def row(host, number, registered=True, version="v2.45.1"):
        health = {**WELL, "registered": registered}
        return {
            "host": host,
            "status": "in_sync",
            "facts": {"health": health, "number": number, "version": version, "api_status": "stable"},
        }

    rows = [row("a", "49151"), row("b", "49152"), row("c", "49151"), row("d", "49151", registered=False), row("e", None, version="v2.43.1")]
    rows.append({"host": "gone", "status": "unreachable", "msg": "gone: no answer"})
    add_checks(rows, ["health", "version"], Limits(), NOW)
    statuses = {item["host"]: [item["checks"][name]["status"] for name in ("health", "version")] for item in rows}
    assert statuses == {
        "a": ["critical", "ok"], "b": ["ok", "ok"], "c": ["critical", "ok"], "d": ["ok", "ok"],
        "e": ["ok", "warning"], "gone": ["unknown", "unknown"],
    }  # fmt: skip
    assert rows[0]["checks"]["health"]["msg"] == "its number is connected on another instance too: c"
    assert "no answer" in rows[-1]["checks"]["health"]["msg"]
    assert not any("facts" in item for item in rows)


def test_one_instance_under_two_names_is_not_two():
    """Two hosts of an inventory may stand for one instance, however its address is written."""
    urls = {"a": "https://WA1.example.com", "b": "https://wa1.example.com:443/", "c": "https://wa2.example.com", "d": "", "e": "http://["}
    facts = {"health": WELL, "number": "49151", "version": None, "api_status": None}
    rows = [{"host": host, "url": url, "status": "in_sync", "facts": facts} for host, url in urls.items()]
    add_checks(rows[:2], ["health"], Limits(), NOW)
    assert [row["checks"]["health"]["status"] for row in rows[:2]] == ["ok", "ok"]
    for row in rows:
        row["facts"] = facts
    add_checks(rows, ["health"], Limits(), NOW)
    assert {row["host"]: row["checks"]["health"]["msg"].partition(": ")[2] for row in rows} == {
        "a": "c, d, e", "b": "c, d, e", "c": "a, b, d, e", "d": "a, b, c, e", "e": "a, b, c, d",
    }  # fmt: skip


def test_a_merged_report_compares_its_parts():
    """What each part could not know: the other has a host with the same number, and another version."""

    def part(host, number, version):
        facts = {"health": WELL, "number": number, "version": version, "api_status": "stable"}
        rows = [{"host": host, "url": "", "status": "in_sync", "changed": False, "sections": {}, "facts": facts}]
        add_checks(rows, ["health", "version"], Limits(), NOW)
        return build_report(rows, "2026-11-25T12:00:00Z", "part")

    parts = [part("a", "49151", "v2.45.1"), part("b", "49151", "v2.45.1"), part("c", "49153", "v2.43.1")]
    assert all(result["status"] == "ok" for item in parts for result in item["instances"][0]["checks"].values())
    report, _twice = merge_reports(parts, "2026-11-25T12:00:00Z", "whole")
    found = {item["host"]: [item["checks"][name]["status"] for name in ("health", "version")] for item in report["instances"]}
    assert found == {"a": ["critical", "ok"], "b": ["critical", "ok"], "c": ["ok", "warning"]}
    assert report["summary"]["checks"]["health"] == {"ok": 1, "warning": 0, "critical": 2, "unknown": 0}
