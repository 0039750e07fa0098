#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_support_info
short_description: Read the support information of a WhatsApp Business API instance
description:
  - Returns what Meta's support asks for, and on the way the registered number, the state of the connection, the free
    disk space, and when the build of the client expires.
  - What the name of a value gives away as a secret, as in the environment of the containers, is masked.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes.info
seealso:
  - module: waops.whatsapp.whatsapp_health_info
  - name: Support in Meta's reference
    description: The values and their meaning.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/support
"""

EXAMPLES = r"""
- name: Read the support information
  waops.whatsapp.whatsapp_support_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
  register: support

- name: Stop when the client's build expires within two weeks
  ansible.builtin.assert:
    that: (support.expires | to_datetime('%Y-%m-%dT%H:%M:%SZ') - now(utc=true)).days >= 14
"""

RETURN = r"""
topology:
  description: V(single) for one node, V(multi) for high availability and multiconnect.
  returned: success
  type: str
registered:
  description: Whether a number is registered; nothing when no node tells.
  returned: success
  type: bool
phone_number:
  description: The registered number with its country code, or nothing.
  returned: success
  type: str
  sample: "4915123456789"
expires:
  description: When the first node's build of the client expires (UTC), or nothing when no node tells.
  returned: success
  type: str
  sample: "2026-09-10T00:00:00Z"
nodes:
  description: All nodes.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Host name and container of the node; nothing for a single node.
      returned: success
      type: str
    role:
      description: Role of the node, such as V(coreapp).
      returned: success
      type: str
    errors:
      description: Why the node could not be asked; keys C(code), C(title), C(details).
      returned: success
      type: list
      elements: dict
    phone_number:
      description: The number that this node knows, or nothing.
      returned: success
      type: str
    connection:
      description: State of the node's connection, such as V(UP) or V(DN).
      returned: success
      type: str
    expires:
      description: When this node's build of the client expires (UTC).
      returned: success
      type: str
    support:
      description: The server's own object, secrets masked.
      returned: success
      type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.support import SUPPORT_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = SUPPORT_INFO


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
