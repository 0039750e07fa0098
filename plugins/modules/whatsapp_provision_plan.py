#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_provision_plan
short_description: Select the hosts that the role provision must change
version_added: 1.0.0
description:
  - Audits every instance of the play in one task, as M(waops.whatsapp.whatsapp_fleet_audit) does, and returns the hosts that need the role
    C(waops.whatsapp.provision). It only reads. The playbooks C(provision) and C(rollout) start with it.
  - A host is selected if its instance differs from its declaration, does not have the health of C(whatsapp_provision_wait_for), does not
    have the number to register, or could not be audited. It is also selected if something is pending from an earlier run or
    C(whatsapp_provision_extra_restarts) is set. A host with variables that are not valid is selected too, so that the role reports them.
  - This task has compared all other hosts, and they are in sync.
  - With C(--tags) and C(--skip-tags) it compares only the parts that the role would apply. With O(steps) it compares only these parts.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  hosts:
    description: Inventory names of the hosts to compare. The default is all hosts of the play.
    type: list
    elements: str
  all:
    description: Whether to select every host without an audit.
    type: bool
    default: false
  include:
    description: Hosts to select in any case.
    type: list
    elements: str
    default: []
  steps:
    description:
      - The parts of the role to compare, by the names of their tags. The default is the parts that the tags of the run select.
      - V(health) compares only the health with the expected one.
    type: list
    elements: str
    choices:
      - wait
      - login
      - certificate
      - users
      - webhook_ca
      - app_settings
      - media_providers
      - shards
      - two_step
      - business_profile
      - business_compliance
      - profile
      - groups
      - registration
      - restart
      - health
  concurrency:
    description: Maximum number of instances that are audited at the same time.
    type: int
    default: 32
  progress_interval:
    description: Number of seconds between two lines of progress. V(0) prints none.
    type: float
    default: 5
  batches:
    description:
      - Sizes of the batches of selected hosts, as the keyword C(serial) of a play. Each is a number of hosts or a percentage. The last one
        is used for all further batches.
      - The module validates it and returns it in RV(rollout).
    type: list
    elements: raw
    default: ['1', '10%', '100%']
  max_fail_percentage:
    description: Maximum percentage of hosts of a batch that may fail. If more fail, no further batch starts. The module validates it and
      returns it in RV(rollout).
    type: float
    default: 0
  pause:
    description: Number of seconds between two batches. The module validates it and returns it in RV(rollout).
    type: int
    default: 0
seealso:
  - module: waops.whatsapp.whatsapp_fleet_audit
  - module: waops.whatsapp.whatsapp_provision
"""

EXAMPLES = r"""
- name: Select the instances to provision
  waops.whatsapp.whatsapp_provision_plan:
  run_once: true
  register: plan

- name: Print the plan
  ansible.builtin.debug:
    msg: "{{ plan.summary }}"
  run_once: true
"""

RETURN = r"""
hosts:
  description: The selected hosts, in the order of the play.
  returned: success
  type: list
  elements: str
patterns:
  description: Host patterns for C(hosts) of a play that select exactly RV(hosts), whatever is in their names.
  returned: success
  type: list
  elements: str
in_sync:
  description: The hosts that are in sync.
  returned: success
  type: list
  elements: str
reasons:
  description: Reasons for the selection, keyed by host.
  returned: success
  type: dict
rollout:
  description: The validated values of O(batches), O(max_fail_percentage) and O(pause).
  returned: success
  type: dict
summary:
  description: Summary for the terminal, one line each.
  returned: success
  type: list
  elements: str
"""
