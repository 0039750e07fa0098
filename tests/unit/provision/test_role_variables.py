# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the role provision: as text, as lists, missing, contradictory; every mistake is a sentence before the first call."""

from __future__ import annotations

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError
from ansible_collections.waops.whatsapp.plugins.plugin_utils._provision.role_variables import NUMBER, SPEC, role_variables
from tests.collection_tree import ROOT

try:
    from ansible.template import trust_as_template as template
except ImportError:  # before ansible-core 2.19, where every text is a template
    template = str

ROLE = yaml.safe_load((ROOT / "roles/provision/meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
REGISTRATION = {"cc": "49", "phone_number": "15123456789"}


def read(**variables):
    found = {"inventory_hostname": "wa1", **variables}
    return role_variables(found, Templar(loader=DataLoader(), variables=found))


def test_they_are_those_of_the_roles_specification():
    for name, entry in SPEC.items():
        for key in ("type", "elements", "choices", "default"):
            assert entry.get(key) == ROLE[name].get(key), (name, key)
    assert set(ROLE["whatsapp_registration"]["options"]) == set(NUMBER)
    left_out = {"whatsapp_provision_check_inventory"}  # asked by the role's tasks
    connection = {
        name
        for name in ROLE
        if name.removeprefix("whatsapp_")
        in ("url", "username", "password", "token", "headers", "tls_fingerprint", "ca_path", "validate_certs", "timeout", "retries")
    }
    assert set(ROLE) == set(SPEC) | left_out | connection


@pytest.mark.parametrize(
    "given", ["webapp,coreapp", "webapp\ncoreapp\n", " webapp , coreapp", '["webapp", "coreapp"]', ["webapp", "coreapp"]]
)
def test_a_list_may_be_text(given):
    assert read(whatsapp_provision_extra_restarts=given).extra_restarts == ["webapp", "coreapp"]


@pytest.mark.parametrize("given", ["", [], None])
def test_nothing_is_an_empty_list(given):
    assert read(whatsapp_provision_extra_restarts=given).extra_restarts == []


def test_truth_and_numbers_may_be_text():
    found = read(
        whatsapp_provision_register="yes", whatsapp_registration=REGISTRATION, whatsapp_provision_start_timeout="7",
        whatsapp_provision_health_timeout="8",
    )  # fmt: skip
    assert (found.register, found.start_timeout, found.health_timeout, found.number) == (True, 7, 8, "4915123456789")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"whatsapp_provision_extra_restarts": "web"}, "whatsapp_provision_extra_restarts must be one or more of: webapp, coreapp"),
        ({"whatsapp_provision_extra_restarts": True}, "whatsapp_provision_extra_restarts: give a list, not true or false"),
        ({"whatsapp_provision_register": "perhaps"}, "argument 'whatsapp_provision_register' is of type"),
        ({"whatsapp_provision_wait_for": "fine"}, "value of whatsapp_provision_wait_for must be one of: healthy, connected, none"),
        ({"whatsapp_instance_config": "text"}, "whatsapp_instance_config: it is text, not a dictionary"),
        ({"whatsapp_provision_register": True}, "whatsapp_provision_register is true, but whatsapp_registration does not say which"),
        ({"whatsapp_registration": {"cc": "49", "phone": "1"}}, "whatsapp_registration: missing: phone_number; unknown: phone"),
        ({"whatsapp_registration": {"cc": 49, "phone_number": "151"}}, "whatsapp_registration.cc: put it in quotes"),
        ({"whatsapp_registration": {**REGISTRATION, "pin": 123456}}, "whatsapp_registration.pin: put it in quotes"),
        ({"whatsapp_initial_password": 342391}, "whatsapp_initial_password: it is a number, not text; put it in quotes"),
        ({"whatsapp_initial_password": ["a"]}, "whatsapp_initial_password: it is a list, not text"),
        ({"whatsapp_restart_tasks": True}, "whatsapp_restart_tasks: it is true or false, not text"),
        ({"whatsapp_registration": "4915123456789"}, "whatsapp_registration: give a dictionary with cc and phone_number"),
        ({"whatsapp_restart_tasks": "/nowhere.yml"}, "there is no file /nowhere.yml; give the absolute path of one, or restart_co"),
        ({"whatsapp_initial_password": template("{{ vault_missing }}")}, "the variable whatsapp_initial_password cannot be used ("),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence_that_names_host_and_variable(variables, sentence):
    with pytest.raises(VariableError) as caught:
        read(**variables)
    assert str(caught.value).startswith("wa1: ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_filter_that_fails_does_not_repeat_a_secret():
    with pytest.raises(VariableError) as caught:
        read(secret="hunter2-Pass!", whatsapp_initial_password=template("{{ secret | from_json }}"))
    assert "hunter2" not in str(caught.value)
