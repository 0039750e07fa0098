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
  - Writes what an audit found into one directory on the controller, as C(drift.json), C(drift.xml) (JUnit), C(drift.html) and
    C(drift.prom) (Prometheus textfile). Each file is written whole or not at all.
  - The rows come from M(waops.whatsapp.whatsapp_fleet_audit) (O(instances)), from a task that ran
    M(waops.whatsapp.whatsapp_instance) in check mode on every host and registered its result (O(register_variable)), from reports that
    were written before (O(merge)), or from several of these at once.
  - No instance is asked anything. It runs once for all hosts; C(run_once) makes its result known to all of them. The C(free) strategy
    cannot run it.
  - Ends with a table of the hosts that are not in sync on the terminal.
  - Secrets are masked in the rows already. Of an address only scheme, host, port and path are shown.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
  - waops.whatsapp.attributes.once
  - waops.whatsapp.report
options:
  dest:
    description:
      - Directory for the report; a relative one is below the current directory. It is made, with mode 0700, when it is missing.
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
    description: Inventory names of the hosts whose O(register_variable) is read. All hosts of the play, if not given.
    type: list
    elements: str
  merge:
    description:
      - Files C(drift.json) of earlier reports, or patterns such as C(slices/*/drift.json), that become part of this one.
      - Of a host that stands in more than one the latest audit counts, and a warning says so.
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
attributes:
  check_mode:
    support: partial
    details: The report is written in check mode too. It is the answer to a question, and no instance is touched.
  idempotent:
    support: none
    details:
      - Each run writes a report.
seealso:
  - module: waops.whatsapp.whatsapp_fleet_audit
  - module: waops.whatsapp.whatsapp_instance
"""

EXAMPLES = r"""
- name: Look at every instance
  waops.whatsapp.whatsapp_fleet_audit:
  run_once: true
  register: audit

- name: Write the report
  waops.whatsapp.whatsapp_audit_report:
    dest: reports
    instances: "{{ audit.instances }}"
    fail_on: [drift]
  run_once: true

- name: Make one report of those that the slices of a job wrote
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
  description: The report, or what went wrong, in one sentence.
  returned: always
  type: str
"""
