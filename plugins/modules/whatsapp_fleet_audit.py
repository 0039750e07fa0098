#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_fleet_audit
short_description: Audit every WhatsApp Business API instance of a play from one process
version_added: 1.0.0
description:
  - Compares every instance of the play with its declaration and returns the drift that
    M(waops.whatsapp.whatsapp_instance) in check mode returns for each. It only reads.
  - The connection and the declaration of each host are taken from its variables C(whatsapp_url), C(whatsapp_username),
    C(whatsapp_password), C(whatsapp_token), C(whatsapp_validate_certs), C(whatsapp_ca_path), C(whatsapp_tls_fingerprint),
    C(whatsapp_timeout), C(whatsapp_retries) and C(whatsapp_instance_config).
  - These are variables of the host and its groups, facts that were set, and extra variables. What a play or a role sets in C(vars)
    or C(vars_files) belongs to no host and is not seen.
  - It runs once for all hosts; C(run_once) makes its result known to all of them. Two processes for each core do the work,
    so that thousands of instances take seconds. The C(free) strategy cannot run it.
  - A section that fails does not keep the others of its instance from being looked at.
  - An instance that fails or hangs is a row in the result and holds up nobody beyond its own time-out. No instance has more
    than one request at a time.
  - On long runs a line on the terminal tells how far the sweep is.
author:
  - The waops.whatsapp authors (@waops)
options:
  hosts:
    description: Inventory names of the instances. All hosts of the play, if not given.
    type: list
    elements: str
  sections:
    description: Sections of the declarations to look at. All that are declared, if not given.
    type: list
    elements: str
    choices:
      - certificate
      - users
      - webhook_ca
      - app_settings
      - media_providers
      - shards
      - two_step
      - business_profile
      - business_compliance
      - profile
      - groups
  concurrency:
    description:
      - How many instances are looked at at the same time at most, by all processes together.
      - A sweep begins with fewer, and comes to this number when instances take long to answer.
    type: int
    default: 32
  processes:
    description: How many processes share the work. Two for each core, if not given.
    type: int
  progress_interval:
    description: Seconds between two lines of progress; V(0) prints none.
    type: float
    default: 5
attributes:
  action:
    description: Runs on the controller as an action plugin, and nowhere else.
    support: full
  bypass_host_loop:
    description: Runs once for all hosts of the play.
    support: full
  check_mode:
    description: Can run in check mode and return what would change without changing it.
    support: full
  diff_mode:
    description: Returns what changes, or in check mode would change, as a diff. Secrets are masked on both sides.
    support: full
seealso:
  - module: waops.whatsapp.whatsapp_instance
"""

EXAMPLES = r"""
- name: See which instances differ from their declaration
  waops.whatsapp.whatsapp_fleet_audit:
    concurrency: 64
  run_once: true
  register: audit

- name: Name them
  ansible.builtin.debug:
    msg: "{{ audit.instances | selectattr('status', 'eq', 'drifted') | map(attribute='host') }}"
  run_once: true
"""

RETURN = r"""
instances:
  description: One row for each host, in the order of the play.
  returned: success
  type: list
  elements: dict
  contains:
    host:
      description: Inventory name.
      returned: always
      type: str
    url:
      description: Address of the instance.
      returned: when it is set
      type: str
    status:
      description:
        - V(in_sync), V(drifted), V(unreachable) when no answer came, or V(failed) when the answer was a refusal or the
          declaration cannot be used.
      returned: always
      type: str
    changed:
      description: Whether anything differs.
      returned: always
      type: bool
    sections:
      description: Of each section what M(waops.whatsapp.whatsapp_instance) returns; the diff only where it differs.
      returned: always
      type: dict
    restart_required:
      description: Containers that would have to restart if the differences were removed.
      returned: when there are any
      type: list
      elements: str
    not_done:
      description: Sections that failed or were not reached.
      returned: when there are any
      type: list
      elements: str
    msg:
      description: What went wrong, in one sentence.
      returned: when something did
      type: str
    failure:
      description: What the server or the connection answered.
      returned: when something went wrong
      type: dict
    warnings:
      description: What else there is to say.
      returned: when there is something
      type: list
      elements: str
    seconds:
      description: How long the instance took.
      returned: when it was asked
      type: float
summary:
  description: How many instances there are of each status, C(total), and C(seconds).
  returned: success
  type: dict
"""
