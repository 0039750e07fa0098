# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Webapp's own certificate and the webhook CA. Source: On-Premises API reference, certificates."""

from __future__ import annotations

import re

from ..answer import Answer, created, nothing, raw
from ..errors import ApiError
from ..routing import ADMIN, USER, WEBAPP, route

EXTERNAL, WEBHOOKS = "/v1/certificates/external", "/v1/certificates/webhooks/ca"
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\r?\n?", re.DOTALL)


def not_found(instance, details: str) -> Answer:
    """404: JSON on old versions, without a body since 2.41."""
    if instance.since(2, 41):
        return Answer(404, body=b"", content_type="text/plain")
    raise ApiError(1006, details)


@route("POST", EXTERNAL, "Upload-Certificate", role=ADMIN, needs=WEBAPP)
def upload(instance, request) -> Answer:
    """Key, certificate and at least one CA in one PEM text. Not verified at all; in use after the Webapp restarted."""
    if request.content_type != "text/plain":
        request.suspect(f"certificate sent as '{request.content_type}'")
    bundle = request.body.decode("latin-1")
    if bundle.count("BEGIN CERTIFICATE") < 2:
        raise ApiError(1009, "Certificate must contain private key, cert and at least one CA certificate sections")
    instance.own("certificate")["uploaded"] = bundle
    instance.needs_restart("web")
    return created(instance)


@route("GET", EXTERNAL + "/ca", "Download-CA-Certificate", role=USER, needs=WEBAPP)
def download(instance, request) -> Answer:
    """The CA part of the installed bundle."""
    authorities = CERTIFICATE.findall(instance.state["certificate"].get("installed") or "")[1:]
    if not authorities:
        return not_found(instance, "External CA cert file not found")
    return raw("".join(authorities).encode("latin-1"), "text/plain", "externalCaCerts.pem")


@route("POST", WEBHOOKS, "Upload-Webhook-CA", role=ADMIN, needs=WEBAPP)
def upload_webhook_ca(instance, request) -> Answer:
    """Replace the webhook CA. The content type must be text/plain to the letter. In use after the Coreapps restarted."""
    if request.headers.get("Content-Type") != "text/plain":
        raise ApiError(1009, "Content-Type must be text/plain")
    if not request.body:
        raise ApiError(1008, "No cert data found")
    if b"BEGIN CERTIFICATE" not in request.body:
        request.suspect("webhook CA without a certificate")
    instance.state["webhook_ca"] = request.body.decode("latin-1")
    instance.needs_restart("coreapp")
    return nothing()


@route("GET", WEBHOOKS, "Download-Webhook-CA", role=ADMIN, needs=WEBAPP)
def download_webhook_ca(instance, request) -> Answer:
    """The webhook CA as it was uploaded."""
    if not instance.state["webhook_ca"]:
        return not_found(instance, "Webhook CA certs not found")
    return raw(instance.state["webhook_ca"].encode("latin-1"), "text/plain", "webhookCaCerts.pem")


@route("DELETE", WEBHOOKS, "Delete-Webhook-CA", role=ADMIN, needs=WEBAPP)
def delete_webhook_ca(instance, request) -> Answer:
    """Remove the webhook CA; none there is 404."""
    if not instance.state["webhook_ca"]:
        return not_found(instance, "Webhook CA certs not found")
    instance.state["webhook_ca"] = None
    instance.needs_restart("coreapp")
    return nothing()
