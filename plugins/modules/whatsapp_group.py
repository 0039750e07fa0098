#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_group
short_description: Keep a group of a WhatsApp Business API instance
description:
  - Makes a group, keeps its subject, administrators and icon, removes participants, revokes its invite link, and leaves it.
  - Meta removed groups from the API in December 2020. On a client without them the module fails with one sentence that says so.
  - A business runs the groups it made and cannot join others. People join by the invite link only; nobody can be added.
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
      - V(present) makes the group when O(subject) is given alone and no group has it, and keeps what else is given.
      - V(absent) leaves the group; it is unchanged when there is none. The server cannot delete a group.
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
      - Name of the group. Without O(group_id) the group is found by it, exactly as written; the module fails when several groups have it.
        The server lists identifiers only, so that takes one call for each group.
      - With O(group_id) it is the wanted name; with O(state=absent) as well, it is not looked at.
    type: str
  admins:
    description:
      - WhatsApp IDs of all administrators in any order, digits only, without the business itself, which stays one.
        Others are demoted; an empty list demotes all.
      - Who has not joined the group cannot be promoted. The module warns, lists them in RV(not_joined), and promotes them in a run after
        they joined.
    type: list
    elements: str
  remove_participants:
    description:
      - WhatsApp IDs that are not to be in the group, digits only.
      - They can come back by an invite link that they know; see O(revoke_invite).
    type: list
    elements: str
  icon:
    description:
      - JPEG file on the machine that runs the module, of less than 5242880 bytes (5 MB) and at least 192 x 192 pixels.
        It is checked before anything is sent.
      - The server crops it to a square. One that is not a square is sent with a warning.
    type: path
  update_icon:
    description:
      - The server returns a thumbnail and never the icon that was sent, so whether O(icon) is the present one cannot be told.
        This says what happens then.
      - V(on_create) sends it when the group has no icon. An icon that is there stays, whatever it shows.
      - V(always) sends it in every run, and reports a change in every run.
    type: str
    choices: [on_create, always]
    default: on_create
  remove_icon:
    description: Remove the icon, if there is one.
    type: bool
    default: false
  revoke_invite:
    description:
      - Revoke the invite link, so that nobody joins by it any more; the group gets a new one.
      - This is done, and reported as a change, in every run that finds the group. The link of a group that the run makes is new anyway.
    type: bool
    default: false
  return_invite:
    description: Return the invite link. Who has it can join the group, and Ansible prints results.
    type: bool
    default: false
notes:
  - The order is subject, icon, participants to remove, administrators to demote, to promote, invite link. When a call fails the next
    run goes on from there.
seealso:
  - module: waops.whatsapp.whatsapp_group_info
"""

EXAMPLES = r"""
- name: Have a group for the drivers, with its icon, and learn its invite link
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subject: Drivers north
    icon: "{{ brand_folder }}/drivers.jpg"
    return_invite: true
  register: drivers

- name: Rename the group and have one administrator
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    group_id: "{{ drivers.group_id }}"
    subject: Drivers of the north
    admins: ["491511111111"]

- name: Remove somebody and close the door
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    group_id: "{{ drivers.group_id }}"
    remove_participants: ["491512222222"]
    revoke_invite: true

- name: Leave the group of last year
  waops.whatsapp.whatsapp_group:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subject: Drivers 2018
    state: absent
"""

RETURN = r"""
group_id:
  description: Identifier of the group; nothing when there is none, or when check mode only says that it would be made.
  returned: success
  type: str
  sample: 16315558032-1530825318
subject:
  description: Name of the group.
  returned: with O(state=present)
  type: str
invite:
  description: The invite link; nothing when check mode would make the group or revoke the link.
  returned: with O(return_invite=true)
  type: str
not_joined:
  description: Wanted administrators who have not joined the group.
  returned: with O(admins)
  type: list
  elements: str
diff:
  description:
    - What was given before and after. Of the icon it only tells whether there is one, and that a new one is sent; of the invite link
      that it is new.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
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
