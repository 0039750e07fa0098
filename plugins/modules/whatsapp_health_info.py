#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_health_info
short_description: Look at the health of a WhatsApp Business API instance, or wait until it is as wanted
description:
  - Says whether an instance is healthy, in one form for a single node, a high-availability set-up and multiconnect.
  - A single node is healthy when it is connected.
  - A set-up of several nodes is healthy when as many Coreapps are connected as there are shards and, with more than one
    shard, the primary master is connected too. With one shard, as in high availability, exactly one Coreapp is connected
    and all other nodes stand by.
  - An unhealthy instance is no failure of the module; see RV(healthy), or use O(wait_for).
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes.info
options:
  api_key:
    description:
      - The key in C(WA_API_KEY) of the Webapp, 12 to 128 characters, to use instead of a login.
      - With it the number of shards cannot be read; give O(shards) for multiconnect.
    type: str
  shards:
    description:
      - How many shards the account has. Without it the instance is asked when it has several nodes, which only the
        administrator may. When that fails a warning says so, and one shard is assumed.
      - Ignored on a single node.
    type: int
  wait_for:
    description:
      - Look again and again until the instance is as wanted; fail when O(wait_timeout) is over, or leaves no time for a look.
      - V(healthy) waits for RV(healthy), V(connected) for at least one connected Coreapp, V(unregistered) for an
        instance that runs and has no registered number.
      - V(up) waits for any answer of the Webapp but 502, 503 and 504. Nobody logs in for it, so it is right for an instance
        with the stock password. The health itself is returned when O(api_key), O(token) or an earlier login of this
        run opens it.
      - Refused and lost connections, missing answers, 429 and answers of 500 and above are "not yet". Wrong credentials,
        certificates and host names end the waiting at once.
    type: str
    choices: [healthy, connected, unregistered, up]
  wait_timeout:
    description: Seconds to wait at most. Only with O(wait_for).
    type: int
    default: 300
  poll_interval:
    description:
      - Seconds between two looks. The first few follow each other after 1, 2 and 4 seconds.
      - Whatever is given, no 60 seconds see more than 9 looks, because the server answers 10 a minute to all who ask.
      - Only with O(wait_for).
    type: int
    default: 10
notes:
  - The server answers 10 health calls a minute, whoever makes them. Monitoring takes from the same ten.
  - The health is that of the whole set-up, whichever Webapp is asked.
seealso:
  - module: waops.whatsapp.whatsapp_support_info
  - name: Health in Meta's reference
    description: The states of a node.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/health
"""

EXAMPLES = r"""
- name: Wait until the Webapp of a new instance answers
  waops.whatsapp.whatsapp_health_info:
    url: "{{ whatsapp_url }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    wait_for: up

- name: Stop here unless the instance becomes healthy
  waops.whatsapp.whatsapp_health_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    wait_for: healthy
    wait_timeout: 600

- name: Look at the health without a login
  waops.whatsapp.whatsapp_health_info:
    url: "{{ whatsapp_url }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    api_key: "{{ whatsapp_api_key }}"
    shards: 2
  register: health

- name: Show it in a few words
  ansible.builtin.debug:
    msg: "{{ 'healthy' if health.healthy else 'ill' }}: {{ health.summary }}"
"""

RETURN = r"""
healthy:
  description: Whether the instance is healthy; nothing when O(wait_for=up) found it up and it shows its health to users only.
  returned: success
  type: bool
topology:
  description: V(single) for one node, V(multi) for high availability and multiconnect.
  returned: success
  type: str
summary:
  description: The health in a few words.
  returned: success
  type: str
  sample: 1 of 2 needed Coreapps connected, primary master not connected
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
      sample: wacore1:3f2a9c
    role:
      description: V(primary_master), V(secondary_master) or V(coreapp); nothing when the server does not tell.
      returned: success
      type: str
    status:
      description:
        - V(connected), V(connecting), V(disconnected), V(uninitialized) or V(unregistered); nothing when the node could not
          be asked.
      returned: success
      type: str
    errors:
      description: Why the node could not be asked; keys C(code), C(title), C(details).
      returned: success
      type: list
      elements: dict
counts:
  description:
    - How many nodes there are (C(nodes)), have each status (such as C(connected)) and could not be asked (C(unasked)), and
      how many Coreapps there are (C(coreapps)) and are connected (C(coreapps_connected)).
  returned: success
  type: dict
registered:
  description: Whether a number is registered; nothing when the nodes do not tell.
  returned: success
  type: bool
shards:
  description: The number of shards that the health was judged by; nothing on a single node, and when it is not known or not needed.
  returned: success
  type: int
raw:
  description: The server's own object.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.health import HEALTH_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = HEALTH_INFO


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
