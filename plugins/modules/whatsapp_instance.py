#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_instance
short_description: Keep a whole WhatsApp Business API instance in its declared state
version_added: 1.0.0
description:
  - Brings every declared section of an instance into its declared state in one task, with one login and one connection. Each section has
    the options, the validation and the diff of its own module.
  - Everything is validated before anything is sent.
  - A section that the server does not offer is not drift. It is skipped with a warning.
  - The inverse is M(waops.whatsapp.whatsapp_instance_info).
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.instance_config
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
attributes:
  idempotent:
    support: partial
    details:
      - The sections are as idempotent as their own modules.
options:
  on_error:
    description:
      - What to do when a section fails. V(stop) skips the sections after it. V(continue) continues with them and fails at the end. A lost
        connection or a refused login always stops.
    type: str
    choices: [stop, continue]
    default: stop
  start_timeout:
    description:
      - Number of seconds to wait for the Webapp at the beginning. A refused connection and the status 502, 503 or 504 mean that it does not
        answer yet.
      - V(0) does not wait.
    type: int
    default: 0
  initial_password:
    description:
      - Password of a new instance. If the instance refuses O(password), the module logs in with the initial password and replaces it with
        O(password).
      - In check mode the sections of a new instance are not compared, because a login is not possible before that.
      - It has no effect with O(token).
    type: str
  expected_number:
    description:
      - The number that the instance must have, digits only, country code first.
      - If it has another number or none, sections that need a number are skipped and RV(number_registered) is V(false).
    type: str
  wait_for:
    description:
      - The health to wait for at the end, as O(waops.whatsapp.whatsapp_health_info#module:wait_for) means it.
      - The module does not wait in check mode. It does not wait if RV(restart_required) contains containers either. Wait after their
        restart.
      - If the server does not offer its health, the module warns and does not wait.
    type: str
    choices: [connected, healthy]
  allow_unregistered:
    description: Whether O(wait_for) accepts an instance without a registered number. Such an instance cannot connect.
    type: bool
    default: false
  wait_timeout:
    description: Maximum number of seconds to wait for O(wait_for).
    type: int
    default: 300
seealso:
  - module: waops.whatsapp.whatsapp_instance_info
  - module: waops.whatsapp.whatsapp_session
  - module: waops.whatsapp.whatsapp_health_info
"""

EXAMPLES = r"""
- name: Bring the instance into its declared state
  waops.whatsapp.whatsapp_instance:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    config:
      users:
        - name: monitoring
          user_password: "{{ monitoring_password }}"
      app_settings:
        webhooks:
          url: https://hooks.example.com/whatsapp
          max_concurrent_requests: 12
        media:
          auto_download: [image, document]

- name: Bring up a new instance
  waops.whatsapp.whatsapp_instance:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    start_timeout: 300
    initial_password: secret
    wait_for: healthy
    allow_unregistered: true
    config:
      users:
        - name: monitoring
          user_password: "{{ monitoring_password }}"

- name: Compare the settings with their declaration, without changing them
  waops.whatsapp.whatsapp_instance:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    sections: [app_settings]
    config:
      app_settings:
        callback_persist: true
  check_mode: true
  diff: true
"""

RETURN = r"""
sections:
  description: The result of each section, keyed by its name.
  returned: when anything was sent
  type: dict
  contains:
    changed:
      description: Whether the section differs from what was declared.
      returned: always
      type: bool
    diff:
      description: The declared values before and after. Secrets are masked.
      returned: success
      type: dict
    restart_required:
      description: Containers that must restart for the section's change to take effect.
      returned: success
      type: list
      elements: str
    not_offered:
      description: Whether the server does not offer this part of the API.
      returned: when the server does not offer it
      type: bool
    no_number:
      description: Whether the section was skipped because it needs a registered number and none is registered yet.
      returned: when it was
      type: bool
done:
  description: Sections that are in their declared state. In check mode, sections that could be compared.
  returned: when anything was sent
  type: list
  elements: str
not_done:
  description: Sections that failed, were skipped, or need a registered number.
  returned: when anything was sent
  type: list
  elements: str
restart_required:
  description: Containers that must restart for the changes to take effect.
  returned: when anything was sent
  type: list
  elements: str
  sample: [coreapp]
diff:
  description: The declared values before and after, keyed by section. Secrets are masked.
  returned: when anything was sent
  type: dict
first_login:
  description: Whether the initial password was replaced. In check mode, whether it would be.
  returned: when it was
  type: bool
number_registered:
  description: Whether the instance is known to have O(expected_number).
  returned: with O(expected_number)
  type: bool
outcome_unknown:
  description:
    - Whether a change may have taken effect although its answer was lost. RV(restart_required) contains the containers that must restart if
      it did.
  returned: failure, when it may
  type: bool
health:
  description: The health at the end; keys C(healthy), C(registered), C(summary).
  returned: when O(wait_for) was waited for
  type: dict
failure:
  description:
    - Details of the error in the first section that failed, with C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance_lifecycle import INSTANCE_LIFECYCLE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = INSTANCE_LIFECYCLE


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
