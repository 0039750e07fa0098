#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_rotation_report
short_description: Report which credentials were replaced on which host
version_added: 1.0.0
description:
  - Reports what M(waops.whatsapp.whatsapp_credentials) returned on each host of the play, including hosts that failed, and lists the hosts
    that were not reached. It sends no request to an instance. The report contains names, but no secrets.
  - Use it with C(run_once), in the C(always) section of the block that replaces the credentials.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  register_variable:
    description: Name of the variable that the task with M(waops.whatsapp.whatsapp_credentials) registered.
    type: str
    required: true
  dest:
    description:
      - File on the controller for the report, in JSON. It is replaced in one step and gets mode 0600. A symbolic link is replaced, not
        followed.
    type: path
  externally_used_users:
    description: Users whose password other systems use too. The module warns if it was replaced for one of them.
    type: list
    elements: str
    default: []
attributes:
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: waops.whatsapp.whatsapp_credentials
"""

EXAMPLES = r"""
- name: Report on all hosts
  waops.whatsapp.whatsapp_rotation_report:
    register_variable: credentials
    dest: rotation.json
  run_once: true
"""

RETURN = r"""
results:
  description: The hosts that were reached.
  returned: success
  type: list
  elements: dict
  contains:
    host:
      description: Name of the host.
      returned: always
      type: str
    url:
      description: Address of the instance.
      returned: always
      type: str
    check_mode:
      description: Whether the run was in check mode and replaced nothing.
      returned: always
      type: bool
    replaced:
      description: Users whose password was replaced.
      returned: always
      type: list
      elements: str
    verified:
      description: Users whose new password is known to work.
      returned: always
      type: list
      elements: str
    pin_sent:
      description: Whether the PIN was sent.
      returned: always
      type: bool
    failure:
      description: Error message. Empty when there is none.
      returned: always
      type: str
not_reached:
  description: The hosts of the play that were not reached.
  returned: success
  type: list
  elements: str
msg:
  description: The report in one sentence.
  returned: always
  type: str
"""
