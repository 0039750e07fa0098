# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit playbook over a fleet in every state: what the report says, what it never says, and what can go wrong with it."""

from __future__ import annotations

import copy
import json
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.attempts import full_disk
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import Run, play, run_playbook
from tests.support.reports import SCHEMA, few, report

pytestmark = pytest.mark.core_versions

AUDIT = "waops.whatsapp.audit"
HOOK, OLD_HOOK = "https://hooks.example.com/in", "https://old.example.com/in"
OPS, OLD_OPS, TOKEN, WRONG = "0ps-Pass!word", "0ld-0ps-Pass!word", "b3arer-t0ken-of-the-shop", "Wr0ng-Adm1n-Pass"
SECRETS = (ADMIN_PASSWORD, OPS, OLD_OPS, TOKEN, WRONG, "an-0lder-t0ken-of-the-shop")
CONFIG = {
    "users": [{"name": "ops.team", "user_password": OPS}],
    "app_settings": {"webhooks": {"url": HOOK}},
    "media_providers": {"providers": [{"name": "shop", "config": {"bearer": TOKEN}}]},
    "business_profile": {"email": "shop@example.com"},
    "groups": [{"subject": "Drivers"}],
}
AS_DECLARED = {
    "users": {"ops.team": {"password": OPS, "role": "ROLE_USER"}},
    "settings": {"webhooks": {"url": HOOK}},
    "providers": [{"name": "shop", "type": "www", "config": {"bearer": TOKEN}}],
    "business_profile": {"email": "shop@example.com"},
    "groups_enabled": False,
}
DRIFTED = {
    "users": {"ops.team": {"password": OLD_OPS, "role": "ROLE_USER"}},
    "settings": {"webhooks": {"url": OLD_HOOK}},
    "providers": [{"name": "shop", "type": "www", "config": {"bearer": "an-0lder-t0ken-of-the-shop"}}],
}
FILES = ("drift.json", "drift.xml", "drift.html", "drift.prom")


def host(instance, state=None, **variables):
    """Inventory variables of an instance that is as declared but for `state`."""
    for changes in (PROVISIONED, AS_DECLARED, state or {}):
        instance.patch(changes)
    return {**instance.variables, "whatsapp_instance_config": copy.deepcopy(CONFIG), **variables}


def audit(folder, hosts, *arguments, env=None, **variables):
    """Runs the playbook; the report goes to folder/report."""
    common = {"whatsapp_audit_report_dir": str(folder / "report"), "whatsapp_audit_checks": [], **variables}
    return run_playbook(folder, AUDIT, hosts, *arguments, env=env, common=common)


def result_of(run):
    """What the task that wrote the report returned."""
    return next(row.result for row in run.rows if "report" in row.task and row.outcome in ("ok", "changed", "failed"))


def document(folder, part="report"):
    """drift.json, which keeps to its schema."""
    found = json.loads((folder / part / "drift.json").read_text())
    SCHEMA.validate(found)
    return found


def settled(found):
    """A report without its times."""
    found = {key: value for key, value in found.items() if key != "generated_at"}
    drop = ("audited_at", "seconds")
    return {**found, "instances": [{key: value for key, value in item.items() if key not in drop} for item in found["instances"]]}


@dataclass
class Audited:
    """A finished audit of the fleet: the run, its folder, its report, the instances that were asked."""

    run: Run
    folder: Path
    report: dict
    instances: dict

    def of(self, name):
        return next(item for item in self.report["instances"] if item["host"] == name)


@pytest.fixture(scope="module")
def fleet(emulator):
    """({name: Instance}, {name: variables}): in sync, drifted, down, locked, without a declaration."""
    instances = {name: new_instance(emulator) for name in ("calm", "drift", "locked", "bare", "typo")}
    hosts = {name: host(instance, DRIFTED if name == "drift" else None) for name, instance in instances.items()}
    hosts["locked"]["whatsapp_password"] = WRONG
    hosts["typo"]["whatsapp_instance_config"]["app_settings"] = {"web_hooks": {"url": HOOK}}
    del hosts["bare"]["whatsapp_instance_config"]
    hosts["gone"] = {**hosts["calm"], "whatsapp_url": "https://127.0.0.1:1", "whatsapp_retries": 0}
    return instances, hosts


@pytest.fixture(scope="module", params=["sweep", "per_host"])
def audited(request, fleet, tmp_path_factory):
    """The fleet, audited in check mode with everything printed."""
    instances, hosts = fleet
    folder = tmp_path_factory.mktemp(request.param)
    for instance in instances.values():
        instance.control.clear_journal(instance.address)
    run = audit(folder, hosts, "-vvv", whatsapp_audit_method=request.param)
    assert run.rc == 0, run.output
    return Audited(run, folder, document(folder), instances)


