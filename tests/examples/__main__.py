# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.examples [NAME ...]``: examples with the real programs, against the emulator. Prints a line for each."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from tests.collection_tree import ROOT, collections_path
from tests.emulator.process import Emulator
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED
from tests.support.monitoring import API_KEY, Monitoring, free_port, left_out

HOSTS = {"wa1": "127.0.0.2", "wa2": "127.0.0.3"}
MONITORED = "127.0.0.4"  # by Prometheus; its certificate is not the pinned one of HOSTS
AUDIT = "waops.whatsapp.audit"


class Workplace:
    """A user's directory with an inventory of two instances, and commands run in it."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.folder, self.report, self.emulator = folder, folder / "report", emulator
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": collections_path(),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ANSIBLE_NOCOLOR": "1",
            "ARA_BASE_DIR": str(folder / "ara"),
        }
        common = {
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            "whatsapp_password": ADMIN_PASSWORD,
            "whatsapp_tls_fingerprint": emulator.fingerprint,
            "whatsapp_audit_report_dir": str(self.report),
            "whatsapp_instance_config": {"profile": {"about": "Open"}},
        }
        hosts = {name: {"whatsapp_url": emulator.url(address)} for name, address in HOSTS.items()}
        (folder / "inventory").mkdir()
        (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump({"all": {"vars": common, "hosts": hosts}}))

    def run(self, *command: str, cwd: Path | None = None, **environment: str) -> str:
        """Runs a command; returns what it printed. Raises AssertionError when it fails."""
        done = subprocess.run(
            command, cwd=cwd or self.folder, env={**self.environment, **environment}, text=True, check=False, timeout=300,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[-3000:]}"
        assert ADMIN_PASSWORD not in done.stdout, f"{command[0]} prints a secret"
        return done.stdout

    def audited(self) -> dict:
        """The report of the audit that ran just now, which is removed. Raises AssertionError without one."""
        report = json.loads((self.report / "drift.json").read_text())
        assert report["summary"]["drifted"] == len(HOSTS), report["summary"]
        shutil.rmtree(self.report)
        return report


def ad_hoc(place: Workplace) -> None:
    """The commands of examples/README.md, as they stand there."""
    commands = re.findall(r"^\$ (ansible .*)$", (ROOT / "examples" / "README.md").read_text(), re.M)
    assert len(commands) == 2
    outputs = [place.run(*command.replace("inventory.yml", "inventory").split()) for command in commands]
    assert "connected" in outputs[0]
    assert '+    "heartbeat_interval": 9' in outputs[1]


def ara(place: Workplace) -> None:
    """A run is recorded, without secrets."""
    plugins = place.run(sys.executable, "-m", "ara.setup.callback_plugins").strip()
    place.run("ansible-playbook", "-i", "inventory", AUDIT, ANSIBLE_CALLBACK_PLUGINS=plugins)
    place.audited()
    assert "completed" in place.run("ara", "playbook", "list")
    database = (place.folder / "ara" / "ansible.sqlite").read_bytes()
    assert ADMIN_PASSWORD.encode() not in database


def navigator(place: Workplace) -> None:
    """ansible-navigator with the settings of the example."""
    shutil.copy(ROOT / "examples" / "navigator" / "ansible-navigator.yml", place.folder)
    place.run("ansible-navigator", "run", AUDIT, "-i", "inventory")
    place.audited()


def molecule(place: Workplace) -> None:
    """The whole scenario."""
    output = place.run("molecule", "test", cwd=ROOT / "extensions")
    assert "successful=6" in re.sub(r"\x1b\[\d+m", "", output), output[-2000:]


def event_driven(place: Workplace) -> None:
    """An alert that Prometheus fires on an old textfile goes through Alertmanager to the rulebook, which starts the audit."""
    assert not left_out(), left_out()
    port = free_port()
    (place.folder / "vars.yml").write_text(f"listen_port: {port}\n")
    rulebook = str(ROOT / "examples" / "event-driven" / "rulebook.yml")
    command = ["ansible-rulebook", "--rulebook", rulebook, "-i", str(place.folder / "inventory"), "--vars", str(place.folder / "vars.yml")]
    environment = {key: value for key, value in place.environment.items() if key != "JAVA_HOME"}
    (place.folder / "monitoring" / "textfile").mkdir(parents=True)
    monitoring = Monitoring(place.folder / "monitoring", place.emulator, [MONITORED], port)
    (place.folder / "monitoring" / "textfile" / "drift.prom").write_text("whatsapp_audit_generated_timestamp_seconds 1773500966\n")
    with open(place.folder / "rulebook.log", "w+") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as running:
        try:
            _wait(lambda: _listens(port), running)
            with monitoring:
                _wait((place.report / "drift.json").exists, running)
            time.sleep(0.5)
            place.audited()
        except AssertionError as error:
            log.seek(0)
            raise AssertionError(f"{error}\n{log.read()[-2000:]}") from None
        finally:
            running.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(condition, running: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert running.poll() is None, "it ended by itself"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


EXAMPLES = {example.__name__: example for example in (ad_hoc, ara, navigator, molecule, event_driven)}


def main(names: list[str]) -> int:
    """Tries the named examples, or all; returns the exit code."""
    failed = 0
    chosen = [EXAMPLES[name] for name in names or EXAMPLES]
    with Emulator(api_key=API_KEY) as emulator:
        for example in chosen:
            for address in HOSTS.values():
                emulator.control.reset(address)
                emulator.control.patch(address, PROVISIONED)
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                try:
                    example(Workplace(Path(folder), emulator))
                    outcome = "ok"
                except AssertionError as error:
                    outcome, failed = f"FAILED\n{error}", failed + 1
            print(f"{example.__name__}: {outcome} ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
