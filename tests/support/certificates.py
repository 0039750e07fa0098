# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for tests: good bundles from trustme, and anything a good CA would not make from `issue`."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Any

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
DAY = datetime.timedelta(days=1)


@dataclass
class Holder:
    """A certificate and its private key."""

    key: Any
    certificate: x509.Certificate

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def key_pem(self):
        return key_pem(self.key)

    @property
    def sha256(self):
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def key_pem(key, password=None, form=PrivateFormat.PKCS8):
    """PEM text of a private key, encrypted when there is a password."""
    return key.private_bytes(Encoding.PEM, form, BestAvailableEncryption(password) if password else NoEncryption()).decode()


def alternative(name):
    """A subject alternative name from a text: an IP address when it is one."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def issue(
    name, issuer=None, *, ca=False, hosts=(), key=None, begin=-DAY, end=90 * DAY, purpose=ExtendedKeyUsageOID.SERVER_AUTH,
    path_length=None, may_sign=True,
):  # fmt: skip
    """A Holder named `name`, signed by another Holder or by itself. begin, end: from now."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer, subject = issuer.key if issuer else key, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + begin)
        .not_valid_after(NOW + end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if ca:
        usage = x509.KeyUsage(False, False, False, False, False, may_sign, may_sign, False, False)
        builder = builder.add_extension(usage, critical=True)
    else:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName([alternative(host) for host in hosts]), critical=False)
    wordless = isinstance(signer, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    return Holder(key, builder.sign(signer, None if wordless else hashes.SHA256()))


def bundle(leaf, *authorities, key=None):
    """The text that a Webapp is given: the leaf's key (or another one), the leaf, its CAs."""
    return (key or leaf.key_pem) + leaf.pem + "".join(authority.pem for authority in authorities)


@dataclass
class Good:
    """A bundle as a CA makes it: key, leaf, one intermediate, below a root. leaf_sha256: the leaf's fingerprint."""

    text: str
    key: str
    leaf: str
    intermediate: str
    root: str
    leaf_sha256: str


def good_bundle(*hosts):
    """A Good bundle for these host names and addresses."""
    root = trustme.CA(organization_name="Example Root")
    intermediate = root.create_child_ca()
    made = intermediate.issue_cert(*hosts)
    key, (leaf, *between) = made.private_key_pem.bytes().decode(), [blob.bytes().decode() for blob in made.cert_chain_pems]
    sha256 = x509.load_pem_x509_certificate(leaf.encode()).fingerprint(hashes.SHA256()).hex()
    return Good(key + leaf + "".join(between), key, leaf, "".join(between), root.cert_pem.bytes().decode(), sha256)


def key_line(text):
    """The first line of a private key's secret: what must never be printed."""
    return text.split("-----")[2].split()[0]


def with_sha1(made, issuer):
    """A holder whose RSA-signed certificate is signed again with SHA-1: no library makes such a one any more."""
    der, body = made.certificate.public_bytes(Encoding.DER), made.certificate.tbs_certificate_bytes
    sha256, sha1 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")  # ...WithRSAEncryption
    weak = body.replace(sha256, sha1)
    numbers = issuer.key.private_numbers()
    size = issuer.key.key_size // 8
    digest = bytes.fromhex("3021300906052b0e03021a05000414") + hashlib.sha1(weak).digest()
    padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    signature = pow(int.from_bytes(padded), numbers.d, numbers.public_numbers.n).to_bytes(size)
    der = der.replace(body, weak).replace(sha256, sha1).replace(made.certificate.signature, signature)
    return Holder(made.key, x509.load_der_x509_certificate(der))
