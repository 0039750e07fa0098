# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/instance_docs.py from the documentation of the modules.

"""The sections of whatsapp_instance's config."""

from __future__ import annotations


class ModuleDocFragment:
    """C(extends_documentation_fragment: waops.whatsapp.instance_config)."""

    DOCUMENTATION = r"""
options:
  config:
    description:
      - What the instance is to be like. A section that is absent is left alone; sections are applied in the order given here.
    type: dict
    required: true
    suboptions:
      users:
        description:
          - The users of the instance. The options are those of M(waops.whatsapp.whatsapp_user).
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the user, 4 to 32 letters, digits, dashes, underscores and dots.
            type: str
            required: true
          state:
            description: Whether the user is to exist. Deleting a user revokes all its tokens.
            type: str
            choices:
              - present
              - absent
            default: present
          user_password:
            description:
              - The user's wanted password, 8 to 64 characters with at least one upper-case letter, lower-case letter, digit and special
                character. Needed to create the user.
              - Changing a password does not revoke the tokens that the user has.
            type: str
          update_password:
            description:
              - A password cannot be read back, so this says how an existing user's password is treated.
              - V(verify) proves it by a login as that user and sets it only when that fails; the token of the proof is revoked again.
                A wrong password costs one of the 30 failed logins an hour that the server allows each address.
              - V(always) sets it in every run, and reports a change in every run.
              - V(on_create) sets it only when the user is created.
            type: str
            choices:
              - verify
              - always
              - on_create
            default: verify
      app_settings:
        description:
          - The application settings. The options are those of M(waops.whatsapp.whatsapp_app_settings).
        type: dict
        suboptions:
          state:
            description:
              - V(present) sets the settings given and leaves all others alone.
              - V(reset) puts every setting back to the server's default. It is unchanged when all settings with a documented default
                have it.
            type: str
            choices:
              - present
              - reset
            default: present
          write_unshown:
            description:
              - What to do with settings that the server does not show. V(false) leaves them as they are and warns; V(true) sends them
                every time, and then reports a change every time.
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
            description: How incoming media are treated.
            type: dict
            suboptions:
              auto_download:
                description: Types of media that are downloaded by themselves, in any order.
                type: list
                elements: str
                choices:
                  - audio
                  - document
                  - image
                  - sticker
                  - video
                  - voice
          webhooks:
            description: Where the instance delivers its callbacks.
            type: dict
            suboptions:
              url:
                description: An C(https://) URL, or an empty string for no webhook.
                type: str
              max_concurrent_requests:
                description: How many callbacks are delivered at a time, one of V(6), V(12), V(18), V(24). Needs a restart of the Coreapp.
                type: int
              message_status:
                description:
                  - Which callbacks about the status of messages are sent. Clients from v2.41.2 on.
                  - The API calls it C(webhooks.message), a name that Ansible does not allow.
                type: dict
                suboptions:
                  sent:
                    description: Tell that a message was sent.
                    type: bool
                  delivered:
                    description: Tell that a message was delivered.
                    type: bool
                  read:
                    description: Tell that a message was read.
                    type: bool
          sent_status:
            description: Tell that a message was sent, on clients before C(webhooks.message).
            type: bool
          heartbeat_interval:
            description: Seconds between two polls of the Coreapps by the master (multiconnect).
            type: int
          unhealthy_interval:
            description: Seconds after which a silent Coreapp is replaced (multiconnect).
            type: int
          pass_through:
            description:
              - Hand incoming messages through without keeping them. Needs a restart of the Coreapp.
              - Clients from v2.35 on do not switch it on again.
            type: bool
          db_garbagecollector_enable:
            description: Delete old messages by itself, on clients before O(config.app_settings.garbagecollector_enable). Needs a restart
              of the Coreapp.
            type: bool
          garbagecollector_enable:
            description: What is deleted by itself when it is old.
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
            description: Multiconnect tuning of the years 2019 to 2021. No known server shows it; see O(config.app_settings.write_unshown).
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
  sections:
    description: Names of the sections of O(config) to look at. All that are declared, if not given.
    type: list
    elements: str
    choices:
      - users
      - app_settings
"""
