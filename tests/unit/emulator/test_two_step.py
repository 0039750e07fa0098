# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two-step verification."""

from __future__ import annotations

from .conftest import error

PATH = "/v1/settings/account/two-step"


def test_set_replace_and_remove(api):
    for pin in ("123456", "654321"):
        answer = api.post(PATH, {"pin": pin})
        assert (answer.status_code, list(answer.json())) == (200, ["meta"])
        assert api.state()["two_step_pin"] == pin
    for _time in range(2):
        assert api.delete(PATH).status_code == 200
        assert api.state()["two_step_pin"] is None


def test_refused(api):
    assert error(api.post(PATH, {})) == (400, 1008, "Missing mandatory parameter 'pin'")
    assert error(api.post(PATH, {"pin": ""})) == (400, 1009, "Pin must not be empty")
    for pin in ("12345", "1234567", "12345x"):
        assert error(api.post(PATH, {"pin": pin})) == (400, 1009, f"Parameter 'pin' has invalid value '{pin}'")
    assert error(api.get(PATH))[:2] == (405, 1014)


def test_needs_a_registered_client(stock):
    assert error(stock.post(PATH, {"pin": "123456"})) == (500, 1011, "Client is unregistered")


def test_not_in_sandbox_mode(api):
    api.patch(sandbox=True)
    assert error(api.post(PATH, {"pin": "123456"}))[:2] == (403, 1005)
