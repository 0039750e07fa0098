# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registration and shards."""

from __future__ import annotations

import base64

import pytest

from .conftest import CERT, error

ACCOUNT, VERIFY, SHARDS = "/v1/account", "/v1/account/verify", "/v1/account/shards"
NUMBER = {"cc": "49", "phone_number": "15123456789"}
REQUEST = {**NUMBER, "method": "sms", "cert": base64.b64encode(b"\x0a\x12Emulated Ltd\x12\x05").decode()}


def health(api):
    return api.get("/v1/health").json()["health"]["gateway_status"]


def test_registration_in_two_phases(stock):
    assert health(stock) == "unregistered"
    answer = stock.post(ACCOUNT, REQUEST)
    assert (answer.status_code, answer.json()["account"]) == (202, [{"vname": "Emulated Ltd"}])
    assert error(stock.post(VERIFY, {"code": "000000"}))[:2] == (403, 1005)
    answer = stock.post(VERIFY, {"code": stock.state()["registration"]["code"]})
    assert (answer.status_code, list(answer.json())) == (201, ["meta"])
    assert health(stock) == "connected"
    again = stock.post(ACCOUNT, REQUEST)
    assert (again.status_code, list(again.json())) == (201, ["meta"])
    assert stock.suspicious() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cc": None}, (400, 1008, "Missing mandatory parameter 'cc'")),
        ({"phone_number": None}, (400, 1008, "Missing mandatory parameter 'phone_number'")),
        ({"method": None}, (400, 1008, "Missing mandatory parameter 'method'")),
        ({"phone_number": "+49 151"}, (400, 1009, "Parameter 'phone_number' has invalid value '+49 151'")),
        ({"method": "fax"}, (400, 1009, "Parameter 'method' has invalid value 'fax'")),
        ({"cert": "not base64!"}, (403, 1005, "Unknown error: bad_cert")),
        ({"vname_cert": CERT}, (400, 1010, "Parameter 'vname_cert' is not required")),
    ],
)
def test_refused_requests(stock, changes, expected):
    assert error(stock.post(ACCOUNT, {**REQUEST, **changes})) == expected


def field(number, content):
    """A field of a protobuf message: bytes, or a number below 128."""
    if isinstance(content, int):
        return bytes((number << 3, content))
    length = len(content)
    return bytes((number << 3 | 2, length) if length < 128 else (number << 3 | 2, length & 0x7F | 0x80, length >> 7)) + content


@pytest.mark.parametrize("name", ["Example Ltd", "Bäckerei Müller", "店", "entirely:ent:wa-like name, longer than others"])
@pytest.mark.parametrize(
    "behind", [b"", field(10, 80), field(8, b"PPPPPPPP"), field(8, field(1, b"en") + field(4, b"A much longer localized name"))]
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_the_name_in_a_real_certificate(stock, name, behind, wrapped):
    """Whatever stands behind the name, tags that look like letters included, is not part of it."""
    details = field(1, 66) + field(2, b"ent:wa") + field(4, name.encode()) + behind
    cert = field(1, details) + field(2, b"S" * 64)
    if wrapped:
        cert = field(1, cert)
    answer = stock.post(ACCOUNT, {**REQUEST, "cert": base64.b64encode(cert).decode()})
    assert answer.json()["account"] == [{"vname": name}]


def test_a_code_that_nobody_asked_for(stock):
    assert error(stock.post(VERIFY, {"code": "123456"})) == (403, 1005, "Error checking code (missing)")
    assert error(stock.post(VERIFY, {}))[:2] == (400, 1008)


def test_two_step_pin_is_needed_and_checked(stock):
    stock.patch(two_step_pin="246810")
    assert error(stock.post(ACCOUNT, REQUEST)) == (400, 1008, "Missing mandatory parameter 'pin'")
    assert error(stock.post(ACCOUNT, {**REQUEST, "pin": "000000"}))[:2] == (403, 1005)
    assert stock.post(ACCOUNT, {**REQUEST, "pin": "246810"}).status_code == 202


def test_another_number_wants_a_restart(api):
    assert api.post(ACCOUNT, {**REQUEST, "phone_number": "15199999999"}).status_code == 202
    api.post(VERIFY, {"code": "123456"})
    assert api.state()["pending_restart"] == ["coreapp"]
    assert api.get("/v1/settings/application").json()["settings"]["application"]["wa_id"] == "4915199999999"


def test_blocked_for_good_on_the_last_version(stock):
    stock.patch(version="2.57", registration_open=False)
    assert error(stock.post(ACCOUNT, REQUEST)) == (403, 1005, "Unknown error: biz_link_on_prem_reg_blocked")


def test_shards(api):
    assert api.get(SHARDS).json()["account"] == {"shards": 1}
    assert api.post(SHARDS, {**NUMBER, "shards": 2, "cert": CERT}).status_code == 201
    assert api.post(SHARDS, {**NUMBER, "shards": "4", "cert": CERT}).status_code == 201
    assert api.get(SHARDS).json()["account"] == {"shards": 4}
    for wrong in (3, 0, "many", True):
        assert error(api.post(SHARDS, {**NUMBER, "shards": wrong, "cert": CERT}))[:2] == (400, 1009)
    assert error(api.post(SHARDS, {**NUMBER, "cc": "1", "shards": 2, "cert": CERT}))[:2] == (400, 1009)
    assert api.suspicious() == []


def test_shards_need_the_certificate_since_2_45(api):
    assert error(api.post(SHARDS, {**NUMBER, "shards": 2})) == (400, 1008, "Missing mandatory parameter 'cert'")
    api.patch(version="2.41")
    assert api.post(SHARDS, {**NUMBER, "shards": 2}).status_code == 201


def test_a_wrong_certificate_logs_off_until_it_is_right(api):
    assert error(api.post(SHARDS, {**NUMBER, "shards": 2, "cert": "d3Jvbmc="}))[:2] == (403, 1005)
    assert health(api) == "disconnected"
    assert api.post(SHARDS, {**NUMBER, "shards": 2, "cert": CERT}).status_code == 201
    assert health(api) == "connected"


def test_shards_of_an_old_registration_disconnect_the_number(stock):
    stock.post(ACCOUNT, REQUEST)
    stock.post(VERIFY, {"code": "123456"})
    stock.control.advance(8 * 86400)
    assert stock.post(SHARDS, {**NUMBER, "shards": 2, "cert": REQUEST["cert"]}).status_code == 201
    assert health(stock) == "disconnected"
    assert stock.post(ACCOUNT, REQUEST).status_code == 202
    stock.post(VERIFY, {"code": "123456"})
    assert health(stock) == "connected"


def test_shards_need_pin_and_registration(api, stock):
    api.patch(two_step_pin="246810")
    assert error(api.post(SHARDS, {**NUMBER, "shards": 2, "cert": CERT}))[:2] == (400, 1008)
    assert api.post(SHARDS, {**NUMBER, "shards": 2, "cert": CERT, "pin": "246810"}).status_code == 201
    stock.patch(registration={"registered": False})
    assert error(stock.post(SHARDS, {**NUMBER, "shards": 2, "cert": CERT}))[:2] == (500, 1011)
