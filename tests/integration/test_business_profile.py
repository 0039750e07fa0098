# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business profile and compliance information: what is refused before anything is sent, and servers that do not have it."""

from __future__ import annotations

from tests.support.refusals import assert_refused, run_tasks, sent

PROFILE, COMPLIANCE = "whatsapp_business_profile", "whatsapp_business_compliance"


def test_bad_input_is_refused(instance, tmp_path):
    """Fields beyond their limits, or that the server is known to refuse."""
    sites = ["https://a.example.com", "https://b.example.com", "https://c.example.com"]
    cases = {
        "not on the list": ({"vertical": "Gardening"}, "vertical: 'Gardening' is not allowed; choose one of Automotive, "),
        "emptied": ({"vertical": ""}, "vertical: it cannot be emptied again; choose one of the list"),
        "three sites": ({"websites": sites}, "websites: 3 are given, 2 at most are allowed"),
        "no http": ({"websites": ["www.example.com"]}, "websites: the first one: it is not a URL that begins with http:// or https://"),
        "ftp": ({"websites": ["ftp://example.com"]}, "websites: the first one: it is not a URL that begins with http:// or https://"),
        "in a sentence": ({"websites": ["see https://example.com"]}, "websites: the first one: it holds white space"),
        "no host": ({"websites": ["https://"]}, "websites: the first one: it names no host"),
        "long site": ({"websites": ["https://a.example.com", "https://" + "a" * 249]}, "websites[1]: it has 257 characters, 256 at most"),
        "no at": ({"email": "care.example.com"}, "email: 'care.example.com' is not a mail address"),
        "long mail": ({"email": "a" * 117 + "@example.com"}, "email: it has 129 characters, 128 at most are allowed"),
        "long address": ({"address": "a" * 257}, "address: it has 257 characters, 256 at most are allowed"),
        "long description": ({"description": "ä" * 513}, "description: it has 513 characters, 512 at most are allowed"),
        "nothing": ({}, "address: give at least one of address, description, email, vertical, websites"),
    }
    assert_refused(instance, tmp_path, PROFILE, {}, cases)


def test_the_limits_themselves_are_taken(instance, tmp_path):
    """The longest values, sent in one call."""
    longest = {"address": "a" * 256, "description": "ä" * 512, "email": "a" * 116 + "@example.com", "websites": ["https://" + "a" * 248]}
    row = run_tasks(instance, tmp_path, PROFILE, {"set": longest})["set"]
    assert row.result["changed"] is True, row.result
    assert sent(instance, "Update-Business-Profile") == 1
    assert {name: instance.state()["business_profile"][name] for name in longest} == longest


def test_an_old_clients_own_limit_is_told(instance, tmp_path):
    """256 characters of description before v2.45: the server's refusal, in its words."""
    instance.patch({"version": "2.41"})
    result = run_tasks(instance, tmp_path, PROFILE, {"set": {"description": "a" * 300}})["set"].result
    assert (result["failure"]["status"], result["failure"]["code"]) == (400, 1009)
    assert "description" in result["failure"]["details"]


def test_an_unregistered_instance_has_no_profile(instance, tmp_path):
    """The server cannot tell it, and the sentence says so."""
    instance.patch({"registration": {"registered": False}})
    for module, options in ((PROFILE, {"address": "Somewhere"}), (COMPLIANCE, {})):
        result = run_tasks(instance, tmp_path, module, {"set": options})["set"].result
        assert result["failure"]["code"] == 1011
        assert "wait until the Coreapp is ready" in result["msg"]


def test_old_clients_have_no_compliance_information(instance, tmp_path):
    """Before v2.37 the call does not exist: that is no difference, and said in words."""
    instance.patch({"version": "2.33"})
    result = run_tasks(instance, tmp_path, COMPLIANCE, {"set": {"entity_name": "Example Traders"}})["set"].result
    assert "this server does not offer the call" in result["msg"]
    assert instance.journal(kind="write") == []
