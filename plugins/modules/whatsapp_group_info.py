#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_group_info
short_description: Look at the groups of a WhatsApp Business API instance
description:
  - Returns one group, the groups with a subject, or all groups, with their administrators and participants.
  - Meta removed groups from the API in December 2020. On a client without them the module fails with one sentence that says so.
  - It changes nothing on the server. It reports a change only when it writes O(icon_path).
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  group_id:
    description: Identifier of the one group to look at. It excludes O(subject).
    type: str
  subject:
    description:
      - Name of the groups to look at, exactly as written.
      - Without O(group_id) one call is made for each group of the instance, because the server lists identifiers only.
    type: str
  icon_path:
    description:
      - File to put the icon of the one group into, on the machine that runs the module. What the server returns is a thumbnail (JPEG).
      - It is replaced in one step, and only when its content differs; when that fails, what was there before is intact.
        Nothing is written when the group has no icon.
      - A new file gets mode 0600, a replaced one keeps its mode.
    type: path
  return_invite:
    description:
      - Return the invite links, with one more call for each group. Who has a link can join the group, and Ansible prints results.
      - The business must be an administrator of the groups.
    type: bool
    default: false
seealso:
  - module: waops.whatsapp.whatsapp_group
"""

EXAMPLES = r"""
- name: List all groups
  waops.whatsapp.whatsapp_group_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
  register: all_groups

- name: Fetch icon and invite link of one group
  waops.whatsapp.whatsapp_group_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subject: Drivers north
    icon_path: "{{ download_folder }}/drivers.jpg"
    return_invite: true
  register: drivers
"""

RETURN = r"""
groups:
  description: The groups; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    group_id:
      description: Identifier of the group.
      returned: success
      type: str
      sample: 16315558032-1530825318
    subject:
      description: Name of the group.
      returned: success
      type: str
    creator:
      description: WhatsApp ID of the business, which made the group.
      returned: success
      type: str
    creation_time:
      description: When the group was made, in seconds since 1970.
      returned: success
      type: int
    admins:
      description: WhatsApp IDs of the administrators, the business among them.
      returned: success
      type: list
      elements: str
    participants:
      description: WhatsApp IDs of all in the group, administrators among them.
      returned: success
      type: list
      elements: str
    invite:
      description: The invite link.
      returned: with O(return_invite=true)
      type: str
icon_path:
  description: The file that holds the icon; nothing when the group has none.
  returned: with O(icon_path)
  type: str
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: The checksum of O(icon_path) before and after; empty without it.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group_info import GROUP_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = GROUP_INFO


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
