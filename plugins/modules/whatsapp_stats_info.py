#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_stats_info
short_description: Read the metrics and statistics of a WhatsApp Business API instance
description:
  - Returns what the Webapp and the Coreapp count, as data or as text for Prometheus.
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
    type: str
  subset:
    description:
      - What to read, one call each. V(metrics) are the Webapp's own numbers, V(app) those of the Coreapp, V(db) those of the
        database. V(app_internal) and V(db_internal) are variants that Meta's reference names without describing them.
      - The database is asked with expensive queries when it is large.
    type: list
    elements: str
    choices: [app, app_internal, db, db_internal, metrics]
    default: [app, metrics]
  format:
    description: V(json) returns data, V(prometheus) the text for a Prometheus server.
    type: str
    choices: [json, prometheus]
    default: json
seealso:
  - module: waops.whatsapp.whatsapp_health_info
  - name: Stats in Meta's reference
    description: The numbers and their meaning.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/stats
"""

EXAMPLES = r"""
- name: See how many callbacks wait to be delivered
  waops.whatsapp.whatsapp_stats_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subset: [app]
  register: counted

- name: Add the queues of all nodes
  ansible.builtin.debug:
    msg: "{{ counted.samples | selectattr('name', 'eq', 'callback_queue_size') | map(attribute='value') | sum }}"

- name: Read the numbers as Prometheus does
  waops.whatsapp.whatsapp_stats_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    subset: [app, db, metrics]
    format: prometheus
"""

RETURN = r"""
not_offered:
  description: The subsets that the server does not offer. They are missing from the rest, and a warning says why.
  returned: success
  type: list
  elements: str
  sample: []
stats:
  description:
    - The server's objects, keyed by O(subset). Each holds metrics by name, with C(type), C(help) and C(data).
    - Multiconnect puts the name of the node above the metrics of the application and the database.
  returned: when O(format=json)
  type: dict
samples:
  description: The same numbers as a flat list, whatever the set-up.
  returned: when O(format=json)
  type: list
  elements: dict
  contains:
    subset:
      description: Where the number comes from.
      returned: success
      type: str
    node:
      description: Name of the node; nothing where the server does not key its answer by node.
      returned: success
      type: str
    name:
      description: Name of the metric.
      returned: success
      type: str
    labels:
      description: The labels that tell the numbers of one metric apart.
      returned: success
      type: dict
    value:
      description: The number.
      returned: success
      type: float
prometheus:
  description: Text in Prometheus' exposition format, keyed by O(subset).
  returned: when O(format=prometheus)
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.stats import STATS_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = STATS_INFO


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
