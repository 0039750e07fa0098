#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_restore
short_description: Restore a backup onto a WhatsApp Business API instance
description:
  - Restores a backup of M(waops.whatsapp.whatsapp_backup) to an instance, after checking that it is complete.
  - A new instance, which runs and is not registered, connects with the number automatically. An instance that was registered stops. Its
    Coreapp must then be restarted, see RV(restart_required).
  - With clients from v2.31.4 on, all contacts see a new security code after a restore.
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
      - With O(force=true), each run restores the backup.
options:
  src:
    description:
      - The file of M(waops.whatsapp.whatsapp_backup), on the machine that runs the module. The module fails if its data does not have the
        checksum of its manifest.
      - Either this or O(directory) is required.
    type: path
  directory:
    description: Directory of M(waops.whatsapp.whatsapp_backup) with dated files. The newest backup of O(host) is restored.
    type: path
  host:
    description: Name of the host in O(directory), as for the backup. Required with O(directory).
    type: str
  vault_password:
    description:
      - Password of a file that is encrypted with ansible-vault. The file is decrypted in memory. This needs the Python library
        cryptography.
    type: str
  backup_password:
    description: Password that the backup was encrypted with.
    type: str
    required: true
  confirm:
    description:
      - Must be V(true). A restore replaces the settings and the registration of the instance. Another instance with the number loses it.
    type: bool
    default: false
  force:
    description:
      - Restore to an instance that is registered, or does not show whether it is registered.
      - Restore even if the instance has another number of shards or nodes than the backup. A multiconnect set-up refuses another number of
        shards.
    type: bool
    default: false
  expected_number:
    description:
      - Number that the backup must be of, as country code and phone number. The module fails for a backup of another number.
      - Required together with O(force) if the instance is registered with another number than that of the backup.
    type: str
notes:
  - Every run restores the backup and reports a change.
  - The request is never retried.
seealso:
  - module: waops.whatsapp.whatsapp_backup
"""

EXAMPLES = r"""
- name: Restore the backup to a new instance
  waops.whatsapp.whatsapp_restore:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    src: "{{ backup_folder }}/{{ inventory_hostname }}.json"
    backup_password: "{{ backup_password }}"
    expected_number: "+49 151 23456789"
    confirm: true

- name: Restore the backup to a registered instance
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
  description: Description of the backup.
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
restart_required:
  description: V(coreapp) when the instance was registered before. It stops then and must be restarted.
  returned: success
  type: list
  elements: str
diff:
  description: The number before and after, and the time of the backup.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
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
