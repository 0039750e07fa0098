#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_user_info
short_description: Look up a user of a WhatsApp Business API instance
description:
  - Says whether a user exists, and its role. A regular user may look up itself only.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes.info
options:
  name:
    description: Name of the user.
    type: str
    required: true
seealso:
  - module: waops.whatsapp.whatsapp_user
"""

EXAMPLES = r"""
- name: See whether the monitoring user exists
  waops.whatsapp.whatsapp_user_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    name: monitoring
  register: monitoring
"""

RETURN = r"""
exists:
  description: Whether there is such a user.
  returned: success
  type: bool
user:
  description: The user, or nothing when there is none.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the user.
      returned: success
      type: str
    role:
      description: V(ROLE_ADMIN) or V(ROLE_USER).
      returned: success
      type: str
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import USER_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = USER_INFO


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
