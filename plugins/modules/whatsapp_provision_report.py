#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_provision_report
short_description: Print what the role provision did
version_added: 1.0.0
description:
  - Prints a table of the hosts that the role C(waops.whatsapp.provision) has run on. For each host it shows what was changed, the restarts
    that were done or are pending, and the number of seconds. Failed hosts and hosts with pending restarts come first.
  - The playbooks C(provision) and C(rollout) end with it.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  hosts:
    description: Inventory names of the hosts. The default is all hosts of the play.
    type: list
    elements: str
  in_sync:
    description: Number of other hosts that are in sync. They are counted, but not listed.
    type: int
    default: 0
  last_batch_only:
    description:
      - Whether to print nothing before the last batch of the play.
      - Ansible ends a play after a batch in which every host fails. Then the table names the hosts that were not tried.
    type: bool
    default: false
seealso:
  - module: waops.whatsapp.whatsapp_provision
  - module: waops.whatsapp.whatsapp_provision_plan
"""

EXAMPLES = r"""
- name: Print the summary
  waops.whatsapp.whatsapp_provision_report:
  run_once: true
"""

RETURN = r"""
msg:
  description: The lines of the table, and a line with the counts.
  returned: success
  type: list
  elements: str
  sample:
    - "host  result   changed                restarts           seconds"
    - "wa1   changed  app_settings, profile  coreapp restarted  3.2"
    - "as declared: 990, changed: 1, failed: 0"
"""
