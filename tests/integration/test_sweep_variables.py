# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sweep says of every host what a task of that host says, wherever Ansible takes the host's variables from."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import to_row
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions

TASK, SWEEP = "waops.whatsapp.whatsapp_instance", "waops.whatsapp.whatsapp_fleet_audit"
# Of each host: where its variable `hook` comes from. All else comes from the play, roles, files and the command line alike.
HOOKS = {
    "of the inventory": "https://inventory.example.com",
    "of host_vars": None,
    "of the group": None,
    "of the playbook's group": None,
    "of a fact": None,
    "of a registered result": None,
    "of include_vars": None,
    "of vars_files": "{{ from_vars_files }}",
    "of its own file": "{{ from_its_own_file }}",
    "of the role": "https://{{ from_role_defaults }}/{{ from_role_vars }}",
    "of role params": "{{ from_role_params | default('https://none.example.com') }}",
    "of the block": "{{ from_block | default('https://none.example.com') }}",
    "of import_playbook": "{{ from_import_playbook }}",
    "of the command line": "{{ from_extra_vars }}",
    "of another host": "{{ hostvars['of the inventory'].hook }}/{{ hostvars['of the inventory'].hook | urlencode }}",
    "of magic": "https://x.example.com/{{ inventory_hostname | urlencode }}/{{ groups.north | length }}/{{ ansible_play_hosts | length }}/"
    "{{ ansible_play_hosts_all | length }}/{{ playbook_dir | basename }}/{{ role_name | default('none') }}/{{ ansible_check_mode }}",
    "of the connection": "https://x.example.com/{{ ansible_host }}/{{ ansible_user | default('none') }}/"
    "{{ ansible_port | default('none') }}/{{ ansible_connection }}/{{ ansible_timeout }}",
    "of the play's name": "https://x.example.com/{{ ansible_play_name | urlencode }}/{{ vars.from_extra_vars | urlencode }}",
    "of a lookup": "https://x.example.com/{{ lookup('ansible.builtin.vars', 'inventory_hostname') | urlencode }}",
    "undefined": "{{ nobody_knows_it }}",
    "of a cycle": "{{ hook }}",
    "unsafe": None,
}
DECLARED = {
    "app_settings": {"webhooks": {"url": "{{ hook }}", "max_concurrent_requests": "{{ nothing | default(omit) }}"}},
    "users": [{"name": "ops.team", "user_password": "0ps-Pass!word", "role": "{{ nothing | default(omit) }}"}],
    "business_profile": "{{ nothing | default(omit) }}",
}
ASKED = {"config": "{{ whatsapp_instance_config }}", "on_error": "continue"}


def look(where):
    """The task and the sweep, one after the other."""
    return [
        {"name": f"Task {where}", TASK: ASKED, "check_mode": True, "ignore_errors": True},
        {"name": f"Sweep {where}", SWEEP: {}, "run_once": True},
    ]


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False) if not isinstance(content, str) else content, encoding="utf-8")


def project(folder):
    """Plays, roles and files of variables below this folder; returns the playbook."""
    write(folder / "host_vars" / "of host_vars.yml", {"hook": "https://host-vars.example.com"})
    write(folder / "group_vars" / "north.yml", {"hook": "https://north.example.com"})
    write(folder / "plays" / "group_vars" / "south.yml", {"hook": "https://south.example.com"})
    write(folder / "host_vars" / "unsafe.yml", "hook: !unsafe 'https://x.example.com/{{inventory_hostname}}'\n")
    write(folder / "plays" / "vars" / "all.yml", {"whatsapp_password": ADMIN_PASSWORD, "from_vars_files": "https://vars-files.example.com"})
    write(folder / "plays" / "vars" / "default.yml", {"from_its_own_file": "https://default.example.com"})
    write(folder / "plays" / "vars" / "of its own file.yml", {"from_its_own_file": "https://own.example.com"})
    write(folder / "plays" / "more.yml", {"hook": "https://include-vars.example.com"})
    write(folder / "roles" / "looking" / "defaults" / "main.yml", {"from_role_defaults": "defaults.example.com", "whatsapp_retries": 1})
    write(folder / "roles" / "looking" / "vars" / "main.yml", {"from_role_vars": "vars"})
    inside = {"block": look("in a role"), "vars": {"from_block": "https://block.example.com"}}
    write(folder / "roles" / "looking" / "tasks" / "main.yml", [inside])
    tasks = [
        {"ansible.builtin.set_fact": {"hook": "https://set-fact.example.com"}, "when": "inventory_hostname == 'of a fact'"},
        {"ansible.builtin.include_vars": {"file": "more.yml"}, "when": "inventory_hostname == 'of include_vars'"},
        {
            "ansible.builtin.command": {"argv": ["echo", "https://stdout.example.com"]}, "register": "said", "check_mode": False,
            "when": "inventory_hostname == 'of a registered result'",
        },
        {"ansible.builtin.set_fact": {"hook": "{{ said.stdout }}"}, "when": "inventory_hostname == 'of a registered result'"},
        *look("in the play"),
        {"ansible.builtin.include_role": {"name": "looking"}, "vars": {"from_role_params": "https://params.example.com"}},
    ]  # fmt: skip
    variables = {"whatsapp_url": "https://{{ ansible_host }}:{{ webapp_port }}", "whatsapp_instance_config": DECLARED}
    files = ["vars/all.yml", ["vars/{{ inventory_hostname }}.yml", "vars/default.yml"]]
    roles = {"roles": [{"role": "looking", "tags": ["never"]}]}  # its defaults and variables are those of the play, too
    write(folder / "plays" / "inner.yml", [play(tasks, vars=variables, vars_files=files, **roles)])
    imported = {"from_import_playbook": "https://import-playbook.example.com", "whatsapp_timeout": 20}
    write(folder / "plays" / "site.yml", [{"ansible.builtin.import_playbook": "inner.yml", "vars": imported}])
    return folder / "plays" / "site.yml"


