# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit of servers that are not this API, or let nobody in: never in sync, one login each, and their words steer no terminal."""

from __future__ import annotations

import json
import re
import socket
from contextlib import ExitStack

import pytest

from tests.support.foreign import LOGIN, after_login, foreign_server, login_ok, page, refusal, reply
from tests.support.playbook import play, run_playbook

CONFIG = {
    "users": [{"name": "ops.team", "user_password": "0ps-Pass!word"}],
    "app_settings": {"webhooks": {"url": "https://hooks.example.com/in"}},
    "business_profile": {"email": "shop@example.com"},
    "profile": {"about": "open"},
    "groups": [{"subject": "Drivers"}],
}
STEERING = "\x1b[2J\x1b]0;owned\x07line one\nok: [all is well]\r\u202efine"
# What the server answers to everything but the login, after a login that works or is answered the same.
SERVERS = {
    "a page for everything": lambda *_call: page(404),
    "an empty 404": lambda *_call: reply(None, 404),
    "JSON of another kind": lambda *_call: reply({"message": "no Route matched"}, 404),
    "no such method": lambda *_call: page(405),
    "not implemented": lambda *_call: page(501),
    "pages after a login": after_login(lambda *_call: page(404)),
    "200 and a page after a login": after_login(lambda *_call: page(200)),
    "gone after a login": after_login(lambda *_call: reply(None, 410)),
    "locked out": lambda *_call: refusal(429, 1015, "too many logins"),
    "forbidden": lambda *_call: refusal(403, 1005, "this URL is blocked"),
    "no login": lambda *_call: refusal(401, 1005, "wrong password"),
    "hostile words": after_login(lambda *_call: refusal(500, 1014, STEERING, STEERING)),
    "a hostile login": lambda *_call: refusal(403, 1005, STEERING, STEERING),
}
# The same servers for hosts that declare no section.
NOTHING_DECLARED = {"%s, nothing declared" % name: answer for name, answer in SERVERS.items() if name != "hostile words"}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """(run, {name: instance of the report}, {name: calls that the server got})."""
    folder = tmp_path_factory.mktemp("foreign")
    with ExitStack() as stack:
        servers = {name: stack.enter_context(foreign_server(answer)) for name, answer in (SERVERS | NOTHING_DECLARED).items()}
        hosts = {
            name: {
                "whatsapp_url": server.url, "whatsapp_password": "Adm1n-Pass!word", "whatsapp_tls_fingerprint": server.fingerprint,
                "whatsapp_retries": 0, "whatsapp_instance_config": CONFIG if name in SERVERS else {},
            }
            for name, server in servers.items()
        }  # fmt: skip
        common = {"whatsapp_audit_report_dir": str(folder / "report"), "whatsapp_audit_health": True}
        run = run_playbook(folder, "waops.whatsapp.audit", hosts, common=common)
        calls = {name: server.calls() for name, server in servers.items()}
    assert run.rc == 0, run.output
    found = json.loads((folder / "report" / "drift.json").read_text())
    return run, {item["host"]: item for item in found["instances"]}, calls


def test_nothing_that_could_not_be_compared_is_in_sync(audited):
    assert {name: item["status"] for name, item in audited[1].items()} == dict.fromkeys(SERVERS | NOTHING_DECLARED, "failed")
    for item in audited[1].values():
        assert item["msg"].startswith("https://127.0.0.1:")


def test_one_login_each(audited):
    """A refused one is the end of it, whatever its status."""
    for name, calls in audited[2].items():
        assert calls.count(f"POST {LOGIN}") == 1, (name, calls)
    for name in ("locked out", "forbidden", "no login", "a hostile login", "an empty 404", "a page for everything"):
        assert audited[2][name] == [f"POST {LOGIN}"], name


def test_what_a_server_says_is_printable(audited):
    """On the terminal: the table and all else that the run printed."""
    output = audited[0].output
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "\nok: [all is well]" not in output
    table = output[output.index("HOST  ") :].splitlines()
    assert table[0].split() == ["HOST", "STATE", "CHECKS", "AND", "SECTIONS", "WHAT"]
    end = next(number for number, line in enumerate(table) if line.startswith("ok: ["))
    assert [row for row in table[1:end] if row and not row.startswith((*(name[:20] for name in SERVERS), "... and "))] == []


def test_silent_instances_cost_one_time_out_together_and_are_told(tmp_path):
    """They take connections and say nothing; whatsapp_retries is as it comes."""
    timeout = 4
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent, foreign_server(SERVERS["no login"]) as server:
        common = {"whatsapp_password": "x", "whatsapp_instance_config": CONFIG, "whatsapp_timeout": timeout}
        hosts = {f"silent{number}": {"whatsapp_url": "https://127.0.0.1:%d" % silent.getsockname()[1]} for number in range(12)}
        hosts["answers"] = {"whatsapp_url": server.url, "whatsapp_tls_fingerprint": server.fingerprint}
        sweep = {"name": "Sweep", "waops.whatsapp.whatsapp_fleet_audit": {"progress_interval": 0.5}}
        run = run_playbook(tmp_path, [play([sweep])], hosts, common=common)
    result = run.result("Sweep")
    assert {row["host"]: row["status"] for row in result["instances"]} == {**dict.fromkeys(hosts, "unreachable"), "answers": "failed"}
    assert result["summary"]["seconds"] < 2 * timeout
    assert re.search("audit: waiting for [0-9]+ silent instances, at most 4 s for one answer", run.output), run.output


def test_a_gateway_with_a_part_of_the_api_is_compared_in_that_part(tmp_path):
    """The one section that it offers decides; a missing health is no fault."""

    def gateway(_method, path, _body):
        if path == LOGIN:
            return login_ok()
        if path == "/v1/settings/application":
            return reply({"settings": {"application": {"webhooks": {"url": CONFIG["app_settings"]["webhooks"]["url"]}}}})
        return reply(None, 404)

    with foreign_server(gateway) as server:
        host = {
            "whatsapp_url": server.url, "whatsapp_password": "x", "whatsapp_tls_fingerprint": server.fingerprint,
            "whatsapp_instance_config": {name: CONFIG[name] for name in ("app_settings", "business_profile")},
        }  # fmt: skip
        common = {"whatsapp_audit_report_dir": str(tmp_path / "report"), "whatsapp_audit_health": True}
        run = run_playbook(tmp_path, "waops.whatsapp.audit", {"gateway": host}, common=common)
    assert run.rc == 0, run.output
    item = json.loads((tmp_path / "report" / "drift.json").read_text())["instances"][0]
    assert item["status"] == "in_sync", item
    assert {name: part["status"] for name, part in item["sections"].items()} == {
        "app_settings": "in_sync",
        "business_profile": "not_offered",
    }
    assert item["health"]["status"] == "unknown"
