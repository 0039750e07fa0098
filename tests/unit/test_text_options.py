# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an option takes text, only text is taken: whatever YAML made of a number or of `yes` is refused before anything is sent."""

from __future__ import annotations

import importlib
import math

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._core.text_options import first_problem
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import argument_spec
from tests.contract.cases import FLEET, MODULES
from tests.support.foreign import foreign_server, reply, run_module

PLUGINS = "ansible_collections.waops.whatsapp.plugins"
QUOTES = "put it in quotes"


def spec_of(module):
    return argument_spec(importlib.import_module(f"{PLUGINS}.modules.{module}").OPERATION)


def text_options(spec, place=""):
    """(place, function that puts a value there) of every option of a spec that takes text, at any depth."""
    for name, entry in spec.items():
        kind = entry.get("type", "str")
        if kind in ("str", "path"):
            yield place + name, lambda value, name=name: {name: value}
        elif kind == "list" and entry.get("elements") in ("str", "path"):
            yield f"{place}{name}[1]", lambda value, name=name: {name: ["x", value]}
            yield place + name, lambda value, name=name: {name: value}
        elif entry.get("options"):
            is_list = kind == "list"
            for inner, fill in text_options(entry["options"], f"{place}{name}[0]." if is_list else f"{place}{name}."):
                yield inner, lambda value, name=name, fill=fill, is_list=is_list: {name: [fill(value)] if is_list else fill(value)}


@pytest.mark.parametrize("module", [name for name in MODULES if name not in FLEET])
def test_every_text_option_of_every_module(module):
    """Numbers and booleans are refused with the remedy, dictionaries too; text and null are not."""
    spec = spec_of(module)
    options = list(text_options(spec))
    assert len(options) > 5
    for place, fill in options:
        for value in (8, 0o151234567, 0, -1, 1.5, True, False):
            problem = first_problem(spec, fill(value))
            assert problem.option == place
            assert problem.problem.endswith(QUOTES)
        assert first_problem(spec, fill({"a": 1})).option == place
        for value in ("8", "", "yes", None):
            assert first_problem(spec, fill(value)) is None


@pytest.mark.parametrize("text", ['{"two_step": {"pin": 123456}}', "{'two_step': {'pin': 123456}}", '{"two_step": {"pin": true}}'])
def test_a_dictionary_given_as_text(text):
    """As Ansible takes it: extra variables and surveys give such texts."""
    assert first_problem(spec_of("whatsapp_instance"), {"config": text}).option == "config.two_step.pin"


@pytest.mark.parametrize("value", ["a=1", {"a": 1}, "{}", None])
def test_what_is_wrong_in_another_way_is_left_to_ansible(value):
    assert first_problem(spec_of("whatsapp_instance"), {"config": value, "unknown": 5}) is None


def other_options(spec, place=""):
    """(kind, place, function that puts a value there) of every option of a spec that is a number, a path or a dictionary, at any depth."""
    for name, entry in spec.items():
        kinds = [kind for kind in (entry.get("type"), entry.get("elements")) if kind in ("int", "float", "path", "dict")]
        if kinds:
            is_list = entry["type"] == "list"
            own = f"{place}{name}[0]" if is_list else place + name
            yield kinds[0], own, lambda value, name=name, is_list=is_list: {name: [value] if is_list else value}
            for kind, inner, fill in other_options(entry.get("options") or {}, own + "."):
                yield kind, inner, lambda value, name=name, fill=fill, is_list=is_list: {name: [fill(value)] if is_list else fill(value)}


NO_DICTIONARIES = (1, 1.5, True, [], [1], [{}], "text", "[1]", "{", "null", "", "{" * 10000)
WRONG = {
    "dict": NO_DICTIONARIES,
    "path": (1, True, [], {}, "a\0b", "\ud800"),
    **dict.fromkeys(("int", "float"), (True, False, math.inf, math.nan)),
}
RIGHT = {"dict": ({}, {"a": 1}, None), "path": ("a", "\udcff", None), "int": (1, "010", "text", None), "float": (1, 1.5, "1e3", None)}


