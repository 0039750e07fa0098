# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local checks of certificates: what OpenSSL loads and clients trust passes, anything else is told in one sentence."""

from __future__ import annotations

import base64
import ssl

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._local import pem
from ansible_collections.waops.whatsapp.plugins.module_utils._resources import certificate_bundle
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate_bundle import name_problem, read_bundle
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_utc
from tests.support.certificates import DAY, NOW, bundle, good_bundle, issue, key_line, key_pem, with_sha1

HOST = "wa1.example.com"
GOOD = good_bundle(HOST, "*.fleet.example.com", "192.0.2.1", "2001:db8::1")
ROOT = issue("Root", ca=True)
MIDDLE = issue("Middle", ROOT, ca=True)
ISSUING = issue("Issuing", MIDDLE, ca=True)
LEAF = issue("leaf", ISSUING, hosts=[HOST])
RSA_KEY = rsa.generate_private_key(65537, 2048)
RSA_ROOT = issue("RSA Root", ca=True, key=RSA_KEY)
OTHER = ec.generate_private_key(ec.SECP256R1())
OLD = issue("Old", ROOT, ca=True, begin=-9 * DAY, end=-DAY)
UNFIT = issue("Unfit", ROOT, ca=True, may_sign=False)
TOP = issue("Top", ca=True, path_length=0)
NOT_BASE64 = "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n"
SUB = issue("Sub", TOP, ca=True)


def openssl_loads(folder, content):
    """Whether OpenSSL, as a web server has it, can serve with these bytes."""
    path = folder / "bundle.pem"
    path.write_bytes(content)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    except ssl.SSLError:
        return False
    return True


def rejected(text, **options):
    """The sentence with which a bundle is refused."""
    with pytest.raises(OptionError) as caught:
        read_bundle("path", text, **options)
    assert caught.value.option == "path"
    for secret in (GOOD.key, LEAF.key_pem):
        assert key_line(secret) not in caught.value.message
    return caught.value.problem


GOOD_TEXTS = {
    "trustme": GOOD.text,
    "with the root": GOOD.text + GOOD.root,
    "two intermediates": bundle(LEAF, ISSUING, MIDDLE),
    "a root as the only CA": bundle(issue("leaf", ROOT, hosts=[HOST]), ROOT),
    "RSA": bundle(issue("leaf", MIDDLE, key=RSA_KEY), MIDDLE),
    "RSA, traditional": bundle(issue("leaf", MIDDLE, key=RSA_KEY), MIDDLE, key=key_pem(RSA_KEY, form=PrivateFormat.TraditionalOpenSSL)),
    "EC, traditional": bundle(LEAF, ISSUING, key=key_pem(LEAF.key, form=PrivateFormat.TraditionalOpenSSL)),
    "Ed25519": bundle(issue("leaf", MIDDLE, key=ed25519.Ed25519PrivateKey.generate()), MIDDLE),
    "Ed448": bundle(issue("leaf", MIDDLE, key=ed448.Ed448PrivateKey.generate()), MIDDLE),
    "P-384": bundle(issue("leaf", MIDDLE, key=ec.generate_private_key(ec.SECP384R1())), MIDDLE),
    "EC parameters before the key": "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    + bundle(LEAF, ISSUING),
    "words between": "Bag Attributes: é\n" + GOOD.text.replace("-----BEGIN CERT", "subject=/CN=x\n-----BEGIN CERT"),
    "Windows line ends": GOOD.text.replace("\n", "\r\n"),
    "spaces that only look like spaces": GOOD.text.replace("\n", "\u00a0\n"),
    "indented": GOOD.text.replace("\n", "\n    "),
    "a root signed with SHA-1": bundle(issue("leaf", RSA_ROOT, hosts=[HOST]), with_sha1(RSA_ROOT, RSA_ROOT)),
}


@pytest.mark.parametrize("name", GOOD_TEXTS)
def test_a_good_bundle_passes_and_openssl_loads_what_is_sent(name, tmp_path):
    """Accepted, brought into one form, read again to the same, and a web server starts with it."""
    found = read_bundle("path", GOOD_TEXTS[name])
    sent = found.pem.decode()
    assert openssl_loads(tmp_path, found.pem)
    assert sent.count("-----BEGIN ") == 1 + len(found.chain)
    assert sent.startswith("-----BEGIN ")
    assert "PRIVATE KEY-----" in sent.splitlines()[0]
    assert read_bundle("path", sent) == found


