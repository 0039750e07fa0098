# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation says about every module at once, as ansible-doc shows it: attributes, requirements, the action group."""

from __future__ import annotations

import json
import subprocess

import pytest
import yaml

from tests.collection_tree import ROOT, collections_path
from tests.contract.cases import all_cases
from tests.support.playbook import environment

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("whatsapp_*.py"))
GROUP = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]["whatsapp"]


@pytest.fixture(scope="module")
def documentation(tmp_path_factory):
    """{module: its documentation with all fragments merged, and its return values as "return"}."""
    env = {**environment(tmp_path_factory.mktemp("doc")), "ANSIBLE_COLLECTIONS_PATH": collections_path()}
    names = [f"waops.whatsapp.{name}" for name in MODULES]
    told = subprocess.run(["ansible-doc", "--json", "-t", "module", *names], env=env, check=True, text=True, stdout=subprocess.PIPE).stdout
    return {name.rpartition(".")[2]: {**each["doc"], "return": each["return"]} for name, each in json.loads(told).items()}


def test_every_module_has_its_attributes(documentation):
    assert sorted(documentation) == MODULES
    for name, doc in documentation.items():
        attributes = doc["attributes"]
        assert {"check_mode", "diff_mode", "idempotent"} <= set(attributes), name
        grouped = attributes.get("action_group", {}).get("membership") == ["waops.whatsapp.whatsapp"]
        assert grouped is (name in GROUP), name
        assert ("python >= 3.9" in doc.get("requirements", [])) is (name in GROUP), name


def test_idempotent_is_what_the_contract_tests_see(documentation):
    """A module with a case that is a change in every run is not fully idempotent; one whose cases all are is not at all."""
    for name in GROUP:
        kinds = {case.kind for case in all_cases() if case.module == name} - {"info"}
        support = documentation[name]["attributes"]["idempotent"]["support"]
        allowed = {
            frozenset(): ("N/A", "full"),
            frozenset({"state"}): ("full", "partial"),
            frozenset({"state", "action"}): ("partial",),
            frozenset({"action"}): ("none", "partial"),
        }
        assert support in allowed[frozenset(kinds)], (name, kinds)


def test_the_readme_names_every_module():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in MODULES if f"`{name}`" not in readme] == []


def test_no_return_value_is_a_file_to_ansible(documentation):
    """AnsibleModule adds owner, mode and size to a result with `path` or `dest`: a shipped module would return more than one in process."""
    assert [name for name, doc in documentation.items() if {"path", "dest"} & set(doc["return"] or ())] == []
