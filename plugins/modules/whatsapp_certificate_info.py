#!/usr/bin/python
# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: whatsapp_certificate_info
short_description: Get information about the certificates of a WhatsApp Business API instance
version_added: 1.0.0
description:
  - Returns the certificate that the Webapp serves now, the CAs installed with it, and the CAs that the webhook is verified with.
  - An uploaded certificate is visible only after the restart that activates it. A webhook CA is visible immediately.
author:
  - The waops.whatsapp authors (@waops)
extends_documentation_fragment:
  - waops.whatsapp.connection
  - waops.whatsapp.attributes.info
options:
  gather_subset:
    description:
      - V(served) is the certificate in use. It is read in a TLS handshake, without a login and without verifying it.
      - V(external_ca) are the CAs installed with it. Any user may read them.
      - V(webhook_ca) are the CAs for the webhook. Only the administrator may read them.
    type: list
    elements: str
    choices: [served, external_ca, webhook_ca]
    default: [served, external_ca, webhook_ca]
  tls_address:
    description:
      - TLS address of the Webapp itself, as C(HOST:PORT). Use it when O(url) is a C(http://) address, or that of a load balancer or gateway
        with its own certificate.
    type: str
requirements:
  - cryptography >= 42
notes:
  - Parts of a certificate that cannot be decoded are empty. The fingerprint is always returned.
seealso:
  - module: waops.whatsapp.whatsapp_certificate
"""

EXAMPLES = r"""
- name: Read the certificate in use, without a login
  waops.whatsapp.whatsapp_certificate_info:
    url: "{{ whatsapp_url }}"
    gather_subset: [served]
  register: certificates

- name: Fail if the certificate expires within three weeks
  ansible.builtin.assert:
    that: certificates.served.days_left >= 21
    fail_msg: "{{ certificates.served.subject }} expires on {{ certificates.served.not_after }}"

- name: Read all certificates
  waops.whatsapp.whatsapp_certificate_info:
    url: "{{ whatsapp_url }}"
    password: "{{ whatsapp_password }}"
    tls_fingerprint: "{{ whatsapp_tls_fingerprint }}"
"""

RETURN = r"""
not_offered:
  description: The parts that the server does not offer. Their value is V(null), and a warning gives the reason.
  returned: success
  type: list
  elements: str
  sample: []
served:
  description: The certificate that the Webapp serves now.
  returned: when V(served) is in O(gather_subset)
  type: dict
  contains:
    subject:
      description: Subject, as RFC 4514 writes it.
      returned: success
      type: str
      sample: CN=wa1.example.com
    issuer:
      description: Subject of the CA that signed it.
      returned: success
      type: str
    subject_alt_names:
      description: Host names and addresses that the certificate is valid for.
      returned: success
      type: list
      elements: str
      sample: ["DNS:wa1.example.com", "IP:192.0.2.1"]
    not_before:
      description: Start of its validity (UTC).
      returned: success
      type: str
      sample: "2026-01-31T00:00:00Z"
    not_after:
      description: End of its validity (UTC).
      returned: success
      type: str
      sample: "2027-01-31T00:00:00Z"
    days_left:
      description: Whole days until it expires. Negative for an expired certificate.
      returned: success
      type: int
    sha256:
      description: Its fingerprint, 64 hexadecimal digits.
      returned: success
      type: str
    self_signed:
      description: Whether its issuer is its own subject.
      returned: success
      type: bool
    stock:
      description: Whether it looks like the stock certificate of the product, which is self-signed and has no CA installed with it.
      returned: success
      type: bool
external_ca:
  description: The CAs installed with it, in order. V(null) when there are none.
  returned: when V(external_ca) is in O(gather_subset)
  type: list
  elements: dict
  contains:
    subject:
      description: Subject, as RFC 4514 writes it.
      returned: success
      type: str
      sample: CN=wa1.example.com
    issuer:
      description: Subject of the CA that signed it.
      returned: success
      type: str
    subject_alt_names:
      description: Host names and addresses that the certificate is valid for.
      returned: success
      type: list
      elements: str
      sample: ["DNS:wa1.example.com", "IP:192.0.2.1"]
    not_before:
      description: Start of its validity (UTC).
      returned: success
      type: str
      sample: "2026-01-31T00:00:00Z"
    not_after:
      description: End of its validity (UTC).
      returned: success
      type: str
      sample: "2027-01-31T00:00:00Z"
    days_left:
      description: Whole days until it expires. Negative for an expired certificate.
      returned: success
      type: int
    sha256:
      description: Its fingerprint, 64 hexadecimal digits.
      returned: success
      type: str
    self_signed:
      description: Whether its issuer is its own subject.
      returned: success
      type: bool
webhook_ca:
  description: The CAs for the webhook. V(null) when there are none.
  returned: when V(webhook_ca) is in O(gather_subset)
  type: list
  elements: dict
  contains:
    subject:
      description: Subject, as RFC 4514 writes it.
      returned: success
      type: str
      sample: CN=wa1.example.com
    issuer:
      description: Subject of the CA that signed it.
      returned: success
      type: str
    subject_alt_names:
      description: Host names and addresses that the certificate is valid for.
      returned: success
      type: list
      elements: str
      sample: ["DNS:wa1.example.com", "IP:192.0.2.1"]
    not_before:
      description: Start of its validity (UTC).
      returned: success
      type: str
      sample: "2026-01-31T00:00:00Z"
    not_after:
      description: End of its validity (UTC).
      returned: success
      type: str
      sample: "2027-01-31T00:00:00Z"
    days_left:
      description: Whole days until it expires. Negative for an expired certificate.
      returned: success
      type: int
    sha256:
      description: Its fingerprint, 64 hexadecimal digits.
      returned: success
      type: str
    self_signed:
      description: Whether its issuer is its own subject.
      returned: success
      type: bool
# The rest is generated by tools/generate.py; do not edit it.
failure:
  description: Details of the error, with C(status), C(code), C(title), C(details), C(method), C(path).
  returned: failure
  type: dict
# End of the generated part.
"""

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate import CERTIFICATE_INFO
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import run_module

OPERATION = CERTIFICATE_INFO


def main() -> None:
    run_module(OPERATION)


if __name__ == "__main__":
    main()
