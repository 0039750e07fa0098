# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One emulator for these tests, an instance of its own for each."""

from __future__ import annotations

import itertools
import warnings

import pytest
import requests
from urllib3.exceptions import InsecureRequestWarning

from tests.emulator.process import Emulator

PASSWORD = "Adm1n-Pass!word"
USER_PASSWORD = "Us3r-Pass!word"
CERT = "CkQKCkVtdWxhdGVkIEx0ZBIK"
REGISTERED = {
    "users": {"admin": {"password": PASSWORD}},
    "registration": {"registered": True, "cc": "49", "phone_number": "15123456789", "cert": CERT},
}
NUMBERS = itertools.count(1)


class Api:
    """An instance as its clients see it (`get`, `post`, ...), and behind its back (`control`, `state`, `patch`, `journal`)."""

    def __init__(self, emulator: Emulator, address: str) -> None:
        self.emulator = emulator
        self.control = emulator.control
        self.address = address
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method, path, user="admin", headers=None, **options):
        """Send a request with a fresh token of `user` (None: without), to `path` under the root."""
        headers = dict(headers or {})
        if user:
            headers["Authorization"] = f"Bearer {self.control.token(self.address, user)}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)
            return self.session.request(
                method, self.emulator.url(self.address) + path, headers=headers, verify=False, timeout=20, **options
            )

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, json=None, **options):
        return self.call("POST", path, json=json, **options)

    def put(self, path, json=None, **options):
        return self.call("PUT", path, json=json, **options)

    def patch_call(self, path, json=None, **options):
        return self.call("PATCH", path, json=json, **options)

    def delete(self, path, json=None, **options):
        return self.call("DELETE", path, json=json, **options)

    def login(self, user="admin", password=PASSWORD, **options):
        return self.call("POST", "/v1/users/login", user=None, auth=(user, password), **options)

    def state(self):
        return self.control.state(self.address)

    def patch(self, **changes):
        return self.control.patch(self.address, changes)

    def journal(self, **options):
        return self.control.journal(instance=self.address, **options)

    def suspicious(self):
        """What was suspicious about all requests so far, in one list."""
        return [text for entry in self.journal() for text in entry["suspicious"]]

    def add_user(self, name="ops-user"):
        self.patch(users={name: {"password": USER_PASSWORD}})
        return name


def error(response):
    """(status, code, details) of an answer with one error."""
    (found,) = response.json()["errors"]
    assert found["title"]
    return response.status_code, found["code"], found.get("details", "")


@pytest.fixture(scope="session")
def emulator():
    with Emulator(groups="on", registration="open") as running:
        yield running


@pytest.fixture
def stock(emulator):
    """An instance as it comes from the factory."""
    number = next(NUMBERS)
    api = Api(emulator, f"127.7.{number // 250}.{number % 250 + 1}")
    yield api
    api.session.close()


@pytest.fixture
def api(stock):
    """A registered instance whose administrator has a password."""
    stock.patch(**REGISTERED)
    return stock
