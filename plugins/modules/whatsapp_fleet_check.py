#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_fleet_check
short_description: Check that no two hosts of the inventory share a WhatsApp Business API instance
version_added: 1.0.0
description:
  - Fails when two hosts of the inventory have the same C(whatsapp_url), or the same number in C(whatsapp_registration) or in the shards of
    C(whatsapp_instance_config). Two hosts with one instance would write to it at the same time and revert each other's changes.
  - Different spellings of one URL are detected. Different names of one machine are not.
  - The whole inventory is checked, even if the play has only some of its hosts. See O(hosts). The module sends no request to an instance.
  - Use it with C(run_once), before anything is written.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  hosts:
    description: Names of the hosts to check. The default is the whole inventory.
    type: list
    elements: str
  confirmed:
    description:
      - Names of the hosts that a role may change for good, as the user gave them.
      - The task fails when the inventory does not have one of them, such as a misspelt name or a group.
    type: list
    elements: str
    default: []
  register_variable:
    description:
      - Name of a variable that a task with M(waops.whatsapp.whatsapp_backup_info) registered on each host. The number of that backup then
        counts instead of the declared one.
    type: str
seealso:
  - module: waops.whatsapp.whatsapp_fleet_audit
"""

EXAMPLES = r"""
- name: Check that no two hosts share an instance
  waops.whatsapp.whatsapp_fleet_check:
  run_once: true
"""

RETURN = r"""
duplicates:
  description: URLs and numbers that more than one host has.
  returned: always
  type: list
  elements: dict
  contains:
    kind:
      description: V(url) or V(phone_number).
      returned: always
      type: str
    value:
      description: The address or the number.
      returned: always
      type: str
    hosts:
      description: Inventory names of the hosts that have it.
      returned: always
      type: list
      elements: str
"""
