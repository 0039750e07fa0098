#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_retire
short_description: Take a WhatsApp Business API instance out of service, ready for the Cloud API
version_added: 1.0.0
description:
  - Compares the instance with its declaration, checks whether it is ready for the Cloud API, makes a last backup, and writes evidence of
    all of this.
  - With O(confirm), and if the instance is ready, it also sends the two-step PIN, writes the hand-over file for the C(register) request of
    the Cloud API, and removes the users. Otherwise it changes nothing on the instance.
  - Files are named C(HOST/HOST_20260314T152926Z_evidence.json), C(_evidence.md) and C(_handover.yml), with mode 0600. They hold no secrets.
  - The connection options come from the variables of the host, C(whatsapp_url), C(whatsapp_password) and so on.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  directory:
    description:
      - Directory on the controller for the evidence and the hand-over file. The files of each host are in a directory of its own, with mode
        0700.
    type: path
    required: true
  number:
    description: Number that the instance must have, as country code and phone number.
    type: str
    required: true
  pin:
    description: PIN of two-step verification, six digits. Put it in quotes. The C(register) request needs it.
    type: str
    required: true
  confirm:
    description: Whether to retire the instance. This cannot be undone.
    type: bool
    default: false
  accepted_checks:
    description: Checks that may fail, because you handle them elsewhere.
    type: list
    elements: str
    choices: [groups, media_providers, webhook_ca]
    default: []
  users:
    description: Names of the users to remove. The default is the users in O(config). The administrator is not removed.
    type: list
    elements: str
  config:
    description: The declared state, as O(waops.whatsapp.whatsapp_instance#module:config).
    type: dict
    default: {}
  initial_password:
    description: The initial password of a new instance. An instance that still has it is not ready.
    type: str
    default: secret
  backup_directory:
    description: Directory for the last backup, as O(waops.whatsapp.whatsapp_backup#module:directory).
    type: path
    required: true
  backup_password:
    description: Password that the instance encrypts the backup with. The C(register) request needs it.
    type: str
    required: true
  backup_vault_password:
    description: Password to encrypt the file of the backup with, as O(waops.whatsapp.whatsapp_backup#module:vault_password).
    type: str
  backup_keep:
    description: Number of backups of the host to keep, as O(waops.whatsapp.whatsapp_backup#module:keep).
    type: int
    default: 0
attributes:
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Each run makes a backup and writes the evidence.
seealso:
  - module: waops.whatsapp.whatsapp_backup
"""

EXAMPLES = r"""
- name: Check whether the instance is ready, and back it up
  waops.whatsapp.whatsapp_retire:
    directory: /srv/whatsapp-retired
    number: "+49 151 23456789"
    pin: "{{ pin }}"
    backup_directory: /srv/whatsapp-backups
    backup_password: "{{ backup_password }}"
"""

RETURN = r"""
evidence:
  description: The evidence, without secrets.
  returned: when the options are valid
  type: dict
  contains:
    audit:
      description: The last audit, with the names of sections in C(compared), C(drifted) and C(failed), and C(diff) and C(failure).
      returned: always
      type: dict
    readiness:
      description: The checks, each with C(name), C(ok) and C(detail).
      returned: always
      type: list
      elements: dict
    backup:
      description: The last backup, with C(file), C(encrypted) and C(manifest). Empty when there is none.
      returned: always
      type: dict
    handover:
      description: The hand-over file. Empty when there is none.
      returned: always
      type: str
    users_removed:
      description: Names of the users that were removed.
      returned: always
      type: list
      elements: str
    failure:
      description: Error message. Empty when there is none.
      returned: always
      type: str
msg:
  description: The result for the instance, in one sentence.
  returned: always
  type: str
"""
