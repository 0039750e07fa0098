#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_backup
short_description: Back up the settings and the registration of a WhatsApp Business API instance
description:
  - Asks the instance for an encrypted backup of its settings and its registration, and writes it to a file together with a
    manifest. Messages and callbacks are not part of it.
  - Only a registered and running instance can be backed up.
  - The backup itself is in the file only, never in results, diffs or logs. Who has the file and the password can take the
    number over.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
attributes:
  idempotent:
    support: none
    details:
      - Each run makes another backup.
options:
  dest:
    description:
      - File on the machine that runs the module. It gets mode 0600 and is replaced in one step; when that fails, what was
        there before is intact.
      - It is one JSON document with the keys C(manifest) and C(data); see RV(manifest).
      - A file that holds a backup of another number is never replaced.
      - Either this or O(directory) is needed.
    type: path
  directory:
    description:
      - Directory in which each backup gets a file of its own, C(HOST/HOST_20260314T152926Z.json), so that names sort by age. No file
        is ever written over. The time is UTC.
      - Missing directories are created with mode 0700. The host's directory must not be a symbolic link.
    type: path
  host:
    description:
      - Name of the host in O(directory). What cannot be part of the name of a file is percent-encoded. Needed with O(directory).
    type: str
  keep:
    description:
      - How many backups of O(host) to keep in O(directory); older ones are removed after a backup succeeded. V(0) keeps all.
    type: int
    default: 0
  vault_password:
    description:
      - Password to encrypt the file with, as ansible-vault does, once more. Nothing unencrypted is ever written. A dated file then
        ends in C(.json.vault). It needs the Python library cryptography.
    type: str
  backup_password:
    description:
      - Password to encrypt the backup with. It is needed for the restore and is kept nowhere.
    type: str
    required: true
notes:
  - Two backups of the same state differ, so every run makes a new one and reports a change.
  - The call is never repeated by itself.
seealso:
  - module: waops.whatsapp.whatsapp_restore
"""

EXAMPLES = r"""
- name: Back up the instance before the maintenance
  waops.whatsapp.whatsapp_backup:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    dest: "{{ backup_folder }}/{{ inventory_hostname }}.json"
    backup_password: "{{ backup_password }}"

- name: Keep the backups of the last two weeks, encrypted
  waops.whatsapp.whatsapp_backup:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    directory: "{{ backup_folder }}"
    host: "{{ inventory_hostname }}"
    backup_password: "{{ backup_password }}"
    vault_password: "{{ backup_vault_password }}"
    keep: 14
"""

RETURN = r"""
file:
  description: The file.
  returned: success
  type: str
  sample: /srv/whatsapp-backups/wa1/wa1_20260314T152926Z.json
removed:
  description: The files of older backups that were removed.
  returned: success
  type: list
  elements: str
manifest:
  description: What the backup is of.
  returned: success, not in check mode
  type: dict
  contains:
    format:
      description: Format of the file.
      returned: success
      type: str
      sample: waops.whatsapp/backup/1
    sha256:
      description: Checksum of the backup's data.
      returned: success
      type: str
    wa_id:
      description: Number that was backed up; nothing when the server does not show it.
      returned: success
      type: str
      sample: "4915123456789"
    version:
      description: Version of the client that made the backup, as it names itself.
      returned: success
      type: str
      sample: v2.45.1
    shards:
      description: Number of shards of the instance; nothing when the server does not show it.
      returned: success
      type: int
    nodes:
      description: Number of nodes of the instance; nothing when the server does not show it.
      returned: success
      type: int
    time:
      description: When the backup was made (UTC).
      returned: success
      type: str
      sample: "2026-03-14T15:29:26Z"
    url:
      description: Address of the instance that was backed up.
      returned: success
      type: str
diff:
  description: What O(dest) held before and will hold after, without the backup itself.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup import BACKUP
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = BACKUP


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
