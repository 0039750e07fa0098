# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inverse of whatsapp_instance: everything readable of an instance, in the form that whatsapp_instance takes."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info, Prepared
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotOffered,
    TransportError,
    WhatsAppError,
    as_whatsapp_error,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import MissingNumber
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS, Section

READABLE = tuple(section for section in SECTIONS if section.exportable)


class Placeholder(str):
    """A template in place of a secret. Its type distinguishes it from the server's texts. variable: the name in it."""

    variable: str


class Placeholders:
    """Names a vault variable for each secret. Different secrets have different names, however similar they are spelled."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, ...]] = {}

    def __call__(self, *parts: str) -> Placeholder:
        """The Placeholder of the secret described by these words, such as ("user", "ops", "password")."""
        stem = re.sub("[^A-Za-z0-9]+", "_", "_".join(("vault_whatsapp", *parts))).lower()
        name, number = stem, 1
        while self._parts.setdefault(name, parts) != parts:
            number += 1
            name = "%s_%d" % (stem, number)
        placeholder = Placeholder("{{ %s }}" % name)
        placeholder.variable = name
        return placeholder


def placeholders_in(value: Any, path: tuple[str | int, ...] = ()) -> list[dict[str, Any]]:
    """[{"variable", "path"}] of every Placeholder in a config; path: the keys and positions that lead to it."""
    if isinstance(value, Placeholder):
        return [{"variable": value.variable, "path": list(path)}]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [placeholder for key, item in pairs for placeholder in placeholders_in(item, (*path, key))]


def read(client: Client, desired: Prepared) -> dict[str, Any]:
    """{"config", "placeholders", "not_offered", "unreadable"}; a section that cannot be read does not hide the others.

    Raises WhatsAppError when no section could be read, and for a refused login.
    """
    secret = Placeholders()
    config, not_offered, unreadable, anything_read, number = {}, [], {}, False, MissingNumber(client)
    chosen = [section for section in READABLE if section.name in desired.get("gather_subset", [section.name])]
    for section in chosen:
        try:
            value = section.resource.export(client, {"users": desired["users"], "secret": secret})  # type: ignore[misc]
        except NotOffered:
            not_offered.append(section.name)
        except Exception as problem:
            error = as_whatsapp_error(problem, section.resource.name).of_instance(client.instance).inside(section.name)
            if error.login_refused or isinstance(error, (TransportError, AuthenticationError)):
                raise error from None
            if section.needs_number and number.explains(error):
                error = WhatsAppError("no number is registered yet, and only a registered number has it", **error.failure).of_instance(
                    client.instance
                )
            unreadable[section.name] = error
        else:
            if value:
                config[section.name] = value
            # Finding none of the named users proves nothing: a server without this API answers 404 too.
            anything_read = anything_read or bool(value) or section.name != "users"
    if (not_offered or unreadable) and not anything_read:
        raise _nothing_read(chosen, unreadable)
    if chosen and not client.answers:
        client.prove_access()
    return {
        "config": config,
        "placeholders": placeholders_in(config),
        "not_offered": not_offered,
        "unreadable": {name: error.message for name, error in unreadable.items()},
        "warnings": ["section %s could not be read: %s" % (name, error.text) for name, error in unreadable.items()],
    }


def _nothing_read(chosen: list[Section], unreadable: dict[str, WhatsAppError]) -> WhatsAppError:
    """The error of an instance of which nothing can be read."""
    if unreadable:
        first = next(iter(unreadable.values()))
        return WhatsAppError("no section could be read; the first: %s" % first.text, **first.failure)
    names = ", ".join(section.name for section in chosen)
    return ApiError("this server offers nothing that could be read (%s); correct url" % names, title="Nothing could be read")


INSTANCE_INFO = Info(
    name="instance_info",
    read=read,
    parameters=(
        Field("gather_subset", type="list", elements="str", choices=tuple(section.name for section in READABLE)),
        Field("users", type="list", elements="str", default=[]),
    ),
)
