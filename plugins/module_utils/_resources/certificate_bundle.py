# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bundle that a Webapp serves, checked before it is sent: the Webapp must start and clients must connect. No network.

The server counts "BEGIN CERTIFICATE" and checks nothing else; a Webapp with a bundle that OpenSSL cannot load does not
start again and needs repair by hand (On-Premises API reference, external certificates).

The checks here name the certificate and the remedy. A TLS handshake in memory finds what they miss.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local import pem, tls_proof
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_utc

try:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import UnrecognizedExtension
    from cryptography.x509.oid import ExtendedKeyUsageOID
except ImportError:  # reported by pem.require_cryptography
    pass

KEY_LABELS = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY")
# What OpenSSL's default security level, 2, loads, and what to use instead.
MIN_KEY_BITS = {"RSA": (2048, 2048), "EC": (224, 256)}
WEAK_HASHES = ("md5", "sha1")
CURVES = ("secp256r1", "secp384r1", "secp521r1")  # what TLS clients offer; no other lets anybody connect
# What clients say, by the number of OpenSSL's verification error, with the remedy.
REFUSAL_REMEDIES = {
    20: "a certificate names another CA than the one after it as its signer; give the one that it names",
    24: "a CA in it may not sign others; get the certificate from a CA",
    25: "it has more CAs than one of them allows below it; get the certificate from another CA",
    26: "a certificate in it is not made for TLS servers; order one with the purpose serverAuth and the usage digitalSignature",
    34: "a certificate in it has a critical extension that clients do not know; get one without it",
    47: "a name of the certificate is outside the names that a CA in it permits; get a certificate for permitted names, or from another CA",
    48: "a name of the certificate is among the names that a CA in it excludes; get a certificate for other names, or from another CA",
}
NAME_CONSTRAINTS = "clients cannot apply the name constraints of a CA in it; get the certificate from another CA"
REFUSAL_REMEDIES.update(dict.fromkeys((49, 50, 51, 52, 53), NAME_CONSTRAINTS))


Chain = tuple[pem.Certificate, ...]  # the leaf, then its CAs in order


@dataclass(frozen=True)
class Bundle:
    """key: PEM text of the private key. chain: the leaf, then its CAs in order (pem.Certificate). warnings: sentences."""

    key: str = field(repr=False)
    chain: Chain
    warnings: tuple[str, ...] = ()

    @property
    def pem(self) -> bytes:
        """The whole bundle in the form for the server, in bytes: key, leaf, CAs, and nothing between them."""
        return (self.key + "".join(item.pem for item in self.chain)).encode("ascii")


def read_bundle(option: str, text: str, now: datetime | None = None) -> Bundle:
    """A Bundle that a Webapp can start with and that clients accept; raises OptionError with the first thing that is wrong.

    Clients are those that trust the last certificate of the bundle. now: an aware datetime. The names are checked by name_problem().
    """
    blocks = [(label, block) for label, block in pem.blocks(option, text) if label != "EC PARAMETERS"]
    problem = _order([label for label, _block in blocks])
    if problem:
        raise OptionError(option, problem)
    key = _key(option, blocks[0][1])
    chain = tuple(pem.read_certificate(option, number, block) for number, (_label, block) in enumerate(blocks[1:], 1))
    problem = _pair(key, chain) or _strength(chain) or _curve(key) or _signatures(chain)
    problem = problem or _dates(chain, now or pem.now()) or _purpose(chain) or _extensions(chain)
    if problem:
        raise OptionError(option, problem)
    return Bundle(blocks[0][1], chain, _proof(option, blocks[0][1], chain))


def _proof(option: str, key: str, chain: Chain) -> tuple[str, ...]:
    """The warnings about a bundle that clients accept, as a handshake shows it; raises OptionError when they do not."""
    texts = [item.pem for item in chain]
    strict = tls_proof.refusal(key, texts, strict=True)
    refusal = strict and tls_proof.refusal(key, texts)
    if refusal:
        explanation = REFUSAL_REMEDIES.get(refusal.code or 0, "its key or a certificate does not suit TLS; get new ones from the CA")
        raise OptionError(option, "TLS clients cannot connect with it (%s): %s" % (refusal.reason, explanation))
    if strict:
        warning = "clients that check certificates strictly, such as Python 3.13 and newer, refuse these (%s); get new ones from the CA"
        return (warning % strict.reason,)
    return ()


def name_problem(leaf: pem.Certificate, names: list[str]) -> str | None:
    """The problem of a certificate that is not valid for every host name and address in `names`, or None."""
    for name in names:
        if not pem.matches_host(leaf, name):
            listed = ", ".join(pem.alternatives(leaf)) or "no name at all"
            return "the certificate is not for '%s' but for %s; clients would refuse it (see host_names)" % (name, listed)
    return None


def _order(labels: list[str]) -> str | None:
    """What is wrong with the kinds of blocks and their order, or None."""
    unexpected = [label for label in labels if label not in (*KEY_LABELS, "CERTIFICATE")]
    if unexpected:
        return "it holds a block named %s; give the private key, the certificate and its CAs alone" % unexpected[0]
    keys = sum(label in KEY_LABELS for label in labels)
    if keys != 1:
        return "it holds %s; give exactly one, before the certificates" % ("%d private keys" % keys if keys else "no private key")
    if labels[0] not in KEY_LABELS:
        return "the private key is not the first block; put it first, then its certificate, then the CAs in order"
    if len(labels) < 3:
        return "it holds %d of at least 2 certificates; give the certificate and at least one CA that signed it" % (len(labels) - 1)
    return None


