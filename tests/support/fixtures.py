# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for each test process, and an instance of its own for each test."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass

import pytest

from tests.emulator.process import Emulator

ADMIN_PASSWORD = "Adm1n-Pass!word"
API_KEY = "Health-Probe-K3y"
NUMBER = {"cc": "49", "phone_number": "15123456789"}
PROVISIONED = {
    "users": {"admin": {"password": ADMIN_PASSWORD}},
    "registration": {"registered": True, **NUMBER},
    "settings": {"wa_id": NUMBER["cc"] + NUMBER["phone_number"]},
}


@dataclass
class Instance:
    """An emulated instance: its address, how to reach it, and the control port's view of it."""

    address: str
    emulator: Emulator

    @property
    def url(self):
        return self.emulator.url(self.address)

    @property
    def control(self):
        return self.emulator.control

    @property
    def connection(self):
        """The connection options of the administrator."""
        return {"url": self.url, "password": ADMIN_PASSWORD, "tls_fingerprint": self.emulator.fingerprint}

    @property
    def variables(self):
        """The connection as inventory variables."""
        return {"whatsapp_" + key: value for key, value in self.connection.items()}

    def state(self):
        return self.control.state(self.address)

    def patch(self, changes):
        self.control.patch(self.address, changes)

    def journal(self, kind=None, since=0.0):
        """Journal entries of this instance from the moment `since` (seconds since the epoch) on."""
        return [entry for entry in self.control.journal(instance=self.address, kind=kind) if entry["time"] >= since]


@pytest.fixture(scope="session")
def emulator():
    """The emulator of this test process: groups on, registration open, an API key for health and statistics."""
    with Emulator(groups="on", registration="open", api_key=API_KEY) as running:
        yield running


_numbers = itertools.count(1)


def new_instance(emulator, state=None):
    """An instance nobody has used, with the stock password unless `state` says otherwise."""
    number = next(_numbers)
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    instance = Instance(f"127.{10 + worker}.{number // 250}.{number % 250 + 1}", emulator)
    if state:
        instance.patch(state)
    return instance


@pytest.fixture
def instance(emulator):
    """A registered instance with the administrator's password set."""
    return new_instance(emulator, PROVISIONED)


@pytest.fixture
def stock_instance(emulator):
    """An instance as it comes from the factory."""
    return new_instance(emulator)
