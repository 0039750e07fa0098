#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_contact_info
short_description: Ask a WhatsApp Business API instance which phone numbers are WhatsApp users
description:
  - Takes a list of phone numbers and returns for each its status and WhatsApp ID.
  - It asks and changes nothing, so check mode does the same.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes.info
options:
  contacts:
    description: Phone numbers in any usual form.
    type: list
    elements: str
    required: true
  blocking:
    description:
      - V(no_wait) answers at once, with the status V(processing) for a number that is not known yet; ask again for it.
      - V(wait) answers when all numbers are looked up.
    type: str
    choices: [no_wait, wait]
    default: no_wait
  force_check:
    description: Look the numbers up although the server knows them; it keeps an answer for 7 days. Clients from v2.27 on.
    type: bool
    default: false
notes:
  - Clients from v2.43 on call every number V(valid), and give a WhatsApp ID for it, whether it is one or not.
seealso:
  - module: waops.whatsapp.whatsapp_contact_identity
  - name: Contacts in Meta's reference
    description: The call and its answers.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/contacts
"""

EXAMPLES = r"""
- name: Look up two numbers
  waops.whatsapp.whatsapp_contact_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    contacts: ["+49 151 23456780", "+1 (631) 555-1006"]
    blocking: wait
  register: lookup

- name: Show the WhatsApp IDs
  ansible.builtin.debug:
    msg: "{{ lookup.contacts | selectattr('status', 'eq', 'valid') | map(attribute='wa_id') }}"
"""

RETURN = r"""
contacts:
  description: One entry for each number, in the order of the question.
  returned: success
  type: list
  elements: dict
  contains:
    input:
      description: The number as it was given.
      returned: success
      type: str
    status:
      description: V(valid), V(invalid), V(processing) or V(failed).
      returned: success
      type: str
    wa_id:
      description: WhatsApp ID of the user, or nothing when there is none.
      returned: success
      type: str
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.contact import CONTACT_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = CONTACT_INFO


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
