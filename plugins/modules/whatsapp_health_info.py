#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_health_info
short_description: Get the health of a WhatsApp Business API instance, or wait for it
description:
  - Returns whether an instance is healthy, in the same form for a single node, a high-availability set-up and multiconnect.
  - A single node is healthy when it is connected.
  - A set-up of several nodes is healthy when as many Coreapps are connected as there are shards. With more than one shard the primary
    master must be connected too. With one shard, as in high availability, exactly one Coreapp is connected and all other nodes stand by.
  - The module does not fail for an unhealthy instance. See RV(healthy), or use O(wait_for).
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
      - With it the module cannot read the number of shards. Give O(shards) for multiconnect.
    type: str
  shards:
    description:
      - Number of shards of the account. Without it the module reads the number from an instance with several nodes. Only the administrator
        may read it. If that fails, the module warns and assumes one shard.
      - Ignored on a single node.
    type: int
  wait_for:
    description:
      - State to wait for. The module polls the instance until it has this state. It fails after O(wait_timeout), or earlier if no further
        poll fits into that time.
      - V(healthy) waits for RV(healthy), V(connected) for at least one connected Coreapp, V(unregistered) for an
        instance that runs and has no registered number.
      - V(up) waits for any answer of the Webapp except 502, 503 and 504. It does not log in, so it can be used with the initial password.
        The health itself is returned only with O(api_key), O(token) or an earlier login of this run.
      - The module continues to wait after refused and lost connections, missing answers, 429 and answers of 500 and above. Wrong
        credentials, certificates and host names end the wait immediately.
    type: str
    choices: [healthy, connected, unregistered, up]
  wait_timeout:
    description: Maximum number of seconds to wait. Only with O(wait_for).
    type: int
    default: 300
  poll_interval:
    description:
      - Number of seconds between two polls. The first polls follow each other after 1, 2 and 4 seconds.
      - The module never polls more than 9 times in 60 seconds, because the server answers 10 requests a minute for all clients together.
      - Only with O(wait_for).
    type: int
    default: 10
notes:
  - The server answers 10 health requests a minute, for all clients together. Monitoring takes from the same ten.
  - The health is that of the whole set-up, whichever Webapp answers.
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

- name: Wait until the instance is healthy
  waops.whatsapp.whatsapp_health_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    wait_for: healthy
    wait_timeout: 600

- name: Read the health without a login
  waops.whatsapp.whatsapp_health_info:
    url: "{{ whatsapp_url }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    api_key: "{{ whatsapp_api_key }}"
    shards: 2
  register: health

- name: Print the health
  ansible.builtin.debug:
    msg: "{{ 'healthy' if health.healthy else 'ill' }}: {{ health.summary }}"
"""

RETURN = r"""
healthy:
  description: Whether the instance is healthy. V(null) with O(wait_for=up) if the instance shows its health only after a login.
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
      description: Host name and container of the node. V(null) for a single node.
      returned: success
      type: str
      sample: wacore1:3f2a9c
    role:
      description: V(primary_master), V(secondary_master) or V(coreapp). V(null) when the server does not return it.
      returned: success
      type: str
    status:
      description:
        - V(connected), V(connecting), V(disconnected), V(uninitialized) or V(unregistered). V(null) when the node did not answer.
      returned: success
      type: str
    errors:
      description: Reasons why the node did not answer, with C(code), C(title), C(details).
      returned: success
      type: list
      elements: dict
counts:
  description:
    - Number of all nodes (C(nodes)), of nodes with each status (such as C(connected)), of nodes that did not answer (C(unasked)), of
      Coreapps (C(coreapps)) and of connected Coreapps (C(coreapps_connected)).
  returned: success
  type: dict
registered:
  description: Whether a number is registered. V(null) when the nodes do not return it.
  returned: success
  type: bool
shards:
  description: The number of shards that the health was evaluated with. V(null) on a single node, and when the number is not known or not
    needed.
  returned: success
  type: int
raw:
  description: The object that the server returned.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
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
