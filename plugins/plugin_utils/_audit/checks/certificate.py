# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check certificate: the certificate that the Webapp serves, and whether clients can connect now and after a restart. Pure."""

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.result import (
    Facts,
    Limits,
    Result,
    by_days,
    critical,
    unknown,
    warning,
)

REPLACE = "upload a certificate with the section certificate, and restart the Webapp"


def certificate(facts: Facts, limits: Limits, now: float) -> Result | None:
    """facts["certificate"]: None for an instance without TLS; else {"problem"}, or what _certificate() of observe.py returns."""
    observed = facts["certificate"]
    if observed is None:
        return None
    if observed.get("problem"):
        return unknown("the certificate could not be read: %s" % observed["problem"], "run the audit again")
    days = (limits.certificate_warning_days, limits.certificate_critical_days)
    result = by_days("the certificate of the Webapp", observed["expires"], now, days, REPLACE)
    if result["status"] == "critical":
        return result
    details = result["details"]
    if observed["pin_will_not_fit"]:
        remedy = "add the fingerprint %s to whatsapp_tls_fingerprint before the Webapp restarts" % observed["declared_sha256"]
        return critical("after the next restart the Webapp serves a certificate that is not pinned", remedy, **details)
    if observed["self_signed"]:
        return warning("the Webapp serves a self-signed certificate, as delivered with the product", REPLACE, **details)
    if not observed["names_fit"]:
        return warning(
            "the certificate does not stand for %s" % observed["host"], "get one for that name, or correct whatsapp_url", **details
        )
    return result
