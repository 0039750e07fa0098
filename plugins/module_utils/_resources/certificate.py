# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Webapp's own certificate and the webhook CA: /v1/certificates (Meta's reference: certificates).

The Webapp's certificate cannot be read back, only its CAs; a TLS handshake shows the rest. Both show what the
Webapp serves now: an upload appears only after a restart of the Webapp.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Callable
from urllib.parse import urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Info, Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.parts import not_offered_warnings, read_parts
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan, Write
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, PreconditionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local import pem
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import read_bytes
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate_bundle import Bundle, name_problem, read_bundle

EXTERNAL, EXTERNAL_CA, WEBHOOK_CA = "certificates/external", "certificates/external/ca", "certificates/webhooks/ca"
CONTENT_TYPE = "text/plain"  # the server refuses the webhook CA with a parameter, such as a charset
PARTS = ("served", "external_ca", "webhook_ca")


def _check_address(value: str) -> str | None:
    try:
        parts = urlsplit("https://" + value)
        is_valid = bool(parts.hostname and parts.port) and parts.netloc == value and not parts.username
    except ValueError:
        is_valid = False
    return None if is_valid else "'%s' is not an address; give HOST:PORT, like wa1.internal:9090" % value


TLS_ADDRESS = Field("tls_address", validator=_check_address)
PARAMETERS = (
    Field("kind", choices=("external", "webhook_ca"), required=True),
    Field("state", choices=("present", "absent"), default="present"),
    Field("content", secret=True),
    Field("src", type="path"),
    Field("host_names", type="list", elements="str"),
    TLS_ADDRESS,
    Field("require_pin", type="bool", default=False),
    Field("expiry_warning_days", type="int", default=30, validator=lambda days: None if days >= 0 else "give 0 or more days"),
)
CONSTRAINTS = {"mutually_exclusive": [("content", "src")], "required_if": [("state", "present", ("content", "src"), True)]}


@dataclass(frozen=True)
class PreparedCertificates(Prepared):
    """option: the one that holds the certificates. chain: what is to be installed, the leaf first. bundle: with kind=external."""

    option: str = "content"
    chain: tuple[pem.Certificate, ...] = ()
    bundle: Bundle | None = None


def prepare(options: Prepared) -> PreparedCertificates:
    """Reads and checks what is to be installed."""
    external, present = options["kind"] == "external", options["state"] == "present"
    if external and not present:
        raise OptionError("state", "the API cannot remove the Webapp's certificate; install another one with state=present")
    for option in ("host_names", "tls_address"):
        if option in options and not external:
            raise OptionError(option, "it belongs to kind=external")
    pem.require_cryptography()
    if not present:
        return PreparedCertificates(options)
    option = "src" if "src" in options else "content"
    content = read_bytes(option, options[option]).decode("utf-8", "replace") if option == "src" else options[option]
    if external:
        bundle = read_bundle(option, content)
        return PreparedCertificates(options, option, tuple(bundle.chain), bundle)
    return PreparedCertificates(options, option, tuple(pem.read_certificates(option, content)))


def handshake_address(client: Client, desired: Prepared) -> str:
    """Where the Webapp speaks TLS; raises PreconditionError when that is not known."""
    parts = urlsplit(client.instance)
    if "tls_address" not in desired and parts.scheme != "https":
        raise PreconditionError(
            "tls_address", "url is not https, so the certificate cannot be read there; give HOST:PORT of the Webapp's TLS port"
        )
    return desired.get("tls_address", parts.netloc)


def served(client: Client, address: str) -> pem.Certificate:
    """The leaf that the Webapp serves now, from a TLS handshake; needs no login."""
    return pem.certificate(client.transport.fetch_peer_certificate(address))


def authorities(client: Client, path: str) -> list[pem.Certificate] | None:
    """The certificates that the server keeps at `path`, or None when it keeps none."""
    answer = client.download(path, _pem_problem)
    return None if answer is None else pem.certificates_in(answer.content.decode("utf-8", "replace"))


def _pem_problem(content: bytes) -> str | None:
    """What is wrong with bytes that the server gave as CAs, or None."""
    return None if b"-----BEGIN CERTIFICATE-----" in content else "is not PEM with certificates"


def read(client: Client, desired: PreparedCertificates) -> dict:
    """What the instance has of this kind; for an external certificate the names are checked first, against url's host."""
    if desired["kind"] == "webhook_ca":
        return {"authorities": authorities(client, WEBHOOK_CA)}
    names = desired.get("host_names", [urlsplit(client.instance).hostname])
    problem = name_problem(desired.chain[0], names)
    if problem:
        raise PreconditionError(desired.option, problem)
    if desired["require_pin"]:
        _check_pin(client, desired)
    address = handshake_address(client, desired)
    return {"authorities": authorities(client, EXTERNAL_CA), "leaf": served(client, address)}


