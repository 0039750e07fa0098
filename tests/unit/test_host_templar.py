# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick way of templating a host's variables says what Ansible's own Templar says, whatever stands in them."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit import host_templar as hostvars
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import without_omitted

pytestmark = pytest.mark.core_versions

INVENTORY = r"""
all:
  hosts:
    wa1:
      word: some words
      number: 7
      switch: true
      nothing: null
      listed: [1, "{{ word }}"]
      looks_listed: "[1, 2]"
      looks_true: "True"
      through: "{{ word }}"
      through_through: "{{through}}"
      untrusted: !unsafe "{{ word }}"
      of_untrusted: "{{ untrusted }}"
      loop: "{{ pool }}"
      pool: "{{ loop }}"
      lookalike: "{ not a template }"
      values:
        text: plain
        empty: ""
        none: null
        number: 12
        fraction: 1.5
        switch: false
        word: "{{ word }}"
        tight: "{{word}}"
        wide: "{{   word   }}"
        in_text: "say {{ word }}"
        filtered: "{{ word | upper }}"
        by_name: "{{ hostvars['wa1'].word }}"
        magic: "{{ inventory_hostname }}"
        number_by_name: "{{ number }}"
        switch_by_name: "{{ switch }}"
        nothing_by_name: "{{ nothing }}"
        list_by_name: "{{ listed }}"
        looks_listed: "{{ looks_listed }}"
        looks_true: "{{ looks_true }}"
        through: "{{ through }}"
        through_through: "{{ through_through }}"
        untrusted: "{{ untrusted }}"
        of_untrusted: "{{ of_untrusted }}"
        unsafe: !unsafe "{{ word }}"
        literal: "{{ 'word' }}"
        truth: "{{ true }}"
        comment: "a {# remark #}b"
        statement: "{% if switch %}yes{% endif %}"
        lookalike: "{{ lookalike }}"
        several_lines: "{{ word }}\n"
        broken_lines: "{{\n word }}"
        omitted: "{{ omit }}"
        omitted_by_default: "{{ unheard_of | default(omit) }}"
        "{{ word }}": a key is no template
        list: [1, "{{ word }}", {"deep": "{{ through }}", "gone": "{{ unheard_of | default(omit) }}"}, "{{ word | upper }}"]
        simple_list: ["{{ word }}", [2, "{{ number }}"]]
        empty_list: []
        empty_dict: {}
"""
FAILING = {"undefined": "{{ unheard_of }}", "circle": "{{ loop }}", "deep": {"in": ["{{ unheard_of }}"]}, "syntax": "{{ word | }}"}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """The loader and the variables of wa1, as a sweep has them."""
    path = tmp_path_factory.mktemp("inventory") / "hosts.yml"
    more = "".join(f"      failing_{name}: {value!r}\n" for name, value in FAILING.items())
    path.write_text(INVENTORY.replace("      values:\n", f"{more}      values:\n"), encoding="utf-8")
    loader = DataLoader()
    inventory = InventoryManager(loader=loader, sources=[str(path)])
    every = HostVars(inventory, VariableManager(loader=loader, inventory=inventory), loader)
    return loader, dict(every.raw_get("wa1"), hostvars=every)


def test_it_says_what_ansible_says(host):
    loader, variables = host
    found = hostvars.HostTemplar(variables, loader).template(variables["values"])
    # What is omitted stands as a text of its own before ansible-core 2.19, and the task leaves it out.
    expected = to_plain(without_omitted(Templar(loader=loader, variables=variables).template(variables["values"]), variables.get("omit")))
    assert found == expected
    assert list(found) == list(expected)
    assert {name: type(value) for name, value in found.items()} == {name: type(value) for name, value in expected.items()}


@pytest.mark.parametrize("name", ["word", "listed", "nothing", "through", "untrusted", "lookalike"])
def test_it_takes_anything_and_not_only_dictionaries(host, name):
    loader, variables = host
    expected = to_plain(Templar(loader=loader, variables=variables).template(variables[name]))
    assert hostvars.HostTemplar(variables, loader).template(variables[name]) == expected


@pytest.mark.parametrize("name", FAILING)
def test_what_fails_in_ansible_fails_here(host, name):
    loader, variables = host
    value = variables[f"failing_{name}"]
    with pytest.raises(AnsibleError) as expected:
        to_plain(Templar(loader=loader, variables=variables).template(value))
    with pytest.raises(type(expected.value)):
        hostvars.HostTemplar(variables, loader).template(value)
