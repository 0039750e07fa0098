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
  - Prints a table of the hosts that went through the role C(waops.whatsapp.provision). It says for each what was changed, which
    restarts were done or are still owed, and how many seconds it took. Hosts that failed or are owed a restart come first.
  - The playbooks C(provision) and C(rollout) end with it.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  hosts:
    description: The hosts. All hosts of the play, if not given.
    type: list
    elements: str
  in_sync:
    description: How many further hosts were seen to be right. They are counted and not listed.
    type: int
    default: 0
seealso:
  - module: waops.whatsapp.whatsapp_provision
  - module: waops.whatsapp.whatsapp_provision_plan
"""

EXAMPLES = r"""
- name: Report what was done
  waops.whatsapp.whatsapp_provision_report:
  run_once: true
"""

RETURN = r"""
msg:
  description: The lines of the table, and one with the counts.
  returned: success
  type: list
  elements: str
  sample:
    - "host  result   changed                restarts           seconds"
    - "wa1   changed  app_settings, profile  coreapp restarted  3.2"
    - "as declared: 990, changed: 1, failed: 0"
"""
