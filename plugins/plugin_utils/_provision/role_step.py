# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One step of the role provision on one host: the module and its arguments, and what is left to do. Knows no Ansible task.

The role's tasks take the steps in this order: `apply` for all that is declared, `register` once or twice, `registered` for what
needs the new number, `restarted` after a restart. Tasks that change an instance with other modules take `begin` before them, and
`restarted` after them and the restart. Each returns the result of its module and the progress of the role on this host.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.pending_work import CONTAINERS, PendingFile
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_variables import RoleVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.steps import selected_sections

INSTANCE, REGISTRATION = "waops.whatsapp.whatsapp_instance", "waops.whatsapp.whatsapp_registration"
FIRST = ("begin", "apply")  # the steps with which a run begins
OF_A_NUMBER = tuple(section.name for section in SECTIONS if section.needs_number)


@dataclass
class Progress:
    """The progress of the role on a host. Every step returns all of it.

    changed_parts: the changed sections, `login` and `registration`; in check mode, those that would change. pending_restarts: containers
    that must restart. restarts_due: those that the role is to restart in this run. restarted: those that it has restarted.
    registration_due: whether the number is to be registered. registration_status: as from whatsapp_registration, or None.
    failed_step: whether a step failed. unfinished: whether anything is due. started, ended: seconds since the epoch.
    """

    changed_parts: list[str] = field(default_factory=list)
    pending_restarts: list[str] = field(default_factory=list)
    restarts_due: list[str] = field(default_factory=list)
    restarted: list[str] = field(default_factory=list)
    registration_due: bool = False
    registration_status: str | None = None
    failed_step: bool = False
    unfinished: bool = False
    started: float = field(default_factory=time.time)
    ended: float = 0.0

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> Progress:
        """From the result of the step before."""
        return cls(**{name: result[name] for name in cls.__dataclass_fields__ if name in result})

    def add_restarts(self, more: Iterable[str]) -> None:
        """These must restart too."""
        names = {*self.pending_restarts, *more}
        self.pending_restarts = [name for name in CONTAINERS if name in names]

    def new_number(self) -> bool:
        """Whether this run has registered the number."""
        return self.registration_status == "registered" and "registration" in self.changed_parts


