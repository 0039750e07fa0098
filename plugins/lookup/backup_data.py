# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The data of a backup file, for the call that hands a number over to the Cloud API. The rules are in _resources/backup_file.py."""

from __future__ import annotations

DOCUMENTATION = r"""
name: backup_data
short_description: The data of a backup of a WhatsApp Business API instance
version_added: 1.0.0
description:
  - Reads a file of M(waops.whatsapp.whatsapp_backup) on the controller, checks that it is complete, and returns the data of the backup.
    Files that are encrypted with ansible-vault are decrypted in memory.
  - Anyone who has the data and the password of the backup can take over the number.
author:
  - The waops.whatsapp authors (@waops)
options:
  _terms:
    description: The files.
    type: list
    elements: path
    required: true
  vault_password:
    description: Password of files that are encrypted with ansible-vault.
    type: str
"""

EXAMPLES = r"""
- name: Register the number with the Cloud API
  ansible.builtin.uri:
    url: "{{ cloud_api_url }}/{{ phone_number_id }}/register"
    method: POST
    body_format: json
    body:
      messaging_product: whatsapp
      pin: "{{ pin }}"
      backup:
        password: "{{ backup_password }}"
        data: "{{ lookup('waops.whatsapp.backup_data', '/srv/whatsapp-backups/wa1/wa1_20260314T152926Z.json') }}"
  no_log: true
"""

RETURN = r"""
_raw:
  description: The data of each file.
  type: list
  elements: str
"""

from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup_file import read_backup_file


class LookupModule(LookupBase):
    """Reads local files; asks no instance anything."""

    def run(self, terms: list, variables: dict | None = None, **options: Any) -> list[str]:
        """The data of each file. Raises AnsibleError for a file that is no backup, or damaged."""
        if set(options) - {"vault_password"}:
            raise AnsibleError("backup_data has the option vault_password, not %s" % ", ".join(sorted(set(options) - {"vault_password"})))
        self.set_options(var_options=variables, direct=options)
        password = self.get_option("vault_password")
        try:
            return [read_backup_file(str(term), password and str(password))["data"] for term in terms]
        except WhatsAppError as error:
            raise AnsibleError("the data of a backup cannot be read: %s" % error.message) from None