def _key(option: str, block: str) -> Any:
    """The private key; raises OptionError when a Webapp could not use it."""
    try:
        key = load_pem_private_key(block.encode("utf-8"), None)
        if pem.der(block) is None:  # the library accepts base64 that OpenSSL refuses
            raise ValueError
    except TypeError:
        raise OptionError(option, "the private key is encrypted, and the Webapp has no password for it; decrypt it first") from None
    except (ValueError, UnsupportedAlgorithm):
        raise OptionError(option, "the private key cannot be decoded; give it as PKCS#8 or in its traditional PEM form") from None
    kinds = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)
    if not isinstance(key, kinds):
        raise OptionError(option, "the private key is of a kind that TLS servers do not use; give RSA, EC or Ed25519")
    return key


def _pair(key: Any, chain: Chain) -> str | None:
    """What is wrong between the key and the leaf, or None."""
    wanted = pem.public_bytes(key.public_key())
    owners = [number for number, item in enumerate(chain, 1) if pem.public_bytes(item.parsed.public_key()) == wanted]
    if not owners:
        return "the private key does not belong to the certificate (%s); give the key it was made with" % chain[0]
    if owners[0] != 1:
        return "the private key belongs to certificate %d (%s); put that one right after the key" % (owners[0], chain[owners[0] - 1])
    return None


def _signatures(chain: Chain) -> str | None:
    """What is wrong between each certificate and the one after it, or None."""
    for number, (item, issuer) in enumerate(zip(chain, chain[1:]), 1):
        if not pem.signed_by(item, issuer):
            return "certificate %d (%s) was not signed by the next one (%s) but by '%s'; put each CA after what it signed" % (
                number, item, issuer, item.parsed.issuer.rfc4514_string(),
            )  # fmt: skip
        if not pem.is_authority(issuer):
            return "certificate %d (%s) is not a CA and may not sign others; get the certificate from a CA" % (number + 1, issuer)
        length = pem.extension(issuer, "BasicConstraints").path_length
        if length is not None and length < number - 1:
            return "certificate %d (%s) allows %d CAs below it, not %d; get the certificate from another CA" % (
                number + 1,
                issuer,
                length,
                number - 1,
            )
    return None


def _strength(chain: Chain) -> str | None:
    """Which certificate OpenSSL would not load, or None."""
    for number, item in enumerate(chain, 1):
        key, name = item.parsed.public_key(), "certificate %d (%s)" % (number, item)
        kind = "RSA" if isinstance(key, rsa.RSAPublicKey) else "EC"
        min_bits, recommended_bits = MIN_KEY_BITS[kind]
        bits = getattr(key, "key_size", min_bits)
        if bits < min_bits:
            return "%s has an %s key of %d bits, which OpenSSL does not load; use %d or more" % (name, kind, bits, recommended_bits)
        method = item.parsed.signature_hash_algorithm
        if method and method.name in WEAK_HASHES and not pem.is_self_signed(item):
            return "%s is signed with %s, which OpenSSL does not load; get a new one" % (name, method.name.upper())
    return None


def _dates(chain: Chain, now: datetime) -> str | None:
    """Which certificate is not valid at the moment `now`, or None."""
    for number, item in enumerate(chain, 1):
        begin, end = item.parsed.not_valid_before_utc, item.parsed.not_valid_after_utc
        if end < now:
            return "certificate %d (%s) expired on %s; renew it" % (number, item, format_utc(end))
        if begin > now:
            return "certificate %d (%s) is not valid before %s; wait until then, or set this machine's clock" % (
                number, item, format_utc(begin),
            )  # fmt: skip
    return None


def _curve(key: Any) -> str | None:
    """What is wrong with the curve of an EC key, or None."""
    curve = getattr(getattr(key, "curve", None), "name", None)
    if curve is None or curve in CURVES:
        return None
    return "the private key is on the curve %s, with which no TLS client connects; use P-256 (secp256r1), P-384 or P-521" % curve


def _purpose(chain: Chain) -> str | None:
    """Which certificate is made for something other than TLS servers, or None. OpenSSL asks it of CAs too."""
    for number, item in enumerate(chain, 1):
        purposes = pem.extension(item, "ExtendedKeyUsage")
        if purposes is not None and ExtendedKeyUsageOID.SERVER_AUTH not in purposes:
            which = "certificate %d" % number if number > 1 else "the certificate"
            return "%s (%s) is not made for TLS servers; get one with the purpose serverAuth" % (which, item)
    return None


def _extensions(chain: Chain) -> str | None:
    """Which certificate has a critical extension that clients do not know, or None."""
    for number, item in enumerate(chain, 1):
        for extension in item.parsed.extensions:
            if extension.critical and isinstance(extension.value, UnrecognizedExtension):
                return "certificate %d (%s) has the critical extension %s, which clients do not know; get one without it" % (
                    number, item, extension.oid.dotted_string,
                )  # fmt: skip
    return None
