# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that a task of a role leaves to variables: set, not set, omitted and undefined are four things."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.option_variables import complete_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import VariableError

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19
    trust_as_template = str

pytestmark = pytest.mark.core_versions


def complete(options, variables, required=(), args=None):
    """What complete_options makes of a task with these `whatsapp_options`."""
    known = {"inventory_hostname": "wa1", **variables}
    task = SimpleNamespace(args=args or {}, vars={"whatsapp_options": options})
    return complete_options(task, known, Templar(loader=DataLoader(), variables=known), required)


def test_the_first_variable_that_is_set_counts():
    options = {"a": "whatsapp_a", "b": ["whatsapp_none", "whatsapp_b"], "c": "whatsapp_none"}
    variables = {"whatsapp_a": trust_as_template("{{ other }}"), "other": "x", "whatsapp_b": ["1"], "whatsapp_none": None}
    assert complete(options, variables, args={"d": 1}) == {"a": "x", "b": ["1"], "d": 1}


def test_a_variable_that_names_nothing_is_a_mistake():
    with pytest.raises(VariableError, match=r"wa1: the variable whatsapp_a cannot be used \(.*'typo' is undefined.*; correct it"):
        complete({"a": "whatsapp_a"}, {"whatsapp_a": trust_as_template("{{ typo }}")})


def test_a_configuration_that_lets_undefined_variables_pass_changes_nothing(monkeypatch):
    """Before ansible-core 2.19, error_on_undefined_vars=false leaves the template as it is: it would become the new password."""
    monkeypatch.setattr("ansible.constants.DEFAULT_UNDEFINED_VAR_BEHAVIOR", False, raising=False)
    with pytest.raises(VariableError, match=r"'typo' is undefined"):
        complete({"a": "whatsapp_a"}, {"whatsapp_a": trust_as_template("{{ typo }}")})


def test_a_required_variable_that_is_not_set_is_named():
    with pytest.raises(VariableError, match=r"^wa1: the variable whatsapp_a or whatsapp_b is not set; set it in the inventory"):
        complete({"a": ["whatsapp_a", "whatsapp_b"]}, {}, required=["a"])


def test_the_words_of_a_filter_are_not_repeated():
    """They may hold the value."""
    with pytest.raises(VariableError) as raised:
        complete({"a": "whatsapp_a"}, {"whatsapp_a": trust_as_template("{{ 's3cret' | int('x') | random(start='s3cret') }}")})
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("registration", "problem"),
    [
        ({"cc": "49", "phone_number": 0o151234567}, "whatsapp_registration: phone_number: it is a number, not text; put it in quotes"),
        ({"cc": "49"}, "whatsapp_registration: phone_number: give it"),
        ("4915", "whatsapp_registration: give a dictionary with cc and phone_number"),
    ],
)
def test_a_declared_number_is_text(registration, problem):
    """YAML reads 0151234567 as another number."""
    assert complete({"number": "whatsapp_registration"}, {"whatsapp_registration": {"cc": "49", "phone_number": "151"}}) == {
        "number": "49151"
    }
    with pytest.raises(VariableError, match=f"^wa1: {problem}"):
        complete({"number": "whatsapp_registration"}, {"whatsapp_registration": registration})
