#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_media_provider
short_description: Keep the media providers of a WhatsApp Business API instance
description:
  - Sets and removes media providers, the named credentials with which the instance downloads media from links.
  - Providers are compared by name. One call is made for each that differs, because the server takes one at a time.
  - A credential that the server leaves out, shows empty or shows as a mask (three or more asterisks or bullets in a row, or
    a word such as C(hidden)) is unknown. It is not compared, and a warning says so; see O(write_unshown).
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  providers:
    description: Providers that are to exist, or with O(providers[].state=absent) not to exist.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the provider, which messages refer to.
        type: str
        required: true
      state:
        description: Whether the provider is to exist.
        type: str
        choices: [present, absent]
        default: present
      type:
        description: Kind of provider; there is only one.
        type: str
        choices: [www]
        default: www
      config:
        description:
          - The credentials. Needed to set a provider.
          - Exactly one of O(providers[].config.basic) and
            O(providers[].config.bearer).
        type: dict
        suboptions:
          basic:
            description: User name and password.
            type: dict
            suboptions:
              username:
                description: The user name.
                type: str
                required: true
              password:
                description: The password.
                type: str
                required: true
          bearer:
            description: A bearer token.
            type: str
  purge:
    description: Whether providers that are not in O(providers) are removed.
    type: bool
    default: false
  write_unshown:
    description:
      - What to do when the only thing that may differ is a credential that the server does not show. V(false) leaves the
        provider as it is and warns; V(true) sends it every time, and then reports a change every time.
      - When something else about the provider differs, it is sent whole in any case.
    type: bool
    default: false
seealso:
  - name: Media providers in Meta's reference
    description: What providers are for.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/settings/media-providers
"""

EXAMPLES = r"""
- name: Let the instance fetch media from the shop's file server
  waops.whatsapp.whatsapp_media_provider:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    providers:
      - name: shop-files
        config:
          basic:
            username: whatsapp
            password: "{{ shop_files_password }}"

- name: Have this provider and no other
  waops.whatsapp.whatsapp_media_provider:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    purge: true
    providers:
      - name: cdn
        config:
          bearer: "{{ cdn_token }}"

- name: Remove the provider of a former supplier
  waops.whatsapp.whatsapp_media_provider:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    providers:
      - name: old-supplier
        state: absent
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: The providers before and after, by name; passwords and tokens are masked on both sides.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.media_provider import MEDIA_PROVIDER
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = MEDIA_PROVIDER


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
