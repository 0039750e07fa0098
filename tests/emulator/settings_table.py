# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The application settings: name, type, default and in which versions they exist.

Source: On-Premises API reference, settings/application (snapshots of 2018 to 2024) and its Postman collections.
"""

from __future__ import annotations

from typing import NamedTuple

ALWAYS, NEVER = (0,), (99,)
MEDIA_TYPES = ("audio", "document", "image", "sticker", "video", "voice")


class Setting(NamedTuple):
    """`path` is dotted; `until` is the first version without it; `default` None: absent until it is set."""

    path: str
    kind: str
    default: object
    since: tuple = ALWAYS
    until: tuple = NEVER
    restart: bool = False
    readable: bool = True
    choices: tuple = ()


SETTINGS = (
    Setting("callback_persist", "bool", True, restart=True),
    Setting("callback_backoff_delay_ms", "number", 3000),
    Setting("max_callback_backoff_delay_ms", "number", 900000),
    Setting("media.auto_download", "set", list(MEDIA_TYPES), choices=MEDIA_TYPES),
    Setting("webhooks.url", "url", ""),
    Setting("webhooks.max_concurrent_requests", "number", 6, restart=True, choices=(6, 12, 18, 24)),
    Setting("webhooks.message.sent", "bool", True, since=(2, 41, 2)),
    Setting("webhooks.message.delivered", "bool", True, since=(2, 41, 2)),
    Setting("webhooks.message.read", "bool", False, since=(2, 41, 2)),
    Setting("sent_status", "bool", False, until=(2, 57)),
    Setting("heartbeat_interval", "number", 5),
    Setting("unhealthy_interval", "number", 30),
    Setting("pass_through", "bool", True, until=(2, 57), restart=True),
    Setting("db_garbagecollector_enable", "bool", True, since=(2, 29), until=(2, 57), restart=True),
    Setting("garbagecollector_enable.messages", "bool", True, since=(2, 57), restart=True),
    Setting("garbagecollector_enable.media", "bool", False, since=(2, 57), restart=True),
    Setting("notify_user_change_number", "bool", True, since=(2, 33)),
    Setting("show_security_notifications", "bool", False, since=(2, 33)),
    Setting("skip_referral_media_download", "bool", False, since=(2, 33)),
    Setting("axolotl_context_striping_disabled", "bool", None, until=(2, 41), readable=False),
    Setting("on_call_pager", "text", None, until=(2, 29)),
    Setting("log_level", "text", "info", since=(2, 57)),
    Setting("verbose_logging", "bool", False, since=(2, 57)),
)
UNREADABLE = frozenset(setting.path for setting in SETTINGS if not setting.readable)


def known_settings(release: tuple) -> dict[str, Setting]:
    """The settings that this version knows, by dotted path."""
    return {setting.path: setting for setting in SETTINGS if setting.since <= release < setting.until}


def default_settings(release: tuple) -> dict:
    """The stock settings of this version, nested as in the API."""
    result: dict = {}
    for setting in known_settings(release).values():
        if setting.default is not None:
            put(result, setting.path, default_of(setting, release))
    return result


def only_known(settings: dict, release: tuple) -> dict:
    """The settings without those that this version doesn't know; what is missing has its default."""
    result = default_settings(release)
    for path in known_settings(release):
        value = get(settings, path)
        if value is not None:
            put(result, path, value)
    return result


def default_of(setting: Setting, release: tuple) -> object:
    """The default, where it depends on the version: no stickers before 2.27; a fresh 2.33.4 has pass_through false, sent_status true."""
    if setting.path == "media.auto_download":
        return [name for name in MEDIA_TYPES if name != "sticker" or release >= (2, 27)]
    if setting.path == "pass_through":
        return release < (2, 33)
    if setting.path == "sent_status":
        return (2, 33) <= release < (2, 35)
    return setting.default


def put(document: dict, path: str, value: object) -> None:
    """Set the value at a dotted path."""
    *parents, last = path.split(".")
    for name in parents:
        document = document.setdefault(name, {})
    document[last] = value


def get(document: dict, path: str) -> object:
    """The value at a dotted path, or None."""
    for name in path.split("."):
        if not isinstance(document, dict):
            return None
        document = document.get(name)
    return document
