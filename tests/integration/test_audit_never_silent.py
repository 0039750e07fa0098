# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit that wrote no report has failed; nothing that is wrong with one host, the first one too, keeps others from being looked at."""

from __future__ import annotations

import json

import pytest

from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

AUDIT = "waops.whatsapp.audit"
HOOK = "https://hooks.example.com/in"
CONFIG = {"app_settings": {"webhooks": {"url": HOOK}}}
# What is wrong with the first host: its variables, and the state that the report gives it.
BROKEN = {
    "undefined": ({"whatsapp_instance_config": "{{ nobody_knows_it }}"}, "failed"),
    "undefined deep inside": ({"whatsapp_instance_config": {"app_settings": {"webhooks": {"url": "{{ nobody_knows_it }}"}}}}, "failed"),
    "a wrong type": ({"whatsapp_instance_config": ["app_settings"]}, "failed"),
    "a number": ({"whatsapp_instance_config": 7}, "failed"),
    "a wrong type inside": ({"whatsapp_instance_config": {"app_settings": "all"}}, "failed"),
    "a misspelt section": ({"whatsapp_instance_config": {"ap_settings": {}}}, "failed"),
    "nothing declared": ({"whatsapp_instance_config": None}, "failed"),
    "no url": ({"whatsapp_url": None}, "failed"),
    "no template": ({"whatsapp_password": "{{ password | }}"}, "failed"),
    "a list of passwords": ({"whatsapp_password": "{{ undefined_vault_password }}"}, "failed"),
    "no address": ({"whatsapp_url": "https://no-such-host.invalid"}, "unreachable"),
    "a refused connection": ({"whatsapp_url": "https://127.0.0.1:1"}, "unreachable"),
    "a wrong password": ({"whatsapp_password": "Wr0ng-Adm1n-Pass"}, "failed"),
    "another connection": ({"ansible_connection": "ssh", "ansible_host": "192.0.2.1"}, "failed"),
    "no such connection": ({"ansible_connection": "nonsense"}, "failed"),
    "an undefined connection": ({"ansible_connection": "{{ nobody_knows_it }}"}, "failed"),
    "an undefined port": ({"ansible_port": "{{ nobody_knows_it }}", "whatsapp_password": "{{ own_password | trim }}"}, "failed"),
    "another user": ({"ansible_become": True, "ansible_become_method": "nonsense"}, "failed"),
    "an undefined switch": ({"whatsapp_in_process": "{{ nobody_knows_it }}"}, "failed"),
    "a bad timeout": ({"whatsapp_timeout": "soon"}, "failed"),
}


@pytest.fixture(scope="module")
def instances(emulator):
    return [new_instance(emulator, {**PROVISIONED, "settings": {"webhooks": {"url": HOOK}}}) for _number in range(2)]


def hosts_of(instances, first=None):
    """The first host, with what is wrong with it, and a host that is as declared."""
    hosts = {
        name: {**instance.variables, "whatsapp_instance_config": CONFIG}
        for name, instance in zip(("a-first", "b-calm"), instances, strict=True)
    }
    hosts["a-first"] |= {"whatsapp_retries": 0, "own_password": hosts["a-first"]["whatsapp_password"], **(first or {})}
    return hosts


def statuses(folder):
    found = json.loads((folder / "report" / "drift.json").read_text())
    return {item["host"]: item["status"] for item in found["instances"]}


def test_whatever_is_wrong_with_the_first_host_the_others_are_looked_at(instances, tmp_path):
    """All mistakes in one play, the first host with one, too; each host gets the row that is its own."""
    hosts = {}
    for number, (name, (variables, _status)) in enumerate(BROKEN.items()):
        hosts[f"{number:02d} {name}"] = hosts_of(instances, variables)["a-first"]
    hosts["z-calm"] = hosts_of(instances)["b-calm"]
    run = run_playbook(tmp_path, AUDIT, hosts, common={"whatsapp_audit_report_dir": str(tmp_path / "report")})
    assert run.rc == 0, run.output
    assert {name.partition(" ")[2]: status for name, status in statuses(tmp_path).items()} == {
        **{name: status for name, (_variables, status) in BROKEN.items()}, "": "in_sync",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["undefined", "a wrong type", "no such connection", "no address"])
def test_each_kind_of_mistake_may_stand_first(instances, tmp_path, name):
    """The host that Ansible runs the task for is the broken one."""
    variables, status = BROKEN[name]
    hosts, common = hosts_of(instances, variables), {"whatsapp_audit_report_dir": str(tmp_path / "report")}
    run = run_playbook(tmp_path, AUDIT, hosts, "-e", "whatsapp_audit_fail_on=unreachable,failed", common=common)
    assert run.rc == 2, run.output
    assert statuses(tmp_path) == {"a-first": status, "b-calm": "in_sync"}


