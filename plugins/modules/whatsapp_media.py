#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_media
short_description: Upload, download and delete media files of a WhatsApp Business API instance
description:
  - With O(src) a file is uploaded, with O(media_id) and O(dest) one is downloaded, and with O(media_id) and O(state=absent) one is deleted.
  - The server has no list of its files and no way to look at one without fetching it, so whatever is compared is fetched first.
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  state:
    description:
      - V(present) uploads or downloads.
      - V(absent) deletes the file from the server; it is unchanged when there is none.
    type: str
    choices: [present, absent]
    default: present
  media_id:
    description:
      - Identifier of a file on the server, from an upload or from the callback that brought it.
      - Beside O(src), the identifier of an earlier upload. The file is then uploaded again only when the server no longer has it, or has
        other content or another type under that identifier. Use RV(media_id) from there on.
    type: str
  src:
    description:
      - File to upload, on the machine that runs the module; 1 byte to 100 MB (104857600 bytes).
      - Without O(media_id) every run uploads the file anew, under a new identifier, and reports a change.
    type: path
  content_type:
    description: Content type of O(src), such as V(image/jpeg). By default it is told from the file's name.
    type: str
  dest:
    description:
      - File to download to, on the machine that runs the module. It is unchanged when it has the checksum of the server's file.
      - It is replaced in one step; when that fails, what was there before is intact.
      - A new file gets mode 0600, a replaced one keeps its mode.
    type: path
notes:
  - The limits of the messages that use a file are lower than that of the upload; the server tells them to the webhook only.
  - The server may delete files that are older than 30 days.
seealso:
  - module: waops.whatsapp.whatsapp_message
  - module: waops.whatsapp.whatsapp_garbage_collection
"""

EXAMPLES = r"""
- name: Upload the price list
  waops.whatsapp.whatsapp_media:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    src: "{{ media_folder }}/prices.pdf"
  register: prices

- name: Make sure that the price list is still there
  waops.whatsapp.whatsapp_media:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    src: "{{ media_folder }}/prices.pdf"
    media_id: "{{ prices.media_id }}"

- name: Fetch what the customer sent
  waops.whatsapp.whatsapp_media:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    media_id: "{{ incoming_media_id }}"
    dest: "{{ media_folder }}/incoming.jpg"

- name: Delete what the customer sent
  waops.whatsapp.whatsapp_media:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    media_id: "{{ incoming_media_id }}"
    state: absent
"""

RETURN = r"""
media_id:
  description: Identifier of the uploaded or deleted file.
  returned: with O(src) or O(state=absent); not for an upload in check mode
  type: str
content_type:
  description: Content type of the uploaded or downloaded file.
  returned: with O(src) or O(dest)
  type: str
  sample: application/pdf
size:
  description: Size of the uploaded or downloaded file in bytes.
  returned: with O(src) or O(dest)
  type: int
sha256:
  description: Checksum of the uploaded or downloaded file.
  returned: with O(src) or O(dest)
  type: str
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: Size, checksum and content type of the file before and after; for a download of O(dest), for the rest of the server's.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.media import MEDIA
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = MEDIA


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
