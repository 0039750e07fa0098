#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_restore
short_description: Restore a backup onto a WhatsApp Business API instance
description:
  - Puts a backup made by M(waops.whatsapp.whatsapp_backup) onto an instance, after checking that it is whole.
  - A new instance (running, not registered) starts to serve the number by itself. An instance that was registered stops, and its
    Coreapp must be started again by hand; RV(restart_required) says so.
  - From v2.31.4 on all contacts see a new security code after a restore.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
attributes:
  idempotent:
    support: partial
    details:
      - With O(force=true) each run restores.
options:
  src:
    description:
      - The file of M(waops.whatsapp.whatsapp_backup), on the machine that runs the module. It is refused when its data does not have the
        checksum of its manifest.
      - Either this or O(directory) is needed.
    type: path
  directory:
    description: Directory of M(waops.whatsapp.whatsapp_backup) with dated files; the newest backup of O(host) is taken.
    type: path
  host:
    description: Name of the host in O(directory), as for the backup. Needed with O(directory).
    type: str
  vault_password:
    description:
      - Password of a file that is encrypted with ansible-vault. The file is decrypted in memory; nothing of it is written to the disk. It
        needs the Python library cryptography.
    type: str
  backup_password:
    description: Password that the backup was encrypted with.
    type: str
    required: true
  confirm:
    description:
      - Must be V(true). A restore replaces the settings and the registration of the instance, and takes the number away from
        whatever instance has it now.
    type: bool
    default: false
  force:
    description:
      - Restore onto an instance that is registered, or does not show whether it is.
      - Restore although the instance has another number of shards or nodes than the backup. A multiconnect set-up refuses another
        number of shards.
    type: bool
    default: false
  expected_number:
    description:
      - Number that the backup must be of, country code and phone number. A backup of another number is refused.
      - Needed, beside O(force), when the instance is registered with another number than that of the backup.
    type: str
notes:
  - Every run restores, and reports a change.
  - The call is never repeated by itself.
seealso:
  - module: waops.whatsapp.whatsapp_backup
"""

EXAMPLES = r"""
- name: Restore the number onto the new machine
  waops.whatsapp.whatsapp_restore:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    src: "{{ backup_folder }}/{{ inventory_hostname }}.json"
    backup_password: "{{ backup_password }}"
    expected_number: "+49 151 23456789"
    confirm: true

- name: Take the instance back to the state of the backup
  waops.whatsapp.whatsapp_restore:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    src: "{{ backup_folder }}/{{ inventory_hostname }}.json"
    backup_password: "{{ backup_password }}"
    confirm: true
    force: true
  notify: Restart the Coreapp
"""

RETURN = r"""
manifest:
  description: What the backup is of.
  returned: success
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
restart_required:
  description: V(coreapp) when the instance was registered before, because it stops then and must be started by hand.
  returned: success
  type: list
  elements: str
diff:
  description: The number before and after, and the time of the backup.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.restore import RESTORE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = RESTORE


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
