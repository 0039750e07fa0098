# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application settings. Source: On-Premises API reference, settings/application."""

from __future__ import annotations

import copy
import re

from ..answer import Answer, nothing
from ..errors import ApiError, invalid
from ..routing import route
from ..settings_table import UNREADABLE, Setting, default_settings, get, known_settings, put

PATH = "/v1/settings/application"


@route("GET", PATH, "Get-Application-Settings")
def read(instance, request) -> Answer:
    """All settings of this version and the read-only `wa_id`."""
    settings = {name: value for name, value in instance.state["settings"].items() if name not in UNREADABLE}
    settings["wa_id"] = instance.wa_id
    return Answer(200, {"settings": {"application": settings}})


@route("PATCH", PATH, "Update-Application-Settings")
def update(instance, request) -> Answer:
    """Change what is given. Names that this version doesn't know are dropped silently; nothing known at all is 1009."""
    data = request.json()
    known = known_settings(instance.release)
    wanted = dict(flatten(request, known, data if isinstance(data, dict) else {}))
    if not wanted:
        raise ApiError(1009, "No valid parameters provided")
    values = {path: normalised(instance, known[path], value) for path, value in wanted.items()}
    store(instance, known, values)
    return nothing()


@route("DELETE", PATH, "Reset-Application-Settings")
def reset(instance, request) -> Answer:
    """Everything back to the defaults."""
    known = known_settings(instance.release)
    before = instance.state["settings"]
    after = default_settings(instance.release)
    if any(get(before, path) != get(after, path) for path, setting in known.items() if setting.restart):
        instance.needs_restart("coreapp")
    instance.state["settings"] = after
    return nothing()


def flatten(request, known: dict[str, Setting], data: dict, prefix: str = ""):
    """Yield (dotted path, value) of the settings in the body that the version knows; journal the others.

    The dots are ours: on the wire settings are nested, and a name with a dot in it is no setting at all.
    """
    for name, value in data.items():
        path = prefix + name
        if "." in name:
            request.suspect(f"unknown setting '{path}'")
        elif path in known:
            yield path, value
        elif any(each.startswith(path + ".") for each in known):
            if not isinstance(value, dict):
                raise invalid(path, value)
            yield from flatten(request, known, value, path + ".")
        else:
            request.suspect(f"unknown setting '{path}'")


def normalised(instance, setting: Setting, value: object) -> object:
    """The value as it is stored. Raises 1009."""
    good = NORMALISE[setting.kind](setting, value)
    if good is None or (setting.kind == "number" and setting.choices and good not in setting.choices):
        raise invalid(setting.path, value)
    if setting.path == "pass_through" and good and instance.since(2, 35):
        raise invalid(setting.path, value)
    if setting.path == "media.auto_download" and "sticker" in good and not instance.since(2, 27):
        raise invalid(setting.path, value)
    return good


def a_bool(setting, value):
    return value if isinstance(value, bool) else None


def a_number(setting, value):
    """Numbers and numeric strings are both taken; they are read back as numbers. Beyond 64 bits nothing is a number."""
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,18}", str(value)):
        return None
    return int(value)


def a_set(setting, value):
    """Read back sorted and without doubles, however it was sent."""
    if not isinstance(value, list) or any(item not in setting.choices for item in value):
        return None
    return sorted(set(value))


def a_text(setting, value):
    return value if isinstance(value, str) else None


def a_url(setting, value):
    """https only; the empty string removes it."""
    return value if isinstance(value, str) and (not value or value.startswith("https://")) else None


NORMALISE = {"bool": a_bool, "number": a_number, "set": a_set, "text": a_text, "url": a_url}


def store(instance, known: dict[str, Setting], values: dict) -> None:
    """Store the values; a changed one that is bound to a restart says so."""
    settings = copy.deepcopy(instance.state["settings"])
    for path, value in values.items():
        if known[path].restart and get(settings, path) != value:
            instance.needs_restart("coreapp")
        put(settings, path, value)
    instance.state["settings"] = settings
