# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Injected faults: the answer, and whether the operation took effect."""

from __future__ import annotations

import time

import pytest
import requests

from .conftest import error

SETTINGS = "/v1/settings/application"
BODY = {"heartbeat_interval": 77}


def applied(api):
    return api.state()["settings"]["heartbeat_interval"] == 77


def inject(api, fault, **options):
    return api.control.fault(instance=api.address, fault=fault, **options)


def test_status(api):
    inject(api, "status", status=429, retry_after=7)
    answer = api.patch_call(SETTINGS, BODY)
    assert error(answer) == (429, 1015, "Injected fault")
    assert answer.headers["Retry-After"] == "7"
    assert not applied(api)
    assert api.patch_call(SETTINGS, BODY).status_code == 200
    assert [entry["fault"] for entry in api.journal()] == ["status", None]


def test_status_with_code_after_the_effect(api):
    inject(api, "status", status=500, code=1017, applied=True)
    assert error(api.patch_call(SETTINGS, BODY))[:2] == (500, 1017)
    assert applied(api)


@pytest.mark.parametrize(("fault", "effect"), [("reset_before", False), ("reset_after", True)])
def test_reset(api, fault, effect):
    inject(api, fault)
    with pytest.raises(requests.exceptions.ConnectionError):
        api.patch_call(SETTINGS, BODY)
    assert applied(api) is effect
    entry = api.journal()[-1]
    assert (entry["status"], entry["kind"], entry["operation"]) == (0, "write", "Update-Application-Settings")


def test_truncate(api):
    inject(api, "truncate")
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        api.get(SETTINGS)
    assert api.get(SETTINGS).status_code == 200


def test_html_and_empty(api):
    inject(api, "html")
    answer = api.patch_call(SETTINGS, BODY)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
    assert applied(api)
    inject(api, "html", status=200, applied=False)
    assert api.get(SETTINGS).text.startswith("<html>")
    inject(api, "empty")
    answer = api.get(SETTINGS)
    assert (answer.status_code, answer.content) == (200, b"")


def test_slow(api):
    inject(api, "slow", delay=0.3)
    start = time.monotonic()
    assert api.get(SETTINGS).status_code == 200
    assert time.monotonic() - start >= 0.3


def test_revoked_tokens(api):
    header = {"Authorization": "Bearer " + api.control.token(api.address)}
    assert api.get(SETTINGS, user=None, headers=header).status_code == 200
    inject(api, "revoke_tokens")
    assert api.get(SETTINGS, user=None, headers=header).status_code == 401
    assert api.get(SETTINGS).status_code == 200


def test_which_requests_get_it(api):
    inject(api, "status", method="GET", path="/v1/(groups|support)", times=2, after=1)
    assert api.get(SETTINGS).status_code == 200
    assert [api.get("/v1/support").status_code for _time in range(4)] == [200, 500, 500, 200]


def test_for_ever_until_cleared(api):
    number = inject(api, "status", times=-1)
    assert [api.get(SETTINGS).status_code for _time in range(3)] == [500] * 3
    assert [fault["id"] for fault in api.control.faults()] == [number]
    api.control.clear_faults()
    assert api.get(SETTINGS).status_code == 200
