#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_group
short_description: Keep a group of a WhatsApp Business API instance
description:
  - Creates a group, sets its subject, administrators and icon, removes participants, revokes its invite link, and leaves it.
  - Meta removed groups from the API in December 2020. On a client without groups the module fails with a message that says so.
  - A business administers the groups that it created. It cannot join others. People join only by the invite link. Nobody can be added.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
attributes:
  idempotent:
    support: partial
    details:
      - With O(update_icon=always) and with O(revoke_invite=true), each run makes a change.
options:
  state:
    description:
      - V(present) creates the group if O(subject) is given without O(group_id) and no group has this subject. It sets everything else that
        is given.
      - V(absent) leaves the group if it exists. The server cannot delete a group.
    type: str
    choices: [present, absent]
    default: present
  group_id:
    description:
      - Identifier of the group. It must exist, unless O(state=absent).
      - One of O(group_id) and O(subject) is required.
    type: str
  subject:
    description:
      - Name of the group. Without O(group_id) it selects the group, exactly as written. The module fails if several groups have this name.
        The server lists only identifiers, so this takes one request for each group.
      - With O(group_id) it is the new name. With O(group_id) and O(state=absent) it is ignored.
    type: str
  admins:
    description:
      - WhatsApp IDs of all administrators in any order, digits only. Omit the business itself, which remains an administrator. Other
        administrators are demoted. An empty list demotes all.
      - People who have not joined the group cannot be promoted. The module warns and lists them in RV(not_joined). The next run after they
        have joined promotes them.
    type: list
    elements: str
  remove_participants:
    description:
      - WhatsApp IDs of people to remove from the group, digits only.
      - They can join again by an invite link that they know. See O(revoke_invite).
    type: list
    elements: str
  icon:
    description:
      - JPEG file on the machine that runs the module, of less than 5242880 bytes (5 MB) and at least 192 x 192 pixels.
        It is checked before anything is sent.
      - The server crops it to a square. The module warns if it is not a square.
    type: path
  update_icon:
    description:
      - When to send O(icon). The server returns only a thumbnail, so the module cannot compare O(icon) with the current icon.
      - V(on_create) sends it only if the group has no icon.
      - V(always) sends it in every run. Every run then reports a change.
    type: str
    choices: [on_create, always]
    default: on_create
  remove_icon:
    description: Remove the icon, if there is one.
    type: bool
    default: false
  revoke_invite:
    description:
      - Revoke the invite link. Nobody can join by it any more. The group gets a new link.
      - Every run revokes the link of an existing group and reports a change. A group that the run creates has a new link anyway.
    type: bool
    default: false
  return_invite:
    description: Return the invite link. Anyone who has the link can join the group, and Ansible prints results.
    type: bool
    default: false
notes:
  - The order of the changes is subject, icon, participants to remove, administrators to demote, administrators to promote, invite link. If
    a request fails, the next run continues there.
seealso:
  - module: waops.whatsapp.whatsapp_group_info
"""

EXAMPLES = r"""
- name: Create a group for the drivers, with its icon, and return its invite link
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subject: Drivers north
    icon: "{{ brand_folder }}/drivers.jpg"
    return_invite: true
  register: drivers

- name: Rename the group and set one administrator
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    group_id: "{{ drivers.group_id }}"
    subject: Drivers of the north
    admins: ["491511111111"]

- name: Remove a participant and revoke the invite link
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    group_id: "{{ drivers.group_id }}"
    remove_participants: ["491512222222"]
    revoke_invite: true

- name: Leave a group
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subject: Drivers 2018
    state: absent
"""

RETURN = r"""
group_id:
  description: Identifier of the group. V(null) when there is no group, or when check mode would create it.
  returned: success
  type: str
  sample: 16315558032-1530825318
subject:
  description: Name of the group.
  returned: with O(state=present)
  type: str
invite:
  description: The invite link. V(null) when check mode would create the group or revoke the link.
  returned: with O(return_invite=true)
  type: str
not_joined:
  description: Wanted administrators who have not joined the group.
  returned: with O(admins)
  type: list
  elements: str
diff:
  description:
    - The given values before and after. For the icon it shows only whether there is one and that a new one is sent. For the invite link it
      shows that it is new.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
restart_required:
  description: Containers that must restart for the change to take effect. Always empty for this module.
  returned: success
  type: list
  elements: str
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group import GROUP
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = GROUP


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
