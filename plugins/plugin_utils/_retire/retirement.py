# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The retirement of one instance, step by step: what is read, what is done after a confirmation, and the evidence.

The caller gives the function that runs modules; this file must not know Ansible or how a module is executed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.directory import check_can_be_written
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup import BACKUP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup_file import TIME, directory_name
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import check_pin
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import phone_digits
from ansible_collections.waops.whatsapp.plugins.plugin_utils._files.local_file import write_host_files
from ansible_collections.waops.whatsapp.plugins.plugin_utils._retire import documents, readiness

ADMINISTRATOR = "admin"
CONFIRM = "add the host to whatsapp_retire_confirm when it is to be retired"


class RetirementError(Exception):
    """A step failed; the message is one sentence."""


@dataclass
class Retirement:
    """One instance on its way out.

    host, url: as in the inventory. connection: its connection options. options: as in the module's documentation. run(name, options,
    only_check): the result of a module. check_mode: whether nothing is to be changed.
    """

    host: str
    connection: Mapping[str, Any]
    options: Mapping[str, Any]
    run: Callable[[str, dict, bool], dict]
    check_mode: bool
    changed: bool = False
    checks: list[dict] = field(default_factory=list)
    audit: dict = field(default_factory=lambda: readiness.audit({}))
    backup: dict = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    pin_sent: bool = False
    failure: str = ""

    def __post_init__(self) -> None:
        """Checks what can be checked without the instance. Raises OptionError."""
        self.url = str(self.connection.get("url", ""))
        self.time = datetime.now(timezone.utc).strftime(TIME)
        number = phone_digits(self.options["number"])
        if number is None:
            raise OptionError("number", "'%s' is not a phone number; give the number that the instance must have" % self.options["number"])
        self.number = number
        problem = check_pin(self.options["pin"])
        if problem:
            raise OptionError("pin", problem)
        BACKUP.desired(self.backup_options())
        self.name = directory_name(self.host)
        self.parent = os.path.realpath(self.options["directory"])
        check_can_be_written("directory", os.path.join(self.parent, self.name))

    def path(self, ending: str) -> str:
        """The path of one of the files."""
        return os.path.join(self.parent, self.name, self.filename(ending))

    def filename(self, ending: str) -> str:
        """The name of one of the files."""
        return "%s_%s_%s" % (self.name, self.time, ending)

    def carry_out(self) -> None:
        """Assesses the instance, does what is confirmed, and always writes the evidence; `failure` says what went wrong."""
        try:
            self.assess()
            self.execute()
        except (RetirementError, WhatsAppError) as error:
            self.failure = str(error)
        evidence = self.evidence()
        try:
            self.write({"evidence.json": documents.evidence_json(evidence), "evidence.md": documents.evidence_markdown(evidence)})
        except WhatsAppError as error:
            self.failure = "; ".join(filter(None, (self.failure, str(error))))

    def assess(self) -> None:
        """Reads the instance; changes nothing."""
        config = {name: value for name, value in self.options["config"].items() if value is not None and name != "two_step"}
        support = self.module("whatsapp_support_info", {})
        if config:
            compared = self.run("whatsapp_instance", {"config": config, "on_error": "continue"}, True)
            self.audit = readiness.audit(compared)
            if readiness.is_refused(compared):  # its users would be unknown when they are to be removed
                raise RetirementError(compared["msg"])
        info = self.module("whatsapp_instance_info", {"gather_subset": list(readiness.READ)})
        certificates = self.module("whatsapp_certificate_info", {"gather_subset": ["webhook_ca"]})
        is_initial = self.connection.get("password") == self.options["initial_password"]
        self.checks = readiness.assess(self.number, is_initial, support, info, certificates)

    def execute(self) -> None:
        """Makes the last backup and, when that is confirmed, does what cannot be undone."""
        blocking = readiness.blocking(self.checks, self.options["accepted_checks"])
        confirmed = self.options["confirm"]
        if confirmed and blocking:
            problem = (
                "%s: not ready: %s; nothing was changed (what is dealt with elsewhere can be named in whatsapp_retire_accepted_checks)"
            )
            raise RetirementError(problem % (self.url, "; ".join(blocking)))
        if confirmed:
            self.pin_sent = self.module("whatsapp_two_step", {"pin": self.options["pin"], "update_pin": "always"})["changed"]
        self.back_up()
        if confirmed:
            if self.backup:
                self.write({"handover.yml": documents.handover(self.host, self.time, self.number, self.backup)})
            self.remove_users()

    def backup_options(self) -> dict[str, Any]:
        """The options of whatsapp_backup."""
        names = {"backup_directory": "directory", "backup_password": "backup_password", "backup_vault_password": "vault_password"}
        names["backup_keep"] = "keep"
        given = {module_option: self.options[name] for name, module_option in names.items() if self.options[name] is not None}
        return {**given, "host": self.host}

    def back_up(self) -> None:
        """Makes the last backup. Raises RetirementError."""
        options = self.backup_options()
        result = self.module("whatsapp_backup", options)
        if "manifest" in result:
            self.backup = {"file": result["file"], "encrypted": "vault_password" in options, "manifest": result["manifest"]}

    def remove_users(self) -> None:
        """Removes all users but the administrator. Continues after a failure, and raises RetirementError at the end."""
        declared = self.options["config"].get("users") or ()
        names = self.options["users"] if self.options["users"] is not None else [user["name"] for user in declared]
        failures = []
        for name in dict.fromkeys(names):
            if name in (ADMINISTRATOR, self.connection.get("username")):
                continue
            try:
                if self.module("whatsapp_user", {"name": name, "state": "absent"})["changed"]:
                    self.removed.append(name)
            except RetirementError as error:
                failures.append(str(error))
        if failures:
            raise RetirementError("; ".join(failures))

    def module(self, name: str, options: dict) -> dict:
        """The result of a module; raises RetirementError when it failed."""
        result = self.run(name, options, False)
        self.changed = self.changed or bool(result.get("changed"))
        if result.get("failed"):
            raise RetirementError(result["msg"])
        return result

    def write(self, files: Mapping[str, bytes]) -> None:
        """Writes files of the host, by the ends of their names. Raises OptionError."""
        write_host_files(self.parent, self.name, {self.filename(ending): content for ending, content in files.items()}, self.check_mode)

    def evidence(self) -> dict[str, Any]:
        """Everything that is known, without secrets."""
        file, sent = self.backup.get("file"), "the PIN was sent to the instance in this run"
        not_sent = "the PIN is sent when the host is confirmed; it cannot be read back"
        done = [
            readiness.check("pin", self.pin_sent, sent if self.pin_sent else not_sent),
            readiness.check("backup", bool(file), file or "there is no last backup of this run"),
        ]
        handover = self.path("handover.yml")
        return {
            "host": self.host,
            "url": mask_url(self.url),
            "number": self.number,
            "time": self.time,
            "check_mode": self.check_mode,
            "confirmed": self.options["confirm"],
            "audit": self.audit,
            "readiness": [*self.checks, *done],
            "accepted": self.options["accepted_checks"],
            "backup": self.backup,
            "handover": handover if os.path.isfile(handover) else "",
            "users_removed": self.removed,
            "failure": self.failure,
        }

    def summary(self) -> str:
        """The result for the instance, in one sentence."""
        if self.failure:
            return self.failure
        if os.path.isfile(self.path("handover.yml")):
            return "%s: retired; hand over %s" % (self.host, self.path("handover.yml"))
        blocking = readiness.blocking(self.checks, self.options["accepted_checks"])
        state = "not ready: %s" % "; ".join(blocking) if blocking else "ready"
        return "%s: %s; nothing irreversible was done, %s" % (self.host, state, CONFIRM)
