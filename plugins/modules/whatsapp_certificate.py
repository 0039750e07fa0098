#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_certificate
short_description: Install the certificates of a WhatsApp Business API instance
version_added: 1.0.0
description:
  - Installs the certificate that the Webapp serves its API with, or the CAs by which the Coreapp trusts the webhook's receiver.
  - The server checks next to nothing, and a Webapp with a certificate that it cannot load does not start again until
    it is repaired by hand. So a certificate for the Webapp is checked before anything is sent.
  - Its private key must be unencrypted and belong to the certificate that follows it. Each certificate must be signed by
    the next one, which must be a CA. All must be valid now, strong enough for OpenSSL to load, and made for TLS servers.
    The first must be made for the instance's host name.
  - In the end a TLS handshake in memory shows whether clients that trust the last certificate connect. What OpenSSL
    refuses is refused, with its reason. What only strict clients refuse, such as Python 3.13 and newer, is a warning.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes
attributes:
  idempotent:
    support: partial
    details:
      - A certificate of the Webapp is uploaded in each run until the Webapp has restarted.
options:
  kind:
    description:
      - V(external) is the Webapp's own certificate with its private key. Every Webapp container must restart before it is used.
      - V(webhook_ca) are the CAs that the webhook's certificate is verified with. Every Coreapp must restart before they are used.
    type: str
    choices: [external, webhook_ca]
    required: true
  state:
    description:
      - V(present) installs, in place of what is there.
      - V(absent) removes the webhook CA. The API has no way to remove the Webapp's own certificate.
    type: str
    choices: [present, absent]
    default: present
  content:
    description:
      - PEM text. What stands between the PEM blocks is not sent.
      - For O(kind=external) the private key first, then its certificate, then one or more CAs, each the signer of the
        certificate before it; the root may be left out when there is an intermediate. The key of the
        first is RSA of 2048 bits or more, EC on the curve P-256, P-384 or P-521, Ed25519 or Ed448.
      - For O(kind=webhook_ca) one or more certificates and nothing else.
      - Either this or O(src) is needed with O(state=present).
    type: str
  src:
    description: File with the PEM text, on the machine that runs the module.
    type: path
  host_names:
    description:
      - Host names and IP addresses that an external certificate must be made for, all of them. When not given, the host
        of O(url).
      - Name others when clients reach the instance by another name than the playbook does, for example behind a load
        balancer. An empty list skips this check.
    type: list
    elements: str
  tls_address:
    description:
      - Where the Webapp itself speaks TLS, as C(HOST:PORT), when O(url) leads to a load balancer or a gateway with a
        certificate of its own, or is a C(http://) one. The certificate in use is read there, in a TLS handshake that sends
        nothing. With several Webapps behind one address it is that of the one that answers.
    type: str
  require_pin:
    description:
      - Refuse a certificate for O(kind=external) that O(tls_fingerprint) does not list, because nobody could connect after the restart.
      - It has no effect without O(tls_fingerprint), and with O(tls_address), where another server speaks TLS at O(url).
    type: bool
    default: false
  expiry_warning_days:
    description:
      - A certificate that expires within so many days is told as a warning. One that has expired is refused for
        O(kind=external), and told for O(kind=webhook_ca).
    type: int
    default: 30
requirements:
  - cryptography >= 42
notes:
  - The certificate in use is compared by the fingerprint that a TLS handshake shows, and its CAs by what the server
    returns. Both change only when the Webapp restarts. Until then an upload is made again, and told as a change, in
    every run, because the server does not show what waits to be used. RV(restart_required) is for a handler.
  - The handshake is not verified, so that it works with any certificate; the calls before and after it are.
  - After the restart a O(tls_fingerprint) of the old certificate no longer holds. Give both, the old one and
    RV(tls_fingerprint), to the tasks that run until then.
  - Webhook CAs are compared as a set of certificates. Their order, the white space and the text around them mean nothing.
seealso:
  - module: waops.whatsapp.whatsapp_certificate_info
  - module: waops.whatsapp.whatsapp_app_settings
"""

EXAMPLES = r"""
- name: Install the renewed certificate of this instance
  waops.whatsapp.whatsapp_certificate:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    kind: external
    src: "{{ certificate_folder }}/{{ inventory_hostname }}.pem"
    host_names: ["{{ whatsapp_host_name }}"]
  register: renewed
  notify: Restart the Webapp

- name: Pin the old and the new certificate until the Webapp has restarted
  ansible.builtin.set_fact:
    whatsapp_tls_fingerprint: "{{ [whatsapp_tls_fingerprint, renewed.tls_fingerprint] | flatten | unique }}"

- name: Install a certificate from a key, a certificate and its chain
  waops.whatsapp.whatsapp_certificate:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    kind: external
    content: |
      {{ vault_certificate_key }}
      {{ certificate }}
      {{ certificate_chain }}
    host_names: ["{{ whatsapp_host_name }}"]

- name: Trust the company's own CA at the webhook
  waops.whatsapp.whatsapp_certificate:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    kind: webhook_ca
    src: "{{ certificate_folder }}/company-ca.pem"

- name: Remove the webhook CA
  waops.whatsapp.whatsapp_certificate:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
    kind: webhook_ca
    state: absent
"""

RETURN = r"""
restart_required:
  description:
    - Containers that must restart for the change to take effect, C(webapp) for O(kind=external) and C(coreapp) for
      O(kind=webhook_ca).
  returned: success
  type: list
  elements: str
  sample: [webapp]
tls_fingerprint:
  description: SHA-256 of the certificate given, and so of the one that the Webapp serves once it has restarted.
  returned: when O(kind=external)
  type: str
  sample: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
diff:
  description:
    - The certificates in use and those given, with subject, issuer, names, dates and fingerprint. Never the key.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: What the server or the connection answered; keys C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate import CERTIFICATE
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = CERTIFICATE


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
