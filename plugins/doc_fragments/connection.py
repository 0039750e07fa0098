# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """C(extends_documentation_fragment: waops.whatsapp.connection)."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the instance's Webapp, such as V(https://wa1.example.com:9090). It may carry a path, for a gateway.
      - The API's own prefix C(/v1) is added; a trailing C(/v1) is understood.
      - Needed; the host variable C(whatsapp_url) serves as well, see the notes.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_URL) is used.
    type: str
  username:
    description:
      - Who logs in. C(admin) is the only administrator that an instance has.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_USERNAME) is used.
    type: str
    default: admin
  password:
    description:
      - Password of O(username). One login is made for each instance and run, however many tasks there are.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_PASSWORD) is used.
    type: str
  token:
    description:
      - A token to use instead of a login, for example from M(waops.whatsapp.whatsapp_session).
      - It wins over O(password), which then serves only when the token has run out.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_TOKEN) is used.
    type: str
  headers:
    description:
      - >-
        Headers to send with every request, for a gateway with a header of its own, such as V({"D360-API-KEY": "..."}).
        Their values are treated as secrets.
      - With it and with neither O(password) nor O(token) the module does not log in.
      - C(Authorization) is refused beside O(password) or O(token), and so are headers that belong to the connection, such as C(Host).
    type: dict
  validate_certs:
    description:
      - Whether the instance's TLS certificate is verified. With V(false) anyone in between can read the password;
        O(tls_fingerprint) is as easy to use with the stock self-signed certificate, and safe.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - PEM file with the CA that signed the instance's certificate, or a directory of such files with the names that
        C(openssl rehash) gives them. It wins over C(REQUESTS_CA_BUNDLE).
      - It is read again when it is replaced during a run.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_CA_PATH) is used.
    type: path
  tls_fingerprint:
    description:
      - SHA-256 fingerprint of the instance's certificate, 64 hexadecimal digits with or without colons. Only that
        certificate is then accepted, whoever signed it. Together with O(ca_path) both must hold, and the host name too.
      - Give two while a certificate is being replaced, the present one and the next.
      - Ignored with O(validate_certs=false).
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_TLS_FINGERPRINT) is used.
    type: list
    elements: str
  timeout:
    description:
      - Seconds to wait for an answer. The server itself may wait up to 55 seconds for its back end.
      - A large answer may take longer, as long as it comes faster than 1 KiB in a second. A call with all its retries ends
        after ten times this time, and once more for each retry; the waits between them are not counted.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_TIMEOUT) is used.
    type: int
    default: 60
  retries:
    description:
      - How often a call is repeated after a lost connection, a 429, a 502, 503 or 504, or an answer that asks to come
        again. Only calls whose repetition does no harm are repeated, and each repetition is told as a warning.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_RETRIES) is used.
    type: int
    default: 3
attributes:
  action_group:
    description: Use C(group/waops.whatsapp.whatsapp) in C(module_defaults) to set the connection options of all modules at once.
    support: full
    membership:
      - waops.whatsapp.whatsapp
requirements:
  - python >= 3.9
  - requests >= 2.32
notes:
  - A task that gives no O(url) takes the connection options that it does not give from the variables of its host, C(whatsapp_url),
    C(whatsapp_username), C(whatsapp_password), C(whatsapp_token), C(whatsapp_validate_certs), C(whatsapp_ca_path),
    C(whatsapp_tls_fingerprint), C(whatsapp_timeout) and C(whatsapp_retries). A task that gives O(url), itself or through
    C(module_defaults), takes none of them, so that a password never goes to another address.
    The order is task, C(module_defaults), variables of the host, environment, default.
  - A task that gives O(username) or O(password) does not take a O(token) from the variables of the host, and beside a O(password)
    no token is taken from the environment, because a token wins over a password.
  - The module runs inside Ansible's own process on local connections, and is shipped like any other module elsewhere.
    Set the variable C(whatsapp_in_process) to V(false) to ship it always.
"""
