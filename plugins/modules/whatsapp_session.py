#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_session
short_description: Log in to a WhatsApp Business API instance, for the first time or again, and log out
description:
  - Proves that the credentials work, changes the password at a login, hands out a token, or revokes one.
  - A new instance has the user C(admin) with the password C(secret), and answers nothing else until that is changed.
  - The other modules log in by themselves; they need this one only for the first login.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  state:
    description:
      - V(present) logs in.
      - V(absent) revokes O(token), or without one the token that this run of Ansible holds. Other tokens stay valid.
    type: str
    choices: [present, absent]
    default: present
  new_password:
    description:
      - The wanted password, by the rule of O(waops.whatsapp.whatsapp_user#module:user_password). When it works already nothing is changed;
        otherwise O(password) is taken as the present one and replaced.
      - The first try costs one of the 30 failed logins an hour that the server allows each address, and so does the
        proof of the stock password.
    type: str
  token_path:
    description:
      - File on the machine that runs the module to put a new token into, with mode 0600. Tokens live for 7 days.
    type: path
  return_token:
    description:
      - Return a new token. Set C(no_log=true) on the task then, because Ansible prints results.
    type: bool
    default: false
notes:
  - A token that is handed out is a new one, and a change, in every run.
seealso:
  - module: waops.whatsapp.whatsapp_user
"""

EXAMPLES = r"""
- name: Log in for the first time and replace the stock password
  waops.whatsapp.whatsapp_session:
    url: "{{ whatsapp_url }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    password: "{{ initial_password }}"
    new_password: "{{ whatsapp_password }}"

- name: Make a token for another tool
  waops.whatsapp.whatsapp_session:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    return_token: true
  no_log: true
  register: session

- name: Revoke that token
  waops.whatsapp.whatsapp_session:
    url: "{{ whatsapp_url }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    token: "{{ session.token }}"
    state: absent
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: What was given before and after, secrets masked.
  returned: success
  type: dict
token:
  description: A new token.
  returned: when O(return_token=true), not in check mode
  type: str
expires_after:
  description: Until when the new token is valid, as the server says it (UTC).
  returned: when a token is handed out, not in check mode
  type: str
  sample: "2026-03-14 15:29:26+00:00"
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.session import SESSION
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = SESSION


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
