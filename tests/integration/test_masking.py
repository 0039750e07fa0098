# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking through ansible-playbook, in process and shipped: no secret is shown, and no word of the collection is lost."""

from __future__ import annotations

import json

import pytest

from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions
FQCN = "waops.whatsapp.whatsapp_"
CANARY = "Canary-4711-S3cret"
USER = {"name": "ops.team", "user_password": CANARY}
# Task: (module, options). All of them fail, and hold the canary.
REFUSED = {
    "a text for two_step": ("instance", {"config": {"users": [USER], "two_step": CANARY}}),
    "a text for config": ("instance", {"config": f"pin={CANARY}"}),
    "a text for a user": ("instance", {"config": {"users": [USER, CANARY]}}),
    "a list for a password": ("user", {"name": "ops.team", "user_password": [CANARY], "state": "sideways"}),
    "a misspelt option": ("user", {"name": "ops.team", "user_pasword": CANARY}),
    "a wrong state": ("user", {**USER, "state": "sideways"}),
    "a dictionary for a pin": ("two_step", {"pin": {"value": CANARY}}),
    "a text for a provider": ("media_provider", {"providers": [{"name": "shop", "type": "www", "config": CANARY}]}),
    "user information in url": ("app_settings", {"auto_download": [], "url": f"https://admin:{CANARY}@127.0.0.1:1"}),
    "a query in url": ("app_settings", {"auto_download": [], "url": f"https://127.0.0.1:1/?token={CANARY}"}),
}
# Secrets that are words of the collection, and what must come back all the same.
SHORT = "core"


def both_ways(name, module, options, **more):
    """The task in process and shipped."""
    for in_process in (True, False):
        yield {"name": f"{name} {in_process}", FQCN + module: options, "vars": {"whatsapp_in_process": in_process}, **more}


@pytest.fixture(scope="module")
def refused(emulator, tmp_path_factory):
    """One run of all tasks that fail; the folder and the run."""
    instance = new_instance(emulator, PROVISIONED)
    tasks = []
    for name, (module, options) in REFUSED.items():
        tasks += both_ways(name, module, {**instance.connection, **options}, ignore_errors=True, register="result")
        tasks.append({"name": "Show", "ansible.builtin.debug": {"var": "result"}})
    folder = tmp_path_factory.mktemp("refused")
    log = {"ANSIBLE_LOG_PATH": str(folder / "log")}
    return folder, run_playbook(folder, [play(tasks)], {"one": {}}, "-vvv", "--diff", env=log)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_alike(refused, name):
    """Both ways say the same."""
    _folder, run = refused
    results = []
    for in_process in (True, False):
        row = run.row(f"{name} {in_process}")
        assert row.outcome == "failed"
        results.append({key: value for key, value in row.result.items() if not key.startswith(("_ansible", "exception"))})
    assert results[0] == results[1]


def test_no_secret_is_shown(refused):
    """Neither printed at -vvv, nor registered, nor in what callbacks get, nor in the log; the word of ansible-core 2.22 is not needed."""
    folder, run = refused
    assert CANARY not in run.output
    assert CANARY not in (folder / "results.jsonl").read_text()
    assert CANARY not in (folder / "log").read_text()
    assert ADMIN_PASSWORD not in run.output
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in run.output


@pytest.fixture(scope="module")
def words(emulator, tmp_path_factory):
    """One run with secrets that are words: a provider password, a PIN and a backup password that is the number of the instance."""
    folder = tmp_path_factory.mktemp("words")
    instances = {True: new_instance(emulator, PROVISIONED), False: new_instance(emulator, PROVISIONED)}
    number = PROVISIONED["settings"]["wa_id"]
    basic = {"username": "whatsapp", "password": SHORT}
    providers = {"providers": [{"name": "shop", "type": "www", "config": {"basic": basic}}]}
    tasks = []
    for in_process, instance in instances.items():
        connection = {**instance.connection, "url": instance.url}
        settings = {"providers": providers["providers"]}
        kinds = {
            "provider": ("media_provider", settings),
            "instance": ("instance", {"config": {"media_providers": providers, "app_settings": {"callback_persist": False}}}),
            "backup": ("backup", {"backup_password": number, "dest": str(folder / f"backup-{in_process}.json")}),
        }
        for name, (module, options) in kinds.items():
            variables = {"whatsapp_in_process": in_process}
            tasks.append({"name": f"{name} {in_process}", FQCN + module: {**connection, **options}, "vars": variables, "register": name})
            assertion = f"{name}.restart_required | difference(['coreapp', 'webapp']) == []"
            tasks.append({"name": f"Decide on {name} {in_process}", "ansible.builtin.assert": {"that": [assertion]}})
    run = run_playbook(folder, [play(tasks)], {"one": {}}, "-vvv", "--diff")
    assert run.rc == 0, run.output
    return run, number


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "shipped"])
def test_words_survive(words, in_process):
    """Roles decide on restart_required, and people read the number of the instance."""
    run, number = words
    provider, instance, backup = (run.result(f"{name} {in_process}") for name in ("provider", "instance", "backup"))
    assert "providers[0].config.basic.password: a secret of fewer than 8 characters" in " ".join(provider["warnings"])
    assert instance["restart_required"] == ["coreapp"]
    assert instance["changed"]
    assert set(instance["sections"]) == {"media_providers", "app_settings"}
    assert backup["manifest"]["wa_id"] == number
    for result in (provider, instance, backup):
        assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in json.dumps(result["invocation"])
