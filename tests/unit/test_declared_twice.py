# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is declared twice is refused before anything is sent, and both places are named."""

from __future__ import annotations

import pytest

from tests.support.foreign import foreign_server, reply, run_module

PASSWORD = "Ops-T3am.Pass!"
GROUP_ID, OTHER_ID = "16315558032-1530825318", "16315558032-1530825319"


def user(name, **options):
    return {"name": name, "user_password": PASSWORD, **options}


def provider(name, token="Pr0vider-Token!"):
    return {"name": name, "config": {"bearer": token}}


CONFIGS = {
    "a user": (
        {"users": [user("ops.team"), user("dev.team"), user("ops.team")]},
        "config.users[0] and config.users[2] are both 'ops.team'",
    ),
    "a user, once absent": (
        {"users": [user("ops.team"), {"name": "ops.team", "state": "absent"}]},
        "config.users[0] and config.users[1] are both 'ops.team'"
    ),
    "a group by its subject": (
        {"groups": [{"subject": "Team"}, {"subject": "Team", "admins": ["4915100000001"]}]},
        "config.groups[0] and config.groups[1] are both 'Team'",
    ),
    "a group by its identifier": (
        {"groups": [{"group_id": GROUP_ID}, {"subject": "Team"}, {"group_id": GROUP_ID, "subject": "Team"}]},
        "config.groups[0] and config.groups[2] are both '16315558032-1530825318'",
    ),
    "a group by both": (
        {"groups": [{"group_id": GROUP_ID, "subject": "Team"}, {"subject": "Team"}]},
        "config.groups[0] and config.groups[1] are both 'Team'"
    ),
    "a provider": (
        {"media_providers": {"providers": [provider("a"), provider("files"), provider("files", "0ther-Token!")]}},
        "config.media_providers.providers[1] and config.media_providers.providers[2] are both 'files'",
    ),
    "the connection's own user": (
        {"users": [user("ops.team"), user("admin")]},
        "config.users[1].user_password: it is not the password of 'admin' that the connection logs in with (password)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("config", "sentence"), CONFIGS.values(), ids=CONFIGS)
def test_refused(config, sentence):
    """In check mode and for real, whichever section is asked for; nothing is sent."""
    with foreign_server(lambda *_: reply()) as server:
        for check_mode in (True, False):
            result = run_module("whatsapp_instance", server, check_mode, config=config)
            assert result["failed"]
            assert result["msg"].startswith(f"{server.url}: {sentence}"), result["msg"]
        assert run_module("whatsapp_instance", server, config=config, sections=[])["msg"].startswith(f"{server.url}: {sentence}")
        assert server.calls() == []


def test_a_module_of_its_own_names_its_own_options():
    with foreign_server(lambda *_: reply()) as server:
        result = run_module("whatsapp_media_provider", server, providers=[provider("files"), provider("files")])
        assert result["msg"] == f"{server.url}: providers[0] and providers[1] are both 'files'; declare it once"
        assert server.calls() == []


DIFFERENT = {
    "other capitals": {"users": [user("ops.team"), user("Ops.team")]},
    "two groups of one name": {"groups": [{"group_id": GROUP_ID, "subject": "Team"}, {"group_id": OTHER_ID, "subject": "Team"}]},
    "a group in another's place": {"groups": [{"group_id": GROUP_ID, "subject": "Team", "state": "absent"}, {"subject": "Team"}]},
    "white space": {"media_providers": {"providers": [provider("files"), provider("files ")]}},
    "the connection's own user with its own password": {"users": [{"name": "admin", "user_password": "Adm1n-Pass!word"}]},
    "the connection's own user without a password": {"users": [{"name": "admin"}]},
}


@pytest.mark.parametrize("config", DIFFERENT.values(), ids=DIFFERENT)
def test_not_refused(config):
    """What the server keeps apart is not the same thing."""
    with foreign_server(lambda *_: reply()) as server:
        assert not run_module("whatsapp_instance", server, config=config, sections=[]).get("failed")
        with_token = run_module("whatsapp_instance", server, config={"users": [user("admin")]}, sections=[], password=None, token="a.b.c")
        assert not with_token.get("failed")
