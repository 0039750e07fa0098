#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_rollout_journal
short_description: Keep the journal of a rollout over WhatsApp Business API instances
version_added: 1.0.0
description:
  - Notes in one file on the controller which instances a rollout has begun and finished, so that a run that was interrupted in
    any way, also by a killed controller, can be continued. The playbook C(waops.whatsapp.rollout) is built on it.
  - The file is also a lock. One run at a time may have it open. A run whose process is gone loses it by itself.
  - A rollout ends when all hosts of a run are done, and the next O(event=open) begins a new one.
  - A host that is done counts as not done as soon as its declaration is another one. Secrets and the content of files are not
    part of that comparison.
  - The journal holds addresses and error messages, no secrets. Its lines are JSON objects, and it is only appended to. Between
    rollouts it may be removed.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  path:
    description:
      - The journal. It is made with mode 0600 when it is missing; its directory must exist.
      - The variable C(whatsapp_rollout_journal), if not given, and V(whatsapp_rollout.jsonl) without that.
    type: path
  event:
    description:
      - V(open) begins a run, or fails when another one is running. Use it with C(run_once).
      - V(start) notes that this host, or each of O(batch), is being written to, and fails when another host of the run has the
        same C(whatsapp_url), or another run took over.
      - V(finish) notes what came of this host, or of each of O(batch), see O(state).
      - V(close) ends the run.
      - V(status) only reads.
    type: str
    choices: [open, start, finish, close, status]
    required: true
  run:
    description: RV(run) of V(open). Needed for everything but V(open) and V(status).
    type: str
  state:
    description:
      - With V(finish), what came of the hosts. V(waiting) when they wait for a registration code, V(in_sync) when they were seen
        to be right and nobody touched them.
      - Without it, it is what the role C(waops.whatsapp.provision) and the playbook C(rollout) have left in the variables of each host.
    type: str
    choices: [done, failed, waiting, in_sync]
  reason:
    description: Why it failed.
    type: str
  restart:
    description: Containers that had to restart and did not.
    type: list
    elements: str
    choices: [webapp, coreapp]
    default: []
  start_over:
    description: With V(open), begin a new rollout although the present one is not done.
    type: bool
    default: false
  take_over:
    description: With V(open), take the journal from a run on another machine, of which nobody can see whether it still runs.
    type: bool
    default: false
  hosts:
    description: The hosts that make up the rollout. All of the play, if not given.
    type: list
    elements: str
  batch:
    description: With V(status), the hosts to look at for RV(failed_hosts). With V(start) and V(finish), the hosts to note.
    type: list
    elements: str
    default: []
  pending_restarts:
    description: With V(finish) and without O(state), RV(pending_restarts) of V(open), for hosts that the role did not reach.
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
  - It is never a change, because the journal says nothing of the instances' own state.
seealso:
  - module: waops.whatsapp.whatsapp_fleet_check
"""

EXAMPLES = r"""
- name: Begin a rollout, or continue it
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: open
  run_once: true
  register: rollout

- name: Note that this instance is being written to
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: start
    run: "{{ rollout.run }}"
  when: inventory_hostname in rollout.pending_hosts

- name: Note that it is as it should be
  waops.whatsapp.whatsapp_rollout_journal:
    path: rollout.jsonl
    event: finish
    run: "{{ rollout.run }}"
    state: done
  when: inventory_hostname in rollout.pending_hosts

- name: End the run
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
  description: The hosts that make up the rollout.
  returned: with O(event=open) and O(event=status)
  type: list
  elements: str
started_at:
  description: When the rollout began (UTC); nothing when there is none.
  returned: with O(event=open) and O(event=status)
  type: str
pending_hosts:
  description:
    - Hosts that are left to do, in the order of O(hosts). Those that wait for a registration code are among them only when
      C(whatsapp_registration) has the code, or C(whatsapp_provision_code_tasks) fetch it.
  returned: with O(event=open) and O(event=status)
  type: list
  elements: str
pending_restarts:
  description: Containers of each host that may still have to restart, because a run was interrupted or failed.
  returned: with O(event=open) and O(event=status)
  type: dict
counts:
  description:
    - How many hosts are C(done), C(failed), C(running), C(interrupted), C(waiting) for a registration code, C(changed) in
      their declaration since they were done, and C(untouched).
  returned: with O(event=open) and O(event=status)
  type: dict
complete:
  description: Whether all hosts are done.
  returned: with O(event=open) and O(event=status)
  type: bool
summary:
  description: The same in sentences for people.
  returned: with O(event=open) and O(event=status)
  type: list
  elements: str
failed_hosts:
  description: Hosts of O(batch) that failed.
  returned: with O(event=status)
  type: list
  elements: str
"""