def test_every_host_has_its_row(audited):
    """Each in its state, whatever happens to the others."""
    assert {item["host"]: item["status"] for item in audited.report["instances"]} == {
        "calm": "in_sync", "drift": "drifted", "locked": "failed", "bare": "failed", "typo": "failed", "gone": "unreachable",
    }  # fmt: skip
    assert {name: section["status"] for name, section in audited.of("calm")["sections"].items()} == {
        "users": "in_sync", "app_settings": "in_sync", "media_providers": "in_sync", "business_profile": "in_sync",
        "groups": "not_offered",
    }  # fmt: skip
    drift = audited.of("drift")
    assert drift["sections"]["app_settings"] == {
        "status": "drifted",
        "differences": [{"path": ["webhooks", "url"], "actual": OLD_HOOK, "declared": HOOK}],
    }
    assert drift["sections"]["users"]["differences"] == [
        {"path": ["ops.team", "user_password"], "actual": "********", "declared": "******** (new value)"}
    ]
    assert drift["sections"]["media_providers"]["differences"] == [
        {"path": ["providers", "shop", "config", "bearer"], "actual": "********", "declared": "******** (new value)"}
    ]
    assert drift["sections"]["business_profile"] == {"status": "in_sync"}


def test_what_went_wrong_is_one_sentence(audited):
    assert "whatsapp_instance_config" in audited.of("bare")["msg"]
    assert "config.app_settings.web_hooks" in audited.of("typo")["msg"]
    assert "the connection was refused; check the address and that the server is running" in audited.of("gone")["msg"]
    assert audited.of("gone")["failure"]["method"] == "POST"
    assert "check username and password" in audited.of("locked")["msg"]
    assert audited.of("locked")["failure"]["status"] == 401
    told = result_of(audited.run)["msg"]
    assert told.startswith("6 instances: 1 in sync, 1 drifted (drift), 3 failed (")
    assert ", 1 unreachable (gone); report: " in told
    for name in ("locked", "bare", "typo", "gone"):
        assert "\n" not in audited.of(name)["msg"]


def test_it_only_reads(audited):
    """No write, nothing suspicious, one login where nobody's password is proven."""
    for instance in audited.instances.values():
        journal = instance.journal()
        assert [entry for entry in journal if entry["kind"] == "write" or entry["suspicious"]] == []
    assert audited.instances["typo"].journal() == []


def test_no_secret_is_told(audited):
    """In no file and at no verbosity."""
    texts = {name: (audited.folder / "report" / name).read_text() for name in FILES}
    texts["output"] = audited.run.output
    texts["results"] = json.dumps([row.result for row in audited.run.rows])
    assert [(name, secret) for name, text in texts.items() for secret in SECRETS if secret in text] == []


def test_the_files_agree_and_are_their_owners(audited):
    folder = audited.folder / "report"
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    root = ElementTree.parse(folder / "drift.xml").getroot()
    assert int(root.get("failures")) == 3
    assert int(root.get("errors")) == 4
    assert 'whatsapp_audit_instances{status="drifted"} 1\n' in (folder / "drift.prom").read_text()
    assert audited.report["summary"]["differences"] == 3


def test_both_strategies_say_the_same(fleet, tmp_path):
    """But for the times."""
    found = []
    for strategy in ("sweep", "per_host"):
        run = audit(tmp_path / strategy, fleet[1], "--check", whatsapp_audit_method=strategy, whatsapp_audit_formats=["json"])
        assert run.rc == 0, run.output
        found.append(settled(document(tmp_path / strategy)))
    sweep, per_host = found
    assert sweep["summary"] == per_host["summary"]
    for one, other in zip(sweep["instances"], per_host["instances"], strict=True):
        if one["host"] == "bare":  # each says in its own words that nothing is declared
            one["msg"] = other["msg"]
        assert one == other


@pytest.mark.parametrize("strategy", ["sweep", "per_host"])
def test_a_section_that_fails_does_not_hide_the_others(instance, tmp_path, strategy):
    """All the sections after it are looked at."""
    hosts = {"one": host(instance, {"business_profile": {"email": "old@example.com"}})}
    instance.control.fault(instance=instance.address, method="GET", path="/v1/settings/application", fault="status", status=500, times=-1)
    assert audit(tmp_path, hosts, whatsapp_audit_method=strategy).rc == 0
    instance.control.clear_faults()
    found = document(tmp_path)["instances"][0]
    assert found["status"] == "failed"
    assert {name: section["status"] for name, section in found["sections"].items()} == {
        "users": "in_sync", "app_settings": "failed", "media_providers": "in_sync", "business_profile": "drifted",
        "groups": "not_offered",
    }  # fmt: skip


