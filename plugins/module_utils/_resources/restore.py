# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restore: POST /v1/settings/restore (Meta's reference: settings, backup and restore), of the right file onto the right instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, PreconditionError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup import PASSWORD, identity
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup_file import (
    HOST_PARAMETERS,
    VAULT_PASSWORD,
    newest,
    read_backup_file,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import phone_digits

SOURCE = (
    Field("src", type="path"),
    *HOST_PARAMETERS,
    VAULT_PASSWORD,
    Field("expected_number", validator=lambda text: None if phone_digits(text) else "'%s' is not a phone number" % text),
)
SOURCE_CONSTRAINTS = {
    "mutually_exclusive": [("src", "directory")],
    "required_one_of": [("src", "directory")],
    "required_by": {"directory": ("host",)},
}
PARAMETERS = (
    *SOURCE,
    PASSWORD,
    Field("confirm", type="bool", default=False),
    Field("force", type="bool", default=False),
)


def read_source(desired: Mapping[str, Any]) -> tuple[str, dict]:
    """The path and the content, {"manifest", "data"}, of the chosen backup; raises OptionError when it is of another number."""
    path = desired["src"] if "src" in desired else newest(desired["directory"], desired["host"])
    backup = read_backup_file(path, desired.get("vault_password"))
    number = backup["manifest"].get("wa_id")
    if "expected_number" in desired and phone_digits(desired["expected_number"]) != number:
        problem = "%s is a backup of %s, not of %s" % (path, number, phone_digits(desired["expected_number"]))
        raise OptionError("src", problem + "; give the right file, or correct expected_number")
    return path, backup


@dataclass(frozen=True)
class PreparedRestore(Prepared):
    """manifest, data: of the backup."""

    manifest: dict = field(default_factory=dict)
    data: str = field(default="", repr=False)


def prepare(options: Prepared) -> PreparedRestore:
    """Reads and verifies the backup; raises OptionError."""
    path, backup = read_source(options)
    if not options["confirm"]:
        problem = (
            "a restore replaces the settings and the registration of the instance with those of %s at %s (%s), and another"
            " instance with the number loses it; to restore, set confirm=true (in the role: name the host in whatsapp_restore_confirm)"
        )
        raise OptionError("confirm", problem % (backup["manifest"].get("wa_id"), backup["manifest"].get("time"), path))
    return PreparedRestore(options, backup["manifest"], backup["data"])


def plan(current: dict, desired: PreparedRestore) -> Plan:
    """Restores the backup. Raises PreconditionError when an option must confirm it."""
    manifest, number = desired.manifest, current["wa_id"]
    result = Plan(
        {"wa_id": number}, {"wa_id": manifest.get("wa_id"), "backup_of": manifest.get("time")}, return_values={"manifest": manifest}
    )
    if number != "" and not desired["force"]:
        what = "does not show whether it is registered" if number is None else "is registered as %s" % number
        raise PreconditionError("force", "the instance %s; set force=true to replace what it has" % what)
    if number and number != manifest.get("wa_id") and "expected_number" not in desired:
        problem = "the instance is registered as %s and the backup is of %s" % (number, manifest.get("wa_id"))
        raise PreconditionError("expected_number", problem + "; set it to the backup's number if that is to take the other's place")
    for what in ("shards", "nodes"):
        _compare_size(result, what, current[what], manifest.get(what), desired)
    if number != "":
        result.restart.append("coreapp")
    result.writes.append(Request("POST", "settings/restore", {"password": desired["backup_password"], "data": desired.data}))
    return result


def _compare_size(result: Plan, what: str, on_instance: int | None, in_backup: int | None, desired: PreparedRestore) -> None:
    """A multiconnect set-up takes only a backup from one with as many shards."""
    if on_instance is None or in_backup is None or on_instance == in_backup:
        return
    problem = "the backup is of a set-up with %s %s and the instance has %s" % (in_backup, what, on_instance)
    if not desired["force"]:
        raise PreconditionError("src", "%s; bring it to the same number, or set force=true and let the server decide" % problem)
    result.warnings.append(problem)


RESTORE = Resource(
    name="restore",
    parameters=PARAMETERS,
    constraints=SOURCE_CONSTRAINTS,
    prepare=prepare,
    read=lambda client, desired: identity(client),
    plan=plan,
)
