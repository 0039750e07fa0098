# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole instance in one task: order, limits, failures in the middle, what it costs, and that its inverse is one."""

from __future__ import annotations

import copy
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.collection_tree import ROOT
from tests.contract.cases.instance import DECLARED
from tests.contract.cases.registration import CERT
from tests.support.certificates import good_bundle
from tests.support.fixtures import NUMBER, PROVISIONED, new_instance

INSTANCE, INSTANCE_INFO = "waops.whatsapp.whatsapp_instance", "waops.whatsapp.whatsapp_instance_info"


def apply(instance, config, check_mode=False, **more):
    """What whatsapp_instance returns for this config."""
    return execute(INSTANCE, {**instance.connection, "config": copy.deepcopy(config), **more}, check_mode)


def export(instance, *users):
    """What whatsapp_instance_info returns."""
    return execute(INSTANCE_INFO, {**instance.connection, "users": list(users)}, False)


def test_no_change_costs_one_login_and_one_get_for_each_readable_thing(instance):
    """Every section declared, nothing to change: each GET once."""
    config = {**DECLARED, "users": [{"name": "ops.team", "user_password": "0ps-Pass!word", "update_password": "on_create"}]}
    ca = good_bundle(instance.address).root
    config |= {"webhook_ca": {"content": ca}, "business_compliance": {"entity_name": "Shop Ltd"}, "two_step": {"pin": "846302"}}
    assert not apply(instance, config).get("failed")
    sent = len(instance.journal())
    result = apply(instance, config)
    assert result["changed"] is False, result
    assert [entry["operation"] for entry in instance.journal()[sent:]] == [
        "Login-User",
        "Get-User",
        "Download-Webhook-CA",
        "Get-Application-Settings",
        "Get-Media-Providers",
        "Get-Shards",
        "Get-Business-Profile",
        "Get-Business-Compliance-Info",
        "Get-Profile-About",
    ]


def test_a_changed_setting_adds_exactly_one_write(instance):
    """And nothing else."""
    apply(instance, DECLARED)
    instance.patch({"settings": {"webhooks": {"url": "https://elsewhere.example.com"}}})
    sent = len(instance.journal())
    result = apply(instance, DECLARED)
    assert [name for name, section in result["sections"].items() if section["changed"]] == ["app_settings"]
    assert [entry["operation"] for entry in instance.journal()[sent:] if entry["kind"] == "write"] == ["Update-Application-Settings"]


def test_everything_is_validated_before_anything_is_sent(instance):
    """The path of the option is told; the journal is empty."""
    bad = {**DECLARED, "profile": {"about": "x" * 140}, "users": [{"name": "ops"}]}
    assert "config.users[0].name: 'ops' has 3 characters; 4 to 32 are required" in apply(instance, bad)["msg"]
    bad = {**DECLARED, "profile": {"about": "x" * 140}}
    assert "config.profile.about: it has 140 characters" in apply(instance, bad)["msg"]
    assert "config does not declare groups" in apply(instance, DECLARED, sections=["groups"])["msg"]
    bad = {**DECLARED, "app_settings": {"webhooks": {"uri": "https://x"}}}
    assert "config.app_settings.webhooks.uri" in apply(instance, bad)["msg"]
    assert instance.journal() == []


@pytest.mark.parametrize(
    ("on_error", "done", "not_done"),
    [
        ("stop", ["users", "app_settings"], ["media_providers", "shards", "business_profile", "profile"]),
        ("continue", ["users", "app_settings", "shards", "business_profile", "profile"], ["media_providers"]),
    ],
)
def test_a_section_that_fails(instance, on_error, done, not_done):
    """The first failing section stops the run unless told otherwise; what was and was not done is said; a second run goes on."""
    path = "/v1/settings/application/media/providers"
    instance.control.fault(instance=instance.address, method="POST", path=path, fault="status", status=500, code=1023)
    result = apply(instance, DECLARED, on_error=on_error)
    assert result["failed"] is True
    assert (result["done"], result["not_done"]) == (done, not_done)
    assert result["changed"] is True
    assert "config.media_providers: " in result["msg"]
    assert f"done: {', '.join(done)}; not done: {', '.join(not_done)}" in result["msg"]
    assert result["failure"]["code"] == 1023
    assert result["sections"]["media_providers"]["failure"]["status"] == 500
    again = apply(instance, DECLARED)
    assert (again["changed"], again["not_done"]) == (True, [])
    assert apply(instance, DECLARED)["changed"] is False


def test_a_lost_connection_stops_even_when_told_to_go_on(instance):
    """There is nobody to go on with."""
    instance.control.fault(instance=instance.address, path="/v1/settings/application", fault="reset_before", times=-1)
    result = apply(instance, DECLARED, on_error="continue", retries=0)
    assert result["not_done"] == ["app_settings", "media_providers", "shards", "business_profile", "profile"]
    instance.control.clear_faults()


