# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of an exported file, from what whatsapp_instance_info returned. Pure; knows neither server nor disk."""

from __future__ import annotations

from typing import Any

from ansible_collections.waops.whatsapp.plugins.plugin_utils._files.variables_file import NAME, Template, load, place_of, plain, render

VARIABLE = "whatsapp_instance_config"
MASK = "********"  # written in place of a secret
NEVER_SHOWN = "Never shown by an instance: certificate, two_step, the list of users, photos"


def body(info: dict[str, Any]) -> bytes:
    """The file below its first line. info: a result of whatsapp_instance_info. Raises ValueError for what no file can hold."""
    names = list(dict.fromkeys(item["variable"] for item in info["placeholders"]))
    comments = [
        "Variables to put into a vault: %s" % (", ".join(names) or "none"),
        "Not offered by the instance: %s" % (", ".join(info["not_offered"]) or "nothing"),
        "Could not be read: %s" % (", ".join(info["unreadable"]) or "nothing"),
        NEVER_SHOWN,
    ]
    return render({VARIABLE: with_placeholders(info["config"], info["placeholders"])}, comments)


def with_placeholders(config: dict, placeholders: list[dict]) -> dict:
    """The config with a Template at each placeholder that whatsapp_instance_info lists.

    placeholders: [{"variable": name, "path": [key or position, ...]}]. Raises ValueError when they do not belong to the config, and
    for a text that was masked.
    """
    declaration = plain(config)
    refuse_masked(declaration, ())
    for item in placeholders:
        variable, path = item["variable"], item["path"]
        parent = declaration
        for step in path[:-1]:
            parent = parent[step]
        template = Template("{{ %s }}" % variable)
        if not NAME.fullmatch(variable) or parent[path[-1]] != template.text:
            raise ValueError("%s does not hold the placeholder that belongs there; was a part of it masked as a secret?" % place_of(path))
        parent[path[-1]] = template
    return declaration


def refuse_masked(value: Any, path: tuple) -> None:
    """Raises ValueError for a text or a key that holds a mask: the value of the instance is not known then."""
    if isinstance(value, str) and MASK in value:
        raise ValueError("%s holds a secret of this task, or eight asterisks, which look like a masked secret" % place_of(path))
    if isinstance(value, dict):
        for key, item in value.items():
            refuse_masked(key, (*path, key))
            refuse_masked(item, (*path, key))
    if isinstance(value, list):
        for position, item in enumerate(value):
            refuse_masked(item, (*path, position))


def sections_of(content: bytes) -> list[str]:
    """The sections that an exported file declares; none for any other file."""
    variables = load(content)
    declared = variables.get(VARIABLE) if isinstance(variables, dict) else None
    return list(declared) if isinstance(declared, dict) else []
