#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_two_step
short_description: Set or remove the two-step PIN of a WhatsApp Business API instance
description:
  - Sets the PIN of two-step verification, or turns two-step verification off.
  - B(Nothing of it can be read back), neither the PIN nor whether there is one. The module does not know more than it is
    told. O(update_pin) says when a PIN is sent, and everything that is sent is reported as a change.
  - Once there is a PIN, WhatsApp wants it for registration and for a change of shards.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  state:
    description: V(present) sets the PIN. V(absent) turns two-step verification off in every run, and reports a change in every run.
    type: str
    choices: [present, absent]
    default: present
  pin:
    description: The PIN, six digits. Put it in quotes. Needed with O(state=present); an older PIN is not needed to set a new one.
    type: str
  update_pin:
    description:
      - V(on_create) sends the PIN only when O(newly_registered=true), and never to an existing set-up.
      - V(always) sends it in every run, and reports a change in every run.
    type: str
    choices: [on_create, always]
    default: on_create
  newly_registered:
    description:
      - Whether this set-up is new, so that its PIN is still to be set. The run usually knows that from the registration.
      - When it is not given, O(update_pin=on_create) sends nothing and warns; V(false) does the same without the warning.
    type: bool
seealso:
  - module: waops.whatsapp.whatsapp_registration
"""

EXAMPLES = r"""
- name: Finish the registration
  waops.whatsapp.whatsapp_registration:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    cc: "49"
    phone_number: "15123456789"
    code: "{{ registration_code }}"
  register: registration

- name: Protect a number that was registered just now with a PIN
  waops.whatsapp.whatsapp_two_step:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    pin: "{{ two_step_pin }}"
    newly_registered: "{{ registration is changed }}"

- name: Replace the PIN
  waops.whatsapp.whatsapp_two_step:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    pin: "{{ new_two_step_pin }}"
    update_pin: always

- name: Turn two-step verification off
  waops.whatsapp.whatsapp_two_step:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    state: absent
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: What is sent, the PIN masked. What was before cannot be read back, and the diff says so.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.two_step import TWO_STEP
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = TWO_STEP


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
