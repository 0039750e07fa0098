#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_user
short_description: Keep a user of a WhatsApp Business API instance
description:
  - Creates and deletes users of one instance and sets their passwords. Needs the administrator.
  - Users are local to the instance and have nothing to do with Meta accounts. The server has no call that lists them.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  name:
    description: Name of the user, 4 to 32 letters, digits, dashes, underscores and dots.
    type: str
    required: true
  state:
    description: Whether the user is to exist. Deleting a user revokes all its tokens.
    type: str
    choices: [present, absent]
    default: present
  user_password:
    description:
      - The user's wanted password, 8 to 64 characters with at least one upper-case letter, lower-case letter, digit and
        special character. Needed to create the user.
      - Changing a password does not revoke the tokens that the user has.
    type: str
  update_password:
    description:
      - A password cannot be read back, so this says how an existing user's password is treated.
      - V(verify) proves it by a login as that user and sets it only when that fails; the token of the proof is revoked
        again. A wrong password costs one of the 30 failed logins an hour that the server allows each address.
      - V(always) sets it in every run, and reports a change in every run.
      - V(on_create) sets it only when the user is created.
    type: str
    choices: [verify, always, on_create]
    default: verify
seealso:
  - module: waops.whatsapp.whatsapp_session
  - module: waops.whatsapp.whatsapp_user_info
"""

EXAMPLES = r"""
- name: Give the operations team its own user
  waops.whatsapp.whatsapp_user:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    name: ops.team
    user_password: "{{ ops_password }}"

- name: Remove the user of a former provider
  waops.whatsapp.whatsapp_user:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    name: former-provider
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
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import USER
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = USER


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
