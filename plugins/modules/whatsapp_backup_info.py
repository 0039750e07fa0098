#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_backup_info
short_description: Get information about a backup of a WhatsApp Business API instance
version_added: 1.0.0
description:
  - Checks that a file of M(waops.whatsapp.whatsapp_backup) on the controller is complete and can be decrypted, and returns its manifest. It
    sends no request to an instance.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.attributes.controller
options:
  src:
    description: The file. Either this or O(directory) is required.
    type: path
  directory:
    description: Directory of M(waops.whatsapp.whatsapp_backup) with dated files. The newest backup of O(host) is read.
    type: path
  host:
    description: Name of the host in O(directory). Required with O(directory).
    type: str
  vault_password:
    description: Password of a file that is encrypted with ansible-vault. The file is decrypted in memory.
    type: str
  expected_number:
    description: Number that the backup must be of, as country code and phone number. The module fails for a backup of another number.
    type: str
seealso:
  - module: waops.whatsapp.whatsapp_backup
  - module: waops.whatsapp.whatsapp_restore
"""

EXAMPLES = r"""
- name: Check the newest backup
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
  description: Description of the backup, as M(waops.whatsapp.whatsapp_backup) returns it.
  returned: success
  type: dict
"""
