# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running in process: when it is done, when the module is shipped instead, and what both take from Ansible."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.support.fixtures import ADMIN_PASSWORD
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions

SETTINGS = "waops.whatsapp.whatsapp_app_settings"
HOOK = {"webhooks": {"url": "https://hooks.example.com/in"}}
WAYS = {
    "plain": (True, {}),
    "delegated to localhost": (True, {"delegate_to": "localhost", "vars": {"ansible_connection": "local"}}),
    "switched off": (False, {"vars": {"whatsapp_in_process": False}}),
    "switched off by a template": (False, {"vars": {"whatsapp_in_process": "{{ 'no' }}"}}),
    "environment": (False, {"environment": {"SOME_PROXY": "x"}}),
    "async": (False, {"async": 60, "poll": 1}),
    "become": (False, {"become": True, "become_method": "myself"}),
    "not local": (False, {"vars": {"ansible_connection": "faraway"}}),
}


@pytest.fixture(scope="module")
def ways(emulator, tmp_path_factory):
    """One run with a task for each way; returns the run and its output cut at the tasks."""
    from tests.support.fixtures import PROVISIONED, new_instance

    instance = new_instance(emulator, PROVISIONED)
    tasks = [{"name": name, SETTINGS: {**instance.connection, **HOOK}, **more} for name, (_inside, more) in WAYS.items()]
    run = run_playbook(tmp_path_factory.mktemp("ways"), [play(tasks)], {"one": {}}, "-vvv")
    assert run.rc == 0, run.output
    parts = re.split(r"^TASK \[(.*)\] \*+$", run.output, flags=re.M)
    return run, dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", WAYS)
def test_in_process_or_shipped(ways, name):
    """The module is shipped exactly where it has to be, and returns the same either way."""
    run, output = ways
    assert ("AnsiballZ_whatsapp_app_settings" not in output[name]) is WAYS[name][0]
    rows = [row for row in run.rows if row.task == name]
    assert rows[-1].result["changed"] is (name == "plain")
    assert rows[-1].result["diff"]["after"] == HOOK
    assert ADMIN_PASSWORD not in output[name]


def test_module_defaults_environment_and_vault(instance, tmp_path):
    """Options from the action group's defaults, from the environment, and from a vaulted variable, both ways."""
    secret = VaultSecret(b"vault-pass")
    vaulted = VaultLib([("default", secret)]).encrypt(ADMIN_PASSWORD, secret).decode()
    (tmp_path / "vault-pass").write_text("vault-pass")
    (tmp_path / "vars.yml").write_text("vaulted: !vault |\n" + "".join(f"  {line}\n" for line in vaulted.splitlines()))
    plays = []
    for in_process in (True, False):
        defaults = {"group/waops.whatsapp.whatsapp": {"url": instance.url, "password": "{{ vaulted }}"}}
        more = {"module_defaults": defaults, "vars_files": [str(tmp_path / "vars.yml")], "vars": {"whatsapp_in_process": in_process}}
        plays.append(play([{"name": f"Set {in_process}", SETTINGS: HOOK}], **more))
    env = {
        "WHATSAPP_TLS_FINGERPRINT": instance.emulator.fingerprint,
        "WHATSAPP_TIMEOUT": "20",
        "ANSIBLE_VAULT_PASSWORD_FILE": str(tmp_path / "vault-pass"),
    }
    run = run_playbook(tmp_path / "run", plays, {"one": {}}, "-vvv", env=env)
    assert run.rc == 0, run.output
    inside, shipped = (run.result(f"Set {in_process}") for in_process in (True, False))
    assert inside["invocation"] == shipped["invocation"]
    assert inside["invocation"]["module_args"]["timeout"] == 20
    assert ADMIN_PASSWORD not in run.output
    assert yaml.safe_load(yaml.safe_dump(inside["diff"]["after"])) == HOOK


BAD = {
    "unknown option": {"nonsense": 1},
    "wrong type": {"timeout": "soon"},
    "wrong choice": {"state": "sideways"},
    "unknown suboption": {"webhooks": {"uri": "x"}},
    "not https": {"webhooks": {"url": "http://hooks.example.com"}},
    "concurrency": {"webhooks": {"max_concurrent_requests": 7}},
    "nothing to do": {},
    "no url": {"url": None, **HOOK},
    "not a url": {"url": "wa1.example.com:9090", **HOOK},
    "password in url": {"url": "https://admin:pw@wa1.example.com:9090", **HOOK},
    "no credentials": {"password": None, **HOOK},
    "fingerprint": {"tls_fingerprint": "abc", **HOOK},
    "ca file": {"ca_path": "/nonexistent/ca.pem", **HOOK},
    "timeout": {"timeout": 0, **HOOK},
}
SAYS = {
    "not https": "webhooks.url: it is not a URL that begins with https://",
    "concurrency": "webhooks.max_concurrent_requests: 7 is not allowed; choose one of 6, 12, 18, 24",
    "nothing to do": "give at least one setting",
    "not a url": "url: 'wa1.example.com:9090' is not a URL; give something like https://host:9090",
    "password in url": "leave user and password out of the URL",
    "no credentials": "give password or token",
    "fingerprint": "tls_fingerprint: give the SHA-256 of the certificate",
    "ca file": "ca_path: /nonexistent/ca.pem cannot be read (No such file or directory)",
    "timeout": "timeout: give 1 to 86400 seconds",
    "no url": "url: set url, or the host variable whatsapp_url, or the environment variable WHATSAPP_URL",
}


def test_bad_options_are_refused_alike_and_before_anything_is_sent(instance, tmp_path):
    """The same sentence both ways; the journal stays empty."""
    tasks = []
    for name, args in BAD.items():
        options = {key: value for key, value in {**instance.connection, **args}.items() if value is not None}
        for in_process in (True, False):
            task = {"name": f"{name} {in_process}", SETTINGS: options, "ignore_errors": True}
            tasks.append({**task, "vars": {"whatsapp_in_process": in_process}})
    run = run_playbook(tmp_path, [play(tasks)], {"one": {}})
    for name in BAD:
        inside, shipped = (run.row(f"{name} {in_process}") for in_process in (True, False))
        assert inside.outcome == shipped.outcome == "failed", name
        drop = ("_ansible_no_log", "_ansible_parsed", "exception")
        results = [{key: value for key, value in row.result.items() if key not in drop} for row in (inside, shipped)]
        assert results[0] == results[1]
        assert SAYS.get(name, "") in inside.result["msg"]
    assert instance.journal() == []
    assert "pw@" not in run.result("password in url True")["msg"]
