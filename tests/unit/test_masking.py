# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking: no secret of any option of any module is shown, however wrong the options are, and no word of the collection is lost."""

from __future__ import annotations

import importlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import Masker, has_secret, mask_options, mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._runner import argument_spec
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import MODULES, execute
from tests.collection_tree import ROOT

CANARY = "Canary-4711-S3cret"
NOWHERE = {"url": "https://127.0.0.1:1", "password": "Some-Passw0rd!", "retries": 0, "timeout": 2}
WRONG = {
    "text": CANARY,
    "list of texts": [CANARY],
    "dictionary": {"a": CANARY},
    "list of dictionaries": [{"a": CANARY}],
    "deep": [[{"a": [CANARY]}]],
}


def specs():
    """{module: its argument spec} of all modules that run an operation."""
    found = {}
    for path in sorted((ROOT / "plugins" / "modules").glob("whatsapp_*.py")):
        operation = getattr(importlib.import_module(f"{MODULES}.{path.stem}"), "OPERATION", None)
        if operation:
            found[path.stem] = argument_spec(operation)
    return found


SPECS = specs()


def wrong_options(spec, build=lambda value: value):
    """Options with the canary at each secret, and in every wrong form at each option with secrets below; (place, options)."""
    for name, entry in spec.items():

        def built(value, name=name):
            return build({name: value})

        if entry.get("no_log"):
            yield name, built(CANARY)
        elif not has_secret(entry.get("options") or {}):
            continue
        is_list = entry.get("type") == "list"
        for form, value in WRONG.items():
            if not (entry.get("options") and ("dictionar" in form or (form == "deep" and is_list))):
                yield f"{name} as {form}", built(value)
        if entry.get("options"):

            def below(value, built=built, is_list=is_list):
                return built([value] if is_list else value)

            yield f"{name}.unknown", below({"unknown": CANARY})
            for place, options in wrong_options(entry["options"], below):
                yield f"{name}.{place}", options


CASES = [(module, place, options) for module, spec in SPECS.items() for place, options in wrong_options(spec)]


def test_there_are_secrets_in_many_modules():
    """What follows is generated: it must not be empty because of a mistake in the generator."""
    assert len(CASES) > 300
    places = {(module, place) for module, place, _options in CASES}
    assert ("whatsapp_instance", "config.two_step as text") in places
    assert ("whatsapp_instance", "config.media_providers.providers.config.basic.password") in places


@pytest.mark.parametrize("module", SPECS)
def test_no_secret_is_shown(module):
    """In the invocation, the message, the failure: the module runs against a port that nobody listens at, or is refused before."""
    for name, place, options in CASES:
        if name == module:
            result = execute(module, {**NOWHERE, **options}, False)
            assert result["failed"], place
            shown = {key: value for key, value in result.items() if key != "exception"}
            assert CANARY not in json.dumps(shown), f"{place}: {shown}"


ADDRESSES = (
    "https://u:%s@127.0.0.1:1",
    "https://%s@127.0.0.1:1",
    "https://127.0.0.1:1/?token=%s",
    "https://127.0.0.1:1#%s",
    "u:%s@127.0.0.1",
    " https://u:p/%s@127.0.0.1:1 ",
    "https://[%s@127.0.0.1:1",
    "https://u:%s\n@127.0.0.1",
)


@pytest.mark.parametrize("url", ADDRESSES)
def test_no_secret_of_an_address_is_shown(url):
    """User information, query and fragment; whatever else is wrong with it."""
    result = execute("whatsapp_app_settings", {**NOWHERE, "url": url % CANARY, "auto_download": []}, False)
    assert result["failed"]
    assert CANARY not in json.dumps(result)
    assert mask_url("https://wa1.example.com:9090/path") == "https://wa1.example.com:9090/path"


PROVIDERS = {"password": {"type": "str", "no_log": True}, "state": {"choices": ["registered_long_state"]}, "url": {"type": "str"}}
RESULT = {
    "restart_required": ["coreapp", "webapp"],
    "status": "unreachable",
    "state": "registered_long_state",
    "manifest": {"wa_id": "4915123456789", "time": "2026-03-14T15:29:26Z", "format": "waops.whatsapp/backup/1"},
    "sections": {"coreapp": {"changed": True}},
    "msg": "https://wa1.example.com:9090: it failed",
}


NUMBERS = ("4915123456789", "491512", "2026-03-14")  # masked in sentences
WORDS = ("core", "c", "app", "coreapp", "unreachable", "reachable", "registered_long", "1", "9090", "whatsapp", "waops.whatsapp/backup/1")
PARTS_OF_URL = ("wa1.example.com", "https://wa1.example.com:9090")


@pytest.mark.parametrize("secret", NUMBERS + WORDS + PARTS_OF_URL)
def test_no_word_of_the_collection_is_lost(secret):
    """A secret that is a word of the collection, or a number, masks no decision; unless it is a longer number, a warning says so."""
    masker = Masker(PROVIDERS, {"password": secret, "url": "https://wa1.example.com:9090"})
    assert masker.result(RESULT) == RESULT
    assert bool(masker.warnings) is (secret not in NUMBERS)


def test_secrets_in_texts_are_masked():
    """A long secret everywhere, a number in sentences; the stock password is no secret."""
    masker = Masker(
        {"pin": {"no_log": True}, "password": {"no_log": True}, "stock": {"no_log": True}},
        {"pin": 123456, "password": f" {CANARY}\n", "stock": "secret"},
    )
    found = masker.result({"text": [f"a{CANARY}b"], "msg": "PIN 123456, not 1234567", "wa_id": "123456", CANARY: 1, "n": 123456})
    assert found == {"text": ["a********b"], "msg": "PIN ********, not 1234567", "wa_id": "123456", CANARY: 1, "n": 123456}
    assert masker.warnings == []


NESTED = {
    "a": {"type": "dict", "options": {"b": {"type": "list", "elements": "dict", "options": {"c": {"no_log": True}, "d": {"type": "str"}}}}},
    "e": {"type": "str"},
}
ANYTHING = st.recursive(
    st.just(CANARY) | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcx"), inner),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("ax"), ANYTHING))
def test_any_form_at_all_is_masked(options):
    """Property: whatever stands at or below an option with secrets, unless it is a known option without any."""
    assert CANARY not in json.dumps(mask_options(NESTED, options))