def test_a_section_that_the_server_does_not_offer_is_no_drift(instance):
    """A client without groups: left out, with a warning; so it is in an export."""
    instance.patch({"groups_enabled": False})
    result = apply(instance, {**DECLARED, "groups": [{"subject": "Drivers"}]}, check_mode=True)
    assert result["sections"]["groups"]["not_offered"] is True
    assert result["sections"]["groups"]["changed"] is False
    assert any("does not offer groups" in sentence for sentence in result["warnings"])
    assert export(instance)["not_offered"] == ["groups"]


def test_sections_stand_in_the_documentation():
    """The documentation of whatsapp_instance_info names every section that can be read."""
    text = (ROOT / "plugins" / "modules" / "whatsapp_instance_info.py").read_text(encoding="utf-8")
    documented = text.split("    choices:\n")[1].split("  users:")[0]
    assert [line.strip(" -") for line in documented.splitlines()] == [section.name for section in SECTIONS if section.exportable]


TEXT = st.text("abc XYZ.,äß€", max_size=40).map(str.strip)
NAME = st.from_regex("[a-h]{2,5}[-_.]?[a-h]{2,5}", fullmatch=True)
SECRET = st.text("abcdefgh0123456789", min_size=12, max_size=20)
URL = st.sampled_from(["", "https://a.example.com/in", "https://b.example.com:8443/x?y=1"])
CREDENTIAL = st.one_of(
    st.fixed_dictionaries({"bearer": SECRET}),
    st.fixed_dictionaries({"basic": st.fixed_dictionaries({"username": NAME, "password": SECRET})}),
)
PROVIDERS = st.dictionaries(NAME, CREDENTIAL, max_size=3).map(
    lambda found: [{"name": name, "type": "www", "config": config} for name, config in found.items()]
)
AUTO_DOWNLOAD = st.sets(st.sampled_from(["image", "video", "voice", "document"])).map(list)
SETTINGS = {
    "callback_persist": st.booleans(),
    "callback_backoff_delay_ms": st.integers(1, 10**6),
    "media": st.fixed_dictionaries({"auto_download": AUTO_DOWNLOAD}),
    "webhooks": st.fixed_dictionaries({"url": URL, "max_concurrent_requests": st.sampled_from([6, 12, 18, 24])}),
    "notify_user_change_number": st.booleans(),
}
USER = {"password": "0ps-Pass!word", "role": "ROLE_USER"}
VERTICAL = st.sampled_from(["", "Other", "Restaurant"])
STATES = st.fixed_dictionaries(
    {
        "settings": st.fixed_dictionaries(SETTINGS),
        "providers": PROVIDERS,
        "users": st.sets(NAME, max_size=2).map(lambda names: dict.fromkeys(names, USER)),
        "business_profile": st.fixed_dictionaries({"address": TEXT, "description": TEXT, "vertical": VERTICAL}),
        "about": TEXT,
        "shards": st.sampled_from([1, 2, 32]),
        "webhook_ca": st.sampled_from([None, *(good_bundle("x.example.com").root for number in range(2))]),
    }
)


def filled(value, secrets):
    """The export with the placeholders replaced, as a vault would; the secrets are looked up by the placeholder."""
    if isinstance(value, dict):
        return {key: filled(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, secrets) for item in value]
    return secrets.get(value, value) if isinstance(value, str) else value


def secrets_of(state):
    """{placeholder: secret} of a random state, by the rule that names the placeholders."""
    found = {}
    for provider in state["providers"]:
        kind, value = next(iter(provider["config"].items()))
        word, secret = ("bearer", value) if kind == "bearer" else ("password", value["password"])
        found["{{ vault_whatsapp_media_provider_%s_%s }}" % (re.sub("[-.]", "_", provider["name"]), word)] = secret
    if "?" in state["settings"]["webhooks"].get("url", ""):  # what stands behind it may be a credential
        found["{{ vault_whatsapp_webhooks_url }}"] = state["settings"]["webhooks"]["url"]
    for name in state["users"]:
        found["{{ vault_whatsapp_user_%s_password }}" % re.sub("[-.]", "_", name)] = "0ps-Pass!word"
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=STATES)
def test_the_export_is_the_inverse(emulator, state):
    """Export, apply to the same instance: unchanged. Export, apply to an empty instance, export: the same."""
    addresses = int("?" in state["settings"]["webhooks"].get("url", ""))
    assume(len(secrets_of(state)) == len(state["providers"]) + len(state["users"]) + addresses)  # no two names with one placeholder
    source = new_instance(emulator, PROVISIONED)
    source.patch(state)
    found = export(source, *state["users"])
    assert found["unreadable"] == {}
    config = filled(found["config"], secrets_of(state))
    for check_mode in (True, False):
        result = apply(source, config, check_mode)
        assert result["changed"] is False, (result["diff"], result.get("msg"))
    target = new_instance(emulator, PROVISIONED)
    config["shards"] |= {**NUMBER, "cert": CERT, "confirm": True}  # what the server never shows
    result = apply(target, config)
    assert not result.get("failed"), result
    assert export(target, *state["users"])["config"] == found["config"]
