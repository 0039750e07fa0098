#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_shards
short_description: Set the number of shards of a WhatsApp Business API instance
description:
  - Reads the number of shards and changes it when it differs.
  - A change disconnects a number that was registered more than 7 days ago. The server does not say when that was, so a
    change is sent only with O(confirm=true). Check mode shows the difference either way and warns.
  - While its server is busy WhatsApp answers 403; the call is then repeated up to O(retries) times. A 403 that names a reason
    (the PIN, the certificate, missing rights) and every other refusal is not repeated, for repetition may do harm.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  shards:
    description: Number of shards, one of V(1), V(2), V(4), V(8), V(16), V(32). More Coreapps than shards must be running.
    type: int
    required: true
  cc:
    description: Country code of the registered number, digits alone. Needed for a change.
    type: str
  phone_number:
    description: The registered number without country code and C(+), digits alone. Put it in quotes. Needed for a change.
    type: str
  cert:
    description:
      - The number's verified-name certificate, base64. Needed for a change on clients from v2.45 on.
      - A wrong certificate logs the set-up off, until the call is made with the right one. Meta warns that an expired one
        gets the account banned.
    type: str
  pin:
    description: The six-digit PIN, when two-step verification is on for the number. Put it in quotes.
    type: str
  confirm:
    description: Whether a change is sent. Set it when the number was registered less than 7 days ago, or may be disconnected.
    type: bool
    default: false
seealso:
  - module: waops.whatsapp.whatsapp_registration
"""

EXAMPLES = r"""
- name: Give the instance two shards right after its registration
  waops.whatsapp.whatsapp_shards:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    cc: "49"
    phone_number: "15123456789"
    shards: 2
    cert: "{{ verified_name_certificate }}"
    confirm: true
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: The number of shards before and after.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.shards import SHARDS
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = SHARDS


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
