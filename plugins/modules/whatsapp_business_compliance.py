#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_business_compliance
short_description: Keep the business compliance information of a WhatsApp Business API instance
description:
  - Compares the fields given with the compliance information, which WhatsApp shows to users with Indian numbers, and sends
    only what differs. Needs a registered and connected number and a client from v2.37 on.
  - A field that the server does not show is one that is not set. Without any field the information is read and not changed.
  - Meta's reference names the fields, but neither their limits nor the values of O(entity_type); what is given is sent as it is.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  entity_name:
    description: Name of the legal entity.
    type: str
  entity_type:
    description: Kind of legal entity, such as V(PARTNERSHIP).
    type: str
  entity_type_custom:
    description: Kind of legal entity in own words, where O(entity_type) does not have it.
    type: str
  is_registered:
    description: Whether the entity is registered.
    type: bool
  customer_care_details:
    description:
      - How customer care is reached, such as C(email), C(landline_number) and C(mobile_number).
      - Only the members given are compared; others keep their value. Whole numbers are taken as text.
    type: dict
  grievance_officer_details:
    description:
      - Who the grievance officer is, such as C(name), C(email), C(landline_number) and C(mobile_number).
      - Only the members given are compared; others keep their value. Whole numbers are taken as text.
    type: dict
seealso:
  - module: waops.whatsapp.whatsapp_business_profile
  - name: Business compliance information in Meta's reference
    description: The fields.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/settings/business-compliance-info
"""

EXAMPLES = r"""
- name: Name the legal entity and its customer care
  waops.whatsapp.whatsapp_business_compliance:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    entity_name: Example Traders
    entity_type: PARTNERSHIP
    is_registered: true
    customer_care_details:
      email: care@example.com
      mobile_number: "+911234567890"

- name: Read the compliance information
  waops.whatsapp.whatsapp_business_compliance:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
  register: info
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: The given fields before and after, and nothing else.
  returned: success
  type: dict
compliance:
  description: The whole information as the server showed it, with the changes of this run; in check mode with those it would make.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_compliance import BUSINESS_COMPLIANCE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = BUSINESS_COMPLIANCE


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
