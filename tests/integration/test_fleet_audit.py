# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sweep of a fleet in every state: it says what whatsapp_instance in check mode says, and nobody suffers for another."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from itertools import groupby

import pytest

from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.fleets import Vaulted, vaulted
from tests.support.playbook import Run, play, run_playbook

pytestmark = pytest.mark.core_versions

SWEEP, INSTANCE = "waops.whatsapp.whatsapp_fleet_audit", "waops.whatsapp.whatsapp_instance"
OPS, TOKEN, OLD_TOKEN, WRONG = "0ps-Pass!word", "b3arer-t0ken-of-the-shop", "an-0lder-t0ken-of-the-shop", "Wr0ng-Adm1n-Pass"
SECRETS = (ADMIN_PASSWORD, OPS, TOKEN, OLD_TOKEN, WRONG)
TIMEOUT = 4  # seconds; of the host that hangs
CONFIG = {
    "users": [{"name": "ops.team", "user_password": "{{ ops_password }}", "update_password": "on_create"}],
    "app_settings": {"webhooks": {"url": "https://{{ inventory_hostname }}.example.com/in"}},
    "media_providers": {"providers": [{"name": "shop", "config": {"bearer": TOKEN}}]},
    "two_step": {"pin": "846302"},
    "business_profile": {"email": "{{ hostvars['calm'].email_of_all }}"},
    "groups": [{"subject": "Drivers"}],
}
MANY = {"providers": [{"name": f"provider-{number}", "config": {"bearer": TOKEN}} for number in range(900)]}


def state(name):
    """The state of an instance that is as CONFIG wants it."""
    return {
        **PROVISIONED,
        "users": {**PROVISIONED["users"], "ops.team": {"password": OPS, "role": "ROLE_USER"}},
        "settings": {**PROVISIONED["settings"], "webhooks": {"url": f"https://{name}.example.com/in"}},
        "providers": [{"name": "shop", "type": "www", "config": {"bearer": TOKEN}}],
        "business_profile": {"email": "shop@example.com"},
        "groups": {"1-1": {"subject": "Drivers", "creation_time": 1, "creator": "1", "admins": [], "participants": []}},
    }


DRIFT = {
    "settings": {"webhooks": {"url": "https://old.example.com/in"}},
    "providers": [{"name": "shop", "type": "www", "config": {"bearer": OLD_TOKEN}}],
}
HOSTS = (
    "bare",
    "calm",
    "drift",
    "gone",
    "hanging",
    "large",
    "locked",
    "no_groups",
    "quiet",
    "refusing",
    "too_long",
    "typo",
    "undefined",
    "words",
)
ANSWERED = {"calm": "in_sync", "quiet": "in_sync", "no_groups": "in_sync", "drift": "drifted", "large": "drifted", "refusing": "failed"}
NEVER_ASKED = ("gone", "bare", "typo", "too_long", "undefined", "words")


@dataclass
class Swept:
    """A finished sweep: its run, its result, and what the instances saw meanwhile."""

    run: Run
    result: dict
    journal: dict
    in_flight: dict

    def of(self, name):
        return next(row for row in self.result["instances"] if row["host"] == name)


@pytest.fixture(scope="module")
def fleet(emulator):
    """({name: Instance}, {name: variables})."""
    instances = {name: new_instance(emulator, state(name)) for name in HOSTS if name != "gone"}
    hosts = {name: {"whatsapp_url": instances[name].url if name in instances else "https://127.0.0.1:1"} for name in HOSTS}
    for name in HOSTS:
        hosts[name]["whatsapp_instance_config"] = copy.deepcopy(CONFIG)
    instances["drift"].patch(DRIFT)
    instances["no_groups"].patch({"groups_enabled": False})
    hosts["locked"]["whatsapp_password"] = WRONG
    hosts["calm"] |= {"email_of_all": "shop@example.com"}
    hosts["words"]["whatsapp_instance_config"] = "as it was"
    hosts["hanging"] |= {"whatsapp_timeout": TIMEOUT}
    hosts["gone"] |= {"whatsapp_retries": 0}
    del hosts["bare"]["whatsapp_instance_config"]
    hosts["typo"]["whatsapp_instance_config"]["app_settings"] = {"web_hooks": {"url": "https://x.example.com"}}
    hosts["too_long"]["whatsapp_instance_config"]["profile"] = {"about": "x" * 140}
    hosts["undefined"]["whatsapp_instance_config"]["business_profile"]["email"] = "{{ nobody_knows_it }}"
    hosts["large"]["whatsapp_instance_config"]["media_providers"] = MANY
    control = emulator.control
    control.fault(instance=instances["hanging"].address, fault="slow", delay=2 * TIMEOUT, times=-1)
    providers = "/v1/settings/application/media/providers"
    control.fault(instance=instances["refusing"].address, path=providers, fault="status", status=500, code=1014, times=-1)
    yield instances, hosts
    control.clear_faults()


