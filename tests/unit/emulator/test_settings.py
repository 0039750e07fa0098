# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application settings."""

from __future__ import annotations

import pytest

from .conftest import error

PATH = "/v1/settings/application"


def settings(api):
    return api.get(PATH).json()["settings"]["application"]


def test_defaults(api):
    assert settings(api) == {
        "callback_persist": True,
        "callback_backoff_delay_ms": 3000,
        "max_callback_backoff_delay_ms": 900000,
        "media": {"auto_download": ["audio", "document", "image", "sticker", "video", "voice"]},
        "webhooks": {"url": "", "max_concurrent_requests": 6, "message": {"sent": True, "delivered": True, "read": False}},
        "sent_status": False,
        "heartbeat_interval": 5,
        "unhealthy_interval": 30,
        "pass_through": False,
        "db_garbagecollector_enable": True,
        "notify_user_change_number": True,
        "show_security_notifications": False,
        "skip_referral_media_download": False,
        "wa_id": "4915123456789",
    }


def test_wa_id_is_empty_when_unregistered(stock):
    assert settings(stock)["wa_id"] == ""


def test_patch_changes_only_what_is_given(api):
    before = settings(api)
    answer = api.patch_call(PATH, {"webhooks": {"url": "https://hook.example"}, "heartbeat_interval": 7})
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    before["webhooks"]["url"] = "https://hook.example"
    assert settings(api) == {**before, "heartbeat_interval": 7}
    assert api.suspicious() == []
    api.patch_call(PATH, {"webhooks": {"url": ""}})
    assert settings(api)["webhooks"]["url"] == ""


def test_delays_are_taken_as_text_or_number_and_read_as_numbers(api):
    api.patch_call(PATH, {"callback_backoff_delay_ms": "4000", "max_callback_backoff_delay_ms": 800000})
    assert (settings(api)["callback_backoff_delay_ms"], settings(api)["max_callback_backoff_delay_ms"]) == (4000, 800000)


def test_auto_download_comes_back_sorted(api):
    api.patch_call(PATH, {"media": {"auto_download": ["voice", "image", "audio"]}})
    assert settings(api)["media"]["auto_download"] == ["audio", "image", "voice"]


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        ({"callback_persist": "true"}, "callback_persist", "true"),
        ({"webhooks": {"url": "http://plain.example"}}, "webhooks.url", "http://plain.example"),
        ({"webhooks": {"max_concurrent_requests": 7}}, "webhooks.max_concurrent_requests", "7"),
        ({"webhooks": "https://x"}, "webhooks", "https://x"),
        ({"media": {"auto_download": ["image."]}}, "media.auto_download", "['image.']"),
        ({"callback_backoff_delay_ms": "soon"}, "callback_backoff_delay_ms", "soon"),
        ({"pass_through": True}, "pass_through", "true"),
    ],
)
def test_refused_values_change_nothing(api, body, name, value):
    before = settings(api)
    answer = api.patch_call(PATH, {"unhealthy_interval": 99, **body})
    assert error(answer) == (400, 1009, f"Parameter '{name}' has invalid value '{value}'")
    assert settings(api) == before


def test_unknown_names_are_dropped_silently_but_journalled(api):
    assert api.patch_call(PATH, {"heartbeat_interval": 6, "nonsense": 1, "wa_id": "1", "webhooks": {"uri": "x"}}).status_code == 200
    assert "nonsense" not in settings(api)
    assert api.suspicious() == ["unknown setting 'nonsense'", "unknown setting 'wa_id'", "unknown setting 'webhooks.uri'"]
    assert error(api.patch_call(PATH, {"nonsense": 1})) == (400, 1009, "No valid parameters provided")
    assert error(api.patch_call(PATH)) == (400, 1009, "No valid parameters provided")


def test_changes_that_need_a_restart(api):
    api.patch_call(PATH, {"heartbeat_interval": 6, "callback_persist": True})
    assert api.state()["pending_restart"] == []
    api.patch_call(PATH, {"callback_persist": False})
    assert api.state()["pending_restart"] == ["coreapp"]
    api.control.restart(api.address, "coreapp")
    assert api.state()["pending_restart"] == []
    api.delete(PATH)
    assert api.state()["pending_restart"] == ["coreapp"]


def test_delete_resets(api):
    before = settings(api)
    api.patch_call(PATH, {"callback_persist": False, "webhooks": {"message": {"read": True}}})
    answer = api.delete(PATH)
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert settings(api) == before


@pytest.mark.parametrize(
    ("version", "there", "gone"),
    [
        (
            "2.23",
            {"pass_through": True, "sent_status": False},
            {"on_call_pager", "db_garbagecollector_enable", "notify_user_change_number"},
        ),
        (
            "2.33",
            {"pass_through": False, "sent_status": True, "db_garbagecollector_enable": True},
            {"garbagecollector_enable", "log_level"},
        ),
        ("2.41", {"pass_through": False, "sent_status": False}, {"axolotl_context_striping_disabled", "garbagecollector_enable"}),
        ("2.57", {"garbagecollector_enable": {"messages": True, "media": False}, "log_level": "info"}, {"sent_status", "pass_through"}),
    ],
)
def test_versions_know_other_settings(api, version, there, gone):
    api.patch(version=version)
    found = settings(api)
    assert {name: found[name] for name in there} == there
    assert not gone & set(found)


def test_a_setting_that_the_version_lacks_is_dropped_and_journalled(api):
    body = {"webhooks": {"message": {"read": True}}, "heartbeat_interval": 6}
    api.patch(version="2.33")
    assert api.patch_call(PATH, body).status_code == 200
    assert "message" not in settings(api)["webhooks"]
    assert api.suspicious() == ["unknown setting 'webhooks.message'"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"webhooks.url": "https://hook.example"}, "webhooks.url"),
        ({"media.auto_download": []}, "media.auto_download"),
        ({"webhooks": {"message.read": True}}, "webhooks.message.read"),
        ({"webhooks.message": {"read": True}}, "webhooks.message"),
    ],
)
def test_a_name_with_a_dot_is_no_setting(api, body, name):
    before = settings(api)
    assert error(api.patch_call(PATH, body)) == (400, 1009, "No valid parameters provided")
    assert api.patch_call(PATH, {**body, "heartbeat_interval": 6}).status_code == 200
    assert settings(api) == {**before, "heartbeat_interval": 6}
    assert api.suspicious() == [f"unknown setting '{name}'"] * 2


def test_a_setting_that_is_never_read_back(api):
    api.patch(version="2.33")
    assert api.patch_call(PATH, {"axolotl_context_striping_disabled": True}).status_code == 200
    assert "axolotl_context_striping_disabled" not in settings(api)
    assert api.state()["settings"]["axolotl_context_striping_disabled"] is True
    assert api.suspicious() == []


def test_stickers_came_later(api):
    api.patch(version="2.23")
    assert "sticker" not in settings(api)["media"]["auto_download"]
    assert error(api.patch_call(PATH, {"media": {"auto_download": ["sticker"]}}))[:2] == (400, 1009)
