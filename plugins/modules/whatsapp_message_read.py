#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_message_read
short_description: Mark a message to a WhatsApp Business API instance as read
description:
  - Marks a message that came in as read, so that its sender sees it.
  - The server takes that for incoming messages of the last 7 days only, and not while the application setting C(pass_through) is on.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  message_id:
    description: Identifier of the message, from the callback that brought it.
    type: str
    required: true
notes:
  - Whether a message is read already cannot be seen, so every run marks it and reports a change.
seealso:
  - module: waops.whatsapp.whatsapp_message
"""

EXAMPLES = r"""
- name: Mark the customer's message as read
  waops.whatsapp.whatsapp_message_read:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    message_id: "{{ incoming_message_id }}"
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: The mark that is set.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.message import MESSAGE_READ
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = MESSAGE_READ


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
