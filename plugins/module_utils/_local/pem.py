# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""PEM and single certificates: read, described, matched with names. Pure: no files, no network."""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import ipaddress
import re
import ssl
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_utc

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    CRYPTOGRAPHY = hasattr(x509.Certificate, "not_valid_after_utc")  # came with version 42
except ImportError:
    CRYPTOGRAPHY = False

BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
LABEL = re.compile(r"[a-z0-9-]+")
WILDCARD = re.compile(r"\*(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?){2,}")
DAY = datetime.timedelta(days=1)
CACHE_SIZE = 256  # cached certificates, and cached facts about them: a fleet has the same CAs everywhere


@dataclass(frozen=True)
class Certificate:
    """One certificate. der: its bytes. parsed: cryptography's object, or None when it cannot be decoded."""

    der: bytes
    parsed: Any = field(default=None, compare=False, repr=False)

    @property
    def sha256(self) -> str:
        """The fingerprint: 64 lower-case hexadecimal digits."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def pem(self) -> str:
        """PEM text in its normal form, with a newline at the end."""
        return ssl.DER_cert_to_PEM_cert(self.der)

    def __str__(self) -> str:
        return (self.parsed.subject.rfc4514_string() if self.parsed else "") or "without a subject"


def require_cryptography() -> None:
    """Raises WhatsAppError when the library is missing or too old."""
    if not CRYPTOGRAPHY:
        raise WhatsAppError("certificates need the Python library cryptography, version 42 or newer; install it for %s" % sys.executable)


@functools.lru_cache(maxsize=CACHE_SIZE)
def certificate(content: bytes) -> Certificate:
    """A Certificate from any bytes. It counts as decoded when every part of it can be read."""
    try:
        parsed = x509.load_der_x509_certificate(content)
        _names = parsed.subject.rfc4514_string(), parsed.issuer.rfc4514_string(), parsed.extensions
        _dates = parsed.not_valid_before_utc, parsed.not_valid_after_utc
        _signature = parsed.signature_hash_algorithm, public_bytes(parsed.public_key())
    except Exception:  # the library has a dozen kinds for a certificate that makes no sense, TypeError among them
        parsed = None
    return Certificate(content, parsed)


def certificates_in(text: str) -> list[Certificate]:
    """Every Certificate in a server's PEM text; what is not one is passed over."""
    contents = [der(block) for label, block in _split(text) if label == "CERTIFICATE"]
    return [certificate(content) for content in contents if content]


def blocks(option: str, text: str) -> list[tuple[str, str]]:
    """[(label, PEM text)] of a user's PEM without the text between the blocks. Raises OptionError."""
    pairs = list(_split(text))
    if len(pairs) != text.count("-----BEGIN "):
        raise OptionError(option, "a PEM block in it begins and does not end; give the whole text")
    if not pairs:
        raise OptionError(option, "it is not PEM: there is no -----BEGIN ...----- in it (convert DER and PKCS#12 first)")
    return pairs


def read_certificate(option: str, number: int, block: str) -> Certificate:
    """A Certificate from the user's PEM block; raises OptionError when any part of it cannot be decoded."""
    result = certificate(der(block) or b"")
    if not result.parsed:
        raise OptionError(option, "certificate %d in it cannot be decoded; give it as the CA delivered it" % number)
    return result


def read_certificates(option: str, text: str) -> list[Certificate]:
    """The certificates of a file with CAs, at least one; raises OptionError for anything else in it."""
    labelled = blocks(option, text)
    for label, _block in labelled:
        if label != "CERTIFICATE":
            raise OptionError(option, "it holds a block named %s; give certificates alone" % label)
    return [read_certificate(option, number, block) for number, (_label, block) in enumerate(labelled, 1)]


def public_bytes(key: Any) -> bytes:
    """A public key in a form that can be compared."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@functools.lru_cache(maxsize=CACHE_SIZE)
def signed_by(item: Certificate, issuer: Certificate) -> bool:
    """Whether `issuer` signed `item`, its name and its signature both."""
    try:
        item.parsed.verify_directly_issued_by(issuer.parsed)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def is_self_signed(item: Certificate) -> bool:
    """Whether the certificate's issuer is its own subject. The signature is not checked: no library supports those of old roots."""
    return item.parsed is not None and item.parsed.issuer == item.parsed.subject


def is_authority(item: Certificate) -> bool:
    """Whether the certificate may sign others: a CA by its basic constraints and its key usage."""
    constraints, usage = extension(item, "BasicConstraints"), extension(item, "KeyUsage")
    return bool(constraints and constraints.ca and (usage is None or usage.key_cert_sign))


