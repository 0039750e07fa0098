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
  - Reconciles every declared section of an instance in one task, with one login over one connection. Each section has the
    options, the validation and the diff of its own module.
  - Everything is validated before anything is sent.
  - A section that the server does not offer is no drift. It is left out, and a warning says so.
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
      - The sections are as idempotent as the modules that they stand for.
options:
  on_error:
    description:
      - What to do when a section fails. V(stop) leaves the sections after it alone; V(continue) goes on with them and fails
        at the end. A lost connection or a refused login always stops.
    type: str
    choices: [stop, continue]
    default: stop
  start_timeout:
    description:
      - Seconds to wait at the beginning until the Webapp answers. A refused connection and 502 to 504 are "not yet".
      - V(0) does not wait.
    type: int
    default: 0
  initial_password:
    description:
      - Password of a new instance. When O(password) is refused, the module logs in with this one and replaces it by O(password).
      - In check mode the sections of a new instance are not compared, because nobody can log in before that.
      - It has no effect with O(token).
    type: str
  expected_number:
    description:
      - The number that the instance is to have, digits alone, country code first.
      - While it does not have it, sections that need a number are left out, and RV(number_registered) is false.
    type: str
  wait_for:
    description:
      - The health to wait for at the end, as O(waops.whatsapp.whatsapp_health_info#module:wait_for) means it.
      - Nothing is waited for in check mode, or while RV(restart_required) names containers. Wait after their restart then.
      - A server that does not offer its health is not waited for, with a warning.
    type: str
    choices: [connected, healthy]
  allow_unregistered:
    description: Whether O(wait_for) is satisfied by an instance that has no registered number, which cannot connect.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait for O(wait_for).
    type: int
    default: 300
seealso:
  - module: waops.whatsapp.whatsapp_instance_info
  - module: waops.whatsapp.whatsapp_session
  - module: waops.whatsapp.whatsapp_health_info
"""

EXAMPLES = r"""
- name: Keep the instance as it is declared
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

- name: See whether the settings drifted, without touching them
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
  description: What was found and done in each section, by its name.
  returned: when anything was sent
  type: dict
  contains:
    changed:
      description: Whether the section differs from what was declared.
      returned: always
      type: bool
    diff:
      description: The declared values before and after, secrets masked.
      returned: success
      type: dict
    restart_required:
      description: Containers that must restart for the section's change to take effect.
      returned: success
      type: list
      elements: str
    not_offered:
      description: Whether the server does not offer this part of the API.
      returned: when it does not
      type: bool
    no_number:
      description: Whether the section was left out, because only a registered number has it and none is registered yet.
      returned: when it was
      type: bool
done:
  description: Sections that are now as declared, or in check mode could be compared.
  returned: when anything was sent
  type: list
  elements: str
not_done:
  description: Sections that failed, were not reached, or wait for a number.
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
  description: The declared values before and after by section, secrets masked.
  returned: when anything was sent
  type: dict
first_login:
  description: Whether the initial password was replaced, or in check mode would be.
  returned: when it was
  type: bool
number_registered:
  description: Whether the instance is known to have O(expected_number).
  returned: with O(expected_number)
  type: bool
outcome_unknown:
  description:
    - Whether a write may have had its effect though no answer says so. RV(restart_required) holds what must restart if it had.
  returned: failure, when it may
  type: bool
health:
  description: The health at the end; keys C(healthy), C(registered), C(summary).
  returned: when O(wait_for) was waited for
  type: dict
failure:
  description:
    - What the server or the connection answered in the first section that failed; keys C(status), C(code), C(title),
      C(details), C(method), C(path).
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