def test_the_order_that_is_sent_is_key_leaf_cas():
    assert read_bundle("path", GOOD.text + GOOD.root).pem.decode().replace("\n", "") == (GOOD.text + GOOD.root).replace("\n", "")


BAD_TEXTS = {
    "nothing": ("", "it is not PEM"),
    "words": ("hello", "it is not PEM"),
    "DER": (ssl.PEM_cert_to_DER_cert(GOOD.leaf).decode("latin-1"), "it is not PEM"),
    "cut off": (GOOD.text[:-30], "a PEM block in it begins and does not end"),
    "no key": (GOOD.leaf + GOOD.intermediate, "it holds no private key"),
    "two keys": (GOOD.key + GOOD.text, "it holds 2 private keys"),
    "key last": (GOOD.leaf + GOOD.intermediate + GOOD.key, "the private key is not the first block"),
    "key in the middle": (GOOD.leaf + GOOD.key + GOOD.intermediate, "the private key is not the first block"),
    "key alone": (GOOD.key, "it holds 0 of at least 2 certificates"),
    "no CA": (GOOD.key + GOOD.leaf, "it holds 1 of at least 2 certificates"),
    "a request": (GOOD.text.replace("CERTIFICATE--", "CERTIFICATE REQUEST--"), "it holds a block named CERTIFICATE REQUEST"),
    "OpenSSH": (
        bundle(LEAF, ISSUING, key=LEAF.key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()),
        "it holds a block named OPENSSH PRIVATE KEY",
    ),
    "encrypted": (bundle(LEAF, ISSUING, key=key_pem(LEAF.key, b"hush")), "the private key is encrypted"),
    "encrypted, traditional": (
        bundle(LEAF, ISSUING, key=key_pem(LEAF.key, b"hush", PrivateFormat.TraditionalOpenSSL)),
        "the private key is encrypted",
    ),
    "DSA": (bundle(LEAF, ISSUING, key=key_pem(dsa.generate_private_key(1024))), "the private key is of a kind that TLS servers do not use"),
    "a damaged key": (GOOD.text.replace(key_line(GOOD.key), "A" * 64), "the private key cannot be decoded"),
    "a damaged certificate": (GOOD.key + GOOD.leaf + ssl.DER_cert_to_PEM_cert(b"nonsense"), "certificate 2 in it cannot be decoded"),
    "a key with a strange letter": (
        GOOD.text.replace(key_line(GOOD.key), key_line(GOOD.key) + "\u00b6"),
        "the private key cannot be decoded",
    ),
    "not base64": (GOOD.key + NOT_BASE64 + GOOD.intermediate, "certificate 1 in it cannot be decoded"),
    "another key": (bundle(LEAF, ISSUING, key=key_pem(OTHER)), "the private key does not belong to the certificate (CN=leaf)"),
    "CA before the leaf": (GOOD.key + GOOD.intermediate + GOOD.leaf, "the private key belongs to certificate 2"),
    "CAs in the wrong order": (
        bundle(LEAF, MIDDLE, ISSUING),
        "certificate 1 (CN=leaf) was not signed by the next one (CN=Middle) but by 'CN=Issuing'",
    ),
    "a CA left out": (
        bundle(LEAF, ISSUING, ROOT),
        "certificate 2 (CN=Issuing) was not signed by the next one (CN=Root) but",
    ),
    "the leaf twice": (bundle(LEAF, LEAF, ISSUING), "certificate 1 (CN=leaf) was not signed by the next one (CN=leaf)"),
    "a CA of the same name": (bundle(LEAF, issue("Issuing", MIDDLE, ca=True)), "certificate 1 (CN=leaf) was not signed by the next one"),
    "self-signed and a stranger": (bundle(issue("stock", hosts=[HOST]), ROOT), "certificate 1 (CN=stock) was not signed by the next one"),
    "signed by no CA": (bundle(issue("below", LEAF), LEAF), "certificate 2 (CN=leaf) is not a CA and may not sign others"),
    "signed by an unfit CA": (bundle(issue("below", UNFIT), UNFIT), "certificate 2 (CN=Unfit) is not a CA and may not sign others"),
    "too many CAs": (bundle(issue("below", SUB), SUB, TOP), "certificate 3 (CN=Top) allows 0 CAs below it, not 1"),
    "expired": (
        bundle(issue("old", MIDDLE, begin=-9 * DAY, end=-DAY), MIDDLE),
        "certificate 1 (CN=old) expired on " + format_utc(NOW - DAY),
    ),
    "expired CA": (bundle(issue("leaf", OLD), OLD), "certificate 2 (CN=Old) expired on"),
    "not yet valid": (
        bundle(issue("new", MIDDLE, begin=DAY), MIDDLE),
        f"certificate 1 (CN=new) is not valid before {format_utc(NOW + DAY)}",
    ),
    "short RSA": (
        bundle(issue("weak", MIDDLE, key=rsa.generate_private_key(65537, 1024)), MIDDLE),
        "certificate 1 (CN=weak) has an RSA key of 1024 bits, which OpenSSL does not load; use 2048 or more",
    ),
    "short EC": (
        bundle(issue("weak", MIDDLE, key=ec.generate_private_key(ec.SECP192R1())), MIDDLE),
        "certificate 1 (CN=weak) has an EC key of 192 bits, which OpenSSL does not load; use 256 or more",
    ),
    "signed with SHA-1": (
        bundle(with_sha1(issue("weak", RSA_ROOT), RSA_ROOT), RSA_ROOT),
        "certificate 1 (CN=weak) is signed with SHA1, which OpenSSL does not load; get a new one",
    ),
    "for clients": (
        bundle(issue("client", MIDDLE, purpose=ExtendedKeyUsageOID.CLIENT_AUTH), MIDDLE),
        "the certificate (CN=client) is not made for TLS servers",
    ),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_bad_bundle_is_told(name):
    text, sentence = BAD_TEXTS[name]
    problem = rejected(text)
    assert problem.startswith(sentence)
    assert "; " in problem or "it is not PEM" in problem, "the sentence does not say what to do"


@pytest.mark.parametrize(
    "name", ["another key", "short RSA", "short EC", "signed with SHA-1", "encrypted", "a damaged key", "no key", "cut off"]
)
def test_openssl_would_not_have_loaded_it(name, tmp_path):
    """The refusals that say so are right: with these a Webapp does not start."""
    if name == "encrypted":
        with pytest.raises(ssl.SSLError):
            (tmp_path / "key.pem").write_text(BAD_TEXTS[name][0])
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tmp_path / "key.pem", password=lambda: "")
    else:
        assert not openssl_loads(tmp_path, BAD_TEXTS[name][0].encode())


