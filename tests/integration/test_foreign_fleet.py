# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each playbook that writes, once over a fleet in which all hosts but the last one are something else than an instance.

Each of them fails with a sentence that names it, the last one is done as if it were alone, and the run fails. Nothing is left in the
directories of the others.
"""

from __future__ import annotations

import json
import re
from contextlib import ExitStack

import pytest

from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance
from tests.support.fleets import BACKUP_PASSWORD
from tests.support.foreign import after_login, foreign_server, page, refusal, reply, run_module
from tests.support.playbook import run_playbook
from tests.support.raw_server import answering, raw_server
from tests.support.raw_server import reply as raw_reply

NEW_PASSWORD, OPS, NEW_OPS, PIN = "N3w-Adm1n!word", "0ps-Pass!word", "N3w-0ps!word1", "582913"
ABOUT, HOOK = "open", "https://hooks.example.com/in"
STATE = {**PROVISIONED, "users": {**PROVISIONED["users"], "ops.team": {"password": OPS, "role": "ROLE_USER"}}}
GOOD = "z-good"
ELSEWHERE = {"Location": "https://127.0.0.1:1/elsewhere"}
BLOCKED = reply({"meta": {"developer_message": "This URL is blocked", "success": False}}, 403)
# What a server answers to every call, the login too.
NO_LOGIN = {
    "a-404-page": page(404),
    "b-404-empty": reply(None, 404),
    "d-405": reply(None, 405),
    "f-403-blocked": BLOCKED,
    "g-429": refusal(429, 1015, "Rate limiting exceeded on bad login attempts"),
    "h-307": reply(None, 307, **ELSEWHERE),
    "j-200-json": reply({"status": "ok", "data": []}),
    "k-204": reply(None, 204),
}
# What it answers to every call but the login, which works.
AFTER_LOGIN = {
    "l-404-page": page(404),
    "m-404-empty": reply(None, 404),
    "n-403-blocked": BLOCKED,
    "p-301": reply(None, 301, **ELSEWHERE),
    "q-401": refusal(401, 1005, "token revoked"),
    "r-500": refusal(500, 1014, "boom"),
    "s-200-page": page(),
    "t-200-empty": reply({}),
    "v-204": reply(None, 204),
}
RAW = {
    "w-utf16": answering(raw_reply('{"users": []}'.encode("utf-16"))),
    "x-no-http": answering(b"220 mail.example.com ESMTP\r\n", close=True),
}
# Waiting for these takes the time that the playbook allows, and quickstart allows five minutes.
KEEP_WAITING = {"j-200-json", "s-200-page", "t-200-empty", "w-utf16", "x-no-http", "y-plain-http"}


@pytest.fixture(scope="module")
def strangers():
    """({host: its connection variables}, {host: the server, for those that record calls})."""
    with ExitStack() as stack:
        answers = {
            **{name: lambda *_call, answer=answer: answer for name, answer in NO_LOGIN.items()},
            **{name: after_login(lambda *_call, answer=answer: answer) for name, answer in AFTER_LOGIN.items()},
        }
        servers = {name: stack.enter_context(foreign_server(answer)) for name, answer in answers.items()}
        raw = {name: stack.enter_context(raw_server(talk)) for name, talk in RAW.items()}
        plain = stack.enter_context(foreign_server(lambda *_call: page(400), tls=False))
        hosts = {
            name: {"whatsapp_url": server.url, "whatsapp_tls_fingerprint": server.fingerprint}
            for name, server in {**servers, **raw}.items()
        }
        hosts["y-plain-http"] = {"whatsapp_url": plain.url.replace("http:", "https:"), "whatsapp_validate_certs": False}
        for number, variables in enumerate(hosts.values()):
            variables.update(
                whatsapp_password=ADMIN_PASSWORD, whatsapp_retries=0, whatsapp_timeout=5,
                whatsapp_registration={"cc": "49", "phone_number": str(15200000000 + number)},
            )  # fmt: skip
        yield hosts, servers


@pytest.fixture
def good(emulator):
    """An instance, which is the last host of the play."""
    return new_instance(emulator, STATE)


def common(folder, hosts, address):
    """The variables of all playbooks. address: that of the last host."""
    made = good_bundle(address)
    files = {"ca.pem": made.root, "own.pem": made.text}
    for name, text in files.items():
        (folder / name).write_text(text)
    return {
        "whatsapp_state_dir": str(folder / "state"),
        "whatsapp_instance_config": {"profile": {"about": ABOUT}, "app_settings": {"webhooks": {"url": HOOK}}},
        "whatsapp_provision_start_timeout": 1,
        "whatsapp_backup_dir": str(folder / "backup"),
        "whatsapp_backup_password": BACKUP_PASSWORD,
        "whatsapp_export_dir": str(folder / "export"),
        "whatsapp_restore_dir": str(folder / "backups"),
        "whatsapp_restore_password": BACKUP_PASSWORD,
        "whatsapp_restore_confirm": hosts,
        "whatsapp_retire_dir": str(folder / "retire"),
        "whatsapp_retire_pin": PIN,
        "whatsapp_retire_confirm": hosts,
        "whatsapp_rollout_batches": "100%",
        "whatsapp_rollout_max_fail_percentage": 99,  # those that do not answer are a batch of their own
        "whatsapp_rollout_journal": str(folder / "journal"),
        "whatsapp_rotate_password": NEW_PASSWORD,
        "whatsapp_rotate_users": [{"name": "ops.team", "password": NEW_OPS}],
        "whatsapp_quickstart_users": [{"name": "ops.team", "password": OPS}],
        "whatsapp_quickstart_webhook_ca": str(folder / "ca.pem"),
        "whatsapp_quickstart_certificate": str(folder / "own.pem"),
        "whatsapp_quickstart_settings": {"webhooks": {"url": HOOK}},
        "whatsapp_quickstart_group": {"subject": "Drivers", "admins": []},
    }


def backups(folder, instance, hosts):
    """A backup of the instance for each host, with the number of that host."""
    server = type("Server", (), {"connection": instance.connection})
    made = run_module("whatsapp_backup", server, directory=str(folder / "of"), host=GOOD, backup_password=BACKUP_PASSWORD)
    (path,) = (folder / "of" / GOOD).iterdir()
    assert made["changed"] is True
    for host, variables in hosts.items():
        number = variables["whatsapp_registration"]
        target = folder / "backups" / host / path.name.replace(GOOD, host)
        target.parent.mkdir(parents=True)
        text = path.read_text().replace(NUMBER["cc"] + NUMBER["phone_number"], number["cc"] + number["phone_number"])
        target.write_text(text.replace(json.dumps(GOOD), json.dumps(host)))


DONE = {
    "backup": lambda good, folder: len(list((folder / "backup" / GOOD).iterdir())) == 1,
    "export": lambda good, folder: (folder / "export" / GOOD / "whatsapp_instance.yml").is_file(),
    "provision": lambda good, folder: good.state()["about"] == ABOUT,
    "quickstart": lambda good, folder: [group["subject"] for group in good.state()["groups"].values()] == ["Drivers"],
    "restore": lambda good, folder: [entry["operation"] for entry in good.journal("write")] == ["Restore-Settings"],
    "retire": lambda good, folder: len(list((folder / "retire" / GOOD).glob("*_handover.yml"))) == 1,
    "rollout": lambda good, folder: good.state()["about"] == ABOUT,
    "rotate": lambda good, folder: good.state()["users"]["admin"]["password"] == NEW_PASSWORD,
}
LOGINS = {"provision": 2, "rollout": 2}  # the comparison logs in, and then the host's own task


@pytest.mark.parametrize("playbook", DONE)
def test_a_fleet_of_strangers(strangers, good, emulator, tmp_path, playbook):
    foreign, servers = strangers
    hosts = {name: variables for name, variables in foreign.items() if playbook != "quickstart" or name not in KEEP_WAITING}
    hosts[GOOD] = {**good.variables, "whatsapp_registration": NUMBER}
    if playbook == "restore":
        backups(tmp_path, good, hosts)
        good = new_instance(emulator, {"users": PROVISIONED["users"]})
        hosts[GOOD].update(good.variables)
    for server in servers.values():
        server.requests.clear()
    run = run_playbook(
        tmp_path / "run", f"waops.whatsapp.{playbook}", hosts, "--forks", "8", common=common(tmp_path, list(hosts), good.address)
    )
    assert run.rc != 0, run.output
    assert "Traceback" not in run.output, run.output
    assert DONE[playbook](good, tmp_path), run.output
    for name in set(hosts) - {GOOD}:
        check_stranger(run, hosts[name]["whatsapp_url"], name)
    for name, server in servers.items():
        assert server.logins() <= LOGINS.get(playbook, 1 + (name == "q-401")), (name, server.calls())
        assert not set(server.writes()) & {"POST /v1/account", "DELETE /v1/account"}, (name, server.calls())
    for path in (tmp_path / playbook).rglob("*.*") if playbook in ("backup", "export") else ():
        assert path.parent.name == GOOD, path


def check_stranger(run, url, name):
    """It failed, and nothing was changed; each sentence is one line about it."""
    rows = [row for row in run.rows if row.host == name]
    failed = [row for row in rows if row.outcome in ("failed", "item failed")]
    sentences = [row.result["msg"] for row in failed]
    assert any(sentence.startswith(url + ": ") for sentence in sentences), (name, sentences)
    for sentence in sentences:
        assert sentence.isprintable() and not re.search("unforeseen|Error while|Finalization", sentence), (name, sentence)
    assert not any(row.result.get("changed") for row in failed), (name, rows)
