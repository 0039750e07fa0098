#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_export
short_description: Write what a WhatsApp Business API instance is like into the variables of its host
version_added: 1.0.0
description:
  - Reads the instance as M(waops.whatsapp.whatsapp_instance_info) does and writes C(whatsapp_instance_config) into the file
    C(HOST/whatsapp_instance.yml), in the form that M(waops.whatsapp.whatsapp_instance) and the roles take.
  - Secrets become variables for a vault, named at the top of the file. Every text of the server is written with the tag
    C(!unsafe), so that Ansible never takes it for a template, whatever is in it.
  - A file that somebody else wrote, or edited, is not overwritten, and no symbolic link is followed. A file that was written
    before is left as it is when a section that it declares could not be read.
  - The connection is that of the host's variables C(whatsapp_url), C(whatsapp_password) and so on.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  dest:
    description:
      - Directory on the controller; each host gets a directory of its own name in it. Ansible reads the files when this is the
        directory C(host_vars) beside the inventory, which is the default.
      - With more than one inventory source, the default is beside the source that names the host. It must be given for an
        inventory without a directory, such as a list of hosts on the command line.
    type: path
  users:
    description: Names of users to look for. The server has no call that lists them.
    type: list
    elements: str
    default: []
attributes:
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: waops.whatsapp.whatsapp_instance_info
  - module: waops.whatsapp.whatsapp_instance
"""

EXAMPLES = r"""
- name: Write what every instance is like into host_vars
  waops.whatsapp.whatsapp_export:
    users: [monitoring, ops.team]
"""

RETURN = r"""
file:
  description: The file.
  returned: success
  type: str
  sample: /srv/inventory/host_vars/wa1/whatsapp_instance.yml
placeholders:
  description: The variables that stand for secrets in the file, as M(waops.whatsapp.whatsapp_instance_info) returns them.
  returned: success
  type: list
  elements: dict
not_offered:
  description: Sections that this server does not offer.
  returned: success
  type: list
  elements: str
unreadable:
  description: Sections that could not be read, and why. Profiles, for example, need a registered number.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""
