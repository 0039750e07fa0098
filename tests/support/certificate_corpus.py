# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A corpus of certificate bundles, the usual ones and the odd: what each holds, whom it is for, and whether clients take it."""

from __future__ import annotations

import functools
import ipaddress
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID, ObjectIdentifier

from tests.support.certificates import DAY, NOW, Holder, alternative, bundle, key_pem, with_sha1

HOST = "wa1.fleet.example.com"
SERVER, CLIENT, ANY = Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH, Purpose.ANY_EXTENDED_KEY_USAGE
UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
CURVES = {
    "P-224": ec.SECP224R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1, "secp256k1": ec.SECP256K1, "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1, "brainpoolP512r1": ec.BrainpoolP512R1, "P-192": ec.SECP192R1,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One bundle. text: what the user gives. root: what a client trusts. name: by which a client connects.

    refusal: None when it is accepted, else a part of the sentence. by_form: refused for the form of the file, whatever clients think.
    strict: accepted with a warning, because strict clients refuse it.
    """

    text: str
    root: str
    name: str = HOST
    refusal: str | None = None
    by_form: bool = False
    strict: bool = False


@functools.cache
def key(kind="P-256", number=0):
    """A private key, the same at every call: making RSA keys takes long."""
    if kind.startswith("RSA"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA-")))
    if kind in ("Ed25519", "Ed448"):
        return {"Ed25519": ed25519.Ed25519PrivateKey, "Ed448": ed448.Ed448PrivateKey}[kind].generate()
    return ec.generate_private_key(CURVES.get(kind, ec.SECP256R1)())


def usage(*names):
    """A KeyUsage extension with these, named as in cryptography."""
    known = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
        "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in names for name in known})


def make(
    name, issuer=None, *, key, ca=None, hosts=(), usages=None, purposes=(), extra=(), begin=-DAY, end=90 * DAY, path_length=None,
    constraints=True, critical=True, authority=None, hash_=None, rsa_padding=None,
):  # fmt: skip
    """A Holder, by default as strict as RFC 5280 wants it. extra: (extension, critical). purposes: of the EKU; usages: a KeyUsage."""
    signer = issuer.key if issuer else key
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + begin)
        .not_valid_after(min(NOW + end, NOW.replace(year=9999)) if isinstance(end, type(DAY)) else end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority or x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if constraints:
        builder = builder.add_extension(x509.BasicConstraints(ca=bool(ca), path_length=path_length), critical=critical)
    usages = usage("key_cert_sign", "crl_sign") if ca and usages is None else usages
    if usages:
        builder = builder.add_extension(usages, critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if hosts:
        names = [alternative(each) if isinstance(each, str) else each for each in hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=not name)
    for extension, extension_critical in extra:
        builder = builder.add_extension(extension, critical=extension_critical)
    wordless = isinstance(signer, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    return Holder(key, builder.sign(signer, None if wordless else hash_ or hashes.SHA256(), rsa_padding=rsa_padding))


@functools.cache
def root():
    return make("Root", key=key(number=1), ca=True)


@functools.cache
def middle():
    return make("Middle", root(), key=key(number=2), ca=True)


def a_ca(name="CA", issuer=None, **options):
    """A CA below the root, unless another issuer is given."""
    return make(name, issuer or root(), ca=True, **{"key": key(number=3), **options})


def a_leaf(issuer=None, **options):
    """A leaf for HOST below the usual CA, unless said otherwise."""
    defaults = {"key": key(), "hosts": [HOST], "purposes": [SERVER], "usages": usage("digital_signature")}
    return make("leaf", issuer or middle(), **{**defaults, **options})


def entry(leaf, *authorities, trusted=None, **options):
    """An Entry of these certificates; the client trusts the last of them that is self-signed, else the root."""
    return Entry(bundle(leaf, *(authorities or (middle(),))), (trusted or root()).pem, **options)


def keys():
    """Kinds of keys, of the leaf and of the CA."""
    no_client = "with which no TLS client connects"
    for kind in ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048"):
        yield f"a leaf with {kind}", entry(a_leaf(key=key(kind)))
    for kind in ("P-224", "secp256k1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"):
        yield f"a leaf with {kind}", entry(a_leaf(key=key(kind)), refusal=no_client)
    yield "a leaf with P-192", entry(a_leaf(key=key("P-192")), refusal="which OpenSSL does not load")
    yield "a leaf with RSA-1024", entry(a_leaf(key=key("RSA-1024")), refusal="which OpenSSL does not load")
    for kind in ("P-384", "P-224", "secp256k1", "brainpoolP384r1", "Ed25519", "RSA-2048"):
        ca = a_ca(key=key(kind, 3))
        yield f"a CA with {kind}", entry(a_leaf(ca), ca)
    for kind in ("P-192", "RSA-1024"):
        ca = a_ca(key=key(kind, 3))
        yield f"a CA with {kind}", entry(a_leaf(ca), ca, refusal="certificate 2 (CN=CA) has an ")
    for form, kind in (("RSA", "RSA-2048"), ("EC", "P-256")):
        text = bundle(a_leaf(key=key(kind)), middle(), key=key_pem(key(kind), form=PrivateFormat.TraditionalOpenSSL))
        yield f"a traditional {form} key", Entry(text, root().pem)


def signatures():
    """Algorithms of signatures."""
    for hash_ in (hashes.SHA384(), hashes.SHA512(), hashes.SHA224()):
        yield f"signed with {hash_.name}", entry(a_leaf(hash_=hash_))
    rsa_ca = a_ca(key=key("RSA-2048", 3))
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    yield "signed with PSS", entry(a_leaf(rsa_ca, rsa_padding=pss), rsa_ca)
    yield "signed with SHA-1", entry(with_sha1(a_leaf(rsa_ca), rsa_ca), rsa_ca, refusal="is signed with SHA1")
    rsa_root = make("RSA Root", key=key("RSA-2048", 1), ca=True)
    yield "a root signed with SHA-1", entry(a_leaf(rsa_root), with_sha1(rsa_root, rsa_root), trusted=rsa_root)
    other = make("Middle", root(), key=key(number=4), ca=True)
    yield "signed by a CA of the same name", entry(a_leaf(other), refusal="was not signed by the next one")


def chains():
    """Length and order of the chain, and how many CAs each allows below it."""
    yield "with the root", entry(a_leaf(), middle(), root())
    yield "the root as the only CA", entry(a_leaf(root()), root())
    deep = [root()]
    for number in range(5):
        deep.insert(0, a_ca(f"CA {number}", deep[0], key=key(number=10 + number)))
        yield f"{number + 1} CAs and the root", entry(a_leaf(deep[0]), *deep)
        yield f"{number + 1} CAs without the root", entry(a_leaf(deep[0]), *deep[:-1])
    for length, refusal in ((2, None), (1, None), (0, "(CN=Top) allows 0 CAs below it, not 1")):
        top = make("Top", key=key(number=5), ca=True, path_length=length)
        low = a_ca("Low", top)
        yield f"one CA below one that allows {length}", entry(a_leaf(low), low, top, trusted=top, refusal=refusal)
    direct = a_ca(path_length=0)
    yield "a leaf below a CA that allows no CA", entry(a_leaf(direct), direct)
    own = make("Own", key=key(), ca=True, hosts=[HOST], usages=usage("digital_signature", "key_cert_sign"))
    yield "self-signed, twice", entry(own, own, trusted=own)
    yield "CAs in the wrong order", entry(a_leaf(), root(), middle(), refusal="was not signed by the next one", by_form=True)
    yield "the leaf alone", Entry(bundle(a_leaf()), root().pem, refusal="it holds 1 of at least 2 certificates", by_form=True)
    yield "a stranger as CA", entry(a_leaf(), a_ca("Stranger"), refusal="was not signed by the next one")
    wrong = x509.AuthorityKeyIdentifier(b"\1" * 20, None, None)
    another = "names another CA than the one after it"
    yield "another CA named by its key", entry(a_leaf(authority=wrong), middle(), root(), refusal=another)
    serial = x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(root().certificate.subject)], 4711)
    yield (
        "another CA named by its number",
        entry(a_leaf(authority=serial), middle(), root(), refusal=another),
    )
    crowd = a_leaf(hosts=[HOST, *(f"{number:060d}.example.com" for number in range(1500))])
    yield "a bundle of more than 100 kB", entry(crowd, refusal="TLS clients cannot connect with it (excessive message size)")


def names():
    """Alternative names, and the name that a client uses."""
    for san, name, refusal in (
        (HOST, HOST.upper(), None),
        (HOST.upper(), HOST, None),
        ("*.fleet.example.com", HOST, None),
        ("*.example.com", "wa1.example.com", None),
        ("*.example.com", HOST, "is not for"),
        ("*.com", "example.com", "is not for"),
        ("*", "localhost", "is not for"),
        ("*.*.example.com", HOST, "is not for"),
        ("wa*.fleet.example.com", HOST, "is not for"),
        ("wa1.*.example.com", HOST, "is not for"),
        ("fleet.example.com", HOST, "is not for"),
        (HOST + ".", HOST, "is not for"),
        ("xn--bcher-kva.example.com", "bücher.example.com", None),
        ("*.fleet.example.com", "xn--bcher-kva.fleet.example.com", None),
        ("127.0.0.1", "127.0.0.1", None),
        ("::1", "::1", None),
        (x509.DNSName("127.0.0.1"), "127.0.0.1", "is not for"),
        (x509.IPAddress(ipaddress.ip_address("192.0.2.7")), "127.0.0.1", "is not for"),
        (x509.UniformResourceIdentifier("https://" + HOST), HOST, "is not for"),
        (x509.RFC822Name("ops@example.com"), HOST, "is not for"),
        (x509.DNSName("wa_1.fleet.example.com"), "wa_1.fleet.example.com", None),
    ):
        shown = san if isinstance(san, str) else f"{type(san).__name__} {san.value}"
        yield f"for {shown}, asked as {name}", entry(a_leaf(hosts=[san]), name=name, refusal=refusal)
    named = make(HOST, middle(), key=key(), purposes=[SERVER], usages=usage("digital_signature"))
    yield "a common name alone", entry(named, refusal="is not for")
    nameless = make("", middle(), key=key(), hosts=[HOST], purposes=[SERVER], usages=usage("digital_signature"))
    yield "without a subject", entry(nameless)
    yield "hundreds of names", entry(a_leaf(hosts=[*(f"w{number}.example.com" for number in range(300)), HOST]))


def dates():
    """Validity."""
    for part in ("leaf", "CA", "root"):
        for what, options, refusal in (
            ("expired", {"begin": -9 * DAY, "end": -DAY}, "expired on"),
            ("not yet valid", {"begin": DAY}, "is not valid before"),
        ):
            top = make("Top", key=key(number=5), ca=True, **(options if part == "root" else {}))
            low = a_ca("Low", top, **(options if part == "CA" else {}))
            leaf = a_leaf(low, **(options if part == "leaf" else {}))
            yield f"{part} {what}", entry(leaf, low, top, trusted=top, refusal=refusal)
    yield "valid for ever", entry(a_leaf(end=NOW.replace(year=9999, month=12, day=31, hour=23, minute=59, second=59)))


def constraints():
    """Basic constraints, key usage and purposes."""
    not_ca, not_server = "is not a CA and may not sign others", "is not made for TLS servers"
    yield "a leaf that is a CA", entry(a_leaf(ca=True, usages=usage("digital_signature", "key_cert_sign")))
    yield "a leaf without basic constraints", entry(a_leaf(constraints=False))
    soft = a_ca(critical=False)
    yield "a CA whose constraints are not critical", entry(a_leaf(soft), soft, strict=True)
    for name, options in (
        ("without basic constraints", {"constraints": False}),
        ("that is none", {"ca": False, "usages": usage("key_cert_sign")}),
        ("that may sign lists only", {"usages": usage("crl_sign")}),
    ):
        ca = make("CA", root(), **{"key": key(number=3), "ca": True, **options})
        yield f"a CA {name}", entry(a_leaf(ca), ca, refusal=not_ca)
    silent = make("CA", root(), key=key(number=3), ca=True, usages=False)
    yield "a CA without key usage", entry(a_leaf(silent), silent, strict=True)
    yield "a leaf without key usage", entry(a_leaf(usages=None))
    yield "an RSA leaf for encipherment", entry(a_leaf(key=key("RSA-2048"), usages=usage("key_encipherment")))
    cannot = "TLS clients cannot connect with it"
    yield "an EC leaf for encipherment", entry(a_leaf(usages=usage("key_encipherment")), refusal=cannot)
    yield "a leaf for signing lists", entry(a_leaf(usages=usage("crl_sign")), refusal=cannot)
    yield "a leaf for commitment", entry(a_leaf(usages=usage("content_commitment")), refusal=cannot)
    for shown, purposes, refusal in (
        ("every purpose unsaid", [], None),
        ("servers and clients", [SERVER, CLIENT], None),
        ("any purpose and servers", [ANY, SERVER], None),
        ("any purpose", [ANY], not_server),
        ("clients", [CLIENT], not_server),
        ("code", [Purpose.CODE_SIGNING], not_server),
    ):
        yield f"a leaf for {shown}", entry(a_leaf(purposes=purposes), refusal=refusal)
        ca = a_ca(purposes=purposes)
        yield f"a CA for {shown}", entry(a_leaf(ca), ca, refusal=refusal)
    top = make("Top", key=key(number=5), ca=True, purposes=[CLIENT])
    yield "a root for clients", entry(a_leaf(top), top, trusted=top, refusal=not_server)


def name_constraints():
    """What a CA permits and excludes."""
    outside, inside = "is outside the names that a CA in it permits", "is among the names that a CA in it excludes"
    network = x509.IPAddress(ipaddress.ip_network("192.0.2.0/24"))
    directory = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leaf")]))
    for shown, permitted, excluded, refusal in (
        ("its domain", [x509.DNSName("example.com")], None, None),
        ("its domain with a dot", [x509.DNSName(".example.com")], None, None),
        ("another domain", [x509.DNSName("example.org")], None, outside),
        ("its name and more", [x509.DNSName("example.org"), x509.DNSName(HOST)], None, None),
        ("a network", [network], None, None),
        ("its subject", [directory], None, None),
        ("another subject", [x509.DirectoryName(root().certificate.subject)], None, outside),
        ("no mail of another domain", [x509.RFC822Name("example.org")], None, None),
        ("all but another domain", None, [x509.DNSName("example.org")], None),
        ("all but its domain", None, [x509.DNSName("example.com")], inside),
        ("all but its subject", None, [directory], inside),
        ("registered numbers", [x509.RegisteredID(ObjectIdentifier("1.2.3"))], None, None),
    ):
        ca = a_ca(extra=[(x509.NameConstraints(permitted, excluded), True)])
        yield f"a CA that permits {shown}", entry(a_leaf(ca), ca, refusal=refusal)
    ca = a_ca(extra=[(x509.NameConstraints([network], None), True)])
    for address, refusal in (("192.0.2.1", None), ("127.0.0.1", outside)):
        yield f"{address} below a CA of a network", entry(a_leaf(ca, hosts=[address, HOST]), ca, refusal=refusal)
    top = make("Top", key=key(number=5), ca=True, extra=[(x509.NameConstraints([x509.DNSName("example.org")], None), True)])
    low = a_ca("Low", top)
    yield "a root that permits another domain", entry(a_leaf(low), low, top, trusted=top, refusal=outside)
    ca = a_ca(extra=[(x509.NameConstraints([x509.RegisteredID(ObjectIdentifier("1.2.3"))], None), True)])
    names = [HOST, x509.RegisteredID(ObjectIdentifier("1.2.3.4"))]
    yield "a number below a CA of numbers", entry(a_leaf(ca, hosts=names), ca, refusal="cannot apply the name constraints")


def extensions():
    """Extensions that clients know or not, critical or not."""
    unknown, not_known = "has the critical extension 1.3.6.1.4.1.99999.1", "critical extension that clients do not know"
    policy = x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier("2.23.140.1.2.1"), None)])
    address = x509.AccessDescription(x509.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ocsp.example"))
    for shown, extension, critical, refusal in (
        ("an unknown extension", UNKNOWN, False, None),
        ("an unknown critical extension", UNKNOWN, True, unknown),
        ("a critical policy", policy, True, None),
        ("must-staple", x509.TLSFeature([x509.TLSFeatureType.status_request]), False, None),
        (
            "critical must-staple",
            x509.TLSFeature([x509.TLSFeatureType.status_request]),
            True,
            not_known,
        ),
        ("a critical OCSP address", x509.AuthorityInformationAccess([address]), True, not_known),
        ("the poison of a precertificate", x509.PrecertPoison(), True, not_known),
        ("critical no-check", x509.OCSPNoCheck(), True, None),
    ):
        yield f"a leaf with {shown}", entry(a_leaf(extra=[(extension, critical)]), refusal=refusal)
    for critical, refusal in ((False, None), (True, unknown)):
        ca = a_ca(extra=[(UNKNOWN, critical)])
        yield f"a CA with an unknown extension, critical: {critical}", entry(a_leaf(ca), ca, refusal=refusal)
    top = make("Top", key=key(number=5), ca=True, extra=[(UNKNOWN, True)])
    yield "a root with an unknown critical extension", entry(a_leaf(top), top, trusted=top, refusal=unknown)
    ca = a_ca(extra=[(x509.PolicyConstraints(0, None), True)])
    yield "a CA that wants a policy", entry(a_leaf(ca), ca)


def forms():
    """The file itself."""
    good, other = a_leaf(), a_leaf(key=key(number=9))
    text = bundle(good, middle())
    yield "Windows line ends", Entry(text.replace("\n", "\r\n"), root().pem)
    yield "words between the blocks", Entry(text.replace("-----BEGIN", "subject=x\n-----BEGIN"), root().pem)
    for shown, given, refusal in (
        ("another key", bundle(good, middle(), key=other.key_pem), "the private key does not belong to the certificate"),
        ("an encrypted key", bundle(good, middle(), key=key_pem(key(), b"hush")), "the private key is encrypted"),
        ("no key", text[len(good.key_pem) :], "it holds no private key"),
        ("the key last", text[len(good.key_pem) :] + good.key_pem, "the private key is not the first block"),
        ("the CA before the leaf", good.key_pem + middle().pem + good.pem, "the private key belongs to certificate 2"),
        ("a block cut off", text[:-30], "begins and does not end"),
    ):
        yield shown, Entry(given, root().pem, refusal=refusal, by_form=True)


def corpus():
    """{name: Entry}, all of them."""
    families = (keys, signatures, chains, names, dates, constraints, name_constraints, extensions, forms)
    found = [each for family in families for each in family()]
    result = dict(found)
    assert len(result) == len(found), "two entries of one name"
    return result
