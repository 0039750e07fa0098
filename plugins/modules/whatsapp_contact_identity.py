#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_contact_identity
short_description: Read the identity of a contact of a WhatsApp Business API instance, and acknowledge a changed one
description:
  - A contact gets a new identity with a new phone or a new installation of WhatsApp. With the application setting
    O(waops.whatsapp.whatsapp_app_settings#module:show_security_notifications) the instance then sends nothing to the contact
    until the new identity is acknowledged.
  - Only the hash that is given is acknowledged. When the identity changed once more in between, the module fails and
    names the present hash.
  - Clients from v2.31 on.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  wa_id:
    description: WhatsApp ID of the contact, as M(waops.whatsapp.whatsapp_contact_info) returns it. Digits only.
    type: str
    required: true
  hash:
    description:
      - The identity to acknowledge, as a webhook or an earlier task told it.
      - Without it the identity is read and nothing is changed.
    type: str
seealso:
  - module: waops.whatsapp.whatsapp_contact_info
  - name: Contacts identity in Meta's reference
    description: The identity and its acknowledgement.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/contacts/users-whatsapp-id/identity
"""

EXAMPLES = r"""
- name: Read the identity of a contact
  waops.whatsapp.whatsapp_contact_identity:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    wa_id: "4915123456780"
  register: contact

- name: Acknowledge it after it was verified with the contact
  waops.whatsapp.whatsapp_contact_identity:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    wa_id: "4915123456780"
    hash: "{{ contact.identity.hash }}"
"""

RETURN = r"""
identity:
  description: The contact's identity, as it is after the task.
  returned: success
  type: dict
  contains:
    hash:
      description: The identity itself.
      returned: success
      type: str
      sample: UKD6Y/5SqDU=
    acknowledged:
      description: Whether it is acknowledged.
      returned: success
      type: bool
    created_timestamp:
      description: When it came into being, in milliseconds since 1970.
      returned: success
      type: int
      sample: 1600132094000
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: The hash and whether it is acknowledged, before and after.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.contact import CONTACT_IDENTITY
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = CONTACT_IDENTITY


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