def extension(item: Certificate, kind: str) -> Any:
    """The value of an extension, by the name of cryptography's class, or None."""
    try:
        return item.parsed.extensions.get_extension_for_class(getattr(x509, kind)).value
    except x509.ExtensionNotFound:
        return None


def matches_host(item: Certificate, name: str) -> bool:
    """Whether a subject alternative name matches this host name or IP address; a common name does not count."""
    return any(_matches(alternative, name) for alternative in _alternatives(item))


def alternatives(item: Certificate) -> list[str]:
    """The subject alternative names, as texts like 'DNS:wa1.example.com' and 'IP:192.0.2.1'."""
    kinds: dict[type, str] = {x509.DNSName: "DNS", x509.IPAddress: "IP", x509.UniformResourceIdentifier: "URI", x509.RFC822Name: "email"}
    return ["%s:%s" % (kinds.get(type(name), type(name).__name__), name.value) for name in _alternatives(item)]


def describe(item: Certificate) -> dict[str, Any]:
    """What diffs and return values show of a Certificate; what cannot be decoded is None."""
    return dict(_described(item))


@functools.lru_cache(maxsize=CACHE_SIZE)
def _described(item: Certificate) -> dict[str, Any]:
    known = {"sha256": item.sha256, "self_signed": is_self_signed(item)}
    details = dict.fromkeys(("subject", "issuer", "subject_alt_names", "not_before", "not_after"))
    if item.parsed:
        values = (
            item.parsed.subject.rfc4514_string(),
            item.parsed.issuer.rfc4514_string(),
            alternatives(item),
            format_utc(item.parsed.not_valid_before_utc),
            format_utc(item.parsed.not_valid_after_utc),
        )
        details = dict(zip(details, values))
    return dict(known, **details)


def days_left(item: Certificate, at: datetime.datetime | None = None) -> int | None:
    """Whole days until the certificate expires, negative afterwards; None when it cannot be decoded."""
    return (item.parsed.not_valid_after_utc - (at or now())) // DAY if item.parsed else None


def expiry_warnings(chain: Sequence[Certificate], days: int, at: datetime.datetime | None = None) -> list[str]:
    """A sentence for each certificate that has expired or expires within `days`."""
    sentences = []
    for number, item in enumerate(chain, 1):
        left = days_left(item, at)
        if left is not None and left < days:
            what = "has expired" if left < 0 else "expires in %d days" % left
            sentences.append("certificate %d (%s) %s, on %s" % (number, item, what, format_utc(item.parsed.not_valid_after_utc)))
    return sentences


def now() -> datetime.datetime:
    """The present moment, aware of its time zone."""
    return datetime.datetime.now(datetime.timezone.utc)


def der(block: str) -> bytes | None:
    """The bytes of one PEM block, or None when it holds something other than base64."""
    try:
        return base64.b64decode("".join(BLOCK.match(block)[2].split()), validate=True)  # type: ignore[index]
    except ValueError:
        return None


def _split(text: str) -> Iterator[tuple[str, str]]:
    """(label, block) of each PEM block, in its normal form: 64 letters on a line, one newline at the end."""
    for match in BLOCK.finditer(text):
        label, content = match.group(1), der(match.group(0))
        lines = match.group(2).strip().splitlines()
        if content is not None:
            letters = base64.b64encode(content).decode("ascii")
            lines = [letters[start : start + 64] for start in range(0, len(letters), 64)]
        yield label, "\n".join(["-----BEGIN %s-----" % label, *lines, "-----END %s-----\n" % label])


def _alternatives(item: Certificate) -> list[Any]:
    return list(extension(item, "SubjectAlternativeName") or ())


def _matches(alternative: Any, name: str) -> bool:
    """Whether one alternative name matches `name`, as OpenSSL compares them.

    A '*' stands for one whole label, the first, of letters, digits and hyphens, and has two more labels behind it at least.
    """
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        address = None
    if address is not None or not isinstance(alternative, x509.DNSName):
        return address is not None and isinstance(alternative, x509.IPAddress) and alternative.value == address
    host, pattern = _ascii(name), alternative.value.lower()
    label, _dot, rest = host.partition(".")
    if WILDCARD.fullmatch(pattern) and rest == pattern[2:] and LABEL.fullmatch(label):
        return True
    return bool(host) and host == pattern


def _ascii(name: str) -> str:
    """A host name as certificates carry it: lower case, no dot at the end, other alphabets in their ASCII form."""
    try:
        return name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name.rstrip(".").lower()
