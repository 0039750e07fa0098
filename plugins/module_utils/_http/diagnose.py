# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What went wrong on the way to an instance, as one sentence that says what to do about it."""

from __future__ import annotations

import socket
import ssl

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import TransportError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import (
    DecodeError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    requests,
)


def transport_error_from(base, method, path, error, timeout):
    """The TransportError that says what went wrong and what to do. timeout: (seconds to connect, seconds to answer)."""
    chain = list(_causes(error))
    text = " ".join(str(cause) for cause in chain)

    def failed(problem, todo, sent=True, repeatable=False):
        message = "%s %s: %s; %s" % (method, path, problem, todo)
        return TransportError(message, problem, sent=sent, repeatable=repeatable, method=method, path=path)

    if "ingerprints did not match" in text:
        return failed(
            "the certificate is not the pinned one",
            "if it was replaced on purpose, set tls_fingerprint to the new certificate's SHA-256; otherwise someone is in between",
            sent=False,
        )
    if "WRONG_VERSION_NUMBER" in text or "RECORD_LAYER_FAILURE" in text or "record layer failure" in text:
        return failed("the port does not speak TLS", "give the HTTPS port (9090 in Meta's Compose files), or http:// for a lab", sent=False)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in chain) or "CERTIFICATE_VERIFY_FAILED" in text:
        reason = next((c.verify_message for c in chain if isinstance(c, ssl.SSLCertVerificationError)), "not trusted")
        return failed(
            "the certificate cannot be verified (%s)" % reason,
            "set ca_path to its CA, or pin it with tls_fingerprint (the stock certificate is self-signed)",
            sent=False,
        )
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return failed("no connection within %g s" % timeout[0], "check the address and the firewall", sent=False, repeatable=True)
    if isinstance(error, requests.exceptions.Timeout) or any(isinstance(cause, ReadTimeoutError) for cause in chain):
        return failed(
            "no answer within %g s" % timeout[1],
            "it is not known whether the call took effect; run again, which reads first, or raise timeout",
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return failed("the proxy refused the connection", "correct the proxy settings in the environment", sent=False)
    if any(isinstance(cause, socket.gaierror) for cause in chain) or "name resolution" in text or "not known" in text:
        return failed("the host name does not resolve", "correct url or the name service", sent=False)
    if any(isinstance(cause, NewConnectionError) for cause in chain):
        refused = "refused" in text
        return failed(
            "the connection was refused" if refused else "the host cannot be reached",
            "check the address and that the Webapp is running",
            sent=False,
            repeatable=True,
        )
    if isinstance(error, requests.exceptions.SSLError):
        return failed("the TLS connection failed", "check the port and the instance's certificate", sent=False, repeatable="EOF" in text)
    if isinstance(error, DecodeError):
        return failed("the answer cannot be unpacked", "look at what stands between this machine and the instance")
    if isinstance(error, (requests.exceptions.ConnectionError, HTTPError)):
        return failed(
            "the connection was lost before the whole answer came",
            "it is not known whether the call took effect; run again, which reads first",
            repeatable=True,
        )
    return failed("the request could not be sent (%s)" % type(error).__name__, "check url and the options", sent=False)


def _causes(error):
    """The error, what it was made from and what it wraps, each once."""
    seen, queue = set(), [error]
    while queue:
        cause = queue.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        queue += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *getattr(cause, "args", ())]
