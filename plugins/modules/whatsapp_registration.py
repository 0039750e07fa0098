#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_registration
short_description: Register the phone number of a WhatsApp Business API instance
description:
  - Registers a number in two phases. Without O(code) the module asks WhatsApp for a code, which reaches the number by SMS
    or voice call. With O(code) it finishes the registration.
  - When the instance has this number already, nothing is sent and nothing is changed. No call tells the registration, so it
    is read from the settings' C(wa_id) and, where that is unclear, from the support information and from health.
  - As long as the registration is not finished, every run without O(code) asks for another code.
  - Nothing is ever sent twice by itself, because WhatsApp counts requests for codes.
  - Meta ended registration on the On-Premises API. Where that is in force, the answer is code 1005 with
    C(biz_link_on_prem_reg_blocked), and the error says so.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  cc:
    description: Country code of the number, digits alone.
    type: str
    required: true
  phone_number:
    description: The number without country code and C(+), digits alone. Put it in quotes.
    type: str
    required: true
  method:
    description: How the code reaches the number.
    type: str
    choices: [sms, voice]
    default: sms
  cert:
    description: The number's verified-name certificate from WhatsApp Manager, base64. Needed to ask for a code.
    type: str
  pin:
    description: The six-digit PIN, when two-step verification is on for the number. Put it in quotes.
    type: str
  code:
    description: The code from the SMS or the call; a dash in the middle does no harm. No new code is asked for.
    type: str
  again:
    description:
      - Register the number even though the instance has it, because it was logged off (another client registered it, or
        its shards were changed too late). A warning of the module tells when that may be the case.
      - The task is then a change in every run, unless the server answers that the number is registered.
    type: bool
    default: false
seealso:
  - module: waops.whatsapp.whatsapp_two_step
  - module: waops.whatsapp.whatsapp_shards
  - name: Registration in Meta's reference
    description: The calls, and what became of them.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/account
"""

EXAMPLES = r"""
- name: Ask for a registration code by SMS
  waops.whatsapp.whatsapp_registration:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    cc: "49"
    phone_number: "15123456789"
    cert: "{{ verified_name_certificate }}"
  register: registration

- name: Finish the registration with the code that arrived
  waops.whatsapp.whatsapp_registration:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    cc: "49"
    phone_number: "15123456789"
    code: "{{ registration_code }}"
  when: registration.status == 'code_sent'
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect.
  returned: success
  type: list
  elements: str
  sample: []
diff:
  description: The registered number before and after.
  returned: success
  type: dict
status:
  description:
    - V(code_sent) when a code is on its way (answer 202), V(registered) when the instance has the number, because it had it
      before, the server says so (answer 201, no change) or the code was accepted.
    - In check mode what the run would come to.
  returned: success
  type: str
  sample: code_sent
vname:
  description: The verified name in the certificate, as the server decoded it.
  returned: when a code was sent, not in check mode
  type: str
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import REGISTRATION
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = REGISTRATION


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
