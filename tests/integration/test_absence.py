# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be absent is not absent because the server has no such endpoint: a 404 without a body may mean either."""

from __future__ import annotations

import pytest

from tests.support.foreign import after_login, foreign_server, refusal, reply, run_module

ABSENT = {
    "whatsapp_certificate": {"kind": "webhook_ca", "state": "absent"},
    "whatsapp_profile": {"remove_photo": True},
    "whatsapp_media": {"media_id": "1", "state": "absent"},
}
BARE = reply(None, 404)


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("module", ABSENT)
def test_a_gateway_without_the_endpoint(module, check_mode):
    """It says 404 and nothing else to everything: nobody knows whether the thing is there."""
    with foreign_server(after_login(lambda *_call: BARE)) as server:
        result = run_module(module, server, check_mode, **ABSENT[module])
        assert result["failed"] is True
        assert "does not offer the call" in result["msg"]
        assert server.writes() == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_server_that_knows_its_paths(check_mode):
    """It says of a path that does not exist that there is none: its 404 to the webhook CA means that it has none."""

    def answer(_method, path, _body):
        return BARE if path == "/v1/certificates/webhooks/ca" else refusal(404, 1006, "URL path not found", "Not found")

    with foreign_server(after_login(answer)) as server:
        result = run_module("whatsapp_certificate", server, check_mode, **ABSENT["whatsapp_certificate"])
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        assert server.writes() == []