def run(folder, hosts, tasks, *arguments, **more):
    """Runs tasks over hosts that have all but their own variables in common; one secret is vaulted."""
    calm = next(iter(hosts.values()))
    common = {"whatsapp_password": ADMIN_PASSWORD, "whatsapp_tls_fingerprint": calm["fingerprint"]}
    secrets = vaulted(folder, {"ops_password": Vaulted(OPS)})
    return run_playbook(folder, [play(tasks, **more)], hosts, *secrets, *arguments, common=common)


def pinned(instances, hosts):
    """The hosts with the fingerprint that run() takes."""
    fingerprint = instances["calm"].emulator.fingerprint
    return {name: {**variables, "fingerprint": fingerprint} for name, variables in hosts.items()}


@pytest.fixture(scope="module")
def swept(fleet, tmp_path_factory):
    """The fleet, swept with everything printed."""
    instances, hosts = fleet
    task = {"name": "Sweep", SWEEP: {}, "run_once": True, "register": "audit"}
    finished = run(tmp_path_factory.mktemp("sweep"), pinned(instances, hosts), [task], "-vvv", "--diff")
    assert finished.rc == 0, finished.output
    seen = instances["calm"].control.summary()["max_in_flight"]
    journal = {name: instance.journal() for name, instance in instances.items()}
    return Swept(finished, finished.result("Sweep"), journal, {name: seen[each.address] for name, each in instances.items()})


@pytest.fixture(scope="module")
def one_by_one(swept, fleet, tmp_path_factory):
    """{host: result} of whatsapp_instance in check mode on every host."""
    connection = {name: "{{ whatsapp_%s | default(omit) }}" % name for name in ("url", "password", "tls_fingerprint", "timeout", "retries")}
    options = {**connection, "config": "{{ whatsapp_instance_config }}", "on_error": "continue"}
    task = {"name": "Look", INSTANCE: options, "check_mode": True, "ignore_errors": True}
    finished = run(tmp_path_factory.mktemp("each"), pinned(*fleet), [task], "--diff")
    return {row.host: row.result for row in finished.rows}


def test_every_host_has_a_row_in_the_order_of_the_play(swept):
    assert [row["host"] for row in swept.result["instances"]] == list(HOSTS)
    assert {row["host"]: row["status"] for row in swept.result["instances"]} == {
        **ANSWERED, **dict.fromkeys(("locked", "bare", "typo", "too_long", "undefined", "words"), "failed"),
        **dict.fromkeys(("gone", "hanging"), "unreachable"),
    }  # fmt: skip
    counts = {key: value for key, value in swept.result["summary"].items() if key != "seconds"}
    assert counts == {"in_sync": 3, "drifted": 2, "unreachable": 2, "failed": 7, "total": 14}
    assert swept.result["changed"] is False


@pytest.mark.parametrize("name", [name for name in HOSTS if name not in ("bare", "undefined", "words")])
def test_a_row_says_what_whatsapp_instance_in_check_mode_says(swept, one_by_one, name):
    """The same change, the same difference, the same sentences."""
    row, result = swept.of(name), one_by_one[name]
    assert row["changed"] is result["changed"]
    for key in ("msg", "failure", "restart_required", "warnings", "not_done"):
        assert (row.get(key) or None) == (result.get(key) or None), key
    assert list(row["sections"]) == list(result.get("sections", {}))
    for section, found in result.get("sections", {}).items():
        mine = row["sections"][section]
        for key in ("changed", "failed", "msg", "failure", "not_offered"):
            assert mine.get(key) == found.get(key), (section, key)
        for key in ("diff", "restart_required"):
            assert mine.get(key) == (found[key] if found["changed"] else None), (section, key)


