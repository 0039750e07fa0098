#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_backup
short_description: Back up the settings and the registration of a WhatsApp Business API instance
description:
  - Requests an encrypted backup of the settings and the registration from the instance, and writes it to a file together with a manifest.
    The backup does not contain messages and callbacks.
  - Only a registered and running instance can be backed up.
  - The data of the backup is only in the file, never in results, diffs or logs. Anyone who has the file and the password can take over the
    number.
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
      - File on the machine that runs the module. It is written with mode 0600 and replaced in one step. If that fails, the existing file
        does not change.
      - It is one JSON document with the keys C(manifest) and C(data); see RV(manifest).
      - A file that holds a backup of another number is never replaced.
      - Either this or O(directory) is required.
    type: path
  directory:
    description:
      - Directory in which each backup is written to a new file C(HOST/HOST_20260314T152926Z.json), so that the names sort by age. No file
        is ever overwritten. The time is in UTC.
      - Missing directories are created with mode 0700. The host's directory must not be a symbolic link.
    type: path
  host:
    description:
      - Name of the host in O(directory). Characters that cannot be part of a file name are percent-encoded. Required with O(directory).
    type: str
  keep:
    description:
      - Number of backups of O(host) to keep in O(directory). Older backups are removed after a successful backup. V(0) keeps all.
    type: int
    default: 0
  vault_password:
    description:
      - Password to encrypt the file with ansible-vault, in addition to the encryption of the backup. Nothing is written without this
        encryption. The names of dated files then end in C(.json.vault). This needs the Python library cryptography.
    type: str
  backup_password:
    description:
      - Password to encrypt the backup with. The restore needs it. It is not stored anywhere.
    type: str
    required: true
notes:
  - Two backups of the same state differ. Every run makes a new backup and reports a change.
  - The request is never retried.
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

- name: Write an encrypted backup and keep the last fourteen
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
  description: Description of the backup.
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
      description: Number that was backed up. V(null) when the server does not show it.
      returned: success
      type: str
      sample: "4915123456789"
    version:
      description: Version of the client that made the backup.
      returned: success
      type: str
      sample: v2.45.1
    shards:
      description: Number of shards of the instance. V(null) when the server does not show it.
      returned: success
      type: int
    nodes:
      description: Number of nodes of the instance. V(null) when the server does not show it.
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
  description: The manifests in the file before and after, without the data of the backup.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
restart_required:
  description: Containers that must restart for the change to take effect. Always empty for this module.
  returned: success
  type: list
  elements: str
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
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
