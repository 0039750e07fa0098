#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_backup_info
short_description: Read what a backup of a WhatsApp Business API instance is of
version_added: 1.0.0
description:
  - Reads the manifest of a file of M(waops.whatsapp.whatsapp_backup) on the controller, after checking that the file is whole and can
    be decrypted. No instance is asked anything.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  src:
    description: The file. Either this or O(directory) is needed.
    type: path
  directory:
    description: Directory of M(waops.whatsapp.whatsapp_backup) with dated files; the newest backup of O(host) is read.
    type: path
  host:
    description: Name of the host in O(directory). Needed with O(directory).
    type: str
  vault_password:
    description: Password of a file that is encrypted with ansible-vault. Nothing decrypted is written to the disk.
    type: str
  expected_number:
    description: Number that the backup must be of, country code and phone number. A backup of another number is refused.
    type: str
seealso:
  - module: waops.whatsapp.whatsapp_backup
  - module: waops.whatsapp.whatsapp_restore
"""

EXAMPLES = r"""
- name: Make sure that the newest backup can be used
  waops.whatsapp.whatsapp_backup_info:
    directory: /srv/whatsapp-backups
    host: "{{ inventory_hostname }}"
    vault_password: "{{ backup_vault_password }}"
"""

RETURN = r"""
file:
  description: The file.
  returned: success
  type: str
  sample: /srv/whatsapp-backups/wa1/wa1_20260314T152926Z.json.vault
manifest:
  description: What the backup is of, as M(waops.whatsapp.whatsapp_backup) describes it.
  returned: success
  type: dict
"""