def test_what_differs_is_told_and_secrets_are_not(swept):
    sections = swept.of("drift")["sections"]
    assert sections["app_settings"]["diff"] == {
        "before": {"webhooks": {"url": "https://old.example.com/in"}},
        "after": {"webhooks": {"url": "https://drift.example.com/in"}},
    }
    assert sections["media_providers"]["diff"]["before"]["providers"]["shop"]["config"] == {"bearer": "********"}
    assert len(json.dumps(swept.of("large"))) > 65536
    assert len(swept.of("large")["sections"]["media_providers"]["diff"]["after"]["providers"]) == 900
    said = swept.run.output + json.dumps(swept.result)
    assert not [secret for secret in SECRETS if secret in said]


def test_what_a_sweep_itself_has_to_say_is_one_sentence(swept):
    assert swept.of("bare")["msg"] == "bare: whatsapp_instance_config is not set; declare it in host_vars"
    # Before ansible-core 2.19 Ansible says it twice.
    assert swept.of("undefined")["msg"].startswith(
        "undefined: the variable whatsapp_instance_config cannot be used ('nobody_knows_it' is undefined"
    )
    assert swept.of("words")["msg"] == "words: whatsapp_instance_config is not a dictionary of sections; declare it in host_vars"
    for row in swept.result["instances"]:
        assert "\n" not in row.get("msg", ""), row["msg"]
    assert "Traceback" not in swept.run.output


def test_it_only_reads_and_asks_each_instance_one_thing_at_a_time(swept):
    for name, entries in swept.journal.items():
        assert [entry for entry in entries if entry["kind"] == "write" or entry["suspicious"]] == [], name
        logins = [entry["operation"] for entry in entries].count("Login-User")
        # A call that hangs is written down once it is answered, which is after the sweep.
        assert logins == (0 if name in (*NEVER_ASKED, "hanging") else 1), name
        assert swept.in_flight[name] == (0 if name in NEVER_ASKED else 1), name
    gets = [entry["operation"] for entry in swept.journal["calm"]]
    assert len(gets) == len(set(gets))


def test_a_host_that_hangs_keeps_nobody_waiting(swept):
    """The others are done before its time is up."""
    others = [entry["time"] for name, entries in swept.journal.items() if name != "hanging" for entry in entries]
    assert max(others) - min(others) < TIMEOUT
    assert swept.of("hanging")["seconds"] < 2 * TIMEOUT
    assert f"no answer within {TIMEOUT} s" in swept.of("hanging")["msg"]