@pytest.mark.parametrize("module", [name for name in MODULES if name not in FLEET])
def test_every_other_option_of_every_module(module):
    """What Ansible silently converts, or what its validation or a file system fails on with an exception, is refused in one sentence."""
    spec = spec_of(module)
    for kind, place, fill in other_options(spec):
        for value in WRONG[kind]:
            problem = first_problem(spec, fill(value))
            assert problem and problem.option == place and problem.message.isprintable(), (place, value)
        for value in RIGHT[kind]:
            assert first_problem(spec, fill(value)) is None, (place, value)
    with foreign_server(lambda *_: reply()) as server:
        for kind, place, fill in other_options(spec):
            result = run_module(module, server, **{"timeout": 5, **fill(WRONG[kind][-1])})
            assert result["failed"] and f"{place}: it " in result["msg"], (place, result)
        assert server.calls() == []


REFUSED = {
    "an octal number": ("whatsapp_registration", {"cc": "49", "phone_number": 0o151234567, "cert": "YQ=="}, "phone_number: it is a number"),
    "a country code": ("whatsapp_registration", {"cc": 49, "phone_number": "151234567", "cert": "YQ=="}, "cc: it is a number"),
    "a code": ("whatsapp_registration", {"cc": "49", "phone_number": "151234567", "code": 123456}, "code: it is a number"),
    "a PIN": ("whatsapp_two_step", {"pin": 12345}, "pin: it is a number"),
    "yes": ("whatsapp_profile", {"about": True}, "about: it is true or false"),
    "a password": ("whatsapp_user", {"name": "ops.team", "user_password": 12345678}, "user_password: it is a number"),
    "the connection's password": ("whatsapp_user_info", {"name": "ops.team", "password": 12345678}, "password: it is a number"),
    "a group's subject": ("whatsapp_group", {"subject": 2024}, "subject: it is a number"),
    "a list of numbers": ("whatsapp_contact_info", {"contacts": ["+49 1", 491511234567]}, "contacts[1]: it is a number"),
    "one number for a list": ("whatsapp_contact_info", {"contacts": 491511234567}, "contacts: it is a number"),
    "a section": ("whatsapp_instance", {"config": {"profile": {"about": False}}}, "config.profile.about: it is true or false"),
    "a section's element": ("whatsapp_instance", {"config": {"users": [{"name": 1234}]}}, "config.users[0].name: it is a number"),
    "a message": ("whatsapp_message", {"to": "491511234567", "text": {"body": 5}}, "text.body: it is a number"),
    "a dictionary": ("whatsapp_profile", {"about": {"a": 1}}, "about: it is a dictionary, not text"),
    "before a missing option": ("whatsapp_registration", {"phone_number": 151234567}, "phone_number: it is a number"),
    "a telephone number in details": (
        "whatsapp_business_compliance",
        {"customer_care_details": {"mobile_number": 0o151234567}},
        "customer_care_details.mobile_number: it is a number",
    ),
    "a card's number": (
        "whatsapp_message",
        {"to": "491511234567", "type": "contacts", "contacts": [{"name": {"formatted_name": "A"}, "phones": [{"phone": 0o151}]}]},
        "contacts[0].phones[0].phone: it is a number",
    ),
    "a template's text": (
        "whatsapp_message",
        {
            "to": "491511234567", "type": "template",
            "template": {
                "namespace": "n", "name": "t", "language": {"code": "no"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": 0o123}]}],
            },
        },
        "template.components[0].parameters[0].text: it is a number",
    ),
    "a template's language": (
        "whatsapp_message",
        {"to": "491511234567", "type": "template", "template": {"namespace": "n", "name": "t", "language": {"code": False}}},
        "template.language.code: it is true or false",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("module", "options", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refused_before_anything_is_sent(module, options, sentence):
    """The sentence names the instance, the option and the remedy, and not the value."""
    with foreign_server(lambda *_: reply()) as server:
        result = run_module(module, server, **options)
        assert result["failed"]
        assert result["msg"].startswith(f"{server.url}: {sentence}"), result["msg"]
        assert QUOTES in result["msg"] or "dictionary" in result["msg"]
        assert result["failure"]["title"] == "Option is not valid"
        assert server.calls() == []
        assert "12345678" not in str(result)


def test_numbers_that_are_numbers_are_taken():
    """In the free-form parts of a message too."""
    template = {
        "namespace": "n", "name": "t", "language": {"code": "en"},
        "components": [{"type": "body", "parameters": [{"type": "currency", "currency": {"code": "EUR", "amount_1000": 100990}}]}],
    }  # fmt: skip
    with foreign_server(lambda *_: reply({"messages": [{"id": "x"}]})) as server:
        assert not run_module("whatsapp_message", server, token="a.b.c", to="491511234567", type="template", template=template).get(
            "failed"
        )
