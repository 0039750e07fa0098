# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sweep of one host: from its variables to the result of its instance. Knows nothing of the other hosts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable

from ansible.errors import AnsibleUndefinedVariable
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import printable
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import CONNECTION
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_variables import TEMPLATING, HostVariables
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.instance_audit import PREPARED
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import summarize
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_variables import complete_connection
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.token_store import RunTokenStore
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError

INSTANCE = "waops.whatsapp.whatsapp_instance"
CONFIG, NUMBER, REGISTER, GOAL = (
    "whatsapp_instance_config",
    "whatsapp_registration",
    "whatsapp_provision_register",
    "whatsapp_provision_wait_for",
)


class NotSwept(Exception):
    """The controller must not contact the instance of this host itself. reason: why, in a few words."""

    def __init__(self, host: str, reason: str) -> None:
        msg = "%s: not audited, since %s and a sweep runs on the controller; set whatsapp_audit_method=per_host"
        super().__init__(msg % (host, reason))
        self.reason = reason


@dataclass(frozen=True)
class Wanted:
    """What to examine.

    sections: None for all that are declared. checks: names of CHECKS. keep_tokens: whether tasks follow that can use the tokens.
    contact: whether an instance without a section to compare must answer too.
    """

    sections: list[str] | None = None
    health: bool = False
    registration: bool = False
    keep_tokens: bool = False
    checks: tuple[str, ...] = ()
    contact: bool = False


def sweep_host(host: str, variables: HostVariables, wanted: Wanted, announce: Callable[[float], None]) -> dict:
    """The summary of whatsapp_instance for this host in check mode, and further parts. Unusable variables are a failure of the host.

    announce: called before the request with the seconds that the instance has for one answer.
    """
    began = time.monotonic()
    options: dict[str, Any] = {}
    webhook: dict[str, Any] = {}

    def summarize_but_webhook(seen: dict) -> dict:
        webhook.update(seen.get("facts", {}).get("webhook", {}))  # as it is: the receiver is called with it, and nobody is shown it
        return summarize(seen)

    try:
        with TEMPLATING:
            _add_options(options, host, variables, wanted)
        announce(_seconds(options))
        tokens = RunTokenStore(read_only=not wanted.keep_tokens)
        result = execute(INSTANCE, options, True, tokens, transform=summarize_but_webhook, prepared=PREPARED)
        if webhook:
            result["facts"]["webhook"] = webhook
    except NotSwept as error:
        return {"failed": True, "not_swept": error.reason, "msg": str(error)}
    except VariableError as error:
        result = {"failed": True, "msg": str(error)}
    except Exception as error:  # unreadable variables fail this host, not the sweep
        result = {"failed": True, "msg": "%s: its variables cannot be used (%s)" % (host, printable(error))}
    return dict(result, url=mask_url(str(options.get("url", ""))), seconds=round(time.monotonic() - began, 3))


def _add_options(options: dict, host: str, variables: HostVariables, wanted: Wanted) -> None:
    """Puts the options of InstanceAudit for this host into `asked`; raises NotSwept, VariableError, and what Ansible raises."""
    own = variables.of(host)
    templar = variables.templar(own)
    reason = variables.elsewhere(own, templar)
    if reason:
        raise NotSwept(host, reason)
    options.update(complete_connection({}, own, templar))
    config = _variable(host, own, templar, CONFIG)
    if not isinstance(config, dict):
        problem = "is not set" if config is None else "is not a dictionary of sections"
        raise VariableError("%s: whatsapp_instance_config %s; declare it in host_vars" % (host, problem))
    if wanted.sections is not None:  # the whole declaration is validated, whatever is compared
        options["sections"] = [name for name in wanted.sections if config.get(name) is not None]
    options.update(_further_options(host, own, templar, wanted), config=config, on_error="continue")


def _seconds(options: dict) -> float:
    """The time-out in seconds. A wrong type is refused with the other options."""
    timeout = options.get("timeout")
    return timeout if isinstance(timeout, (int, float)) else float(CONNECTION["timeout"]["default"])


def _further_options(host: str, own: dict, templar: Any, wanted: Wanted) -> dict:
    """The options of InstanceAudit beyond those of whatsapp_instance, from the variables of the role."""
    further: dict = {"contact": wanted.contact}
    if wanted.health:
        goal = _variable(host, own, templar, GOAL) or "healthy"
        further.update({"health": goal} if goal != "none" else {})
    is_asked = wanted.registration or "health" in wanted.checks
    registers = is_asked and boolean(_variable(host, own, templar, REGISTER) or False)
    if wanted.checks:
        further.update(checks=list(wanted.checks), registered=bool(registers))
    if wanted.registration and registers:
        number = _variable(host, own, templar, NUMBER) or {}
        further["registration"] = {name: number.get(name) for name in ("cc", "phone_number")}
    return further


def _variable(host: str, own: dict, templar: Any, name: str) -> Any:
    """The templated variable, None when it is not set or omitted. The message of a filter may hold a secret, and is not shown."""
    if own.get(name) is None:
        return None
    try:
        return templar.template({name: own[name]}).get(name)
    except Exception as error:
        reason = printable(error) if isinstance(error, AnsibleUndefinedVariable) else type(error).__name__
        raise VariableError("%s: the variable %s cannot be used (%s); correct it in the inventory" % (host, name, reason)) from None
