# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control port: journal, state, counters, clock, restart, the Webapp going away."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.emulator.control import ControlError
from tests.emulator.process import Emulator

from .conftest import PASSWORD, Api, error

SETTINGS = "/v1/settings/application"


@pytest.fixture(scope="module")
def own():
    """An emulator that nobody else counts requests on."""
    with Emulator(journal_limit=50) as emulator:
        yield emulator


def test_an_entry_of_the_journal(api):
    api.patch_call(SETTINGS, {"heartbeat_interval": 6, "x": 1}, params={"a": "b"})
    (entry,) = api.journal()
    assert isinstance(entry.pop("n"), int)
    assert isinstance(entry.pop("time"), float)
    assert len(entry.pop("request_id")) == 32
    assert entry == {
        "instance": api.address,
        "method": "PATCH",
        "path": SETTINGS,
        "query": "a=b",
        "status": 200,
        "kind": "write",
        "operation": "Update-Application-Settings",
        "user": "admin",
        "suspicious": ["unknown setting 'x'"],
        "fault": None,
    }


def test_journal_filters_and_clearing(api):
    api.get(SETTINGS)
    api.patch_call(SETTINGS, {"heartbeat_interval": 6})
    first, second = api.journal()
    assert api.journal(kind="write") == [second]
    assert api.journal(since=first["n"]) == [second]
    assert api.journal(since=second["n"]) == []
    api.control.clear_journal(api.address)
    assert api.journal() == []


def test_no_secret_is_kept(stock):
    stock.login(password="secret", json={"new_password": PASSWORD})
    stock.control.token(stock.address)
    assert PASSWORD not in str(stock.journal())
    assert "tokens" not in stock.state()


def test_the_journal_is_a_ring(own):
    api = Api(own, "127.0.0.9")
    for _time in range(60):
        api.get("/", user=None)
    assert len(api.journal()) == 50
    assert len(api.journal(since=api.journal()[-3]["n"])) == 2


def test_summary(own):
    own.control.clear_journal()
    api = Api(own, "127.0.0.2")
    api.login(password="secret", json={"new_password": PASSWORD})
    api.get("/v1/nothing")
    api.get(SETTINGS)
    found = own.control.summary()
    expected = {"requests": 3, "writes": 1, "logins": 1, "connections": 1, "handshakes": 1, "suspicious": 1}
    assert {name: found[name] for name in expected} == expected
    assert 300 < found["bytes_in"] < 3000
    assert 300 < found["bytes_out"] < 3000
    assert found["max_in_flight"]["127.0.0.2"] == 1
    assert "127.0.0.2" in own.control.instances()


def test_most_requests_in_flight(api):
    api.control.fault(instance=api.address, fault="slow", delay=0.4, times=3)
    token = {"Authorization": "Bearer " + api.control.token(api.address)}

    def read(_number):
        client = Api(api.emulator, api.address)
        return client.get(SETTINGS, user=None, headers=token).status_code

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(read, range(3))) == [200] * 3
    assert api.control.summary()["max_in_flight"][api.address] == 3


def test_state_is_merged_and_null_deletes(api):
    api.patch(users={"ops-user": {"password": "x"}}, settings={"webhooks": {"url": "https://a.b"}}, webhook_ca="pem")
    assert api.state()["settings"]["webhooks"]["max_concurrent_requests"] == 6
    api.patch(users={"ops-user": None}, webhook_ca=None)
    assert list(api.state()["users"]) == ["admin"]
    assert api.state()["webhook_ca"] is None


def test_a_patched_instance_leaves_the_stock_alone(stock, api):
    api.patch_call(SETTINGS, {"webhooks": {"url": "https://a.b"}})
    api.patch(settings={"media": {"auto_download": []}}, registration={"vname": "x"})
    api.put("/v1/users/admin", {"password": "An0ther-Pass!"})
    fresh = Api(api.emulator, "127.9.9.9").state()
    assert fresh["settings"]["webhooks"]["url"] == ""
    assert len(fresh["settings"]["media"]["auto_download"]) == 6
    assert fresh["users"] == {"admin": {"password": "secret", "role": "ROLE_ADMIN"}}
    assert fresh["registration"]["vname"] is None


def test_reset(api):
    api.patch(about="x")
    header = {"Authorization": "Bearer " + api.control.token(api.address)}
    api.control.reset(api.address)
    assert api.state()["about"] == ""
    assert api.get(SETTINGS, user=None, headers=header).status_code == 401


def test_another_version_keeps_what_was_changed(api):
    api.patch_call(SETTINGS, {"heartbeat_interval": 6, "webhooks": {"url": "https://a.b", "message": {"read": True}}})
    found = api.patch(version="2.33")["settings"]
    assert (found["heartbeat_interval"], found["webhooks"]) == (6, {"url": "https://a.b", "max_concurrent_requests": 6})
    assert api.state()["version"] == "2.33.4"


def test_expire(api):
    header = {"Authorization": "Bearer " + api.control.token(api.address)}
    api.control.expire(api.address)
    assert error(api.get(SETTINGS, user=None, headers=header))[:2] == (401, 1005)


def test_restart_of_the_webapp_drops_connections_but_no_tokens(api):
    header = {"Authorization": "Bearer " + api.control.token(api.address)}
    plain = socket.create_connection((api.address, api.emulator.port), timeout=10)
    with ssl._create_unverified_context().wrap_socket(plain) as secure:
        api.control.restart(api.address, "web")
        assert secure.recv(1) == b""
    assert api.get(SETTINGS, user=None, headers=header).status_code == 200


def test_webapp_down_and_up(api):
    api.get("/", user=None)
    api.control.webapp(api.address, up=False, refuse=True)
    with pytest.raises(requests.exceptions.ConnectionError):
        api.get("/", user=None)
    api.control.webapp(api.address, up=False, status=503)
    answer = api.get("/", user=None)
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html")
    api.control.webapp(api.address, up=True)
    assert api.get("/", user=None).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/state/127.0.0.1", {"setings": {}}),
        ("PATCH", "/state/127.0.0.1", {"version": "1.0"}),
        ("GET", "/state/localhost", None),
        ("GET", "/state/10.0.0.1", None),
        ("POST", "/restart", {"instance": "127.0.0.1", "container": "db"}),
        ("POST", "/faults", {"fault": "fire"}),
        ("POST", "/faults", {"fault": "slow", "dealy": 1}),
        ("POST", "/faults", {"fault": "slow", "path": "("}),
        ("GET", "/token/127.0.0.1/nobody", None),
    ],
)
def test_mistakes_are_explained(own, method, path, body):
    with pytest.raises(ControlError, match="400"):
        own.control.call(method, path, body)


def test_sessions_are_resumed(api):
    context = ssl._create_unverified_context()
    session = None
    for expected in (False, True):
        plain = socket.create_connection((api.address, api.emulator.port))
        with context.wrap_socket(plain, session=session) as secure:
            secure.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            while secure.recv(4096):
                pass
            assert secure.session_reused is expected
            session = secure.session
