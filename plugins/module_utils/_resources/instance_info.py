# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inverse of whatsapp_instance: everything readable of an instance, in the form that whatsapp_instance takes."""

from __future__ import annotations

import re

from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError, AuthenticationError, NotOffered
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance import SECTIONS

READABLE = tuple(section for section in SECTIONS if section.readable)


class Placeholders:
    """Names a vault variable for each secret, and remembers the names."""

    def __init__(self):
        self.names = []

    def __call__(self, *parts):
        """The Jinja expression that stands for the secret described by these words, such as ("user", "ops", "password")."""
        name = re.sub("[^A-Za-z0-9]+", "_", "_".join(("vault_whatsapp", *parts))).lower()
        if name not in self.names:
            self.names.append(name)
        return "{{ %s }}" % name


def read(client, desired):
    """{"config", "placeholders", "not_offered", "unreadable"}; a section that cannot be read does not hide the others."""
    secret = Placeholders()
    config, not_offered, unreadable = {}, [], {}
    for section in READABLE:
        if section.name not in desired.get("include", [section.name]):
            continue
        try:
            value = section.resource.export(client, {"users": desired["users"], "secret": secret})
        except NotOffered:
            not_offered.append(section.name)
        except AuthenticationError:
            raise
        except ApiError as error:
            unreadable[section.name] = error.message
        else:
            if value:
                config[section.name] = value
    return {
        "config": config,
        "placeholders": secret.names,
        "not_offered": not_offered,
        "unreadable": unreadable,
        "warnings": ["section %s could not be read: %s" % item for item in unreadable.items()],
    }


INSTANCE_INFO = Info(
    name="instance_info",
    read=read,
    controls=(
        Field("include", type="list", elements="str", choices=tuple(section.name for section in READABLE)),
        Field("users", type="list", elements="str", default=[]),
    ),
)
