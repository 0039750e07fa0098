# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What whatsapp_instance does around its sections: the wait for the Webapp, the first login, the number, the pins, the health."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.action_base import execute
from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance
from tests.support.fleets import writes

MODULE = "waops.whatsapp.whatsapp_instance"
SETTINGS = {"app_settings": {"webhooks": {"url": "https://hooks.example.com/in"}}}
PROFILE = {"profile": {"about": "Open"}}
WA_ID = NUMBER["cc"] + NUMBER["phone_number"]
HEALTH = "/v1/health"


def apply(instance, config=None, check_mode=False, **options):
    return execute(MODULE, {**instance.connection, "retries": 0, "config": config or SETTINGS, **options}, check_mode)


def operations(instance):
    return [entry["operation"] for entry in instance.journal()]


def test_a_new_instance_gets_its_password_and_its_sections_in_one_task(stock_instance):
    """Check mode says so and writes nothing; the second run logs in once."""
    predicted = apply(stock_instance, check_mode=True, initial_password="secret")
    assert writes(stock_instance) == []
    real = apply(stock_instance, initial_password="secret")
    for result in (predicted, real):
        assert (result["changed"], result["first_login"]) == (True, True), result
        assert result["diff"]["after"]["login"] == {"password": "******** (new value)"}
        assert ADMIN_PASSWORD not in str(result)
    assert predicted["not_done"] == ["app_settings"]
    assert predicted["warnings"] == [f"{stock_instance.url}: app_settings cannot be compared before the first login"]
    assert real["done"] == ["app_settings"]
    assert writes(stock_instance) == ["Login-User", "Update-Application-Settings"]
    stock_instance.control.clear_journal(stock_instance.address)
    again = apply(stock_instance, initial_password="secret")
    assert again["changed"] is False
    assert "first_login" not in again
    assert operations(stock_instance) == ["Login-User", "Get-Application-Settings"]


def test_a_password_that_works_is_not_judged_and_one_that_must_be_set_is(stock_instance, emulator):
    """The server's rule counts only for a password that is to be set."""
    weak = new_instance(emulator, {"users": {"admin": {"password": "weak"}}})
    assert not apply(weak, password="weak", initial_password="secret").get("failed")
    result = apply(stock_instance, password="weak", initial_password="secret")
    assert f"{stock_instance.url}: password: " in result["msg"]
    assert writes(stock_instance) == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_two_wrong_passwords_are_two_logins_and_one_sentence(emulator, check_mode):
    locked = new_instance(emulator, {"users": {"admin": {"password": "An0ther-Pass!"}}})
    result = apply(locked, check_mode=check_mode, initial_password="secret")
    assert f"{locked.url}: POST /v1/users/login: neither password nor initial_password of 'admin' is accepted" in result["msg"]
    assert operations(locked) == ["Login-User", "Login-User"]


def test_a_login_that_is_refused_for_another_reason_is_the_end_of_it(instance):
    """429 does not say that the password is wrong: no other one is tried."""
    instance.control.fault(instance=instance.address, path="/v1/users/login", fault="status", status=429, code=1015, times=-1)
    assert apply(instance, initial_password="secret")["failure"]["status"] == 429
    assert operations(instance) == ["Login-User"]
    instance.control.clear_faults()


def test_a_token_needs_neither_password(instance):
    token = instance.control.token(instance.address)
    connection = {"password": None, "token": token}
    assert not apply(instance, initial_password="secret", wait_for="healthy", **connection).get("failed")
    assert "Login-User" not in operations(instance)


def test_what_follows_a_failed_section_still_tells_of_the_first_login(stock_instance):
    stock_instance.control.fault(
        instance=stock_instance.address, method="PATCH", path="/v1/settings/application", fault="status", status=500, code=1014
    )
    result = apply(stock_instance, initial_password="secret")
    assert result["failed"]
    assert (result["changed"], result["first_login"]) == (True, True)
    assert result["sections"]["app_settings"]["failed"]


