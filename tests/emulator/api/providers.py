# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media providers. Source: On-Premises API reference, settings/application/media/providers."""

from __future__ import annotations

from ..answer import Answer, nothing
from ..errors import ApiError, invalid, missing
from ..request import text_field
from ..routing import route

PATH = "/v1/settings/application/media/providers"


@route("GET", PATH, "Get-Media-Providers")
def read(instance, request) -> Answer:
    """All providers, with their credentials in clear."""
    return Answer(200, {"settings": {"application": {"media": {"providers": instance.state["providers"]}}}})


@route("POST", PATH, "Update-Media-Providers")
def update(instance, request) -> Answer:
    """Set one provider: an array with exactly one object. An existing name is overwritten."""
    data = request.json()
    if not isinstance(data, list) or len(data) != 1:
        raise ApiError(1009, "Can only add 1 config at a time")
    if not isinstance(data[0], dict):
        raise invalid("provider", data[0])
    for name in set(data[0]) - {"name", "type", "config"}:
        request.suspect(f"unknown parameter '{name}'")
    provider = {"name": text_field(data[0], "name"), "type": text_field(data[0], "type"), "config": checked_config(request, data[0])}
    if not provider["name"]:
        raise invalid("name", "")
    if provider["type"] != "www":
        raise invalid("type", provider["type"])
    kept = [each for each in instance.state["providers"] if each["name"] != provider["name"]]
    instance.state["providers"] = [*kept, provider]
    return nothing()


def checked_config(request, data: dict) -> dict:
    """Either basic or bearer credentials. Raises 1008 or 1009."""
    config = data.get("config")
    if config is None:
        raise missing("config")
    if not isinstance(config, dict) or len(set(config) & {"basic", "bearer"}) != 1:
        raise ApiError(1009, "Parameter 'config' must have either basic or bearer")
    for name in set(config) - {"basic", "bearer"}:
        request.suspect(f"unknown parameter 'config.{name}'")
    if "bearer" in config:
        return {"bearer": text_field(config, "bearer")}
    basic = config["basic"] if isinstance(config["basic"], dict) else {}
    return {"basic": {"username": text_field(basic, "username"), "password": text_field(basic, "password")}}


@route("DELETE", PATH + "/{name}", "Delete-Media-Providers")
def delete(instance, request, name) -> Answer:
    """Remove one by name; an unknown one is 1006."""
    kept = [each for each in instance.state["providers"] if each["name"] != name]
    if len(kept) == len(instance.state["providers"]):
        raise ApiError(1006, "Media provider does not exist")
    instance.state["providers"] = kept
    return nothing()