def test_options(fleet, tmp_path):
    """Limits, and what is refused; each in one sentence, with nothing sent."""
    instances, hosts = fleet
    names = ("calm", "drift", "quiet")
    since = {name: len(instances[name].journal()) for name in names}
    tasks = {
        "limited": {"hosts": ["quiet", "calm", "quiet"], "sections": ["business_profile", "groups"]},
        "one after the other": {"hosts": list(names), "concurrency": 1, "processes": 4, "progress_interval": 0.001},
        "nobody": {"hosts": []},
        "section": {"sections": ["busines_profile"]},
        "concurrency": {"concurrency": 0},
        "processes": {"processes": 0},
        "host": {"hosts": ["calm", "nobody"]},
        "option": {"host": "calm"},
    }
    finished = run(
        tmp_path, pinned(instances, {name: hosts[name] for name in names}),
        [{"name": name, SWEEP: options, "ignore_errors": True} for name, options in tasks.items()],
    )  # fmt: skip
    limited = finished.result("limited")["instances"]
    assert [(row["host"], list(row["sections"])) for row in limited] == [
        ("quiet", ["business_profile", "groups"]), ("calm", ["business_profile", "groups"]),
    ]  # fmt: skip
    assert [row["status"] for row in finished.result("one after the other")["instances"]] == ["in_sync", "drifted", "in_sync"]
    assert finished.result("nobody")["instances"] == []
    assert "audit: 3 of 3 done, 1 drifted, 0 unreachable, 0 failed" in finished.output
    refused = {name: finished.result(name)["msg"] for name in list(tasks)[3:]}
    assert refused.pop("section").startswith("value of sections must be one or more of: certificate, users,")
    assert refused.pop("option").startswith("host. Supported parameters include: certificate_critical_days,")
    assert refused == {
        "concurrency": "concurrency: give 1 or more",
        "processes": "processes: give 1 or more",
        "host": "hosts: nobody is not in the inventory",
    }
    entries = {name: instances[name].journal()[since[name] :] for name in names}
    assert [entry["operation"] for entry in entries["calm"][:4]] == [
        "Login-User", "Get-Business-Profile", "Get-All-Groups", "Get-Group-Info",
    ]  # fmt: skip
    limited = sum(len(entries[name][:4]) for name in ("calm", "quiet"))
    every = sorted((entry for name in names for entry in entries[name]), key=lambda entry: entry["n"])
    assert [address for address, _entries in groupby(every[limited:], key=lambda entry: entry["instance"])] == [
        instances[name].address for name in names
    ]  # fmt: skip


def test_an_instance_that_asks_for_time_gets_it_and_no_limit_is_ever_reached(emulator, tmp_path):
    """Retry-After of one instance holds up nobody else; sweeps one after the other stay below every limit of the server."""
    names = ("busy", *(f"other{number}" for number in range(6)))
    instances = {name: new_instance(emulator, state(name)) for name in names}
    hosts = {name: {"whatsapp_url": instances[name].url, "whatsapp_instance_config": copy.deepcopy(CONFIG)} for name in names}
    hosts["busy"]["email_of_all"] = "shop@example.com"
    for name in names:
        hosts[name]["whatsapp_instance_config"]["business_profile"]["email"] = "{{ hostvars['busy'].email_of_all }}"
        hosts[name]["fingerprint"] = emulator.fingerprint
    settings, wait = "/v1/settings/application", 3
    control = emulator.control
    control.fault(instance=instances["busy"].address, path=settings, fault="status", status=429, code=1015, retry_after=wait, times=1)
    sweep = {"name": "Sweep", SWEEP: {"concurrency": 2, "processes": 1}, "run_once": True}
    finished = run(tmp_path, hosts, [sweep] * 12)
    assert finished.rc == 0, finished.output
    rows = [row for each in finished.rows for row in each.result["instances"]]
    assert {row["status"] for row in rows} == {"in_sync"}
    assert len(rows) == 12 * len(names)
    assert "GET /v1/settings/application answered 429; repeated in 3.0 s (1 of 3)" in rows[0]["warnings"][0]
    journal = {name: instance.journal() for name, instance in instances.items()}
    asked = [entry["time"] for entry in journal["busy"] if entry["path"] == settings][:2]
    assert asked[1] - asked[0] >= wait
    first = max(entry["time"] for name in names[1:] for entry in journal[name][: len(journal[name]) // 12])
    assert first < asked[1], "the others waited too"
    assert [entry["status"] for entries in journal.values() for entry in entries if entry["status"] == 429] == [429]
    assert not [entry for entries in journal.values() for entry in entries if entry["path"] == "/v1/health"]
    seen = control.summary()["max_in_flight"]
    assert {seen[instance.address] for instance in instances.values()} == {1}


def test_another_strategy_is_refused_rather_than_swept_once_for_each_host(fleet, tmp_path):
    """The free strategy would start one sweep for every host."""
    instances, hosts = fleet
    asked = len(instances["calm"].journal())
    finished = run(tmp_path, pinned(instances, {"calm": hosts["calm"]}), [{"name": "Sweep", SWEEP: {}}], strategy="free")
    assert finished.rc != 0
    assert "bypasses the host loop, which is currently not supported in the free strategy" in finished.output
    assert len(instances["calm"].journal()) == asked