def test_chosen_sections_only(instance, tmp_path):
    """A host that does not declare a chosen section is not the worse for it."""
    hosts = {"one": host(instance, DRIFTED)}
    chosen = ["business_profile", "shards"]
    for strategy in ("sweep", "per_host"):
        run = audit(tmp_path / strategy, hosts, whatsapp_audit_method=strategy, whatsapp_audit_sections=chosen)
        assert run.rc == 0, run.output
        assert document(tmp_path / strategy)["instances"][0]["sections"] == {"business_profile": {"status": "in_sync"}}


def test_fail_on(fleet, tmp_path):
    """After the report was written, for what is named and nothing else; lists may be text. The history tells what is new."""
    common = {"whatsapp_audit_formats": "json", "whatsapp_audit_history_dir": str(tmp_path / "history"), "whatsapp_audit_history_keep": 3}
    hosts = {name: fleet[1][name] for name in ("calm", "drift", "gone")}
    cases = {
        "drift": (["drift"], 2),
        "unreachable": ("unreachable", 2),
        "failed": ("failed", 0),
        "failed or drift": ("failed,drift", 2),
        "nothing": ([], 0),
    }
    for name, (causes, rc) in cases.items():
        run = audit(tmp_path / name, hosts, whatsapp_audit_fail_on=causes, **common)
        assert run.rc == rc, name
        assert result_of(run)["msg"].startswith("3 instances: 1 in sync, 1 drifted (drift), 1 unreachable (gone)")
        assert document(tmp_path / name)["summary"]["drifted"] == 1
        assert [path.name for path in (tmp_path / name / "report").iterdir()] == ["drift.json"]
        assert ("The history begins with this audit." in run.output) is (name == "drift")
        assert ("0 new, 0 resolved" in run.output) is (name != "drift")
    assert len(list((tmp_path / "history").iterdir())) == 3
    first, last = (next(item for item in document(tmp_path / name)["instances"] if item["host"] == "gone") for name in ("drift", "nothing"))
    assert last["since"] == first["audited_at"] < last["audited_at"]


def test_slices_become_one_report(fleet, tmp_path):
    """Two jobs audit a half each; a third run merges, asks nobody, and says what one job for all would have said."""
    instances, hosts = fleet
    names = sorted(hosts)
    for number, part in enumerate((names[::2], names[1::2])):
        where = {
            "whatsapp_audit_report_dir": str(tmp_path / "slices" / str(number)),
            "whatsapp_audit_title": "Half",
            "whatsapp_audit_checks": [],
        }
        assert run_playbook(tmp_path / "job", AUDIT, {name: hosts[name] for name in part}, common=where).rc == 0
    whole = audit(tmp_path / "whole", hosts)
    assert whole.rc == 0, whole.output
    before = sum(len(instance.journal()) for instance in instances.values())
    merged = audit(tmp_path / "merged", {"localhost": {}}, whatsapp_audit_merge=[str(tmp_path / "slices" / "*" / "drift.json")])
    assert merged.rc == 0, merged.output
    assert sum(len(instance.journal()) for instance in instances.values()) == before
    one, other = (settled(document(tmp_path / name)) for name in ("whole", "merged"))
    assert one["summary"] == other["summary"]
    assert sorted(one["instances"], key=lambda item: item["host"]) == sorted(other["instances"], key=lambda item: item["host"])
    assert sorted(path.name for path in (tmp_path / "merged" / "report").iterdir()) == sorted(FILES)


def report_tasks(folder, cases):
    """{name: options} of whatsapp_audit_report, one task each in one run; returns {name: Row}."""
    tasks = [
        {"name": name, "waops.whatsapp.whatsapp_audit_report": options, "run_once": True, "ignore_errors": True}
        for name, options in cases.items()
    ]
    run = run_playbook(folder, [play(tasks)], {"one": {}, "two": {}})
    assert run.rc == 0, run.output
    return {name: run.row(name) for name in cases}


