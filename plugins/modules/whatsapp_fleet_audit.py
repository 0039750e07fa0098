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
  - The connection and the declaration of each host are taken from its variables C(whatsapp_url), C(whatsapp_password) and all
    the others that stand for connection options of M(waops.whatsapp.whatsapp_instance), and from C(whatsapp_instance_config).
  - They are the variables that this very task would see on that host, whether they come from the inventory, the play, a role, a
    block, a fact that was set or the command line.
  - A host whose tasks would not run on the controller (another connection than C(local), C(become), C(environment), or
    C(whatsapp_in_process) set to false) is not asked. Its row says so.
  - It runs once for all hosts; C(run_once) makes its result known to all of them. Two processes for each core do the work,
    so that thousands of instances take seconds. The C(free) strategy cannot run it.
  - A section that fails does not keep the others of its instance from being looked at.
  - An instance that cannot be connected to is not tried again, whatever C(whatsapp_retries) says; one that has answered is.
  - An instance that fails or hangs is a row in the result and holds up nobody beyond its own time-out. No instance has more
    than one request at a time.
  - On long runs a line on the terminal tells how far the sweep is. With O(dest) a table of the hosts that are not in sync ends it.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
  - waops.whatsapp.attributes.once
  - waops.whatsapp.report
options:
  hosts:
    description: Inventory names of the instances. All hosts of the play, if not given.
    type: list
    elements: str
  sections:
    description: Sections of the declarations to look at. All that are declared, if not given or empty.
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
  health:
    description:
      - Whether to look at the health of each instance too, with one GET more. Of several Webapps the declared shards count.
      - The health that is wanted is that of the host's variable C(whatsapp_provision_wait_for), V(healthy) if it is not set; with
        V(none) nobody asks. An instance without a number is as wanted when it says V(unregistered) and no number is to be registered.
      - The server answers 10 health calls a minute, whoever makes them.
    type: bool
    default: false
  registration:
    description:
      - Whether to compare the registered number with C(whatsapp_registration) on hosts whose C(whatsapp_provision_register) is true.
    type: bool
    default: false
  checks:
    description:
      - What to check of each instance beside the drift. The results are C(checks) of its row. All but V(webhook) and
        V(password) cost two GETs at most.
      - V(health) compares connected Coreapps with shards, and names two instances that are connected with one number. V(expiry) is about
        the end of the client build. V(certificate) is about what the Webapp serves. V(version) compares the instance with the others.
      - V(shards) compares the Coreapps with the account's shards. V(webhook) sends the receiver a POST of an empty object.
        V(password) tries the stock password once, which is a failed login where it is not accepted.
    type: list
    elements: str
    choices: [health, expiry, certificate, version, shards, webhook, password]
    default: []
  expiry_warning_days:
    description: Days before the end of the client build at which V(expiry) begins to warn.
    type: int
    default: 45
  expiry_critical_days:
    description: Days before the end of the client build at which V(expiry) becomes critical.
    type: int
    default: 14
  certificate_warning_days:
    description: Days before the end of the certificate at which V(certificate) begins to warn.
    type: int
    default: 30
  certificate_critical_days:
    description: Days before the end of the certificate at which V(certificate) becomes critical.
    type: int
    default: 7
  webhook_from:
    description:
      - Where V(webhook) calls the receivers from. V(task) is the host that the task is delegated to, through its connection and with
        Python 3.7 or newer there.
      - With V(task), the keyword C(connection) of the task applies to that host. The instances are still asked from the controller.
    type: str
    choices: [controller, task]
    default: controller
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
  dest:
    description:
      - Directory for the report, as O(waops.whatsapp.whatsapp_audit_report#module:dest). No report is written, if not given.
      - It is looked at before any instance is asked.
    type: path
attributes:
  diff_mode:
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

- name: Write a report, and stop when anything drifted or could not be compared
  waops.whatsapp.whatsapp_fleet_audit:
    dest: reports
    fail_on: [drift, unreachable, failed]
  run_once: true
"""

RETURN = r"""
instances:
  description: One row for each host, in the order of the play.
  returned: success, without O(dest)
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
      description:
        - Of each section what M(waops.whatsapp.whatsapp_instance) returns; the diff only where it differs. A section that only a registered
          number has is C(no_number) on an instance that has none yet, which is neither drift nor a failure.
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
    needs:
      description:
        - Why the host has to be looked at or provisioned. An empty list means that it was seen to be right in everything that was
          asked for.
        - V(not_swept) when the controller does not reach the instance by itself; V(unreachable) when no answer came; V(login) when the
          login was refused, as by an instance that still has its stock password; V(failed) when anything else kept it from being
          compared; V(drift) when a section differs; V(restart) when the differences take a restart; V(registration) when the
          number is not the registered one, or nobody tells; V(health) when the health is not as wanted, or could not be read.
      returned: always
      type: list
      elements: str
    not_swept:
      description: Why the instance was not asked.
      returned: when it was not, since tasks of its host do not run on the controller
      type: str
    health:
      description:
        - The health, as M(waops.whatsapp.whatsapp_health_info) returns it, in C(healthy), C(summary), C(topology), C(counts), C(registered)
          and C(shards), and C(as_wanted).
        - C(healthy) is nothing when it could not be read (C(msg) and C(failure) say why) or is not offered (C(not_offered)).
      returned: with O(health), when the instance could be asked
      type: dict
    checks:
      description:
        - The result of each check by its name, C(status) V(ok), V(warning), V(critical) or V(unknown), and where it is not V(ok) C(msg)
          and C(remedy); C(details) holds what was read. A check of what the server does not offer is missing.
      returned: with O(checks)
      type: dict
      sample:
        expiry:
          status: warning
          msg: the client build expires in 30 days, on 2026-12-25T00:00:00Z
          remedy: update the instance to a newer version of the client
          details: {days_left: 30, expires_at: "2026-12-25T00:00:00Z", critical_at: "2026-12-10T00:00:00Z"}
    number:
      description:
        - The number in digits as it is C(declared) and as it is C(registered); an empty text when none is, nothing when nobody tells.
      returned: with O(registration), when one is to be registered and the instance could be asked
      type: dict
    seconds:
      description: How long the instance took.
      returned: when it was asked
      type: float
summary:
  description:
    - How many instances there are of each status, C(total), and C(seconds). With O(dest) that of
      M(waops.whatsapp.whatsapp_audit_report).
  returned: success
  type: dict
hosts:
  description: Inventory names of the instances by status.
  returned: with O(dest)
  type: dict
files:
  description: The files written, by format.
  returned: with O(dest)
  type: dict
msg:
  description: The report, or what went wrong, in one sentence.
  returned: with O(dest)
  type: str
"""
