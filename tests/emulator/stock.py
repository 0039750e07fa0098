# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a fresh instance, and how documents are merged."""

from __future__ import annotations

import copy

from .config import Config
from .settings_table import default_settings, get, known_settings, put
from .versions import full_version, version_text

STOCK_PASSWORD = "secret"


def stock_document(release: tuple, config: Config) -> dict:
    """The whole state of a new instance of this version, without the seed. The keys are explained in README.md."""
    return {
        "version": version_text(release),
        "topology": config.topology,
        "groups_enabled": config.groups == "on" or (config.groups == "auto" and release < (2, 33)),
        "registration_open": config.registration == "open" or (config.registration == "auto" and release < (2, 57)),
        "sandbox": config.sandbox,
        "settings": default_settings(release),
        "providers": [],
        "users": {"admin": {"password": STOCK_PASSWORD, "role": "ROLE_ADMIN"}},
        "webhook_ca": None,
        "certificate": {"uploaded": None, "installed": None},
        "registration": {
            "registered": False, "cc": None, "phone_number": None, "cert": None, "vname": None, "registered_at": None,
            "logged_off": False, "pending": None, "pending_code": None, "code": "123456",
        },
        "shards": 1,
        "two_step_pin": None,
        "business_profile": {"address": "", "description": "", "email": "", "vertical": "", "websites": []},
        "compliance": {},
        "about": "",
        "photo": None,
        "groups": {},
        "media": {},
        "stickerpacks": {},
        "contacts": {},
        "messages": {},
        "nodes": {},
        "coreapp": "running",
        "webapp": "running",
        "webapp_status": None,
        "pending_restart": [],
        "expire_timestamp": None,
    }  # fmt: skip


def merged(document: dict, changes: dict) -> dict:
    """A copy of `document` with `changes` merged in: objects key by key, lists replaced, null removes the key."""
    result = dict(document)
    for name, value in changes.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            old = result.get(name)
            result[name] = merged(old if isinstance(old, dict) else {}, value)
        else:
            result[name] = copy.deepcopy(value)
    return result


def as_version(stock: dict, state: dict, old_stock: dict) -> dict:
    """The state taken to another version: what is as in `old_stock` becomes as in `stock`, settings one by one."""
    result = {name: stock[name] if state[name] == old_stock[name] else state[name] for name in stock}
    settings = copy.deepcopy(stock["settings"])
    for path in known_settings(full_version(stock["version"])):
        value = get(state["settings"], path)
        if value is not None and value != get(old_stock["settings"], path):
            put(settings, path, value)
    return {**result, "settings": settings}


def patched(document: dict, changes: dict, stock: dict) -> dict:
    """`merged`, and a top-level key that was set to null is empty, not gone. Raises ValueError for an unknown top-level key."""
    unknown = set(changes) - set(stock)
    if unknown:
        raise ValueError(f"unknown state: {', '.join(sorted(unknown))}; known: {', '.join(stock)}")
    result = merged(document, changes)
    for name in changes:
        if name in result:
            result[name] = copy.deepcopy(result[name])
    for name in stock:
        if name not in result:
            result[name] = type(stock[name])() if isinstance(stock[name], (dict, list)) else None
    return result
