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
  - The server hardly checks a certificate, and a Webapp that cannot load its certificate does not start. It must then be repaired by hand.
    So the module checks a certificate for the Webapp before it sends anything.
  - Its private key must be unencrypted and belong to the certificate that follows it. Each certificate must be signed by
    the next one, which must be a CA. All must be valid now, strong enough for OpenSSL to load, and made for TLS servers.
    The first must be made for the instance's host name.
  - Finally the module makes a TLS handshake in memory with a client that trusts the last certificate. If the handshake fails, the module
    fails with the reason that OpenSSL gives. It warns of certificates that only strict clients refuse, such as Python 3.13 and newer.
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
      - V(external) is the Webapp's own certificate with its private key. It takes effect when every Webapp container has restarted.
      - V(webhook_ca) are the CAs that the webhook's certificate is verified with. They take effect when every Coreapp has restarted.
    type: str
    choices: [external, webhook_ca]
    required: true
  state:
    description:
      - V(present) installs the given certificates in place of the existing ones.
      - V(absent) removes the webhook CA. The API has no way to remove the Webapp's own certificate.
    type: str
    choices: [present, absent]
    default: present
  content:
    description:
      - PEM text. Text between the PEM blocks is not sent.
      - For O(kind=external) the private key first, then its certificate, then one or more CAs, each the signer of the certificate before
        it. The root may be omitted when there is an intermediate CA. The key of the first certificate is RSA of 2048 bits or more, EC on
        the curve P-256, P-384 or P-521, Ed25519 or Ed448.
      - For O(kind=webhook_ca) one or more certificates and nothing else.
      - Either this or O(src) is required with O(state=present).
    type: str
  src:
    description: File with the PEM text, on the machine that runs the module.
    type: path
  host_names:
    description:
      - Host names and IP addresses that a certificate with O(kind=external) must be valid for, all of them. The default is the host of
        O(url).
      - Give other names when clients reach the instance by another name than the playbook does, for example behind a load balancer. An
        empty list skips this check.
    type: list
    elements: str
  tls_address:
    description:
      - TLS address of the Webapp itself, as C(HOST:PORT). Use it when O(url) is a C(http://) address, or that of a load balancer or gateway
        with its own certificate. The module reads the certificate in use there, in a TLS handshake without a request. With several Webapps
        behind one address it is the certificate of the one that answers.
    type: str
  require_pin:
    description:
      - Whether to fail for a certificate with O(kind=external) that O(tls_fingerprint) does not list. After the restart nobody could
        connect with that pin.
      - It has no effect without O(tls_fingerprint). It has no effect with O(tls_address) either, because another server then presents its
        certificate at O(url).
    type: bool
    default: false
  expiry_warning_days:
    description:
      - The module warns of a certificate that expires within this number of days. For an expired certificate it fails with
        O(kind=external), and warns with O(kind=webhook_ca).
    type: int
    default: 30
requirements:
  - cryptography >= 42
notes:
  - The module compares the fingerprint of the certificate in use, from a TLS handshake, and the CAs that the server returns. Both change
    only when the Webapp restarts. The server does not show an uploaded certificate before that. So every run until the restart uploads it
    and reports a change. Use RV(restart_required) in a handler.
  - The handshake does not verify the certificate, so that it works with any certificate. The requests before and after it do.
  - After the restart O(tls_fingerprint) of the old certificate no longer matches. Until then give both fingerprints to the tasks, the old
    one and RV(tls_fingerprint).
  - Webhook CAs are compared as a set of certificates. Their order, white space and other text are ignored.
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
  description: SHA-256 fingerprint of the given certificate. The Webapp serves this certificate after its restart.
  returned: when O(kind=external)
  type: str
  sample: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
diff:
  description:
    - The certificates in use and the given ones, with subject, issuer, names, dates and fingerprint. It never contains the key.
  returned: success
  type: dict
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
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
