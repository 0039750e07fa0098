#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_profile
short_description: Keep the about text and the photo of a WhatsApp Business API instance's number
description:
  - Sets the text and the photo that people see when they open the number's profile. The number must be registered and connected.
  - Only what is given is looked at. The business details are kept by M(waops.whatsapp.whatsapp_business_profile).
version_added: 1.0.0
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
options:
  about:
    description:
      - The text, 139 characters at most.
      - An instance with several Webapps may show the old text for up to 30 seconds, so a run that follows that soon may send it again.
    type: str
  photo:
    description:
      - JPEG or PNG file on the machine that runs the module, of less than 5242880 bytes (5 MB) and at least 192 x 192 pixels.
        It is checked before anything is sent.
      - The server crops it to a square and scales it down to 640 pixels. One that is not a square is sent with a warning.
    type: path
  update_photo:
    description:
      - The server returns a thumbnail and never the photo that was sent, so whether O(photo) is the present one cannot be told.
        This says what happens then.
      - V(on_create) sends it when the number has no photo. A photo that is there stays, whatever it shows.
      - V(always) sends it in every run, and reports a change in every run.
    type: str
    choices: [on_create, always]
    default: on_create
  remove_photo:
    description: Remove the photo, if there is one. Meta's reference does not name this call; a server without it refuses.
    type: bool
    default: false
notes:
  - To replace a photo once, run with O(update_photo=always) once, for example as an extra variable of that run.
seealso:
  - module: waops.whatsapp.whatsapp_business_profile
  - name: Profile photo in Meta's reference
    description: Formats and sizes.
    link: https://developers.facebook.com/docs/whatsapp/on-premises/reference/settings/profile/photo
"""

EXAMPLES = r"""
- name: Say when the service answers, and show the logo
  waops.whatsapp.whatsapp_profile:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    about: Mon to Fri, 8 to 18 h
    photo: "{{ brand_folder }}/logo.png"

- name: Show the winter logo from now on
  waops.whatsapp.whatsapp_profile:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    photo: "{{ brand_folder }}/winter.jpg"
    update_photo: always

- name: Show no photo
  waops.whatsapp.whatsapp_profile:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    remove_photo: true
"""

RETURN = r"""
restart_required:
  description: Containers that must restart for the change to take effect; empty here.
  returned: success
  type: list
  elements: str
diff:
  description: What was given before and after. Of the photo it only tells whether there is one, and that a new one is sent.
  returned: success
  type: dict
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.profile import PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = PROFILE


def main():
    run_module(OPERATION)


if __name__ == "__main__":
    main()
