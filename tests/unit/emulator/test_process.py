# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process: command line, ready line, seed, sandbox, end."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.emulator.process import ROOT, Emulator

from .conftest import REGISTERED, Api, error


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "tests.emulator", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, **options, check=False
    )


def test_help_explains():
    text = run("--help").stdout
    for word in ("--port", "--control-port", "--seed", "admin / secret", "/faults", "examples:"):
        assert word in text


def test_mistakes_on_the_command_line(tmp_path):
    (tmp_path / "seed.json").write_text("[]")
    for arguments in (["--api-version", "9.9"], ["--seed", "/nowhere"], ["--seed", str(tmp_path / "seed.json")]):
        result = run(*arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert "error:" in result.stderr


def test_a_wrong_seed_is_named():
    with pytest.raises(RuntimeError, match="unknown state: setings"):
        Emulator(seed={"setings": {}}).start()


def test_seed_version_and_options():
    seed = {**REGISTERED, "settings": {"heartbeat_interval": 9}}
    with Emulator(api_version="2.23", topology="ha", seed=seed) as emulator:
        assert emulator.version == "2.23.4"
        api = Api(emulator, "127.0.0.3")
        found = api.get("/v1/settings/application").json()
        assert found["meta"]["version"] == "v2.23.4"
        assert (found["settings"]["application"]["heartbeat_interval"], found["settings"]["application"]["wa_id"]) == (9, "4915123456789")
        assert len(api.get("/v1/health").json()["health"]) == 3
        assert api.get("/v1/groups").status_code == 200


def test_last_version_has_no_groups_and_no_registration():
    with Emulator(api_version="2.57") as emulator:
        api = Api(emulator, "127.0.0.1")
        assert api.get("/v1/groups").status_code == 404
        body = {"cc": "49", "phone_number": "15123456789", "method": "sms", "cert": "eA=="}
        assert error(api.post("/v1/account", body)) == (403, 1005, "Unknown error: biz_link_on_prem_reg_blocked")


def test_sandbox_allows_256_calls_a_day():
    with Emulator(sandbox=True) as emulator:
        api = Api(emulator, "127.0.0.1")
        assert {api.get("/", user=None).status_code for _time in range(256)} == {200}
        assert error(api.get("/", user=None))[:2] == (429, 1015)
        api.control.advance(86401)
        assert api.get("/", user=None).status_code == 200


def test_it_ends_when_told_to_or_when_its_parent_does():
    emulator = Emulator().start()
    emulator.process.terminate()
    assert emulator.process.wait(10) == 0
    emulator.stop()
    emulator = Emulator().start()
    emulator.process.stdin.close()
    assert emulator.process.wait(10) == 0
    emulator.stop()


def test_it_prints_one_line_only():
    emulator = Emulator().start()
    Api(emulator, "127.0.0.1").get("/v1/nothing")
    emulator.process.terminate()
    assert emulator.process.stdout.read() == ""
    emulator.stop()


def test_a_port_that_is_taken():
    with Emulator() as emulator, pytest.raises(RuntimeError, match=r"emulator: .*[Aa]ddress already in use"):
        Emulator(port=emulator.port).start()
