# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prometheus, node_exporter and Alertmanager as processes, with the files of examples/monitoring, against the emulator."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import yaml

from tests.collection_tree import ROOT
from tests.emulator.process import Emulator
from tests.support.certificates import good_bundle

EXAMPLES = ROOT / "examples" / "monitoring"
PROGRAMS = ("prometheus", "promtool", "prometheus-node-exporter", "prometheus-alertmanager")
API_KEY = "an-api-key-for-tests"


def left_out() -> str:
    """Why the proofs with these programs cannot run; empty when they can."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    return f"not installed: {', '.join(missing)}; .ci/run installs Debian's packages" if missing else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition: Callable[[], object], seconds: float = 60) -> object:
    """The first true value of the condition; raises AssertionError with the last one when there is none in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            found = condition()
        except OSError as error:
            found, shown = None, error
        else:
            shown = found
        if found:
            return found
        assert time.monotonic() < end, f"waited in vain: {shown}"
        time.sleep(0.1)


class Monitoring:
    """The running programs: `with Monitoring(folder, emulator, addresses, receiver): ...`.

    folder/textfile is what node_exporter reads. addresses: of instances of the emulator, which get certificates that Prometheus trusts.
    receiver: the port to which Alertmanager posts. Only times, addresses and ports differ from the examples.
    """

    def __init__(self, folder: Path, emulator: Emulator, addresses: list[str], receiver: int) -> None:
        self.folder, self.emulator, self.addresses = folder, emulator, addresses
        self.ports = {name: free_port() for name in ("prometheus", "node", "alertmanager")}
        (folder / "textfile").mkdir(exist_ok=True)
        certificate = good_bundle(*addresses)
        for address in addresses:
            emulator.control.patch(address, {"certificate": {"installed": certificate.text}})
        (folder / "wa_ca.pem").write_text(certificate.root)
        (folder / "wa_api_key").write_text(API_KEY)
        shutil.copy(EXAMPLES / "rules.yml", folder)
        self._write("prometheus.yml", self._prometheus)
        self._write("alertmanager.yml", lambda settings: self._alertmanager(settings, receiver))

    def _write(self, name: str, change: Callable[[dict], None]) -> None:
        settings = yaml.safe_load((EXAMPLES / name).read_text())
        change(settings)
        (self.folder / name).write_text(yaml.safe_dump(settings))

    def _prometheus(self, settings: dict) -> None:
        settings["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        settings["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [f"127.0.0.1:{self.ports['alertmanager']}"]
        for job in settings["scrape_configs"]:
            job.pop("scrape_interval", None), job.pop("scrape_timeout", None)
            instances = [f"{address}:{self.emulator.port}" for address in self.addresses]
            job["static_configs"] = [{"targets": instances if job["job_name"] != "node" else [f"127.0.0.1:{self.ports['node']}"]}]

    def _alertmanager(self, settings: dict, receiver: int) -> None:
        settings["route"]["routes"][0]["group_wait"] = "0s"
        hook = next(item for item in settings["receivers"] if item["name"] == "audit")["webhook_configs"][0]
        hook["url"] = hook["url"].replace(":5000/", f":{receiver}/")

    def __enter__(self) -> Monitoring:
        at = {name: f"--web.listen-address=127.0.0.1:{port}" for name, port in self.ports.items()}
        textfile = ["--collector.disable-defaults", "--collector.textfile", f"--collector.textfile.directory={self.folder / 'textfile'}"]
        storage = [f"--storage.path={self.folder / 'alerts'}", "--cluster.listen-address="]
        self.stack = ExitStack()
        self._start("prometheus-node-exporter", at["node"], *textfile)
        self._start("prometheus-alertmanager", at["alertmanager"], f"--config.file={self.folder / 'alertmanager.yml'}", *storage)
        data = f"--storage.tsdb.path={self.folder / 'data'}"
        self._start("prometheus", at["prometheus"], f"--config.file={self.folder / 'prometheus.yml'}", data)
        return self

    def _start(self, program: str, *arguments: str) -> None:
        log = self.stack.enter_context((self.folder / f"{program}.log").open("w"))
        process = self.stack.enter_context(subprocess.Popen([program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        self.stack.callback(process.terminate)

    def __exit__(self, *exc_info: object) -> None:
        self.stack.close()

    def query(self, expression: str) -> list[tuple[dict, float]]:
        """The samples (labels, number) of an instant query. Raises OSError while Prometheus does not answer."""
        url = f"http://127.0.0.1:{self.ports['prometheus']}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return [(item["metric"], float(item["value"][1])) for item in json.load(answer)["data"]["result"]]
