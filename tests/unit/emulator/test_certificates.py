# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Webapp's certificate and the webhook CA."""

from __future__ import annotations

import hashlib
import socket
import ssl

import pytest
import requests
import trustme

from .conftest import error

EXTERNAL, WEBHOOKS = "/v1/certificates/external", "/v1/certificates/webhooks/ca"
TEXT = {"Content-Type": "text/plain"}


def bundle(authority, host):
    certificate = authority.issue_cert(host)
    chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    return (certificate.private_key_pem.bytes() + chain + authority.cert_pem.bytes()).decode()


def served_fingerprint(api):
    context = ssl._create_unverified_context()
    with socket.create_connection((api.address, api.emulator.port)) as plain, context.wrap_socket(plain) as secure:
        return hashlib.sha256(secure.getpeercert(binary_form=True)).hexdigest()


def test_stock_certificate_is_announced(api):
    assert served_fingerprint(api) == api.emulator.fingerprint


def test_uploaded_certificate_serves_after_a_restart(api):
    authority = trustme.CA()
    answer = api.call("POST", EXTERNAL, data=bundle(authority, api.address), headers=TEXT)
    assert (answer.status_code, list(answer.json())) == (201, ["meta"])
    assert api.state()["pending_restart"] == ["web"]
    assert served_fingerprint(api) == api.emulator.fingerprint
    assert api.get(EXTERNAL + "/ca").status_code == 404
    api.control.restart(api.address, "web")
    assert served_fingerprint(api) != api.emulator.fingerprint
    served = api.get(EXTERNAL + "/ca")
    assert (served.text, served.headers["Content-Type"]) == (authority.cert_pem.bytes().decode(), "text/plain")
    with authority.cert_pem.tempfile() as path:
        assert requests.get(api.emulator.url(api.address) + "/", verify=path, timeout=20).status_code == 200
    assert api.suspicious() == []


def test_only_the_instance_itself_gets_the_new_certificate(api, emulator):
    api.call("POST", EXTERNAL, data=bundle(trustme.CA(), api.address), headers=TEXT)
    api.control.restart(api.address, "web")
    with socket.create_connection(("127.7.99.99", emulator.port)) as plain, ssl._create_unverified_context().wrap_socket(plain) as secure:
        assert hashlib.sha256(secure.getpeercert(binary_form=True)).hexdigest() == emulator.fingerprint


def test_a_bundle_needs_a_certificate_and_a_ca(api):
    details = "Certificate must contain private key, cert and at least one CA certificate sections"
    assert error(api.call("POST", EXTERNAL, data=trustme.CA().cert_pem.bytes(), headers=TEXT)) == (400, 1009, details)
    assert error(api.call("POST", EXTERNAL, headers=TEXT)) == (400, 1009, details)


def test_a_wrong_bundle_bricks_the_webapp_at_its_restart(api):
    rubbish = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n" * 2
    assert api.call("POST", EXTERNAL, data=rubbish, headers=TEXT).status_code == 201
    api.control.restart(api.address, "web")
    assert api.state()["webapp"] == "bricked"
    with pytest.raises(requests.exceptions.ConnectionError):
        api.get(WEBHOOKS)
    api.control.webapp(api.address, up=True)
    assert api.state()["webapp"] == "running"
    assert served_fingerprint(api) == api.emulator.fingerprint


def test_webhook_ca(api):
    pem = trustme.CA().cert_pem.bytes()
    assert api.get(WEBHOOKS).status_code == 404
    answer = api.call("POST", WEBHOOKS, data=pem, headers=TEXT)
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert api.state()["pending_restart"] == ["coreapp"]
    served = api.get(WEBHOOKS)
    assert (served.content, served.headers["Content-Disposition"]) == (pem, 'attachment; filename="webhookCaCerts.pem"')
    assert api.delete(WEBHOOKS).status_code == 200
    assert api.delete(WEBHOOKS).status_code == 404
    assert api.suspicious() == []


def test_webhook_ca_wants_text_plain_to_the_letter(api):
    for content_type in ("text/plain; charset=utf-8", "application/json", "application/x-pem-file"):
        answer = api.call("POST", WEBHOOKS, data=b"x", headers={"Content-Type": content_type})
        assert error(answer) == (400, 1009, "Content-Type must be text/plain")
    assert error(api.call("POST", WEBHOOKS, headers=TEXT)) == (400, 1008, "No cert data found")


def test_the_404_of_a_certificate_has_a_body_on_old_versions_only(api):
    assert api.get(EXTERNAL + "/ca").content == b""
    api.patch(version="2.33")
    assert error(api.get(EXTERNAL + "/ca")) == (404, 1006, "External CA cert file not found")
    assert error(api.get(WEBHOOKS))[:2] == (404, 1006)


def test_any_user_reads_the_external_ca_only(api):
    api.add_user()
    assert api.get(EXTERNAL + "/ca", user="ops-user").status_code == 404
    assert api.get(WEBHOOKS, user="ops-user").status_code == 403
