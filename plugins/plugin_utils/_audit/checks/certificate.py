# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check certificate: the certificate that the Webapp serves, and whether clients can connect now and after a restart. Pure."""

from __future__ import annotations

import time

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import (
    MOMENT,
    Facts,
    Limits,
    Result,
    by_days,
    critical,
    warning,
)

# What OpenSSL says of a chain that leads to no CA that is known here, though nothing else is wrong with it.
NO_KNOWN_CA = (2, 19, 20, 21)
REPLACE = "upload a certificate with the section certificate, and restart the Webapp"


def certificate(facts: Facts, limits: Limits, now: float) -> Result:
    """facts["certificate"]: what _certificate() of observe.py returns."""
    observed = facts["certificate"]
    days = (limits.certificate_warning_days, limits.certificate_critical_days)
    result = by_days("the certificate of the Webapp", observed["expires"], now, days, REPLACE)
    if result["status"] == "critical":
        return result
    details = {**result["details"], "verified_by": observed["verified_by"]}
    if observed["begins"] > time.strftime(MOMENT, time.gmtime(now)):
        remedy = "set the clocks of this controller and of the Webapp right, or " + REPLACE
        return critical("the certificate of the Webapp is not valid before %s" % observed["begins"], remedy, **details)
    if observed["pin_will_not_fit"]:
        remedy = "add the fingerprint %s to whatsapp_tls_fingerprint before the Webapp restarts" % observed["declared_sha256"]
        return critical("after the next restart the Webapp serves a certificate that is not pinned", remedy, **details)
    if observed["self_signed"]:
        return warning("the Webapp serves a self-signed certificate, as delivered with the product", REPLACE, **details)
    if not observed["names_fit"]:
        return warning(
            "the certificate is not valid for %s" % observed["host"], "get one for that name, or correct whatsapp_url", **details
        )
    chain = _judge_chain(observed, details) if result["status"] == "ok" else None
    return chain or {**result, "details": details}


def _judge_chain(observed: Facts, details: dict) -> Result | None:
    """The result for a chain that leads to no CA. A pin replaces a known CA, and nothing else."""
    if not observed["chain"]:
        return None
    code, reason = observed["chain"]
    if observed["verified_by"] == "nobody":
        remedy = "pin it with whatsapp_tls_fingerprint, or name its CA in whatsapp_ca_path, and leave whatsapp_validate_certs on"
        return warning("the certificate of the Webapp is not verified, and a client would refuse it: %s" % reason, remedy, **details)
    if code not in NO_KNOWN_CA:
        return warning("the certificate matches its pin, but clients that verify it by its CA refuse it: %s" % reason, REPLACE, **details)
    return None
