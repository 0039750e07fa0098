# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Converts the server's object to the types of the fields, so that it can be compared. Knows no resource and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field


def read_fields(fields: tuple[Field, ...], shown: Json, wanted: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """{API name: value} of what the server returns. Missing and null values are left out.

    wanted: the options to read, as from drop_none(); None for all. A wrong value of any other option does no harm.
    Raises ApiError when a value does not have the type of its field.
    """
    state = {}
    for field in fields:
        if wanted is not None and field.name not in wanted:
            continue
        value = _read(field, shown.secret() if _holds_secret(field) else shown, wanted and wanted[field.name])
        if value is not None:
            state[field.api_name] = value
    return state


def _holds_secret(field: Field) -> bool:
    return field.secret or field.mask is not None or any(_holds_secret(inner) for inner in field.fields)


def _read(field: Field, shown: Json, wanted: Any) -> Any:
    if field.type == "bool":
        return shown.optional_boolean(field.api_name)
    if field.type == "int":
        return shown.optional_integer(field.api_name)
    if field.type == "list":
        elements = shown.optional_array(field.api_name)
        return None if elements is None else [element.text() for element in elements]
    if field.type == "dict":
        members = shown.optional_object(field.api_name)
        if members is None or not field.fields:
            return members and members.value
        return read_fields(field.fields, members, wanted)
    return shown.optional_text(field.api_name)
