#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_export
short_description: Write the state of a WhatsApp Business API instance into the variables of its host
version_added: 1.0.0
description:
  - Reads the instance as M(waops.whatsapp.whatsapp_instance_info) does and writes C(whatsapp_instance_config) into the file
    C(HOST/whatsapp_instance.yml), in the form that M(waops.whatsapp.whatsapp_instance) and the roles use.
  - Secrets become variables for a vault. They are named at the top of the file. Every text of the server is written with the tag
    C(!unsafe), so that Ansible never treats it as a template.
  - A file that was not written by this module, or was edited, is not overwritten. Symbolic links are not followed. An earlier file of this
    module is left as it is if a section that it declares cannot be read.
  - The connection options come from the variables of the host, C(whatsapp_url), C(whatsapp_password) and so on.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  dest:
    description:
      - Directory on the controller. The file of each host is in a directory with the name of the host. Ansible reads the files if this is
        the directory C(host_vars) beside the inventory, which is the default.
      - With several inventory sources, the default is beside the source that contains the host. This option is required for an inventory
        without a directory, such as a list of hosts on the command line.
    type: path
  users:
    description: Names of users to read. The API has no call that lists users.
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
- name: Write the state of every instance into host_vars
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
  description: Sections that could not be read, with the reason. Profiles, for example, need a registered number.
  returned: success
  type: dict
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""
