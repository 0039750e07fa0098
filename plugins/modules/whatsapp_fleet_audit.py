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
  - Compares every instance of the play with its declaration. For each instance it returns the drift, as M(waops.whatsapp.whatsapp_instance)
    in check mode does. It only reads.
  - The connection and the declaration of each host come from its variables. These are C(whatsapp_url), C(whatsapp_password) and the other
    connection options of M(waops.whatsapp.whatsapp_instance), and C(whatsapp_instance_config).
  - They have the values that this task would see on that host, from the inventory, the play, a role, a block, C(set_fact) or the command
    line.
  - A host whose tasks would not run on the controller (another connection than C(local), C(become), C(environment), or
    C(whatsapp_in_process) set to false) is not audited. Its row gives the reason.
  - It runs once for all hosts. With C(run_once) all hosts have its result. It uses two processes for each core, so that thousands of
    instances take seconds. It does not work with the C(free) strategy.
  - If a section fails, the other sections of the instance are still compared.
  - A failed connection is not retried, whatever C(whatsapp_retries) says. Requests to an instance that has answered before are.
  - An instance that fails or hangs is a row in the result. It does not delay the others. No instance gets more than one request at a time.
  - During long runs it prints lines with the progress. With O(dest) it prints a table of the hosts that are not in sync at the end.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
  - waops.whatsapp.attributes.once
  - waops.whatsapp.report
options:
  hosts:
    description: Inventory names of the instances. The default is all hosts of the play.
    type: list
    elements: str
  sections:
    description: Sections of the declarations to compare. The default is all sections that are declared.
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
      - Whether to read the health of each instance too, with one more GET request. The health of a set-up with several nodes is evaluated
        with the declared number of shards.
      - The expected health is the host's variable C(whatsapp_provision_wait_for). The default is V(healthy). With V(none) the health is not
        read. An instance without a number has the expected health when it is V(unregistered) and no number is to be registered.
      - The server answers 10 health requests a minute, for all clients together.
    type: bool
    default: false
  registration:
    description:
      - Whether to compare the registered number with C(whatsapp_registration) on hosts whose C(whatsapp_provision_register) is true.
    type: bool
    default: false
  checks:
    description:
      - Checks to make for each instance, besides the drift. The results are C(checks) of its row. All checks except V(webhook) and
        V(password) together make two GET requests at most.
      - V(health) compares connected Coreapps with shards, and finds two instances that are connected with one number. V(expiry) checks when
        the client build expires. V(certificate) checks the certificate that the Webapp serves. V(version) compares the versions of the
        instances.
      - V(shards) compares the Coreapps with the account's shards. V(webhook) sends a POST request with an empty object to the receiver.
        V(password) tries the initial password once. This is a failed login if the instance does not accept it.
    type: list
    elements: str
    choices: [health, expiry, certificate, version, shards, webhook, password]
    default: []
  expiry_warning_days:
    description: Number of days before the client build expires at which V(expiry) becomes a warning.
    type: int
    default: 45
  expiry_critical_days:
    description: Number of days before the client build expires at which V(expiry) becomes critical.
    type: int
    default: 14
  certificate_warning_days:
    description: Number of days before the certificate expires at which V(certificate) becomes a warning.
    type: int
    default: 30
  certificate_critical_days:
    description: Number of days before the certificate expires at which V(certificate) becomes critical.
    type: int
    default: 7
  webhook_from:
    description:
      - Where the check V(webhook) runs. V(task) is the host that the task is delegated to. It is reached by its own connection and needs
        Python 3.7 or newer.
      - With V(task), the keyword C(connection) of the task applies to that host. The controller still sends all requests to the instances.
    type: str
    choices: [controller, task]
    default: controller
  concurrency:
    description:
      - Maximum number of instances that are audited at the same time, by all processes together.
      - A sweep starts with fewer and reaches this number if instances answer slowly.
    type: int
    default: 32
  processes:
    description: Number of processes. The default is two for each core.
    type: int
  progress_interval:
    description: Number of seconds between two lines of progress. V(0) prints none.
    type: float
    default: 5
  dest:
    description:
      - Directory for the report, as O(waops.whatsapp.whatsapp_audit_report#module:dest). If it is not set, no report is written.
      - The module checks that it can be written before it sends any request.
    type: path
attributes:
  diff_mode:
    support: full
seealso:
  - module: waops.whatsapp.whatsapp_instance
"""

EXAMPLES = r"""
- name: Compare all instances with their declarations
  waops.whatsapp.whatsapp_fleet_audit:
    concurrency: 64
  run_once: true
  register: audit

- name: Print the instances that differ
  ansible.builtin.debug:
    msg: "{{ audit.instances | selectattr('status', 'eq', 'drifted') | map(attribute='host') }}"
  run_once: true

- name: Write a report, and fail if any instance differs or could not be compared
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
        - V(in_sync), V(drifted), V(unreachable) when the instance did not answer, or V(failed) when it refused a request or the declaration
          is not valid.
      returned: always
      type: str
    changed:
      description: Whether anything differs.
      returned: always
      type: bool
    sections:
      description:
        - The results of the sections, as M(waops.whatsapp.whatsapp_instance) returns them. Only sections that differ have a diff.
          C(no_number) means that the section needs a registered number and the instance has none yet. This is neither drift nor a failure.
      returned: always
      type: dict
    restart_required:
      description: Containers that must restart when the differences are removed.
      returned: when there are any
      type: list
      elements: str
    not_done:
      description: Sections that failed or were not reached.
      returned: when there are any
      type: list
      elements: str
    msg:
      description: Error message.
      returned: when something did
      type: str
    failure:
      description: What the server or the connection answered.
      returned: when something went wrong
      type: dict
    warnings:
      description: Warnings about the instance.
      returned: when there is something
      type: list
      elements: str
    needs:
      description:
        - Reasons to provision the host, or to look at it. An empty list means that the instance is in sync in everything that was compared.
        - V(not_swept) when the tasks of the host do not run on the controller, V(unreachable) when the instance did not answer, V(login)
          when it refused the login, for example because it still has its initial password, V(failed) when it could not be compared for
          another reason, V(drift) when a section differs, V(restart) when the differences need a restart, V(registration) when another
          number is registered or the number is not known, V(health) when the health is not the expected one or could not be read.
      returned: always
      type: list
      elements: str
    not_swept:
      description: Reason why the instance was not audited.
      returned: when tasks of the host do not run on the controller
      type: str
    health:
      description:
        - The health, with C(healthy), C(summary), C(topology), C(counts), C(registered) and C(shards) as
          M(waops.whatsapp.whatsapp_health_info) returns them. C(as_wanted) is whether it is the expected health.
        - C(healthy) is V(null) when the health could not be read (see C(msg) and C(failure)) or the server does not offer it
          (C(not_offered)).
      returned: with O(health), when the instance answered
      type: dict
    checks:
      description:
        - The result of each check, keyed by its name. C(status) is V(ok), V(warning), V(critical) or V(unknown). C(details) contains the
          values that were read. Results that are not V(ok) have C(msg) and C(remedy). A check is missing if the server does not offer what
          it reads.
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
        - The number in digits, as it is C(declared) and as it is C(registered). C(registered) is an empty string when no number is
          registered, and V(null) when this is not known.
      returned: with O(registration), when a number is to be registered and the instance answered
      type: dict
    seconds:
      description: Number of seconds that the audit of the instance took.
      returned: when it was audited
      type: float
summary:
  description:
    - Number of instances of each status, C(total) and C(seconds). With O(dest) it is the summary of
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
  description: Summary of the report, or the error message.
  returned: with O(dest)
  type: str
"""
