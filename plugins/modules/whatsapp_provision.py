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
  - The tasks of the role C(waops.whatsapp.provision) use this module, and the playbook C(waops.whatsapp.quickstart) records its restart
    with it. Use the role, or M(waops.whatsapp.whatsapp_instance).
  - It reads the variables of the host that the role documents, and C(--tags) and C(--skip-tags). It validates the variables, and then runs
    M(waops.whatsapp.whatsapp_instance) or M(waops.whatsapp.whatsapp_registration) with them.
  - It records pending restarts and PINs in a file in C(whatsapp_state_dir) until they are done. If a run is interrupted, the next run
    continues with them.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  step:
    description:
      - V(begin) records that other tasks will change the instance, and returns the pending restarts of earlier runs. If a run ends before
        V(restarted), the restart of both containers is pending.
      - V(apply) applies everything that is declared.
      - V(register) registers the number or requests a code for it.
      - V(registered) applies what needs the new number.
      - V(restarted) records that the containers were restarted, and waits for the health of the instance.
    type: str
    choices: [begin, apply, register, registered, restarted]
    default: apply
attributes:
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - It is as idempotent as M(waops.whatsapp.whatsapp_instance), if nothing is pending from an earlier run.
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
  description: The changed parts, by this step and the steps before it. These are sections, C(login) and C(registration). In check mode, the
    parts that would be changed.
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
  description: Result of the registration, V(code_sent) or V(registered).
  returned: always
  type: str
failed_step:
  description: Whether this step or a step before it failed.
  returned: always
  type: bool
unfinished:
  description: Whether a restart or a registration is due.
  returned: always
  type: bool
started:
  description: Start of the first step, in seconds since 1970.
  returned: always
  type: float
ended:
  description: End of this step, in seconds since 1970.
  returned: always
  type: float
sections:
  description: As M(waops.whatsapp.whatsapp_instance) returns it. All other return values of that module are returned too.
  returned: when that module was run
  type: dict
"""
