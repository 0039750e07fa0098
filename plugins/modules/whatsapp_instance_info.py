#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_instance_info
short_description: Read a whole WhatsApp Business API instance in the form that whatsapp_instance takes
version_added: 1.0.0
description:
  - Reads everything readable of an instance and returns it as the O(waops.whatsapp.whatsapp_instance#module:config) that
    declares it, for a start with instances that nobody has described yet.
  - Secrets become placeholders that name variables for a vault, even where the server shows the secret.
  - What the server never shows is not in the result. That is the Webapp's key and certificate, the two-step PIN, the
    original of the photo, and the list of users; see O(users).
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes.info
options:
  include:
    description: Sections to read. All of them, if not given.
    type: list
    elements: str
    choices:
      - users
      - webhook_ca
      - app_settings
      - media_providers
      - shards
      - business_profile
      - business_compliance
      - profile
      - groups
  users:
    description: Names of users to look for. The server has no call that lists them.
    type: list
    elements: str
    default: []
seealso:
  - module: waops.whatsapp.whatsapp_export
  - module: waops.whatsapp.whatsapp_instance
"""

EXAMPLES = r"""
- name: Read what the instance is like today
  waops.whatsapp.whatsapp_instance_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    users: [monitoring, ops.team]
  register: found

- name: Show it as a declaration
  ansible.builtin.debug:
    msg: "{{ {'whatsapp_instance_config': found.config} | to_nice_yaml }}"

# To keep it as variables use whatsapp_export, which writes texts of the server so that they are never taken for templates.
"""

RETURN = r"""
config:
  description: The declaration, one key for each section that has something to declare.
  returned: success
  type: dict
placeholders:
  description:
    - Where in RV(config) a template stands for a secret. Every other text is the server's, also one that looks like a template.
  returned: success
  type: list
  elements: dict
  contains:
    variable:
      description: Name of the variable that holds the secret.
      returned: always
      type: str
      sample: vault_whatsapp_user_monitoring_password
    path:
      description: The keys, and positions from 0, that lead to it.
      returned: always
      type: list
      elements: raw
      sample: [users, 0, user_password]
not_offered:
  description: Sections that this server does not offer.
  returned: success
  type: list
  elements: str
unreadable:
  description: Sections that could not be read, and why. Profiles, for example, need a registered number.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance_info import INSTANCE_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = INSTANCE_INFO


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
