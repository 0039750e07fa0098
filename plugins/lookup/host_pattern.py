# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host pattern for the `hosts` of a play, refused when it selects no host. Knows nothing of what the play does."""

from __future__ import annotations

DOCUMENTATION = r"""
name: host_pattern
short_description: A host pattern that selects at least one host
version_added: 1.0.0
description:
  - Returns the given host pattern. Fails if it selects no host, also after C(--limit).
  - Ansible ends a play without hosts with the exit code 0. The playbooks of this collection use this lookup in C(hosts), so that they fail
    for a misspelt group.
author:
  - The waops.whatsapp authors (@waops)
options:
  _terms:
    description:
      - Host patterns, as in C(hosts) of a play.
      - The default is the variable C(whatsapp_hosts), and all hosts if that is not set. In C(hosts) of a play, only the variables of
        C(--extra-vars) are available.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Back up the instances
  hosts: "{{ query('waops.whatsapp.host_pattern') }}"
  gather_facts: false
  connection: local
  roles:
    - role: waops.whatsapp.backup
"""

RETURN = r"""
_raw:
  description: The host patterns.
  type: list
  elements: str
"""

from typing import Any

from ansible import context
from ansible.errors import AnsibleLookupError
from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible.plugins.lookup import LookupBase

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.values import as_list
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import variable_value

WITHOUT_HOSTS = ("syntax", "listhosts", "listtasks", "listtags")  # options of ansible-playbook with which no play runs


class LookupModule(LookupBase):
    """Reads the inventory that Ansible has loaded."""

    def run(self, terms: list, variables: dict | None = None, **options: Any) -> list[str]:
        """The patterns. Raises AnsibleLookupError when they select no host."""
        if options:
            raise AnsibleLookupError("host_pattern has no options, but %s is given; give the pattern alone" % ", ".join(options))
        variables = variables or {}
        patterns = split_host_pattern(terms or self._given(variables))
        limit = variables.get("ansible_limit")
        if not any(context.CLIARGS.get(option) for option in WITHOUT_HOSTS) and not self._selects(patterns, limit, variables["groups"]):
            raise AnsibleLookupError(
                "the pattern %r selects no host%s; nothing was done. Correct whatsapp_hosts, --limit or the inventory"
                % (",".join(patterns), " within --limit %r" % str(limit) if limit else " of the inventory")
            )
        return patterns

    def _given(self, variables: dict) -> list[str]:
        """What whatsapp_hosts says, or all. Raises AnsibleLookupError."""
        try:
            given = variable_value("whatsapp_hosts", variables, self._templar)
            return ["all"] if given is None else as_list(given, "whatsapp_hosts")
        except ValueError as error:
            raise AnsibleLookupError(str(error)) from None

    def _selects(self, patterns: list[str], limit: str | None, groups: dict[str, list[str]]) -> bool:
        """Whether a play of these patterns has hosts. limit: that of the command line. groups: as the variable of this name."""
        if patterns == ["all"] and not limit:
            return bool(groups["all"])
        inventory = InventoryManager(self._loader, parse=False)
        for group, hosts in groups.items():
            inventory.add_group(group)
            for host in hosts:
                inventory.add_host(host, group=group)
        inventory.subset(limit)
        return bool(patterns and inventory.get_hosts(patterns))