def test_it_waits_for_a_webapp_that_comes_up(instance):
    """A cut connection and a 503 are "not yet"; nothing is written before it is up."""
    instance.control.webapp(instance.address, up=False)
    timer = threading.Timer(1.5, instance.control.webapp, [instance.address], {"up": True})
    timer.start()
    result = apply(instance, start_timeout=20)
    timer.join()
    assert result["done"] == ["app_settings"], result
    instance.control.webapp(instance.address, up=False)
    assert "the instance was not up after 2 s" in apply(instance, start_timeout=2)["msg"]
    instance.control.webapp(instance.address, up=True)


def test_an_instance_in_sync_is_asked_for_its_health_once(instance):
    apply(instance)
    instance.control.clear_journal(instance.address)
    result = apply(instance, wait_for="healthy")
    assert result["health"] == {"healthy": True, "registered": True, "summary": "connected"}
    assert operations(instance) == ["Login-User", "Get-Application-Settings", "Check-Health"]
    instance.control.clear_journal(instance.address)
    apply(instance, check_mode=True, wait_for="healthy")
    assert "Check-Health" not in operations(instance)


def test_health_that_does_not_come_is_a_failure_that_tells_what_was_done(instance):
    instance.patch({"registration": {"logged_off": True}})
    result = apply(instance, {**SETTINGS, **PROFILE}, on_error="continue", wait_for="healthy", wait_timeout=1)
    assert result["failed"]
    result = apply(instance, wait_for="healthy", wait_timeout=1)
    assert "the instance was not healthy after 1 s (last seen: " in result["msg"]
    assert result["sections"]["app_settings"]["changed"] is False


def test_health_is_left_to_whoever_restarts(instance):
    """The change takes effect only with the restart."""
    result = apply(instance, {"app_settings": {"callback_persist": False}}, wait_for="healthy")
    assert result["restart_required"] == ["coreapp"]
    assert "health" not in result
    assert "Check-Health" not in operations(instance)


@pytest.mark.parametrize("status", [404, 405])
def test_a_gateway_without_health_is_not_waited_for(instance, status):
    instance.control.fault(instance=instance.address, path=HEALTH, fault="status", status=status, times=-1)
    result = apply(instance, wait_for="healthy", start_timeout=5)
    instance.control.clear_faults()
    assert not result.get("failed"), result
    assert any("the server does not offer its health" in text for text in result["warnings"])


def test_an_instance_without_a_number_is_complete_only_where_that_is_allowed(emulator):
    numberless = new_instance(emulator, {**PROVISIONED, "registration": {"registered": False}, "settings": {"wa_id": ""}})
    result = apply(numberless, PROFILE, wait_for="healthy", allow_unregistered=True)
    assert result["health"]["registered"] is False
    assert result["not_done"] == ["profile"]
    assert "the instance was not healthy after" in apply(numberless, PROFILE, wait_for="healthy", wait_timeout=1)["msg"]


def test_sections_of_a_number_wait_for_the_expected_one(instance):
    """An instance with another number is not touched by what the declared one is to have."""
    result = apply(instance, {**SETTINGS, **PROFILE}, expected_number="4915000000000")
    assert result["number_registered"] is False
    assert (result["done"], result["not_done"]) == (["app_settings"], ["profile"])
    result = apply(instance, {**SETTINGS, **PROFILE}, expected_number=WA_ID)
    assert result["number_registered"] is True
    assert result["not_done"] == []
    assert "expected_number: give digits alone" in apply(instance, expected_number="+49 15")["msg"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_certificate_that_locks_the_inventory_out_is_refused(instance, check_mode):
    """Pins must list the next certificate, unless another server speaks TLS at url, or nothing is verified by a pin."""
    good = good_bundle(instance.address)
    config = {"certificate": {"content": good.text}}
    result = apply(instance, config, check_mode)
    assert f"the Webapp serves the certificate {good.leaf_sha256}, which tls_fingerprint does not list" in result["msg"]
    assert writes(instance) == []
    allowed = (
        {"tls_fingerprint": [instance.emulator.fingerprint, good.leaf_sha256.upper()]},
        {"validate_certs": False},
        {"config": {"certificate": {"content": good.text, "tls_address": instance.url.removeprefix("https://")}}},
    )
    for options in allowed:
        result = apply(instance, check_mode=check_mode, **{"config": config, **options})
        assert result["restart_required"] == ["webapp"], result
