# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the pictures of the README from a real run: docs/images/terminal.svg and docs/images/report.png.

An audit of a small emulated fleet runs in a terminal of its own; what it prints, and when, becomes an animation. Chromium takes the picture
of the HTML report that the same run wrote. Needs chromium and npx (svg-term-cli), which no test needs.
"""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.collection_tree import collections_path  # noqa: E402
from tests.emulator.process import Emulator  # noqa: E402
from tests.support.certificates import DAY, issue  # noqa: E402
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED  # noqa: E402

COLUMNS, ROWS = 140, 30
PAUSE = 1.5  # seconds at most between two outputs of the animation
DECLARED = {
    "app_settings": {"heartbeat_interval": 5, "webhooks": {"url": "https://hooks.example.com/whatsapp"}},
    "business_profile": {"email": "care@example.com"},
    "profile": {"about": "Open from 9 to 5"},
}


def as_declared(number: int) -> dict:
    """The state of an instance that has its own number and is in sync."""
    phone_number = f"{NUMBER['phone_number'][:-2]}{number:02}"
    return {
        **PROVISIONED,
        "registration": {"registered": True, **NUMBER, "phone_number": phone_number},
        "settings": {"wa_id": NUMBER["cc"] + phone_number, "webhooks": {"url": "https://hooks.example.com/whatsapp"}},
        "business_profile": {"email": "care@example.com"},
        "about": "Open from 9 to 5",
    }


def set_up(folder: Path, emulator: Emulator) -> None:
    """An inventory of twelve instances: two drifted, one has another password, one does not answer, and checks of three find something."""
    authority = issue("Example CA", ca=True)
    hosts = {}
    for number in range(1, 13):
        address = f"127.0.0.{10 + number}"
        state = as_declared(number)
        certificate = issue(f"shop{number:02}", authority, hosts=[address], end=DAY * (5 if number == 2 else 20 if number == 5 else 300))
        state["certificate"] = {"installed": certificate.key_pem + certificate.pem + authority.pem}
        if number in (4, 9):
            state["about"] = "Closed"
        if number == 9:
            state["settings"]["webhooks"]["url"] = "https://somebody.example.net/else"
        if number == 7:
            state["users"] = {"admin": {"password": "An0ther-Pass!word"}}
        if number == 10:
            state["version"] = "2.41.2"
        emulator.control.patch(address, state)
        hosts[f"shop{number:02}"] = {"whatsapp_url": emulator.url(address)}
    emulator.control.webapp("127.0.0.22", False)
    (folder / "ca.pem").write_text(authority.pem, encoding="utf-8")
    common = {
        "ansible_connection": "local", "whatsapp_password": ADMIN_PASSWORD, "whatsapp_ca_path": str(folder / "ca.pem"),
        "whatsapp_retries": 0, "whatsapp_instance_config": DECLARED,
    }  # fmt: skip
    (folder / "inventory.yml").write_text(yaml.safe_dump({"all": {"vars": common, "hosts": hosts}}), encoding="utf-8")


def record(folder: Path, *command: str) -> list:
    """Runs a command in a terminal; returns the events of an asciicast: [seconds, "o", text]."""
    environment = {
        **os.environ, "HOME": str(folder), "ANSIBLE_HOME": str(folder / ".ansible"), "ANSIBLE_COLLECTIONS_PATH": collections_path(),
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", "ANSIBLE_FORCE_COLOR": "1", "TERM": "xterm-256color",
        "COLUMNS": str(COLUMNS), "LINES": str(ROWS),
    }  # fmt: skip
    events, moment = [[0.2, "o", "$ "]], 0.4
    for letter in " ".join(command):
        moment += 0.03
        events.append([moment, "o", letter])
    events.append([moment + 0.3, "o", "\r\n"])
    moment += 0.4
    parent, child = pty.openpty()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=child, stderr=child, close_fds=True
    ) as running:
        os.close(child)
        last = time.monotonic()
        while True:
            if not select.select([parent], [], [], 30)[0]:
                break
            try:
                text = os.read(parent, 65536).decode("utf-8", "replace")
            except OSError:  # the other end is closed
                break
            now = time.monotonic()
            moment += min(now - last, PAUSE)
            last = now
            events.append([round(moment, 3), "o", text])
        running.wait()
    events.append([moment + 4, "o", ""])
    return events


def main() -> None:
    """Writes both pictures."""
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    with Emulator() as emulator, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        set_up(folder, emulator)
        events = record(folder, "ansible-playbook", "waops.whatsapp.audit", "-i", "inventory.yml")
        cast = folder / "terminal.cast"
        head = {"version": 2, "width": COLUMNS, "height": ROWS}
        cast.write_text("\n".join(map(json.dumps, [head, *events])) + "\n", encoding="utf-8")
        subprocess.run(
            ["npx", "--yes", "svg-term-cli", "--in", str(cast), "--out", str(images / "terminal.svg"), "--window", "--width", str(COLUMNS)],
            check=True,
        )
        subprocess.run(
            [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--hide-scrollbars", f"--user-data-dir={folder / 'chromium'}", "--window-size=1280,760",
                f"--screenshot={images / 'report.png'}", (folder / "whatsapp-audit" / "drift.html").as_uri(),
            ],
            check=True, capture_output=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