def test_bad_input_is_one_sentence(tmp_path):
    """Rows, files to merge, modes and directories that cannot be used."""
    rows, dest = json.loads(json.dumps(few()[:2])), str(tmp_path / "report")
    (tmp_path / "other.json").write_text('{"format": "other"}')
    (tmp_path / "torn.json").write_text('{"format": ')
    (tmp_path / "future.json").write_text(json.dumps({**report([]), "format_version": "2.0"}))
    (tmp_path / "file").write_text("")
    (tmp_path / "taken" / "drift.json").mkdir(parents=True)
    usual = {"dest": dest, "instances": rows}
    cases = {
        "nothing": ({"dest": dest}, "one of the following is required: instances, register_variable, merge"),
        "typo": ({**usual, "format": ["json"]}, "format. Supported parameters include: checks, dest, fail_on, formats"),
        "format": (
            {**usual, "formats": ["pdf"]},
            "value of formats must be one or more of: json, junit, html, prometheus. Got no match for: pdf",
        ),
        "rows": ({"dest": dest, "instances": [{"host": "x"}]}, "instances[0]: give rows as whatsapp_fleet_audit returns them"),
        "mode": ({**usual, "mode": "rw"}, "mode: 'rw' is not a file mode; give one such as '0640'"),
        "none": ({"dest": dest, "merge": [f"{tmp_path}/none*.json"]}, f"merge: there is no file {tmp_path}/none*.json"),
        "folder": ({"dest": dest, "merge": [f"{tmp_path}/taken"]}, f"merge: {tmp_path}/taken cannot be read (Is a directory)"),
        "other": (
            {"dest": dest, "merge": [f"{tmp_path}/other.json"]},
            f"merge: {tmp_path}/other.json cannot be merged: it is not a drift report",
        ),
        "torn": ({"dest": dest, "merge": [f"{tmp_path}/torn.json"]}, f"merge: {tmp_path}/torn.json cannot be merged: it is not JSON"),
        "future": ({"dest": dest, "merge": [f"{tmp_path}/future.json"]}, "its format_version is 2.0, and only 1.x can be merged"),
        "below a file": ({**usual, "dest": f"{tmp_path}/file/report"}, "is not a directory"),
        "taken": ({**usual, "dest": f"{tmp_path}/taken"}, f"dest: {tmp_path}/taken/drift.json is a directory; give the name of a file"),
        "unwritable": ({**usual, "dest": "/proc"}, "dest: /proc/drift.json cannot be written"),
        "checks": ({**usual, "checks": ["healt"]}, "value of checks must be one or more of: health, expiry,"),
        "keep": ({**usual, "history_dir": f"{tmp_path}/history", "history_keep": 0}, "history_keep: give 1 or more"),
    }
    for name, done in report_tasks(tmp_path / "run", {name: options for name, (options, sentence) in cases.items()}).items():
        assert done.outcome == "failed", name
        assert cases[name][1] in done.result["msg"], name
        assert "\n" not in done.result["msg"]
    assert not (tmp_path / "report").exists()


def test_only_the_wanted_files(tmp_path):
    """Formats, mode, a directory that is made, and hosts without a result."""
    rows = json.loads(json.dumps(few()))
    cases = {
        "html": {"dest": "made/below/here", "instances": rows, "formats": ["html"], "mode": "0644"},
        "variable": {"dest": str(tmp_path / "unaudited"), "register_variable": "nothing_registered"},
    }
    found = report_tasks(tmp_path, cases)
    assert found["html"].result["files"] == {"html": str(tmp_path / "made" / "below" / "here" / "drift.html")}
    assert stat.S_IMODE((tmp_path / "made/below/here/drift.html").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) & 0o077 in (0, 0o055)
    assert found["variable"].result["hosts"]["failed"] == ["one", "two"]


def test_a_full_disk_is_one_sentence_after_every_host_was_told(fleet, tmp_path):
    """The report of before stays whole, and the output has every host."""
    hosts = fleet[1]
    assert audit(tmp_path, hosts, whatsapp_audit_method="per_host").rc == 0
    before = {name: (tmp_path / "report" / name).read_bytes() for name in FILES}
    assert len(before["drift.json"]) < len(before["drift.html"])
    with full_disk(len(before["drift.html"]) - 1):
        run = audit(tmp_path, hosts, whatsapp_audit_method="per_host", env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert run.rc == 2
    sentence = f"dest: {tmp_path}/report/drift.html cannot be written (File too large); what was there before is intact"
    assert sentence in run.output
    assert "changed: [drift]" in run.output
    assert (tmp_path / "report" / "drift.html").read_bytes() == before["drift.html"]
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted(FILES)


def test_a_read_only_directory_is_one_sentence(fleet, tmp_path):
    """Told after every host was looked at."""
    hosts = {name: fleet[1][name] for name in ("calm", "drift")}
    run = audit(tmp_path, hosts, whatsapp_audit_method="per_host", whatsapp_audit_report_dir="/proc/sys")
    assert run.rc == 2
    assert "dest: the directory /proc/sys is not writable for this user" in run.output
    assert "changed: [drift]" in run.output
    shutil.rmtree(tmp_path)
