# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backup and restore. Source: On-Premises API reference, settings/backup-and-restore."""

from __future__ import annotations

import base64
import hashlib
import json
import os

from cryptography.fernet import Fernet, InvalidToken

from ..answer import Answer, nothing
from ..errors import ApiError, invalid
from ..request import text_field
from ..routing import CLIENT, COREAPP, route
from ..settings_table import only_known
from .two_step import not_in_sandbox

SECTIONS = (
    "settings",
    "providers",
    "webhook_ca",
    "registration",
    "shards",
    "two_step_pin",
    "business_profile",
    "compliance",
    "about",
    "photo",
)
SALT = 16


@route("POST", "/v1/settings/backup", "Backup-Settings", needs=CLIENT)
def backup(instance, request) -> Answer:
    """Settings, registration and profiles, encrypted with the password; another blob every time."""
    not_in_sandbox(instance)
    password = non_empty(request.fields("password"), "password")
    content = json.dumps({name: instance.state[name] for name in SECTIONS}).encode()
    salt = os.urandom(SALT)
    blob = salt + base64.urlsafe_b64decode(cipher(password, salt).encrypt(content))
    return Answer(200, {"settings": {"data": base64.b64encode(blob).decode()}})


@route("POST", "/v1/settings/restore", "Restore-Settings", needs=COREAPP)
def restore(instance, request) -> Answer:
    """Bring a backup back. An instance that was registered already stops until its Coreapp is restarted by hand."""
    not_in_sandbox(instance)
    data = request.fields("password", "data")
    password, blob = non_empty(data, "password"), non_empty(data, "data")
    content = decrypted(password, blob)
    if instance.state["topology"] == "multiconnect" and content["shards"] != instance.state["shards"]:
        raise ApiError(1009, f"Backup has {content['shards']} shards, this instance {instance.state['shards']}")
    existing = instance.state["registration"].get("registered")
    content["settings"] = only_known(content["settings"], instance.release)
    instance.state.update(content)
    instance.forget()
    if existing:
        instance.state["coreapp"] = "stopped"
        instance.needs_restart("coreapp")
    return nothing()


def non_empty(data: dict, name: str) -> str:
    """A mandatory text that is not empty. Raises 1008 or 1009, without showing it."""
    value = text_field(data, name)
    if not value:
        raise invalid(name, "")
    return value


def cipher(password: str, salt: bytes) -> Fernet:
    """The cipher for a password."""
    return Fernet(base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1000)))


def decrypted(password: str, text: str) -> dict:
    """The content of a backup. Raises 1009 when it isn't one, 1005 when the password is wrong."""
    try:
        blob = base64.b64decode(text, validate=True)
    except ValueError:
        raise ApiError(1009, "Parameter 'data' has invalid value") from None
    try:
        return json.loads(cipher(password, blob[:SALT]).decrypt(base64.urlsafe_b64encode(blob[SALT:])))
    except InvalidToken:
        raise ApiError(1005, "Backup can't be decrypted: wrong password or damaged data") from None
