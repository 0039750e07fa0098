# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the client trusts: what the user set wins over the environment, and nothing of ~/.netrc is ever sent."""

from __future__ import annotations

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_cache import ConnectionCache
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.token_store import RunTokenStore
from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD

USER_INFO = "waops.whatsapp.whatsapp_user_info"


@pytest.fixture
def secured(instance, tmp_path):
    """An instance that serves a certificate for its address; returns (ask, files): ask(**options) asks it for a user."""
    good, other = good_bundle(instance.address), good_bundle("elsewhere.example.com")
    instance.patch({"certificate": {"uploaded": good.text}})
    instance.control.restart(instance.address, "web")
    files = {"right": tmp_path / "right.pem", "wrong": tmp_path / "wrong.pem", "empty": tmp_path / "empty.pem"}
    files["right"].write_text(good.root)
    files["wrong"].write_text(other.root)
    files["empty"].write_text("no certificate")

    def ask(**options):
        return execute(USER_INFO, {"url": instance.url, "password": ADMIN_PASSWORD, "name": "admin", "retries": 0, **options}, False)

    return ask, {name: str(path) for name, path in files.items()}, good.leaf_sha256


def test_the_users_ca_wins_over_the_environment(secured, monkeypatch):
    """requests itself would take REQUESTS_CA_BUNDLE."""
    ask, files, _pin = secured
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(variable, files["wrong"])
    assert ask(ca_path=files["right"]).get("exists") is True
    assert "cannot be verified" in ask()["msg"]
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", files["right"])
    assert ask().get("exists") is True
    assert "cannot be verified" in ask(ca_path=files["wrong"])["msg"]
    assert "holds no certificates in PEM form" in ask(ca_path=files["empty"])["msg"]


def test_pin_and_ca_must_both_hold(secured):
    """Either alone is enough when it is given alone."""
    ask, files, pin = secured
    assert ask(tls_fingerprint=pin).get("exists") is True
    assert ask(tls_fingerprint=":".join(pin[at : at + 2].upper() for at in range(0, 64, 2))).get("exists") is True
    assert ask(tls_fingerprint=pin, ca_path=files["right"]).get("exists") is True
    assert "cannot be verified" in ask(tls_fingerprint=pin, ca_path=files["wrong"])["msg"]
    assert "not the pinned one" in ask(tls_fingerprint="ab" * 32, ca_path=files["right"])["msg"]
    assert ask(validate_certs=False, tls_fingerprint="ab" * 32).get("exists") is True


def test_the_host_name_counts(secured, instance):
    """A certificate for another name is refused, even from the right CA."""
    ask, files, _pin = secured
    other = instance.url.replace(instance.address, "localhost")
    assert "cannot be verified" in ask(ca_path=files["right"], url=other)["msg"]


def test_credentials_of_netrc_are_not_sent(secured, instance, tmp_path, monkeypatch):
    """requests would replace the token by what ~/.netrc says."""
    ask, files, _pin = secured
    (tmp_path / "netrc").write_text(f"machine {instance.address} login somebody password else\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert ask(ca_path=files["right"]).get("exists") is True
    assert {entry["user"] for entry in instance.journal() if entry["operation"] == "Get-User"} == {"admin"}


def test_clear_text_is_told(instance):
    """http:// is for labs; away from this machine a warning says what it means."""
    result = execute(
        USER_INFO, {"url": "http://wa.invalid:80", "password": ADMIN_PASSWORD, "name": "admin", "retries": 0, "timeout": 1}, False
    )
    assert "travel in clear text" in result["warnings"][0]
    assert "does not resolve" in result["msg"]


def test_one_login_and_one_connection_however_the_address_is_spelled(instance, tmp_path):
    """Tasks of one run that spell the address of an instance in several ways."""
    tokens, connections = RunTokenStore(str(tmp_path)), ConnectionCache()
    port = instance.url.rpartition(":")[2]
    host = ".".join("0x%x" % int(part) for part in instance.address.split("."))
    for url in (instance.url, f"{instance.url}//v1/", f"HTTPS://{host}:0{port}/", f"https://[::ffff:{instance.address}]:{port}"):
        args = {"url": url, "password": ADMIN_PASSWORD, "name": "admin", "validate_certs": False}
        assert execute(USER_INFO, args, False, tokens, connections=connections).get("exists") is True
    assert [entry["operation"] for entry in instance.journal()] == ["Login-User"] + ["Get-User"] * 4
