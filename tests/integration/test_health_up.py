# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""wait_for=up asks without a login: an answer of the Webapp counts, and one of anything else at that address does not."""

from __future__ import annotations

import pytest

from tests.support.foreign import foreign_server, page, refusal, reply, run_module

UP = {
    "its health": reply({"health": {"gateway_status": "connected"}}),
    "an empty 401": reply(None, 401),
    "a 401 of a gateway": reply({"message": "Unauthorized"}, 401),
    "a documented 401": refusal(401, 1005, "Missing or invalid authentication credentials"),
    "a documented 429": refusal(429, 1015, "Rate limiting exceeded on health check"),
    "a Coreapp that does not answer": refusal(500, 1014, "wacore:6252"),
}
NOT_UP = {
    "301": (reply(None, 301, Location="https://127.0.0.1:1/"), "without a redirect"),
    "307": (reply(None, 307, Location="https://127.0.0.1:1/"), "without a redirect"),
    "304": (reply(None, 304), "GET /v1/health was refused with 304"),
    "400": (page(400), "GET /v1/health was refused with 400"),
    "403": (page(403, "Forbidden"), "GET /v1/health was refused with 403 (Forbidden)"),
    "404": (page(404), "does not offer the call"),
    "418": (reply({"message": "teapot"}, 418), "GET /v1/health was refused with 418 (teapot)"),
    "429": (page(429), "last seen: it answered 429"),
    "500": (page(500), "last seen: it answered 500"),
    "503": (page(503), "last seen: it answered 503"),
    "a page": (page(), "the answer is a page for browsers); check that url points at the WhatsApp Business API"),
    "another API": (reply({"status": "up"}), "the answer holds no health); check that url points at the WhatsApp Business API"),
}


@pytest.mark.parametrize("kind", UP)
def test_an_answer_of_the_webapp_counts(kind):
    with foreign_server(lambda *_call: UP[kind]) as server:
        result = run_module("whatsapp_health_info", server, wait_for="up", wait_timeout=5)
        assert not result.get("failed"), result
        assert server.logins() == 0


@pytest.mark.parametrize("kind", NOT_UP)
def test_an_answer_of_anything_else_does_not(kind):
    """Waiting ends at once where it cannot help, and names the address as the cause where it looks like one."""
    answer, words = NOT_UP[kind]
    with foreign_server(lambda *_call: answer) as server:
        result = run_module("whatsapp_health_info", server, wait_for="up", wait_timeout=1, poll_interval=1)
        assert result["failed"] is True, result
        assert result["msg"].startswith(server.url + ": ")
        assert words in result["msg"], result["msg"]
        assert server.logins() == 0
