# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks learn of a connection: the chain behind a pin or behind no verification at all, and a login that must not stay."""

from __future__ import annotations

import datetime
import time

import pytest

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.registry import add_checks
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import Limits
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.instance_audit import PREPARED
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.support.certificates import bundle, issue
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.foreign import after_login, foreign_server, reply

DAY = datetime.timedelta(days=1)
ROOT = issue("root", ca=True)
GOOD_CA, EXPIRED_CA = (issue(name, ROOT, ca=True, end=end) for name, end in (("good", 90 * DAY), ("expired", -DAY / 2)))


def check(name, **connection):
    """The result of one check of one instance, as a sweep makes it; None when it has none."""
    asked = {**connection, "config": {"app_settings": {"unhealthy_interval": 30}}, "checks": [name], "on_error": "continue", "retries": 0}
    found = execute("waops.whatsapp.whatsapp_instance", asked, True, prepared=PREPARED)
    row = {"host": "wa1", "status": "failed", **found}
    add_checks([row], [name], Limits(), time.time())
    return row["checks"].get(name)


@pytest.mark.parametrize(
    ("authority", "own", "verification", "status", "words"),
    [
        (GOOD_CA, {}, "pin", "ok", ""),
        (GOOD_CA, {}, "ca", "ok", ""),
        (GOOD_CA, {}, "none", "warning", "the certificate of the Webapp is not verified, and a client would refuse it"),
        (GOOD_CA, {}, "none and ca", "ok", ""),
        (EXPIRED_CA, {}, "pin and ca known", "warning", "clients that verify it by its CA refuse it: it has expired"),
        (GOOD_CA, {"begin": 5 * DAY}, "pin", "critical", "is not valid before"),
        (GOOD_CA, {"end": 3 * DAY}, "pin", "critical", "expires in 2 days"),
    ],
)
def test_the_chain_behind_the_certificate(emulator, tmp_path, monkeypatch, authority, own, verification, status, words):
    """What a pin stands for is the CA that is not known, and nothing else."""
    instance = new_instance(emulator, PROVISIONED)
    leaf = issue("leaf", authority, hosts=[instance.address], **own)
    instance.patch({"certificate": {"installed": bundle(leaf, authority)}})
    (tmp_path / "ca.pem").write_text(ROOT.pem)
    connection = {**instance.connection, "tls_fingerprint": leaf.sha256}
    if "pin" not in verification:
        del connection["tls_fingerprint"]
    if verification in ("ca", "none and ca"):
        connection["ca_path"] = str(tmp_path / "ca.pem")
    if verification == "pin and ca known":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    if "none" in verification:
        connection["validate_certs"] = False
    result = check("certificate", **connection)
    assert (result["status"], words in result.get("msg", "")) == (status, True), result


@pytest.mark.parametrize(("status", "words"), [(200, "still accepted"), (500, "could not be revoked")])
def test_a_login_with_the_stock_password_does_not_stay(status, words):
    """One try; the token that a server gives for it is revoked, and where that fails the result says so."""
    answers = {"/v1/settings/application": reply({"settings": {"application": {"unhealthy_interval": 30}}})}
    with foreign_server(after_login(lambda _method, path, _body: answers.get(path, reply({}, status)))) as server:
        result = check("password", url=server.url, username="ops", password="0ps-Pass!word", tls_fingerprint=server.fingerprint)
    assert (result["status"], words in result["msg"]) == ("critical", True)
    assert server.calls().count("POST /v1/users/login") == 2  # the audit's own, and the one try
    assert server.calls()[-1] == "POST /v1/users/logout"
