#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_provision_plan
short_description: Choose the hosts that the role provision has work on
version_added: 1.0.0
description:
  - Looks at every instance of the play from one process, as M(waops.whatsapp.whatsapp_fleet_audit) does, and names the hosts that have
    to go through the role C(waops.whatsapp.provision). It only reads. The playbooks C(provision) and C(rollout) begin with it.
  - A host has work when its instance differs from its declaration, is not as healthy as C(whatsapp_provision_wait_for) says, lacks the
    number that is to be registered, could not be looked at, or is owed something by an earlier run or C(whatsapp_provision_extra_restarts).
    A host whose variables the role refuses has work too, so that the role says what is wrong.
  - All other hosts were seen to be right by this very task.
  - With C(--tags) and C(--skip-tags) it looks only at the parts that the role would apply; with O(steps) at those alone.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  hosts:
    description: The hosts to look at. All hosts of the play, if not given.
    type: list
    elements: str
  all:
    description: Whether to choose every host without looking at it.
    type: bool
    default: false
  include:
    description: Hosts to choose in any case.
    type: list
    elements: str
    default: []
  steps:
    description:
      - The parts of the role to look at, by the names of their tags. Those that the run's tags select, if not given.
      - V(health) compares only the health with the one that is wanted.
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
    description: How many instances are looked at at the same time at most.
    type: int
    default: 32
  progress_interval:
    description: Seconds between two lines that say how far it is; V(0) prints none.
    type: float
    default: 5
  batches:
    description:
      - How many hosts of those with work go through the role at a time, one batch after the other, as C(serial) of a play takes them.
        Each is a number of hosts or a percentage. The last one counts for all further batches.
      - It is checked and returned as RV(rollout).
    type: list
    elements: raw
    default: ['1', '10%', '100%']
  max_fail_percentage:
    description: How many percent of a batch may fail before the batches stop. It is checked and returned as RV(rollout).
    type: float
    default: 0
  pause:
    description: Seconds between two batches. It is checked and returned as RV(rollout).
    type: int
    default: 0
seealso:
  - module: waops.whatsapp.whatsapp_fleet_audit
  - module: waops.whatsapp.whatsapp_provision
"""

EXAMPLES = r"""
- name: Look which instances have work
  waops.whatsapp.whatsapp_provision_plan:
  run_once: true
  register: plan

- name: Say so
  ansible.builtin.debug:
    msg: "{{ plan.summary }}"
  run_once: true
"""

RETURN = r"""
hosts:
  description: The hosts that have work, in the order of the play.
  returned: success
  type: list
  elements: str
in_sync:
  description: The hosts that were seen to be right.
  returned: success
  type: list
  elements: str
reasons:
  description: Why a host has work, by host.
  returned: success
  type: dict
rollout:
  description: O(batches), O(max_fail_percentage) and O(pause), checked and in their types.
  returned: success
  type: dict
summary:
  description: The same for people, one line each.
  returned: success
  type: list
  elements: str
"""