REFUSED = {
    "whatsapp_audit_formats": ("pdf", "Got no match for: pdf"),
    "whatsapp_audit_sections": ("app_settings,ap", "Got no match for: ap"),
    "whatsapp_audit_fail_on": ("drifted", "Got no match for: drifted"),
    "whatsapp_audit_method": ("per-host", "got: per-host"),
    "whatsapp_audit_concurrency": (0, "concurrency: give 1 or more"),
    "whatsapp_audit_health": ("perhaps", "whatsapp_audit_health"),
    "whatsapp_audit_file_mode": ("rw", "'rw' is not a file mode"),
    "whatsapp_audit_fail_on_drift": (True, "the role waops.whatsapp.audit has no such variable; did you mean whatsapp_audit_fail_on?"),
    "whatsapp_audit_report_dir": ("/proc/version/below", "/proc/version is not a directory"),
    "whatsapp_audit_merge": ("/no/such/*.json", "merge: there is no file /no/such/*.json"),
    "whatsapp_audit_title": ("{{ nobody_knows_it }}", "nobody_knows_it"),
}


def test_a_wrong_option_of_the_role_is_refused_before_anything_is_asked(instances, tmp_path):
    """One sentence each; the report of before stays as it was."""
    asked = len(instances[1].journal())
    tasks = [
        {
            "block": [{"ansible.builtin.include_role": {"name": "waops.whatsapp.audit"}, "vars": {name: value}}],
            "rescue": [{"name": f"Refused {name}", "ansible.builtin.debug": {"var": "ansible_failed_result.msg"}}],
        }
        for name, (value, _sentence) in REFUSED.items()
    ]
    run = run_playbook(tmp_path, [play(tasks)], hosts_of(instances), common={"whatsapp_audit_report_dir": str(tmp_path / "report")})
    for name, (_value, sentence) in REFUSED.items():
        assert sentence in run.row(f"Refused {name}", "a-first").result["ansible_failed_result.msg"]
    assert len(instances[1].journal()) == asked
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("extra", ["whatsapp_audit_method=per-host", "whatsapp_audit_fail_on_drift=true", "whatsapp_audit_formats="])
def test_the_playbook_fails_for_a_wrong_option(instances, tmp_path, extra):
    asked = len(instances[1].journal())
    run = run_playbook(
        tmp_path, AUDIT, hosts_of(instances), "-e", extra, common={"whatsapp_audit_report_dir": str(tmp_path / "report")}
    )  # fmt: skip
    assert run.rc == 2, run.output
    assert len(instances[1].journal()) == asked
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(("strategy", "method"), [("free", "sweep"), ("host_pinned", "per_host")])
def test_the_strategy_of_the_configuration_does_not_matter(instances, tmp_path, strategy, method):
    common = {"whatsapp_audit_report_dir": str(tmp_path / method / "report"), "whatsapp_audit_method": method}
    run = run_playbook(tmp_path / method, AUDIT, hosts_of(instances), env={"ANSIBLE_STRATEGY": strategy}, common=common)
    assert run.rc == 0, run.output
    assert statuses(tmp_path / method) == {"a-first": "in_sync", "b-calm": "in_sync"}


def test_lists_may_be_text(instances, tmp_path):
    """As -e and surveys give them."""
    common = {"whatsapp_audit_report_dir": str(tmp_path / "report")}
    extra = ("-e", "whatsapp_audit_sections=app_settings,users", "-e", "whatsapp_audit_formats=json,html")
    for method in ("sweep", "per_host"):
        run = run_playbook(tmp_path, AUDIT, hosts_of(instances), *extra, "-e", f"whatsapp_audit_method={method}", common=common)
        assert run.rc == 0, run.output
        assert sorted(path.name for path in (tmp_path / "report").iterdir()) == ["drift.html", "drift.json"]
        assert statuses(tmp_path) == {"a-first": "in_sync", "b-calm": "in_sync"}
    merged = run_playbook(
        tmp_path, AUDIT, {"localhost": {}}, "-e", f"whatsapp_audit_merge={tmp_path}/report/drift.json,{tmp_path}/report/*.json",
        common={"whatsapp_audit_report_dir": str(tmp_path / "merged")},
    )  # fmt: skip
    assert merged.rc == 0, merged.output
    assert json.loads((tmp_path / "merged" / "drift.json").read_text())["summary"]["total"] == 2


def test_per_host_takes_what_the_task_returned(instances, tmp_path):
    """The declaration stands in the play alone: the task says in sync, and so does the report."""
    hosts = hosts_of(instances)
    address = {name: variables.pop("whatsapp_url") for name, variables in hosts.items()}
    for name, variables in hosts.items():
        del variables["whatsapp_instance_config"]
        variables["address"] = address[name]
    role = {"ansible.builtin.import_role": {"name": "waops.whatsapp.audit"}}
    variables = {"whatsapp_url": "{{ address }}", "whatsapp_instance_config": CONFIG}
    for method in ("per_host", "sweep"):
        common = {"whatsapp_audit_report_dir": str(tmp_path / method / "report"), "whatsapp_audit_method": method}
        run = run_playbook(tmp_path / method, [play([role], vars=variables)], hosts, common=common)
        assert run.rc == 0, run.output
        assert statuses(tmp_path / method) == {"a-first": "in_sync", "b-calm": "in_sync"}
        found = json.loads((tmp_path / method / "report" / "drift.json").read_text())
        assert [item["url"] for item in found["instances"]] == list(address.values())
