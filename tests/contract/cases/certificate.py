# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example
from tests.support.certificates import good_bundle, issue, key_line

HOST = "wa1.example.com"
OLD, NEW = good_bundle(HOST), good_bundle(HOST)
COMPANY, FORMER = issue("Company CA", ca=True), issue("Former CA", ca=True)
SECRETS = (key_line(OLD.key), key_line(NEW.key))
INSTALLED = {"certificate": {"installed": OLD.text}}
PINNED = {"tls_fingerprint": OLD.leaf_sha256}


def certificate_in_use(result):
    """The diff names both certificates, and the return value pins the new one."""
    before, after = (result["diff"][side]["certificate"]["sha256"] for side in ("before", "after"))
    return (before, after, result["tls_fingerprint"]) == (OLD.leaf_sha256, NEW.leaf_sha256, NEW.leaf_sha256)


def stock_in_use(result):
    served = result["served"]
    return served["stock"] and served["subject"] == "CN=localhost" and result["external_ca"] is None and result["webhook_ca"] is None


def installed_in_use(result):
    served = result["served"]
    return (
        not served["stock"]
        and served["sha256"] == OLD.leaf_sha256
        and served["subject_alt_names"] == ["DNS:" + HOST]
        and served["days_left"] > 0
        and [item["subject"] for item in result["external_ca"]] == [served["issuer"]]
        and [item["subject"] for item in result["webhook_ca"]] == ["CN=Company CA", "CN=Former CA"]
    )


CASES = (
    # What waits for a restart cannot be seen: an upload is a change until the Webapp has restarted.
    Case(
        "whatsapp_certificate",
        {"kind": "external", "src": "{folder}/wa1.pem", "host_names": [HOST]},
        kind="action",
        label="replace",
        state=INSTALLED,
        connection=PINNED,
        files={"wa1.pem": NEW.text.encode()},
        secrets=SECRETS,
        writes=("Upload-Certificate",),
        expect=lambda result: certificate_in_use(result) and result["restart_required"] == ["webapp"],
    ),
    Case(
        "whatsapp_certificate",
        {"kind": "external", "content": NEW.text, "host_names": [HOST]},
        kind="action",
        label="over the stock one",
        secrets=SECRETS,
        writes=("Upload-Certificate",),
    ),
    Case(
        "whatsapp_certificate",
        {"kind": "external", "content": OLD.text, "host_names": [HOST]},
        kind="info",
        label="in use",
        state=INSTALLED,
        connection=PINNED,
        secrets=SECRETS,
        expect=lambda result: result["diff"]["before"] == result["diff"]["after"] and result["restart_required"] == [],
    ),
    Case(
        "whatsapp_certificate",
        {"kind": "webhook_ca", "content": COMPANY.pem},
        label="webhook",
        writes=("Upload-Webhook-CA",),
        restart=("coreapp",),
    ),
    Case(
        "whatsapp_certificate",
        {"kind": "webhook_ca", "src": "{folder}/ca.pem"},
        label="webhook replace",
        state={"webhook_ca": FORMER.pem},
        files={"ca.pem": ("# both\n" + COMPANY.pem + FORMER.pem).encode()},
        writes=("Upload-Webhook-CA",),
        restart=("coreapp",),
    ),
    Case(
        "whatsapp_certificate",
        {"kind": "webhook_ca", "content": COMPANY.pem + FORMER.pem},
        kind="info",
        label="webhook in another order",
        state={"webhook_ca": "Former\r\n" + FORMER.pem.replace("\n", "\r\n") + COMPANY.pem.rstrip() + "\n\n"},
    ),
    Case(
        "whatsapp_certificate",
        {"kind": "webhook_ca", "state": "absent"},
        label="webhook absent",
        state={"webhook_ca": COMPANY.pem},
        writes=("Delete-Webhook-CA",),
        restart=("coreapp",),
    ),
    Case("whatsapp_certificate", {"kind": "webhook_ca", "state": "absent"}, kind="info", label="webhook absent already"),
    Case("whatsapp_certificate_info", {}, kind="info", label="stock", expect=stock_in_use),
    Case(
        "whatsapp_certificate_info",
        {},
        kind="info",
        label="installed",
        state={**INSTALLED, "webhook_ca": COMPANY.pem + FORMER.pem},
        connection=PINNED,
        secrets=SECRETS,
        expect=installed_in_use,
    ),
)
EXAMPLES = (
    Example(
        "whatsapp_certificate",
        vars={
            "certificate_folder": "{folder}",
            "whatsapp_host_name": HOST,
            "vault_certificate_key": NEW.key,
            "certificate": NEW.leaf,
            "certificate_chain": NEW.intermediate,
        },
        files={"wa1.pem": NEW.text.encode(), "company-ca.pem": COMPANY.pem.encode()},
    ),
    Example("whatsapp_certificate_info"),
)
