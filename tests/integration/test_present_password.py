# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Only a login replaces the password of the connection's user: with a token or headers the sentence asks for the present password."""

from __future__ import annotations

import pytest

from tests.support.foreign import LOGIN, foreign_server, refusal, run_module

AUTHENTICATED = {"token": {"token": "a.b.c"}, "headers": {"headers": {"D360-API-KEY": "the-k3y-of-the-gateway"}}}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("module", ["whatsapp_session", "whatsapp_credentials"])
@pytest.mark.parametrize("kind", AUTHENTICATED)
def test_the_present_password_is_asked_for(kind, module, check_mode):
    with foreign_server(lambda *_call: refusal(401, 1005)) as server:
        result = run_module(module, server, check_mode, password=None, new_password="N3w-Adm1n!word", **AUTHENTICATED[kind])
        assert result["failed"] is True
        assert result["msg"].startswith(server.url + ": ")
        assert "give password" in result["msg"]
        assert server.calls() == [f"POST {LOGIN}"]
