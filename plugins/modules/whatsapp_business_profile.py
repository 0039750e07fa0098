#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_business_profile
short_description: Keep the business profile of a WhatsApp Business API instance
description:
  - Compares the fields given with the profile that customers see, and sends only what differs. Needs a registered and
    connected number.
  - A field that the server does not show is unknown. It is left as it is and a warning says so; see O(write_unshown).
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  address:
    description: Postal address, at most 256 characters.
    type: str
  description:
    description: What the business does, at most 512 characters. Older clients take 256.
    type: str
  email:
    description: Mail address, at most 128 characters, or an empty string for none.
    type: str
  vertical:
    description:
      - One of V(Automotive), V(Beauty, Spa and Salon), V(Clothing and Apparel), V(Education), V(Entertainment),
        V(Event Planning and Service), V(Finance and Banking), V(Food and Grocery), V(Public Service),
        V(Hotel and Lodging), V(Medical and Health), V(Non-profit), V(Professional Services), V(Shopping and Retail),
        V(Travel and Transportation), V(Restaurant), V(Other).
      - It can be changed but not emptied again.
    type: str
  websites:
    description: At most two addresses that begin with C(http://) or C(https://), at most 256 characters each, in this order.
    type: list
    elements: str
  write_unshown:
    description:
      - What to do with fields that the server does not show. V(false) leaves them as they are and warns; V(true) sends them
        as long as they are not shown, and reports a change each time.
    type: bool
    default: false
seealso:
  - module: waops.whatsapp.whatsapp_business_compliance
  - name: Business profile in Meta's reference
    description: The fields and their limits.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/settings/business-profile
"""

EXAMPLES = r"""
- name: Tell customers who we are
  waops.whatsapp.whatsapp_business_profile:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    address: Hauptstr. 1, 10115 Berlin
    description: Everything for the garden
    email: care@example.com
    vertical: Shopping and Retail
    websites:
      - https://www.example.com

- name: Take the web sites off the profile
  waops.whatsapp.whatsapp_business_profile:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    websites: []
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
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_profile import BUSINESS_PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = BUSINESS_PROFILE


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
