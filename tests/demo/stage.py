# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage: an emulator, the instances on it, the files that describe them, and runs of playbooks against them."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.collection_tree import ROOT
from tests.emulator.process import Emulator
from tests.support.certificates import good_bundle
from tests.support.playbook import run_playbook

FOLDER = ROOT / "build" / "demo"
ADMIN_PASSWORD = "Dem0-Adm1n!word"  # of instances that live for a minute on this machine
OPS_PASSWORD = "Dem0-0ps!word"
BACKUP_PASSWORD = "Dem0-B4ckup!word"


class DemoFailed(Exception):
    """Something that the demo promises did not hold; the text says what."""


@dataclass
class Stage:
    """What the steps act on. hosts: {name: inventory variables}. runs: how many playbooks ran."""

    emulator: Emulator
    hosts: dict = field(default_factory=dict)
    addresses: dict = field(default_factory=dict)
    runs: int = 0
    began: float = field(default_factory=time.monotonic)

    def add_host(self, name, address, **variables):
        """An instance that nobody has used yet, with a certificate of its own waiting to be installed."""
        bundle = good_bundle(address)
        certificate, ca = FOLDER / f"{name}-server.pem", FOLDER / f"{name}-ca.pem"
        certificate.write_text(bundle.text)
        certificate.chmod(0o600)
        ca.write_text(bundle.root)
        self.addresses[name] = address
        self.hosts[name] = {
            "whatsapp_url": self.emulator.url(address),
            "whatsapp_tls_fingerprint": [self.emulator.fingerprint, bundle.leaf_sha256],
            "certificate_path": str(certificate),
            "ca_path": str(ca),
            **variables,
        }

    def play(self, playbook, *arguments, rc=0, hosts=None, **common):
        """Runs a playbook of the collection as a user does; returns the Run. Raises DemoFailed when it ends otherwise than `rc`."""
        self.runs += 1
        chosen = {name: self.hosts[name] for name in hosts or self.hosts}
        variables = {
            "whatsapp_password": ADMIN_PASSWORD,
            "whatsapp_initial_password": "secret",
            "whatsapp_restart_tasks": str(ROOT / "tests" / "demo" / "restart.yml"),
            "demo_control_url": self.emulator.control.base_url,
            **common,
        }
        run = run_playbook(FOLDER / "run", f"waops.whatsapp.{playbook}", chosen, *arguments, common=variables)
        if run.rc != rc:
            raise DemoFailed(f"{playbook} ended with {run.rc} instead of {rc}:\n{run.output}")
        return run

    def state(self, name):
        """What the instance is like, asked behind its back."""
        return self.emulator.control.state(self.addresses[name])

    def drift(self, name, changes):
        """Changes an instance behind the back of its declaration."""
        self.emulator.control.patch(self.addresses[name], changes)

    def writes(self, since):
        """The journal's entries that changed something, or tried to, since this moment (seconds since the epoch)."""
        return [entry for entry in self.emulator.control.journal(kind="write") if entry["time"] >= since]

    def seconds(self):
        """Since the stage was set."""
        return time.monotonic() - self.began


def must(condition, promise):
    """Raises DemoFailed when a promise does not hold."""
    if not condition:
        raise DemoFailed(f"this did not hold: {promise}")


def say(text=""):
    """One line for the person who watches, at once."""
    print(text, flush=True)


def set_stage():
    """An empty folder and a running emulator; use as a context manager through Stage.emulator."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    Path(FOLDER).mkdir(parents=True)
    say(f"The demo runs on Python {sys.version.split()[0]} against the emulator in this repository.")
    return Emulator(groups="on", registration="open")


def write_yaml(path, content):
    """Writes a YAML file for the user to look at."""
    path.write_text(yaml.safe_dump(content, sort_keys=False))
