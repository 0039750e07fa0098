#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_message
short_description: Send a message from a WhatsApp Business API instance
description:
  - Sends one message of any type. The module validates the message before it sends anything.
  - The server accepts the message and delivers it later. It reports the delivery only to the webhook.
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
      - Each run sends a message.
options:
  to:
    description: Recipient. A phone number with country code, or the identifier of a group with O(recipient_type=group).
    type: str
    required: true
  type:
    description: Type of the message. The option with the same name is required. Options for other types are not allowed.
    type: str
    choices: [text, image, video, audio, document, sticker, location, contacts, template, interactive, hsm]
    default: text
  recipient_type:
    description: Kind of recipient. Newer clients have no groups.
    type: str
    choices: [individual, group]
    default: individual
  ttl:
    description: Seconds after which the message is no longer delivered.
    type: int
  preview_url:
    description: Show a preview of the first link in the text. For O(type=text) only.
    type: bool
  text:
    description: A text.
    type: dict
    suboptions:
      body:
        description: The text, at most 4096 characters.
        type: str
        required: true
  image:
    description: An image, uploaded (O(image.id)) or linked (O(image.link)); exactly one of the two.
    type: dict
    suboptions:
      id:
        description: Identifier of an uploaded file; see M(waops.whatsapp.whatsapp_media).
        type: str
      link:
        description: URL that the instance fetches the file from, C(http://) or C(https://).
        type: str
      provider:
        description: Media provider with the credentials for O(image.link).
        type: dict
        suboptions:
          name:
            description: Name of the provider.
            type: str
            required: true
      caption:
        description: Text below it.
        type: str
  video:
    description: A video, uploaded (O(video.id)) or linked (O(video.link)); exactly one of the two.
    type: dict
    suboptions:
      id:
        description: Identifier of an uploaded file; see M(waops.whatsapp.whatsapp_media).
        type: str
      link:
        description: URL that the instance fetches the file from, C(http://) or C(https://).
        type: str
      provider:
        description: Media provider with the credentials for O(video.link).
        type: dict
        suboptions:
          name:
            description: Name of the provider.
            type: str
            required: true
      caption:
        description: Text below it.
        type: str
  audio:
    description: An audio file, uploaded (O(audio.id)) or linked (O(audio.link)); exactly one of the two.
    type: dict
    suboptions:
      id:
        description: Identifier of an uploaded file; see M(waops.whatsapp.whatsapp_media).
        type: str
      link:
        description: URL that the instance fetches the file from, C(http://) or C(https://).
        type: str
      provider:
        description: Media provider with the credentials for O(audio.link).
        type: dict
        suboptions:
          name:
            description: Name of the provider.
            type: str
            required: true
  document:
    description: A document, uploaded (O(document.id)) or linked (O(document.link)); exactly one of the two.
    type: dict
    suboptions:
      id:
        description: Identifier of an uploaded file; see M(waops.whatsapp.whatsapp_media).
        type: str
      link:
        description: URL that the instance fetches the file from, C(http://) or C(https://).
        type: str
      provider:
        description: Media provider with the credentials for O(document.link).
        type: dict
        suboptions:
          name:
            description: Name of the provider.
            type: str
            required: true
      caption:
        description: Text below it.
        type: str
      filename:
        description: Name that the recipient sees.
        type: str
  sticker:
    description: A sticker, uploaded (O(sticker.id)) or linked (O(sticker.link)); exactly one of the two.
    type: dict
    suboptions:
      id:
        description: Identifier of an uploaded file; see M(waops.whatsapp.whatsapp_media).
        type: str
      link:
        description: URL that the instance fetches the file from, C(http://) or C(https://).
        type: str
      provider:
        description: Media provider with the credentials for O(sticker.link).
        type: dict
        suboptions:
          name:
            description: Name of the provider.
            type: str
            required: true
  location:
    description: A place.
    type: dict
    suboptions:
      longitude:
        description: Degrees from -180 to 180.
        type: float
        required: true
      latitude:
        description: Degrees from -90 to 90.
        type: float
        required: true
      name:
        description: Name of the place.
        type: str
      address:
        description: Address of the place.
        type: str
  contacts:
    description:
      - Contact cards, in the API's own form (C(name), C(phones), C(emails), C(addresses), C(org), C(urls), C(birthday)).
      - Each card requires C(name.formatted_name).
    type: list
    elements: dict
  template:
    description: A message template.
    type: dict
    suboptions:
      namespace:
        description: Namespace of the template.
        type: str
        required: true
      name:
        description: Name of the template.
        type: str
        required: true
      language:
        description: Language of the template.
        type: dict
        required: true
        suboptions:
          code:
            description: Code of the language, such as V(en) or V(pt_BR).
            type: str
            required: true
          policy:
            description: Behaviour of the server if the template has no translation into this language.
            type: str
            choices: [deterministic, fallback]
      components:
        description: Values for the template's header, body and buttons, in the API's own form.
        type: list
        elements: dict
  interactive:
    description: A list, reply buttons, or products. Clients from v2.35 on, products from v2.37 on.
    type: dict
    suboptions:
      type:
        description: Kind of interactive message.
        type: str
        choices: [list, button, product, product_list]
        required: true
      header:
        description: Header, in the API's own form.
        type: dict
      body:
        description: Text of the message. Required except for O(interactive.type=product).
        type: dict
        suboptions:
          text:
            description: The text.
            type: str
            required: true
      footer:
        description: Text below the message.
        type: dict
        suboptions:
          text:
            description: The text.
            type: str
            required: true
      action:
        description: What the recipient can choose, in the API's own form.
        type: dict
        required: true
  hsm:
    description: A message template in the form for clients before v2.35.
    type: dict
    suboptions:
      namespace:
        description: Namespace of the template.
        type: str
        required: true
      element_name:
        description: Name of the template.
        type: str
        required: true
      language:
        description: Language of the template.
        type: dict
        suboptions:
          code:
            description: Code of the language, such as V(en) or V(pt_BR).
            type: str
            required: true
          policy:
            description: Behaviour of the server if the template has no translation into this language.
            type: str
            choices: [deterministic, fallback]
      localizable_params:
        description: Values for the template, in the API's own form.
        type: list
        elements: dict
notes:
  - Every run sends the message, and reports a change.
  - The request is never retried. If its answer is lost, the error message says that the message may have been sent.
  - Ansible prints options and diffs. Set C(no_log=true) on the task if the message is confidential.
seealso:
  - module: waops.whatsapp.whatsapp_media
  - module: waops.whatsapp.whatsapp_message_read
"""

EXAMPLES = r"""
- name: Report that the rollout is done
  waops.whatsapp.whatsapp_message:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    to: "+49 151 99999999"
    text:
      body: The rollout is done.

- name: Send the nightly report
  waops.whatsapp.whatsapp_message:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    to: "4915199999999"
    type: document
    document:
      link: https://reports.example.com/tonight.pdf
      filename: tonight.pdf

- name: Send a template to check that the instance delivers messages
  waops.whatsapp.whatsapp_message:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    to: "4915199999999"
    type: template
    template:
      namespace: 88b39973_f0d5_54e1_29cf_e80f1e3da4f2
      name: delivery_check
      language:
        code: en
        policy: deterministic
      components:
        - type: body
          parameters:
            - type: text
              text: "{{ inventory_hostname }}"
"""

RETURN = r"""
message_id:
  description: Identifier of the message. Callbacks about its delivery contain it.
  returned: success, not in check mode
  type: str
diff:
  description: The message, as it is sent.
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

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.message import MESSAGE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = MESSAGE


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
