# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: the stock self-signed certificate that all instances share, and contexts for installed ones."""

from __future__ import annotations

import datetime
import functools
import os
import ssl
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_stock_certificate() -> tuple[str, str]:
    """Make a key and a self-signed certificate for CN=localhost. Returns (PEM bundle, SHA-256 fingerprint in hex)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    bundle = key_pem + certificate.public_bytes(serialization.Encoding.PEM)
    return bundle.decode(), certificate.fingerprint(hashes.SHA256()).hex()


@functools.lru_cache(maxsize=256)
def make_context(bundle: str) -> ssl.SSLContext:
    """A server context for a PEM bundle (key, certificate, chain); instances with the same bundle share it.

    Raises ssl.SSLError when OpenSSL can't load it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    handle, path = tempfile.mkstemp(prefix="emulator-", suffix=".pem")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(bundle)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)
    return context