def _check_pin(client: Client, desired: PreparedCertificates) -> None:
    """Refuses a certificate that the pins of this connection do not list: nobody could connect after the restart."""
    pins, leaf = client.transport.pins, desired.chain[0].sha256
    if pins and "tls_address" not in desired and leaf not in pins:
        problem = (
            "after its restart the Webapp serves the certificate %s, which tls_fingerprint does not list; add it beside the present one"
        )
        raise PreconditionError(desired.option, problem % leaf)


def plan(current: dict, desired: PreparedCertificates) -> Plan:
    """Uploads what differs from what is installed; removes the webhook CA."""
    if desired.bundle:
        return _plan_external(current, desired.bundle, desired)
    return _plan_webhook_ca(current["authorities"], desired)


def _plan_external(current: dict, bundle: Bundle, desired: PreparedCertificates) -> Plan:
    before, after = [current["leaf"], *(current["authorities"] or ())], list(desired.chain)
    result = Plan(_sides(before), _sides(after), warnings=pem.expiry_warnings(after, desired["expiry_warning_days"]))
    result.warnings += bundle.warnings
    result.return_values["tls_fingerprint"] = after[0].sha256
    if before != after:
        result.writes.append(Request("POST", EXTERNAL, content=bundle.pem, content_type=CONTENT_TYPE))
        result.restart.append("webapp")
    return result


def _sides(chain: list[pem.Certificate]) -> dict:
    return {"certificate": pem.describe(chain[0]), "ca_certificates": [pem.describe(item) for item in chain[1:]]}


def _plan_webhook_ca(current: list[pem.Certificate] | None, desired: PreparedCertificates) -> Plan:
    before = {} if current is None else _trusted(current)
    if desired["state"] == "absent":
        writes: list[Write] = [] if current is None else [Request("DELETE", WEBHOOK_CA)]
        return Plan(before, writes=writes, restart=["coreapp"] if writes else [])
    wanted = list(desired.chain)
    result = Plan(before, _trusted(wanted), warnings=pem.expiry_warnings(wanted, desired["expiry_warning_days"]))
    result.warnings += [
        "certificate %d (%s) is neither a CA nor self-signed: no receiver can be trusted by it" % (number, item)
        for number, item in enumerate(wanted, 1)
        if not (pem.is_authority(item) or pem.is_self_signed(item))
    ]
    if result.before != result.after:
        content = "".join(item.pem for item in wanted).encode("ascii")
        result.writes.append(Request("POST", WEBHOOK_CA, content=content, content_type=CONTENT_TYPE))
        result.restart.append("coreapp")
    return result


def _trusted(certificates: list[pem.Certificate]) -> dict:
    """CAs as a diff shows them: each once, in the order of their fingerprints, because trust has no order."""
    each = {item.sha256: pem.describe(item) for item in certificates}
    return {"ca_certificates": [each[sha256] for sha256 in sorted(each)]}


def export(client: Client, options: dict) -> dict | None:
    """The webhook CA as kind=webhook_ca takes it. The Webapp's own certificate has no export: its key cannot be read."""
    certificates = authorities(client, WEBHOOK_CA)
    return {"content": "".join(item.pem for item in certificates)} if certificates else None


def _describe_authorities(client: Client, path: str) -> list[dict] | None:
    """The described CAs at `path`, None when there are none; raises NotOffered when that is not known."""
    certificates = authorities(client, path)
    client.settle_doubts()
    return None if certificates is None else [_describe(item) for item in certificates]


def read_info(client: Client, desired: Prepared) -> dict:
    """Each part that was asked for, described."""
    pem.require_cryptography()
    wants_leaf, paths = "served" in desired["gather_subset"], {"external_ca": EXTERNAL_CA, "webhook_ca": WEBHOOK_CA}
    readers: dict[str, Callable[[], Any]] = {
        name: partial(_describe_authorities, client, path) for name, path in paths.items() if name in desired["gather_subset"]
    }
    if wants_leaf:
        readers["served"] = partial(served, client, handshake_address(client, desired))
    values, refused = read_parts(readers)
    result = {**dict.fromkeys(refused), **values, "not_offered": list(refused), "warnings": not_offered_warnings(refused)}
    if wants_leaf:
        leaf = values["served"]
        result["served"] = dict(_describe(leaf), stock=pem.is_self_signed(leaf) and not result.get("external_ca"))
    return result


def _describe(item: pem.Certificate) -> dict:
    return dict(pem.describe(item), days_left=pem.days_left(item))


CERTIFICATE = Resource(
    name="certificate", parameters=PARAMETERS, constraints=CONSTRAINTS, prepare=prepare, read=read, plan=plan, export=export
)
CERTIFICATE_INFO = Info(
    name="certificate_info",
    parameters=(Field("gather_subset", type="list", elements="str", choices=PARTS, default=list(PARTS)), TLS_ADDRESS),
    read=read_info,
)
