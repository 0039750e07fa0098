# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trouble on the way to an instance and on its side: one sentence that names the instance, the call and the remedy, plus
`failure`; and nothing half-done that a second run does not put right."""

from __future__ import annotations

import pytest

from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

pytestmark = pytest.mark.core_versions

OPS = {"ops.team": {"password": "0ps-Pass!word", "role": "ROLE_USER"}}
WANTED = {"webhooks": {"url": "https://hooks.example.com/in"}}
SETTINGS = "/v1/settings/application"
CONNECTION = ("url", "username", "password", "token", "validate_certs", "ca_path", "tls_fingerprint", "timeout", "retries")


def task(name="Set", **more):
    """Sets the webhook with whatever connection options the host has."""
    args = {key: "{{ whatsapp_%s | default(omit) }}" % key for key in CONNECTION} | {"url": "{{ address }}"} | WANTED
    return {"name": name, "waops.whatsapp.whatsapp_app_settings": args, "ignore_errors": True, **more}


class Scenario:
    """A host of the run: what its instance is like, how it is reached, what the user must be told."""

    def __init__(self, says, failure=None, state=None, faults=(), repaired=True, works=False, **connection):
        self.says, self.failure, self.faults = says, failure or {}, faults
        self.state = PROVISIONED if state is None else state
        self.repaired, self.works, self.connection = repaired, works, connection


SCENARIOS = {
    "no-such-host": Scenario("the host name does not resolve; correct url", repaired=False, address="https://wa.invalid:9090"),
    "closed-port": Scenario("the connection was refused; check the address", repaired=False, address="https://127.9.9.9:1", retries=0),
    "plain-http": Scenario("the port does not speak TLS; give the HTTPS port", repaired=False, address="{control}"),
    "unknown-ca": Scenario("the certificate cannot be verified", repaired=False, tls_fingerprint=None),
    "wrong-pin": Scenario("the certificate is not the pinned one", repaired=False, tls_fingerprint="ab" * 32),
    "wrong-password": Scenario("check username and password (not tried again", {"status": 401}, repaired=False, password="Wr0ng-Pass!word"),
    "stock-password": Scenario("log in for the first time with whatsapp_session", {"status": 401, "code": 1024}, {}, password="secret"),
    "regular-user": Scenario(
        "use the administrator's credentials",
        {"status": 403, "code": 1005},
        {**PROVISIONED, "users": {**PROVISIONED["users"], **OPS}},
        repaired=False,
        username="ops.team",
        password=OPS["ops.team"]["password"],
    ),
    "dead-token": Scenario("check username and password, the token", {"status": 401}, repaired=False, token="a.b.c", password=None),
    "too-many": Scenario(
        "wait for the limit's window",
        {"status": 429, "code": 1015},
        faults=[{"fault": "status", "status": 429, "code": 1015, "times": -1}],
        retries=1,
    ),
    "down": Scenario(
        "wait until the load falls and run again",
        {"status": 503, "code": 1016},
        faults=[{"fault": "status", "status": 503, "times": -1}],
        retries=1,
    ),
    "html": Scenario(
        "look at the instance's logs", {"status": 500}, faults=[{"fault": "html", "status": 500, "times": -1, "applied": False}]
    ),
    "truncated": Scenario("", faults=[{"fault": "truncate", "method": "GET", "times": -1}], retries=1),
    "empty": Scenario("holds no settings.application", {"status": 200}, faults=[{"fault": "empty", "method": "GET", "times": -1}]),
    "slow": Scenario("no answer within 1 s", faults=[{"fault": "slow", "delay": 3, "times": -1}], timeout=1),
    "trickling": Scenario("the answer was not complete after 1 s", faults=[{"fault": "trickle", "method": "GET", "times": -1}], timeout=1),
    "slow-write": Scenario(
        "it is not known whether the call took effect", faults=[{"fault": "slow", "method": "PATCH", "delay": 3, "times": -1}], timeout=1
    ),
    "lost-write": Scenario("", faults=[{"fault": "reset_after", "method": "PATCH", "times": 1}], works=True),
    "recovers": Scenario("", faults=[{"fault": "status", "status": 429, "code": 1015, "retry_after": 1, "times": 1}], works=True),
    "not-primary": Scenario("", faults=[{"fault": "status", "status": 500, "code": 1017, "times": 1}], works=True),
}


@pytest.fixture(scope="module")
def trouble(emulator, tmp_path_factory):
    """Both runs over all scenarios: the first in trouble, the second after it is gone."""
    folder = tmp_path_factory.mktemp("trouble")
    hosts, instances = {}, {}
    for name, scenario in SCENARIOS.items():
        instance = instances[name] = new_instance(emulator, scenario.state)
        own = {key: value for key, value in scenario.connection.items() if value is not None}
        dropped = [key for key, value in scenario.connection.items() if value is None]
        options = {**instance.connection, **own}
        hosts[name] = {"address": instance.url} | {f"whatsapp_{key}": value for key, value in options.items() if key not in dropped}
        hosts[name]["address"] = hosts[name].pop("whatsapp_address", instance.url)
        hosts[name]["address"] = hosts[name]["address"].replace("{control}", emulator.control.base_url.replace("http:", "https:"))
        for fault in scenario.faults:
            emulator.control.fault(instance=instance.address, path=SETTINGS, **fault)
    first = run_playbook(folder, [play([task()])], hosts, "--forks", "5", "-vvv")
    emulator.control.clear_faults()
    journals = {name: instance.journal() for name, instance in instances.items()}
    second = run_playbook(folder, [play([task()])], hosts, "--forks", "5")
    return first, second, instances, journals


@pytest.mark.parametrize("name", SCENARIOS)
def test_trouble_is_told_and_put_right(trouble, name):
    """The sentence, the failure and the second run of each scenario."""
    first, second, instances, _journals = trouble
    scenario, row = SCENARIOS[name], first.row("Set", name)
    result = row.result
    assert row.outcome == ("ok" if scenario.works else "failed"), result
    if not scenario.works:
        url = scenario.connection.get("address", instances[name].url)
        assert result["msg"].startswith(url.replace("{control}", "https://127.0.0.1"))
        assert scenario.says in result["msg"]
        assert " /v1/" in result["msg"]
        assert "Traceback" not in result["msg"]
        assert "\n" not in result["msg"]
        assert scenario.failure.items() <= result["failure"].items()
        assert set(result["failure"]) == {"status", "code", "title", "details", "method", "path"}
    if scenario.repaired and name != "stock-password":
        assert second.row("Set", name).outcome == "ok", second.row("Set", name).result
        assert instances[name].state()["settings"]["webhooks"]["url"] == WANTED["webhooks"]["url"]


def test_no_secret_is_told(trouble):
    """Neither passwords nor tokens, at -vvv."""
    for secret in (ADMIN_PASSWORD, "Wr0ng-Pass!word", OPS["ops.team"]["password"], "a.b.c"):
        assert secret not in trouble[0].output


def test_a_wrong_password_is_tried_once(trouble):
    """30 failures lock an address out for an hour."""
    assert [entry["operation"] for entry in trouble[3]["wrong-password"]] == ["Login-User"]


@pytest.mark.parametrize("name", ["too-many", "down", "recovers", "not-primary", "lost-write"])
def test_every_repetition_is_a_warning(trouble, name):
    """A user sees each retry."""
    warnings = trouble[0].row("Set", name).result["warnings"]
    assert len(warnings) == 1
    assert "repeated in" in warnings[0]


def test_retry_after_is_honoured(trouble):
    """The server asked for one second."""
    times = [entry["time"] for entry in trouble[3]["recovers"] if entry["path"] == SETTINGS]
    assert times[1] - times[0] >= 1


def test_an_unsafe_post_is_not_repeated(instance, tmp_path):
    """Creating a user whose answer got lost is not sent again by itself; the next run sees that it is there."""
    instance.control.fault(instance=instance.address, path="/v1/users", method="POST", fault="reset_after")
    create = {"waops.whatsapp.whatsapp_user": {**instance.connection, "name": "ops.team", "user_password": "0ps-Pass!word"}}
    tasks = [{"name": "first", "ignore_errors": True, **create}, {"name": "second", **create}]
    run = run_playbook(tmp_path, [play(tasks)], {"one": {}})
    assert "the connection was lost" in run.result("first")["msg"]
    assert [entry["operation"] for entry in instance.journal("write")] == ["Create-User"]
    assert run.result("second")["changed"] is False


@pytest.mark.parametrize("in_process", [True, False])
def test_a_token_that_runs_out_in_the_middle(instance, tmp_path, in_process):
    """One new login and one repetition, without a word; a token of the user's own cannot be renewed."""
    control = instance.control.base_url
    expire = {
        "name": "expire",
        "ansible.builtin.uri": {
            "url": control + "/expire",
            "method": "POST",
            "body_format": "json",
            "body": {"instance": instance.address},
        },
    }
    tasks = [task("before"), expire, task("after")]
    hosts = {"one": {"address": instance.url, **instance.variables, "whatsapp_in_process": in_process}}
    run = run_playbook(tmp_path, [play(tasks)], hosts)
    assert run.row("after").outcome == "ok", run.output
    logins = [entry for entry in instance.journal() if entry["operation"] == "Login-User"]
    assert len(logins) == 2
    failed = [entry for entry in instance.journal() if entry["status"] == 401]
    assert len(failed) == (1 if in_process else 0)  # a shipped module keeps no token from one task to the next


def test_the_second_pin_holds(instance, tmp_path):
    """While a certificate is replaced two pins are given; what matches neither is refused before anything is sent."""
    for pins, outcome in ((["ab" * 32, instance.emulator.fingerprint], "ok"), (["ab" * 32, "cd" * 32], "failed")):
        hosts = {"one": {"address": instance.url, **instance.variables, "whatsapp_tls_fingerprint": pins}}
        sent = len(instance.journal())
        run = run_playbook(tmp_path, [play([task()])], hosts)
        assert run.row("Set").outcome == outcome
        assert (len(instance.journal()) > sent) is (outcome == "ok")


def test_one_login_for_a_run(instance, tmp_path):
    """However many tasks: one login, and one GET for each task that changes nothing."""
    hosts = {"one": {"address": instance.url, **instance.variables}}
    run_playbook(tmp_path, [play([task("first")])], hosts)
    before = len(instance.journal())
    run = run_playbook(tmp_path, [play([task("a"), task("b"), task("c")])], hosts)
    assert [row.result["changed"] for row in run.rows] == [False, False, False]
    assert [entry["operation"] for entry in instance.journal()[before:]] == ["Login-User", *["Get-Application-Settings"] * 3]
