# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter host_filename, for files and directories named after a host. The rule itself is in module_utils/_utils.py."""

from __future__ import annotations

DOCUMENTATION = r"""
name: host_filename
short_description: The name of a host as the name of a file
version_added: 1.0.0
description:
  - Percent-encodes characters that cannot be part of a file name, and a leading dot. Different hosts have different file names, and no file
    name leads to another directory.
  - Fails for a name that is too long.
author:
  - The waops.whatsapp authors (@waops)
options:
  _input:
    description: Inventory name of the host.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Name a directory after the host
  ansible.builtin.debug:
    msg: "/srv/whatsapp-backups/{{ inventory_hostname | waops.whatsapp.host_filename }}"
"""

RETURN = r"""
_value:
  description: The name of a file or directory.
  type: str
"""

from ansible.errors import AnsibleFilterError

from ansible_collections.waops.whatsapp.plugins.module_utils._utils import host_filename


def _host_filename(host: str) -> str:
    try:
        return host_filename(host)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Names the filter."""

    def filters(self) -> dict:
        """{name: function}."""
        return {"host_filename": _host_filename}
