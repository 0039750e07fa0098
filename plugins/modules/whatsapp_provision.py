#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_provision
short_description: Take a step of the role provision
version_added: 1.0.0
description:
  - The tasks of the role C(waops.whatsapp.provision) are made of this module, and the playbook C(waops.whatsapp.quickstart) remembers
    its restart with it. Use the role, or M(waops.whatsapp.whatsapp_instance).
  - It takes everything from the variables of the host, as the role documents them, and from C(--tags) and C(--skip-tags). It checks
    the variables, and then runs M(waops.whatsapp.whatsapp_instance) or M(waops.whatsapp.whatsapp_registration) with them.
  - It remembers what the instance is owed, a restart or a PIN, in a file in C(whatsapp_state_dir) until that is done, so that a
    later run finds it when this one dies.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  step:
    description:
      - V(begin) records that other tasks are about to change the instance, and returns what an earlier run left to restart. A run that
        ends before V(restarted) leaves both containers to restart.
      - V(apply) applies everything that is declared.
      - V(register) registers the number or asks for its code.
      - V(registered) applies what needs the new number.
      - V(restarted) notes that the containers were restarted, and waits for health.
    type: str
    choices: [begin, apply, register, registered, restarted]
    default: apply
attributes:
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - It is as idempotent as M(waops.whatsapp.whatsapp_instance), once nothing is owed from an earlier run.
seealso:
  - module: waops.whatsapp.whatsapp_instance
  - module: waops.whatsapp.whatsapp_registration
"""

EXAMPLES = r"""
- name: Apply everything that the variables of the host declare
  waops.whatsapp.whatsapp_provision:
    step: apply
  register: whatsapp_provision_result
"""

RETURN = r"""
changed_parts:
  description: The sections, C(login) and C(registration) that were changed, or in check mode would be, by this step and those before it.
  returned: always
  type: list
  elements: str
pending_restarts:
  description: The containers that must restart.
  returned: always
  type: list
  elements: str
restarts_due:
  description: The containers that the role restarts in this run.
  returned: always
  type: list
  elements: str
restarted:
  description: The containers that it has restarted.
  returned: always
  type: list
  elements: str
registration_due:
  description: Whether the number is to be registered.
  returned: always
  type: bool
registration_status:
  description: What the registration came to, V(code_sent) or V(registered).
  returned: always
  type: str
failed_step:
  description: Whether this step failed, or one before it.
  returned: always
  type: bool
unfinished:
  description: Whether a restart or a registration is due.
  returned: always
  type: bool
started:
  description: When the first step began, in seconds since the epoch.
  returned: always
  type: float
ended:
  description: When this step ended, in seconds since the epoch.
  returned: always
  type: float
sections:
  description: As M(waops.whatsapp.whatsapp_instance) returns it, like all its other return values.
  returned: when that module was run
  type: dict
"""
