#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_audit_report
short_description: Write the drift report of a fleet of WhatsApp Business API instances
version_added: 1.0.0
description:
  - Writes the results of an audit into one directory on the controller, as C(drift.json), C(drift.xml) (JUnit), C(drift.html) and
    C(drift.prom) (Prometheus textfile). Each file is replaced in one step.
  - The rows come from M(waops.whatsapp.whatsapp_fleet_audit) (O(instances)), from a task that ran M(waops.whatsapp.whatsapp_instance) in
    check mode on every host and registered its result (O(register_variable)), from earlier reports (O(merge)), or from several of these.
  - The module sends no request to an instance. It runs once for all hosts. With C(run_once) all hosts have its result. It does not work
    with the C(free) strategy.
  - At the end it prints a table of the hosts that are not in sync.
  - The rows contain masked secrets. The report contains only scheme, host, port and path of an address.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
  - waops.whatsapp.attributes.once
  - waops.whatsapp.report
options:
  dest:
    description:
      - Directory for the report. A relative path is relative to the current directory. The directory is created with mode 0700 if it does
        not exist.
    type: path
    required: true
  instances:
    description: Rows as RV(waops.whatsapp.whatsapp_fleet_audit#module:instances) has them.
    type: list
    elements: dict
  register_variable:
    description:
      - Name of the variable in which every host registered the result of M(waops.whatsapp.whatsapp_instance).
      - A host without it is reported as failed.
    type: str
  hosts:
    description: Inventory names of the hosts whose O(register_variable) is read. The default is all hosts of the play.
    type: list
    elements: str
  merge:
    description:
      - Files C(drift.json) of earlier reports, or patterns such as C(slices/*/drift.json), that become part of this one.
      - If a host is in several reports, the latest audit of it is used, with a warning.
    type: list
    elements: path
  checks:
    description:
      - Checks that must be in the report. The rows of O(register_variable) have no checks. So the task fails after it has written the
        report. For the default list of the role C(audit) it only warns.
    type: list
    elements: str
    choices: [health, expiry, certificate, version, shards, webhook, password]
    default: []
  health:
    description: Whether the health must be in the report. The rows of O(register_variable) have none. So the task fails after it has
      written the report.
    type: bool
    default: false
attributes:
  check_mode:
    support: partial
    details: The report is written in check mode too. No instance is changed.
  idempotent:
    support: none
    details:
      - Each run writes a report.
seealso:
  - module: waops.whatsapp.whatsapp_fleet_audit
  - module: waops.whatsapp.whatsapp_instance
"""

EXAMPLES = r"""
- name: Audit every instance
  waops.whatsapp.whatsapp_fleet_audit:
  run_once: true
  register: audit

- name: Write the report
  waops.whatsapp.whatsapp_audit_report:
    dest: reports
    instances: "{{ audit.instances }}"
    fail_on: [drift]
  run_once: true

- name: Merge the reports of the slices of a job
  waops.whatsapp.whatsapp_audit_report:
    dest: reports/all
    merge: [reports/*/drift.json]
  run_once: true
"""

RETURN = r"""
summary:
  description:
    - C(total) and the number of instances C(in_sync), C(drifted), C(failed) and C(unreachable); C(differences), the number of
      fields; C(restart_required), the number of instances by container; C(sections), the same counts for each section.
  returned: success
  type: dict
hosts:
  description: Inventory names of the instances by status.
  returned: success
  type: dict
  sample: {in_sync: [wa1], drifted: [wa2], failed: [], unreachable: []}
files:
  description: The files written, by format.
  returned: success
  type: dict
  sample: {json: /srv/reports/drift.json, html: /srv/reports/drift.html}
msg:
  description: Summary of the report, or the error message.
  returned: always
  type: str
"""