@dataclass
class RoleStep:
    """A step on a host. variables: the host's. steps: those that the tags select. code: the one that the user's tasks fetched, or None."""

    variables: RoleVariables
    steps: set[str]
    pending: PendingFile
    progress: Progress
    code: str | None = None

    def begin(self, step: str) -> tuple[str, dict[str, Any]] | None:
        """The module to run and its arguments; None when the tags select nothing. Records the run, so that a kill is noticed later."""
        work = self.pending.load()
        if step == "restarted":
            return INSTANCE, self._restarted()
        if step in FIRST:
            self.progress.add_restarts([*self.variables.extra_restarts, *work.due()])
            if step == "apply" and self.steps <= {"restart"}:
                return None
        pin = work.two_step_pin or (step == "register" and self._has_code() and self.variables.sets_pin)
        self.pending.save(replace(work.with_restart(work.due()), running=True, two_step_pin=pin))
        if step == "begin":
            return None
        if step == "register":
            return REGISTRATION, self._register()
        return INSTANCE, self._apply(pin) if step == "apply" else self._registered(pin)

    def end(self, step: str, result: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the step: that of its module ({} when none ran) and the progress. Records pending work on the disk."""
        progress = self.progress
        if result and step != "restarted":
            progress.failed_step = bool(result.get("failed"))
            progress.add_restarts(_restarts(result))
            self._count(step, result)
            self._remember(step, result)
        restarts = "restart" in self.steps and step != "restarted" and not (step == "apply" and _is_out_of_reach(result))
        progress.restarts_due = progress.pending_restarts if restarts else []
        progress.unfinished = progress.registration_due or bool(progress.restarts_due)
        progress.ended = time.time()
        return {"changed": False, **result, **asdict(progress)}

    def _apply(self, pin: bool) -> dict[str, Any]:
        """The arguments for all that is declared, with the steps before and after it."""
        args = self._sections(self.variables.config, pin)
        if "wait" in self.steps:
            args["start_timeout"] = self.variables.start_timeout
        if "login" in self.steps:
            args["initial_password"] = self.variables.initial_password
        if self._registers():
            args["expected_number"] = self.variables.number
        return {**args, **self._health(allow_unregistered=True)}

    def _register(self) -> dict[str, Any]:
        number = {name: value for name, value in self.variables.registration.items() if value is not None}
        return {"cc": number["cc"], "phone_number": number["phone_number"], "code": self.code} if self.code else number

    def _registered(self, pin: bool) -> dict[str, Any]:
        args = self._sections({name: self.variables.config.get(name) for name in OF_A_NUMBER}, pin or self.progress.new_number())
        return {**args, **self._health(allow_unregistered=False)}

    def _restarted(self) -> dict[str, Any]:
        """Records the restart as done, or as reported for a restart by hand, and waits for health."""
        progress, by_hand = self.progress, self.variables.restart_tasks is None
        work = replace(self.pending.load(), running=False)
        noted = not (by_hand and progress.failed_step) and self.pending.save(work.restarted())
        if noted and not by_hand:
            progress.restarted, progress.pending_restarts = progress.pending_restarts, []
        return {"config": {}, "sections": [], **self._health(not progress.new_number(), restarted=True)}

    def _sections(self, config: dict, pin: bool) -> dict[str, Any]:
        """The declared sections that the tags select. pin: whether two-step verification treats the number as new."""
        declared = {name: value for name, value in config.items() if value is not None}
        sections = selected_sections(self.steps, declared)
        if pin and "two_step" in sections and isinstance(declared["two_step"], dict):
            declared["two_step"] = {**declared["two_step"], "newly_registered": True}
        return {"config": declared, "sections": sections}

    def _health(self, allow_unregistered: bool, restarted: bool = False) -> dict[str, Any]:
        """The wait for health. It comes after the restart when there is one to do."""
        wanted, waits = self.variables.wait_for, restarted or not self.progress.pending_restarts
        if "health" not in self.steps or wanted == "none" or not waits:
            return {}
        return {"wait_for": wanted, "wait_timeout": self.variables.health_timeout, "allow_unregistered": allow_unregistered}

    def _registers(self) -> bool:
        return self.variables.register and "registration" in self.steps

    def _has_code(self) -> bool:
        return bool(self.code or self.variables.registration.get("code") or self.variables.code_tasks)

    def _count(self, step: str, result: Mapping[str, Any]) -> None:
        """Adds the module's changes and findings to the progress."""
        progress = self.progress
        if step == "register":
            progress.registration_status = result.get("status")
            changed = ["registration"] if result.get("changed") else []
        else:
            changed = ["login"] if result.get("first_login") else []
            changed += [name for name, section in (result.get("sections") or {}).items() if section.get("changed")]
        progress.changed_parts = list(dict.fromkeys(progress.changed_parts + changed))
        if step == "apply":
            progress.registration_due = not progress.failed_step and result.get("number_registered") is False

    def _remember(self, step: str, result: Mapping[str, Any]) -> None:
        """Records what a later run must know if this one ends here."""
        work, unanswered = self.pending.load(), _is_unanswered(result)
        pin = work.two_step_pin and self.variables.sets_pin
        if step == "register":
            pin = pin and (result.get("outcome_unknown", False) or not result.get("failed"))  # a refused number is not new
        elif "two_step" in (result.get("done") or ()):
            pin = False
        restart = tuple(self.progress.pending_restarts)
        self.pending.save(replace(work, restart=restart, two_step_pin=pin, running=False, unanswered=unanswered))


def _restarts(result: Mapping[str, Any]) -> list[str]:
    """The containers to restart after a module; all of them when it is not known what the module sent."""
    return list(CONTAINERS) if _died(result) else list(result.get("restart_required") or ())


def _died(result: Mapping[str, Any]) -> bool:
    """Whether the process that ran the module ended in the middle of it."""
    return bool(result.get("outcome_unknown")) and "failure" not in result


def _is_unanswered(result: Mapping[str, Any]) -> bool:
    """Whether a change may take effect only after its restart, because its call was not answered."""
    parts = (result.get("sections") or {"": result}).values()
    return _died(result) or any(part.get("outcome_unknown") and part.get("restart_required") for part in parts)


def _is_out_of_reach(result: Mapping[str, Any]) -> bool:
    """Whether a module failed before the first section: earlier pending work stays pending."""
    return bool(result.get("failed")) and "sections" not in result and not _died(result)
