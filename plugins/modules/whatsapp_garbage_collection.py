#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_garbage_collection
short_description: Start the garbage collection of a WhatsApp Business API instance
description:
  - Starts to delete old messages or media files. It goes on after the answer; the end is told to the webhook only.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  service:
    description:
      - What to collect.
      - V(message) is offered by clients from v2.29 on, V(media) by later ones only.
    type: str
    choices: [message, media]
    required: true
notes:
  - Every run starts a collection, and reports a change.
  - M(waops.whatsapp.whatsapp_app_settings) has the settings for the collection that runs by itself.
seealso:
  - module: waops.whatsapp.whatsapp_app_settings
"""

EXAMPLES = r"""
- name: Delete old messages while nobody writes
  waops.whatsapp.whatsapp_garbage_collection:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    service: message
"""

RETURN = r"""
status:
  description: What the server says of the collection; nothing when its nodes do not say the same.
  returned: success, not in check mode
  type: str
  sample: processing
nodes:
  description: What each node says of the collection, by the node's name.
  returned: success on multiconnect, not in check mode
  type: dict
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: What is collected.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.garbage_collection import GARBAGE_COLLECTION
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = GARBAGE_COLLECTION


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