@pytest.fixture(scope="module")
def run(emulator, tmp_path_factory):
    """One run of everything. No host has an address in the inventory but as its name or as ansible_host."""
    folder = Path(tmp_path_factory.mktemp("variables"))
    hosts = {}
    for name, hook in HOOKS.items():
        instance = new_instance(emulator, PROVISIONED)
        instance.patch({"users": {"ops.team": {"password": "0ps-Pass!word", "role": "ROLE_USER"}}})
        port = instance.url.rpartition(":")[2]
        hosts[name] = {"ansible_host": "{{ address }}", "address": instance.address, "webapp_port": port}
        hosts[name].update({"hook": hook} if hook else {})
    nameless = new_instance(emulator, PROVISIONED)
    hosts[nameless.address] = {"webapp_port": nameless.url.rpartition(":")[2], "hook": "https://{{ ansible_host }}/"}
    plays = project(folder)
    groups = {"north": ["of the group", "of magic"], "south": ["of the playbook's group"]}
    write(folder / "groups.yml", {name: {"hosts": dict.fromkeys(members)} for name, members in groups.items()})
    extra = {"from_extra_vars": "https://extra.example.com", "whatsapp_tls_fingerprint": emulator.fingerprint}
    write(folder / "extra.yml", extra)
    done = run_playbook(
        folder, plays, hosts, "-i", str(folder / "groups.yml"), "-e", f"@{folder / 'extra.yml'}",
        env={"ANSIBLE_ROLES_PATH": str(folder / "roles")},
    )  # fmt: skip
    assert done.rc == 0, done.output
    return done


@pytest.mark.parametrize("where", ["in the play", "in a role"])
def test_a_sweep_says_what_the_tasks_say(run, where):
    sweep = next(row for row in run.rows if row.task.endswith(f"Sweep {where}"))
    swept = {row["host"]: row for row in sweep.result["instances"]}
    tasks = {row.host: row for row in run.rows if row.task.endswith(f"Task {where}")}
    assert swept.keys() == tasks.keys()
    for host, row in swept.items():
        found = tasks[host].result
        expected = to_row(host, {**found, "failed": tasks[host].outcome == "failed"})
        assert (row["status"], row["changed"], row["sections"]) == (expected["status"], expected["changed"], expected["sections"]), host
    assert {host for host, row in swept.items() if not row["sections"]} == {"undefined", "of a cycle"}


def test_every_source_of_variables_was_seen(run):
    """The corpus is what it claims to be: each hook came from where it says, and what stands in a role differs from the play."""
    seen = [
        {row["host"]: row["sections"]["app_settings"]["diff"]["after"]["webhooks"]["url"] for row in result["instances"] if row["sections"]}
        for result in (run.result("Sweep in the play"), run.result("looking : Sweep in a role"))
    ]
    plain, role = seen
    assert plain["of host_vars"] == "https://host-vars.example.com"
    assert plain["of the playbook's group"] == "https://south.example.com"
    assert plain["of its own file"] == "https://own.example.com"
    assert plain["of a fact"] == "https://set-fact.example.com"
    assert plain["of a registered result"] == "https://stdout.example.com"
    assert plain["of include_vars"] == "https://include-vars.example.com"
    assert plain["of import_playbook"] == "https://import-playbook.example.com"
    assert plain["of role params"] == "https://none.example.com"
    assert role["of role params"] == "https://params.example.com"
    assert role["of the block"] == "https://block.example.com"
    assert "/looking/" in role["of magic"]
    assert plain["unsafe"] == "https://x.example.com/{{inventory_hostname}}"
