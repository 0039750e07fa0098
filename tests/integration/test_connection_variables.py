# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options from the host's variables: all or none, in process and shipped alike, and with a fixed order of precedence."""

from __future__ import annotations

import pytest

from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions
SETTINGS = "waops.whatsapp.whatsapp_app_settings"
HOOK = {"webhooks": {"url": "https://hooks.example.com/in"}}
ENVIRONMENT = {"WHATSAPP_TOKEN": "token-of-the-environment", "WHATSAPP_TIMEOUT": "11", "WHATSAPP_RETRIES": "2"}
DEFAULTS = "group/waops.whatsapp.whatsapp"
# Task name: (what the task gives, what module_defaults gives, the arguments expected, the words expected in a failure).
CASES = {
    "all from the host": ({}, {}, {"timeout": 12, "retries": 2, "username": "admin"}, None),
    "the task wins": ({"timeout": 14, "retries": 5}, {"timeout": 13}, {"timeout": 14, "retries": 5}, None),
    "module_defaults win over the host": ({}, {"timeout": 13}, {"timeout": 13}, None),
    "a url of the task takes no password": ({"url": "{{ whatsapp_url }}"}, {}, {"timeout": 11, "password": None}, "401"),
    "a url of module_defaults takes no password": ({}, {"url": "{{ whatsapp_url }}"}, {"timeout": 11, "password": None}, "401"),
    "omitted in the task": ({"url": "{{ omit }}", "timeout": "{{ omit }}"}, {}, {"timeout": 12}, None),
    "a wrong password of the task": ({"password": "wrong-password"}, {}, {"timeout": 12, "token": None}, "check username and password"),
}


def tasks_of(shipped):
    """A task for each case."""
    for name, (given, defaults, _expected, _words) in CASES.items():
        task = {
            "name": f"{name} {shipped}",
            SETTINGS: {**HOOK, **given},
            "ignore_errors": True,
            "vars": {"whatsapp_in_process": not shipped},
        }
        yield {**task, "module_defaults": {DEFAULTS: defaults}} if defaults else task


@pytest.fixture(scope="module")
def run(emulator, tmp_path_factory):
    """One run with all cases, both ways."""
    instance = new_instance(emulator, PROVISIONED)
    variables = {
        "whatsapp_url": instance.url,
        "vaulted": ADMIN_PASSWORD,
        "whatsapp_password": "{{ vaulted }}",
        "whatsapp_tls_fingerprint": ["{{ '" + instance.emulator.fingerprint + "' }}", "{{ absent | default(omit) }}"],
        "whatsapp_username": "{{ absent | default(omit) }}",
        "whatsapp_timeout": "{{ 12 }}",
        "whatsapp_token": None,
    }
    play_of = play([*tasks_of(False), *tasks_of(True)])
    env = {**ENVIRONMENT, "WHATSAPP_TLS_FINGERPRINT": instance.emulator.fingerprint}
    return run_playbook(tmp_path_factory.mktemp("variables"), [play_of], {"one": variables}, "-vvv", env=env)


@pytest.mark.parametrize("shipped", [False, True], ids=["in process", "shipped"])
@pytest.mark.parametrize("name", CASES)
def test_precedence(run, name, shipped):
    """The task, module_defaults, the host, the environment, the default; with a url from elsewhere nothing of the host."""
    _given, _defaults, expected, words = CASES[name]
    row = run.row(f"{name} {shipped}")
    assert row.outcome == ("failed" if words else "ok"), run.output
    assert not words or words in row.result["msg"]
    args = row.result["invocation"]["module_args"]
    assert {key: args[key] for key in expected} == expected
    assert ADMIN_PASSWORD not in run.output


BROKEN = {
    "undefined": ({"whatsapp_password": "{{ nowhere }}"}, "the variable whatsapp_password cannot be used"),
    "undefined-url": ({"whatsapp_url": "https://{{ nowhere }}:9090"}, "the variable whatsapp_url cannot be used"),
    "secret-in-a-filter": ({"whatsapp_password": "{{ vaulted | from_json }}"}, "the variable whatsapp_password cannot be used"),
    "no-url": ({"whatsapp_url": "{{ absent | default(omit) }}"}, "set url, or the host variable whatsapp_url"),
    "user-of-the-task": ({"whatsapp_token": "token-of-the-host", "own": {"username": "ops", "password": "wrong"}}, "check username"),
}


def run_everywhere(folder, hosts, env):
    """Runs the module on all hosts, both ways, and returns the run; the variable `own` has the user of the task."""
    own = {name: "{{ (own | default({}))." + name + " | default(omit) }}" for name in ("username", "password")}
    tasks = [
        {"name": f"shipped {shipped}", SETTINGS: {**HOOK, **own}, "ignore_errors": True, "vars": {"whatsapp_in_process": not shipped}}
        for shipped in (False, True)
    ]
    return run_playbook(folder, [play(tasks)], hosts, "-vvv", env=env)


def test_broken_variables(instance, tmp_path):
    """A sentence that names host and variable, without secrets; nothing is sent but the one login that a task asks for."""
    known = {**instance.variables, "vaulted": "no-json-" + ADMIN_PASSWORD}
    run = run_everywhere(tmp_path, {host: {**known, **changes} for host, (changes, _words) in BROKEN.items()}, {})
    for host, (_changes, words) in BROKEN.items():
        for shipped in (False, True):
            message = run.result(f"shipped {shipped}", host)["msg"]
            assert words in message
            assert message.startswith(host) or "cannot be used" not in words
    assert ADMIN_PASSWORD not in run.output
    assert {entry["path"] for entry in instance.journal()} == {"/v1/users/login"}


def test_a_url_of_the_environment_takes_nothing_of_the_host(instance, tmp_path):
    """A host without whatsapp_url does not send its password to WHATSAPP_URL."""
    env = {"WHATSAPP_URL": instance.url, "WHATSAPP_TLS_FINGERPRINT": instance.emulator.fingerprint}
    run = run_everywhere(tmp_path, {"one": {"whatsapp_password": ADMIN_PASSWORD}}, env)
    for shipped in (False, True):
        assert "give password or token" in run.result(f"shipped {shipped}")["msg"]
    assert instance.journal() == []
