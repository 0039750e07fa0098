#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_app_settings
short_description: Keep the application settings of a WhatsApp Business API instance
version_added: 1.0.0
description:
  - Compares the settings given with those of the instance and sends only what differs.
  - The server does not show settings that its version does not have. Such a setting is left as it is, with a warning. See
    O(write_unreadable).
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
attributes:
  idempotent:
    support: partial
    details:
      - With O(write_unreadable=true), each run sends what the server does not show.
options:
  state:
    description:
      - V(present) sets the given settings. All other settings keep their value.
      - V(reset) sets every setting to the server's default. Nothing changes when all settings with a documented default have it already.
    type: str
    choices: [present, reset]
    default: present
  write_unreadable:
    description:
      - What to do with settings that the server does not show. With V(false) they are left as they are, with a warning. With V(true) they
        are sent in every run, and every run reports a change.
    type: bool
    default: false
  callback_persist:
    description: Keep undelivered callbacks on disk. Needs a restart of the Coreapp.
    type: bool
  callback_backoff_delay_ms:
    description: Step of the linear back-off before a callback is repeated, in milliseconds.
    type: int
  max_callback_backoff_delay_ms:
    description: Longest delay before a callback is repeated, in milliseconds.
    type: int
  media:
    description: Handling of incoming media.
    type: dict
    suboptions:
      auto_download:
        description: Types of media that the instance downloads automatically, in any order.
        type: list
        elements: str
        choices: [audio, document, image, sticker, video, voice]
  webhooks:
    description: Where the instance delivers its callbacks.
    type: dict
    suboptions:
      url:
        description:
          - An C(https://) URL, or an empty string for no webhook.
          - User information, query and fragment may contain credentials. They are masked in diffs, reports and messages.
        type: str
      max_concurrent_requests:
        description: Maximum number of callbacks that are delivered at the same time, one of V(6), V(12), V(18), V(24). Needs a restart of
          the Coreapp.
        type: int
      message_status:
        description:
          - Which callbacks about the status of messages are sent. Clients from v2.41.2 on.
          - The API calls it C(webhooks.message), a name that Ansible does not allow.
        type: dict
        suboptions:
          sent:
            description: Whether to send a callback when a message was sent.
            type: bool
          delivered:
            description: Whether to send a callback when a message was delivered.
            type: bool
          read:
            description: Whether to send a callback when a message was read.
            type: bool
  sent_status:
    description: Whether to send a callback when a message was sent. For clients that do not have C(webhooks.message).
    type: bool
  heartbeat_interval:
    description: Seconds between two polls of the Coreapps by the master (multiconnect).
    type: int
  unhealthy_interval:
    description: Seconds after which a silent Coreapp is replaced (multiconnect).
    type: int
  pass_through:
    description:
      - Pass incoming messages on without storing them. Needs a restart of the Coreapp.
      - Clients from v2.35 on do not turn it on again.
    type: bool
  db_garbagecollector_enable:
    description: Delete old messages automatically. For clients that do not have O(garbagecollector_enable). Needs a restart of the Coreapp.
    type: bool
  garbagecollector_enable:
    description: What the instance deletes automatically when it is old.
    type: dict
    suboptions:
      messages:
        description: Delete old messages. Meta advises against it during large campaigns.
        type: bool
      media:
        description: Delete old media.
        type: bool
  notify_user_change_number:
    description: Send a system message when a user changes the phone number.
    type: bool
  show_security_notifications:
    description: Block sending to a contact whose identity changed until it is acknowledged.
    type: bool
  skip_referral_media_download:
    description: Leave images and videos out of referral callbacks.
    type: bool
  axolotl_context_striping_disabled:
    description: Tuning of multiconnect in the clients of 2019 to 2021. No known server shows it. See O(write_unreadable).
    type: bool
  on_call_pager:
    description: Group or WhatsApp ID that gets alerts, on clients before v2.29.
    type: str
  log_level:
    description: Level of the logs, such as V(info). Newest clients only; the list of levels is not documented.
    type: str
  verbose_logging:
    description: Log in more detail. Newest clients only; it is not documented whether it can be written.
    type: bool
seealso:
  - name: Application settings in Meta's reference
    description: The settings and their meaning.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/settings/app
"""

EXAMPLES = r"""
- name: Point the webhook at the new receiver
  waops.whatsapp.whatsapp_app_settings:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    webhooks:
      url: https://hooks.example.com/whatsapp
      max_concurrent_requests: 12
  notify: Restart the Coreapp

- name: Download images and documents only
  waops.whatsapp.whatsapp_app_settings:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    media:
      auto_download: [image, document]

- name: Put every setting back to its default
  waops.whatsapp.whatsapp_app_settings:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    state: reset
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect.
  returned: success
  type: list
  elements: str
  sample: [coreapp]
diff:
  description: The given settings before and after.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.app_settings import APP_SETTINGS
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = APP_SETTINGS


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
