#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_rollout_journal
short_description: Record the progress of a rollout to WhatsApp Business API instances
version_added: 1.0.0
description:
  - Records in a file on the controller which instances a rollout has started and finished. So an interrupted run can be continued, even
    after the controller was killed. The playbook C(waops.whatsapp.rollout) uses it.
  - The file is also a lock. Only one run at a time can hold it. The lock is released when the process of the run ends.
  - A rollout ends when all its hosts are done. The next O(event=open) then starts a new one.
  - A host that is done becomes pending again when its declaration changes. Secrets and the content of files are not part of this
    comparison.
  - The journal contains addresses and error messages, but no secrets. Each line is a JSON object. Lines are only appended. You may remove
    the file between rollouts.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  path:
    description:
      - The journal. It is created with mode 0600 if it does not exist. Its directory must exist.
      - The default is the variable C(whatsapp_rollout_journal), and V(whatsapp_rollout.jsonl) if that is not set.
    type: path
  event:
    description:
      - V(open) starts a run. It fails if another run holds the journal. Use it with C(run_once).
      - V(start) records that this host, or each host of O(batch), is being changed. It fails if another host of the run has the same
        C(whatsapp_url), or if another run has taken over.
      - V(finish) records the result of this host, or of each host of O(batch). See O(state).
      - V(close) ends the run.
      - V(status) only reads the journal.
    type: str
    choices: [open, start, finish, close, status]
    required: true
  run:
    description: RV(run) of V(open). Required except for V(open) and V(status).
    type: str
  state:
    description:
      - With V(finish), the result of the hosts. V(waiting) is for hosts that need a registration code. V(in_sync) is for hosts that were
        compared and not changed.
      - The default is the result that the role C(waops.whatsapp.provision) and the playbook C(rollout) have set in the variables of each
        host.
    type: str
    choices: [done, failed, waiting, in_sync]
  reason:
    description: Error message of a failed host.
    type: str
  restart:
    description: Containers whose restart is pending.
    type: list
    elements: str
    choices: [webapp, coreapp]
    default: []
  start_over:
    description: With V(open), start a new rollout even if the current one is not complete.
    type: bool
    default: false
  take_over:
    description: With V(open), take over the journal from a run on another machine. The module cannot see whether that run is still active.
    type: bool
    default: false
  hosts:
    description: The hosts of the rollout. The default is all hosts of the play.
    type: list
    elements: str
  batch:
    description: With V(status), the hosts for RV(failed_hosts). With V(start) and V(finish), the hosts to record.
    type: list
    elements: str
    default: []
  pending_restarts:
    description: With V(finish) and without O(state), RV(pending_restarts) of V(open), for hosts that the role has not reached.
    type: dict
    default: {}
attributes:
  check_mode:
    support: partial
    details: Skipped, except for O(event=status).
  diff_mode:
    support: none
  idempotent:
    support: N/A
    details:
      - It never reports a change.
notes:
  - The module never reports a change, because the journal is not part of the state of the instances.
seealso:
  - module: waops.whatsapp.whatsapp_fleet_check
"""

EXAMPLES = r"""
- name: Start or continue a rollout
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: open
  run_once: true
  register: rollout

- name: Record that this instance is being changed
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: start
    run: "{{ rollout.run }}"
  when: inventory_hostname in rollout.pending_hosts

- name: Record that this instance is done
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: finish
    run: "{{ rollout.run }}"
    state: done
  when: inventory_hostname in rollout.pending_hosts

- name: Close the journal
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: close
    run: "{{ rollout.run }}"
  run_once: true
"""

RETURN = r"""
run:
  description: Identifier of the run.
  returned: with O(event=open)
  type: str
hosts:
  description: The hosts of the rollout.
  returned: with O(event=open) and O(event=status)
  type: list
  elements: str
started_at:
  description: When the rollout started (UTC). V(null) when there is none.
  returned: with O(event=open) and O(event=status)
  type: str
pending_hosts:
  description:
    - Hosts that are not done, in the order of O(hosts). Hosts that need a registration code are included only if C(whatsapp_registration)
      contains the code or C(whatsapp_provision_code_tasks) is set.
  returned: with O(event=open) and O(event=status)
  type: list
  elements: str
pending_restarts:
  description: Containers that may have to restart because a run was interrupted or failed, keyed by host.
  returned: with O(event=open) and O(event=status)
  type: dict
counts:
  description:
    - Number of hosts that are C(done), C(failed), C(running), C(interrupted), C(waiting) for a registration code, C(changed) in their
      declaration after they were done, and C(untouched).
  returned: with O(event=open) and O(event=status)
  type: dict
complete:
  description: Whether all hosts are done.
  returned: with O(event=open) and O(event=status)
  type: bool
summary:
  description: Summary for the terminal.
  returned: with O(event=open) and O(event=status)
  type: list
  elements: str
failed_hosts:
  description: Hosts of O(batch) that failed.
  returned: with O(event=status)
  type: list
  elements: str
"""
