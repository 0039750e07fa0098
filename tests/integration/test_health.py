# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""whatsapp_health_info through ansible-playbook: what it says, how it waits, and when it gives up."""

from __future__ import annotations

import threading
import time

from tests.contract.cases import FQCN
from tests.support.fixtures import ADMIN_PASSWORD, API_KEY, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook, until

OPS = {"username": "ops.team", "password": "0ps-Pass!word"}
WITH_OPS = {**PROVISIONED, "users": {**PROVISIONED["users"], OPS["username"]: {"password": OPS["password"], "role": "ROLE_USER"}}}
UNREGISTERED = {**PROVISIONED, "registration": {"registered": False}}


def task(name, instance, drop=(), **options):
    """A health task as the administrator, without the connection options in `drop`."""
    connection = {key: value for key, value in instance.connection.items() if key not in drop}
    return {"name": name, FQCN + "whatsapp_health_info": {**connection, **options}, "ignore_errors": True}


def operations(instance):
    return [(entry["operation"], entry["status"]) for entry in instance.journal()]


def looks(instance):
    return [entry for entry in instance.journal() if entry["operation"] == "Check-Health"]


def meanwhile(action):
    """Runs `action` beside the playbook; the test fails on its errors by what it then finds."""
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    return thread


def test_refused_before_anything_is_sent(emulator, tmp_path):
    one = new_instance(emulator, PROVISIONED)
    run = run_playbook(
        tmp_path,
        [
            play([
                task("key", one, api_key="short"),
                task("shards", one, shards=0),
                task("time", one, wait_for="up", wait_timeout=0),
                task("interval", one, wait_for="up", poll_interval=0),
                task("goal", one, wait_for="happy"),
                task("nobody", one, drop=("password",)),
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    said = {row.task: row.result["msg"] for row in run.rows}
    assert said["key"] == f"{one.url}: api_key: it has 5 characters; the server takes keys of 12 to 128"
    assert said["shards"] == f"{one.url}: shards: 0 is not allowed; give 1 or more"
    assert said["time"] == f"{one.url}: wait_timeout: 0 is not allowed; give 1 or more"
    assert said["interval"] == f"{one.url}: poll_interval: 0 is not allowed; give 1 or more"
    assert "value of wait_for must be one of: healthy, connected, unregistered, up, got: happy" in said["goal"]
    assert said["nobody"].startswith(f"{one.url}: password: give password or token")
    assert one.journal() == []


def test_api_key_in_place_of_a_login(emulator, tmp_path):
    one, many, old = (new_instance(emulator, PROVISIONED) for number in range(3))
    many.patch({"topology": "multiconnect", "shards": 2})
    run = run_playbook(
        tmp_path,
        [
            play([
                task("single", one, drop=("password",), api_key="{{ key }}"),
                task("shards given", many, drop=("password",), api_key="{{ key }}", shards=2),
                task("shards not known", many, drop=("password",), api_key="{{ key }}"),
                task("wrong key", old, drop=("password",), api_key="another-health-key"),
            ])
        ],
        {"one": {"key": API_KEY}},
        "-vvvvv",
    )  # fmt: skip
    assert run.result("single")["healthy"] is True
    assert (run.result("shards given")["healthy"], run.result("shards given")["shards"]) == (True, 2)
    unknown = run.result("shards not known")
    assert (unknown["healthy"], unknown["shards"], unknown["summary"]) == (False, None, "2 of 1 needed Coreapps connected")
    assert unknown["warnings"] == [
        f"{many.url}: the number of shards is not known (an API key does not open account/shards) and "
        "is assumed to be one, as in a high-availability set-up; give shards"
    ]
    wrong = run.result("wrong key")
    assert (run.row("wrong key").outcome, wrong["failure"]["status"]) == ("failed", 401)
    assert "check username and password, the token, the API key or the headers" in wrong["msg"]
    assert operations(one) == [("Check-Health", 200)]
    assert operations(old) == [("Check-Health", 401)]
    assert API_KEY not in run.output


def test_what_it_says(emulator, tmp_path):
    user, broken, short, limited, away = (new_instance(emulator, WITH_OPS) for number in range(5))
    user.patch({"topology": "ha", "nodes": {"wacore2:cafe": {"errors": True}}})
    broken.patch({"topology": "multiconnect", "shards": 2, "coreapp": "stopped"})
    short.patch({"topology": "multiconnect", "shards": 4})
    nodes = [name for name in short.state()["nodes"] if name.startswith("wacore1:")]
    short.patch({"nodes": {nodes[0]: {"gateway_status": "disconnected"}}})
    emulator.control.fault(instance=limited.address, path="/v1/health", fault="status", status=429, code=1015, times=-1)
    emulator.control.fault(instance=away.address, path="/v1/account/shards", fault="status", status=500, code=1014, times=-1)
    away.patch({"topology": "ha"})
    run = run_playbook(
        tmp_path,
        [
            play([
                task("user", user, **OPS),
                task("broken", broken),
                task("short", short),
                task("limited", limited, retries=0),
                task("shards away", away, retries=0),
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    told = run.result("user")
    assert (told["healthy"], told["registered"], told["counts"]["unasked"]) == (True, True, 1)
    assert "wacore2:cafe cannot be asked: Connection timed out" in told["summary"]
    assert "(only the administrator may read it)" in told["warnings"][0]
    assert (run.result("broken")["healthy"], run.result("broken")["counts"]["unasked"]) == (False, 3)
    told = run.result("short")
    assert (told["healthy"], told["shards"], told["summary"]) == (False, 4, "3 of 4 needed Coreapps connected")
    assert told["raw"][nodes[0]] == {"gateway_status": "disconnected", "role": "coreapp"}
    assert run.result("limited")["failure"]["code"] == 1015
    assert "wait for the limit's window to pass" in run.result("limited")["msg"]
    assert run.result("shards away")["healthy"] is True
    assert "(account/shards answered 500)" in run.result("shards away")["warnings"][0]


def test_waiting_outlasts_what_passes_by_itself(emulator, tmp_path):
    faults = {
        "refusing": {"fault": "reset_before"},
        "overloaded": {"fault": "status", "status": 503, "code": 1016},
        "limited": {"fault": "status", "status": 429, "code": 1015},
        "cut off": {"fault": "truncate"},
        "proxy": {"fault": "html", "status": 502},
        "broken": {"fault": "status", "status": 500, "code": 1014},
        "silent": {"fault": "slow", "delay": 3, "times": 1},
    }
    instances = {name: new_instance(emulator, PROVISIONED) for name in faults}
    for name, fault in faults.items():
        emulator.control.fault(instance=instances[name].address, path="/v1/health", **{"times": 2, **fault})
    names = ("url", "password", "tls_fingerprint")
    options = {**{name: f"{{{{ whatsapp_{name} }}}}" for name in names}, "timeout": 1, "wait_for": "healthy", "wait_timeout": 30}
    plays = [play([{"name": "wait", FQCN + "whatsapp_health_info": options}])]
    run = run_playbook(tmp_path, plays, {name: instance.variables for name, instance in instances.items()}, "--forks", "7")
    for name, instance in instances.items():
        result = run.result("wait", name)
        assert result.get("healthy") is True, (name, result)
        assert "warnings" not in result, "a look that fails while waiting is no news"
        assert len(looks(instance)) == 3 or name == "silent", name
    left = {fault["instance"] for fault in emulator.control.faults()}
    assert not left & {instance.address for instance in instances.values()}


def test_waiting_for_a_webapp_to_come_up_and_a_coreapp_to_connect(emulator, tmp_path):
    stock, down, starting = new_instance(emulator), new_instance(emulator, PROVISIONED), new_instance(emulator, PROVISIONED)
    control = emulator.control
    control.webapp(stock.address, up=False, status=503)
    control.webapp(down.address, up=False)
    starting.patch({"coreapp": "starting"})

    def helper():
        until(lambda: looks(stock) or stock.journal())
        control.webapp(stock.address, up=True)
        before = control.summary()["connections"]
        until(lambda: control.summary()["connections"] >= before + 3)  # the look that found stock up, and two refused ones
        control.webapp(down.address, up=True)
        until(lambda: looks(starting))
        control.restart(starting.address, "coreapp")

    thread = meanwhile(helper)
    run = run_playbook(
        tmp_path,
        [
            play([
                task("up", stock, drop=("password",), wait_for="up", wait_timeout=60),
                task("healthy", down, wait_for="healthy", wait_timeout=60),
                task("connected", starting, wait_for="connected", wait_timeout=60),
                task("up for a user", starting, wait_for="up"),
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    thread.join(5)
    up = run.result("up")
    assert (up["changed"], up["healthy"], up["nodes"], up["summary"]) == (False, None, [], "up; it shows its health to users only")
    assert [entry["operation"] for entry in stock.journal()].count("Login-User") == 0
    assert stock.journal()[-1]["status"] == 401
    assert run.result("healthy")["healthy"] is True
    assert run.result("connected")["healthy"] is True
    assert run.result("up for a user")["healthy"] is True, "an earlier task logged in"
    assert [name for name, status in operations(starting)].count("Login-User") == 1


def test_waiting_ends_at_once_when_it_cannot_help(emulator, tmp_path):
    locked, pinned, gateway, nowhere = (new_instance(emulator, PROVISIONED) for number in range(4))
    stock = new_instance(emulator)
    emulator.control.fault(instance=locked.address, path="/v1/users/login", fault="status", status=429, code=1015, times=-1)
    emulator.control.fault(instance=gateway.address, path="/v1/health", fault="html", status=404, times=-1)
    goal = {"wait_for": "healthy", "wait_timeout": 100}
    began = time.monotonic()
    run = run_playbook(
        tmp_path,
        [
            play([
                task("password", nowhere, **{**goal, "password": "wr0ng-Pass!word"}),
                task("stock", stock, **{**goal, "password": "secret"}),
                task("locked out", locked, **goal),
                task("pin", pinned, **{**goal, "tls_fingerprint": "0" * 64}),
                task("gateway", gateway, **goal),
                task("name", nowhere, **{**goal, "url": "https://no-such-host.invalid:9090"}),
                task("gateway is up", gateway, **{**goal, "wait_for": "up"}),
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    assert time.monotonic() - began < 30
    assert run.result("password")["failure"]["status"] == 401
    assert operations(nowhere) == [("Login-User", 401)], "one failed login, not one for each look"
    assert run.result("stock")["failure"]["code"] == 1024
    assert operations(stock) == [("Login-User", 401)]
    assert run.result("locked out")["failure"]["status"] == 429
    assert "the certificate is not the pinned one" in run.result("pin")["msg"]
    assert "does not offer the call" in run.result("gateway")["msg"]
    assert "the host name does not resolve" in run.result("name")["msg"]
    assert "does not offer the call" in run.result("gateway is up")["msg"], "a page is not the word of a Webapp"


def test_time_out_is_one_sentence_and_no_minute_sees_more_than_nine_looks(emulator, tmp_path):
    idle, down, many = new_instance(emulator, UNREGISTERED), new_instance(emulator, PROVISIONED), new_instance(emulator, PROVISIONED)
    emulator.control.webapp(down.address, up=False)
    many.patch({"topology": "multiconnect", "shards": 2, "coreapp": "stopped"})
    run = run_playbook(
        tmp_path,
        [
            play([
                task("impatient", idle, wait_for="healthy", wait_timeout=40, poll_interval=1),
                task("down", down, wait_for="up", wait_timeout=2),
                task("many", many, wait_for="healthy", wait_timeout=1),
                task("check", many, wait_for="unregistered", wait_timeout=1) | {"check_mode": True},
            ])
        ],
        {"one": {}},
    )  # fmt: skip
    said = {row.task: row.result["msg"] for row in run.rows}
    end = "; look at the instance's logs, or raise wait_timeout"
    assert said["impatient"] == f"{idle.url}: the instance was not healthy after 8 s (last seen: unregistered){end}"
    assert said["down"].startswith(f"{down.url}: the instance was not up after 2 s (last seen: the ")
    assert "(last seen: 0 of 2 needed Coreapps connected, wacore1" not in said["many"], "shards matter only when somebody is connected"
    assert " s (last seen: 0 of 1 needed Coreapps connected, wacore1:" in said["many"]
    assert "the instance was not unregistered after" in said["check"]
    assert run.result("impatient")["failure"] == {
        "status": 200, "code": None, "title": "Not healthy in time", "details": "unregistered", "method": "GET", "path": "/v1/health",
    }  # fmt: skip
    assert run.result("down")["failure"]["title"] == "Not up in time"
    assert [entry["status"] for entry in looks(idle)] == [200] * 9
    assert ADMIN_PASSWORD not in run.output
