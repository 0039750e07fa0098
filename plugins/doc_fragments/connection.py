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
      - Address of the instance's Webapp, such as V(https://wa1.example.com:9090). It may contain a path, for a gateway.
      - The module adds the prefix C(/v1) of the API. A trailing C(/v1) is accepted.
      - Required, unless the host has the variable C(whatsapp_url). See the notes.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_URL) is used.
    type: str
  username:
    description:
      - User that logs in. C(admin) is the only administrator of an instance.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_USERNAME) is used.
    type: str
    default: admin
  password:
    description:
      - Password of O(username). There is one login for each instance and run, whatever the number of tasks.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_PASSWORD) is used.
    type: str
  token:
    description:
      - A token to use instead of a login, for example from M(waops.whatsapp.whatsapp_session).
      - It takes precedence over O(password), which is then used only after the token has expired.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_TOKEN) is used.
    type: str
  headers:
    description:
      - >-
        Headers to send with every request, for a gateway with its own header, such as V({"D360-API-KEY": "..."}).
        Their values are treated as secrets.
      - If headers are given without O(password) and O(token), the module does not log in.
      - The module refuses C(Authorization) together with O(password) or O(token). It refuses headers of the connection, such as C(Host).
    type: dict
  validate_certs:
    description:
      - Whether to verify the TLS certificate of the instance. With V(false) anyone between the module and the instance can read the
        password. For the stock self-signed certificate O(tls_fingerprint) is as easy to use, and safe.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - PEM file with the CA that signed the instance's certificate, or a directory of such files with the names that C(openssl rehash)
        gives them. It takes precedence over C(REQUESTS_CA_BUNDLE).
      - A file that is replaced during a run is read again.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_CA_PATH) is used.
    type: path
  tls_fingerprint:
    description:
      - SHA-256 fingerprint of the instance's certificate, 64 hexadecimal digits with or without colons. Then only this certificate is
        accepted, whoever signed it. If O(ca_path) is set too, the certificate must satisfy both and match the host name.
      - While a certificate is being replaced, give the fingerprints of the current and the next one.
      - Ignored with O(validate_certs=false).
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_TLS_FINGERPRINT) is used.
    type: list
    elements: str
  timeout:
    description:
      - Number of seconds to wait for an answer. The server itself may wait up to 55 seconds for its back end.
      - A large answer may take longer if it arrives with at least 1 KiB in a second. A request with all its retries ends after ten times
        this number of seconds, plus this number for each retry. The waits between retries do not count.
      - If the value is not specified in the task, the value of environment variable E(WHATSAPP_TIMEOUT) is used.
    type: int
    default: 60
  retries:
    description:
      - Maximum number of retries after a lost connection, a status 429, 502, 503 or 504, or an answer that asks for a retry. Only requests
        that are safe to repeat are retried. Each retry is reported as a warning.
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
  - If a task gives no O(url), the connection options that it does not give come from the variables of its host. The name of such a
    variable is the name of the option after C(whatsapp_), such as C(whatsapp_url) or C(whatsapp_ca_path).
  - A task that gives O(url), itself or through C(module_defaults), takes none of these variables, so that a password is never sent to
    another address. The order of precedence is task, C(module_defaults), variables of the host, environment, default.
  - A token takes precedence over a password. So a task that gives O(username) or O(password) takes no O(token) from the variables of the
    host, and a task that gives O(password) takes none from the environment.
  - On local connections the module runs in a process that all tasks of the run share. On other connections Ansible copies it to the host
    like any other module. Set the variable C(whatsapp_in_process) to V(false) to always copy it.
"""
