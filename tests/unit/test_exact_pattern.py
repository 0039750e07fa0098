# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second play of provision and rollout selects exactly the hosts that have work, whatever their names look like to Ansible."""

from __future__ import annotations

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.action.whatsapp_provision_plan import exact_pattern

pytestmark = pytest.mark.core_versions
NAMES = (
    *("wa1", "WA1", "wa10", "wa1.", "wa-1", "Berlin 1", "Berlin", "wa1:9090", "2001:db8::1", "a,b", "a", "*", "wa*", "wa[1:3]", "!wa1"),
    *(
        "&wa1",
        "~wa.",
        "{{ x }}",
        "ü",
        "a\tb",
        "a\u2028b",
        "x'y\"z",
        "$(id)",
        "\\d",
        "wa1\n",
        " wa1",
        "wa?",
        "host.+",
        "(",
        "%2E",
        "..",
        "a/b",
    ),
)


def selected(hosts, chosen):
    """The hosts among these that Ansible finds by the patterns of the chosen ones."""
    inventory = InventoryManager(DataLoader(), parse=False)
    for host in hosts:
        inventory.add_host(host, group="all")
    return [host.name for host in inventory.get_hosts([exact_pattern(host) for host in chosen])]


def test_each_odd_name_selects_its_host():
    assert selected(NAMES, NAMES) == list(NAMES)
    for name in NAMES:
        assert selected(NAMES, [name]) == [name]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda name: name not in ("all", "ungrouped")), min_size=1, max_size=4, unique=True))
def test_any_name_selects_its_host(names):
    assert selected([*names, *NAMES], names[:1]) == names[:1]