def test_the_moment_decides():
    """A bundle is judged at the moment it is given, here a hundred days later."""
    assert "expired on" in rejected(bundle(LEAF, ISSUING), now=NOW + 100 * DAY)
    assert "is not valid before" in rejected(bundle(LEAF, ISSUING), now=NOW - 100 * DAY)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD.text) - 1), st.characters(min_codepoint=0, max_codepoint=0x2FF))
def test_one_wrong_character_never_breaks_the_check(place, letter):
    """Whatever is hit: accepted with something OpenSSL-like left in it, or told in a sentence; never another exception."""
    try:
        found = read_bundle("path", GOOD.text[:place] + letter + GOOD.text[place + 1 :])
    except OptionError:
        return
    assert read_bundle("path", found.pem.decode()) == found


@settings(max_examples=50, deadline=None)
@given(st.permutations([LEAF.key_pem, LEAF.pem, ISSUING.pem, MIDDLE.pem, ROOT.pem]))
def test_only_one_order_passes(parts):
    text = "".join(parts)
    if text == bundle(LEAF, ISSUING, MIDDLE, ROOT):
        assert read_bundle("path", text)
    else:
        assert rejected(text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_certificate_or_told(content):
    """A server's certificate that makes no sense is still described; a user's is refused."""
    told = pem.describe(pem.certificate(content))
    assert told["subject"] is None
    assert len(told["sha256"]) == 64
    with pytest.raises(OptionError, match="cannot be decoded"):
        pem.read_certificates("path", "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----" % base64.b64encode(content).decode())


NAMES = (
    (HOST, True), ("WA1.Example.COM", True), ("wa1.example.com.", True), ("wa2.example.com", False), ("example.com", False),
    ("a.fleet.example.com", True), ("A.FLEET.example.com", True), ("a.b.fleet.example.com", False), ("fleet.example.com", False),
    (".fleet.example.com", False), ("192.0.2.1", True), ("192.0.2.2", False), ("2001:db8::1", True), ("[2001:db8:0:0::1]", True),
    ("2001:db8::2", False), ("localhost", False), ("", False), ("*.fleet.example.com", True),
)  # fmt: skip


@pytest.mark.parametrize(("name", "fits"), NAMES)
def test_names(name, fits):
    """Whole names, one label for a star, addresses by value."""
    assert pem.matches_host(pem.read_certificates("path", GOOD.leaf)[0], name) is fits


def test_names_of_other_alphabets():
    item = pem.read_certificates("path", issue("x", hosts=["xn--bcher-kva.example"]).pem)[0]
    assert pem.matches_host(item, "bücher.example")
    assert not pem.matches_host(item, "bucher.example")
    assert not pem.matches_host(item, "b" * 70 + ".example")


def test_a_name_that_does_not_fit_is_told():
    leaf = pem.read_certificates("content", GOOD.leaf)[0]
    assert name_problem(leaf, [HOST, "192.0.2.1"]) is None
    assert name_problem(leaf, []) is None
    assert name_problem(leaf, [HOST, "wa9.example.com"]).startswith(
        "the certificate is not for 'wa9.example.com' but for DNS:wa1.example.com, DNS:*.fleet.example.com, IP:192.0.2.1"
    )


def test_a_common_name_does_not_count():
    leaf = pem.read_certificates("path", issue(HOST).pem)[0]
    assert "but for no name at all" in name_problem(leaf, [HOST])


def test_authorities_alone():
    """A file with CAs: one or more certificates, each once decoded, and nothing secret beside them."""
    assert [str(item) for item in pem.read_certificates("path", "# trusted\n" + ROOT.pem + MIDDLE.pem)] == ["CN=Root", "CN=Middle"]
    for text, sentence in (
        (ROOT.pem + ROOT.key_pem, "it holds a block named PRIVATE KEY"),
        ("x", "it is not PEM"),
        (ROOT.pem[:-9], "does not end"),
    ):
        with pytest.raises(OptionError, match=sentence):
            pem.read_certificates("path", text)


def test_description():
    told = pem.describe(pem.read_certificates("path", LEAF.pem)[0])
    assert told == {
        "sha256": LEAF.sha256,
        "self_signed": False,
        "subject": "CN=leaf",
        "issuer": "CN=Issuing",
        "subject_alt_names": ["DNS:wa1.example.com"],
        "not_before": format_utc(NOW - DAY),
        "not_after": format_utc(NOW + 90 * DAY),
    }
    assert pem.describe(pem.read_certificates("path", ROOT.pem)[0])["self_signed"] is True


def test_a_servers_text_is_read_with_patience():
    """What is no certificate is passed over, and an undecodable one has its fingerprint at least."""
    text = "junk" + ROOT.pem + NOT_BASE64 + ssl.DER_cert_to_PEM_cert(b"nonsense")
    found = pem.certificates_in(text)
    assert [pem.describe(item)["subject"] for item in found] == ["CN=Root", None]
    assert pem.days_left(found[1]) is None


def test_expiry_warnings():
    chain = pem.read_certificates("path", LEAF.pem + ROOT.pem)
    assert pem.expiry_warnings(chain, 30, NOW) == []
    later = NOW + 80 * DAY
    assert pem.expiry_warnings(chain[:1], 30, later) == ["certificate 1 (CN=leaf) expires in 10 days, on %s" % format_utc(NOW + 90 * DAY)]
    assert pem.expiry_warnings(chain, 5, later) == []
    assert "has expired" in pem.expiry_warnings(chain, 0, NOW + 91 * DAY)[1]
    assert pem.days_left(chain[0], NOW) == 90


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(pem, "CRYPTOGRAPHY", False)
    with pytest.raises(WhatsAppError, match="certificates need the Python library cryptography, version 42 or newer"):
        pem.require_cryptography()


def test_a_bundle_is_never_shown_with_its_key():
    found = read_bundle("path", GOOD.text)
    assert key_line(GOOD.key) not in repr(found)
    assert isinstance(found, certificate_bundle.Bundle)
