# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads from one instance the facts that the checks evaluate. Makes no judgement itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import STOCK_PASSWORD
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    AuthenticationError,
    InitialPasswordError,
    NotFound,
    NotOffered,
    NotThisApi,
    WhatsAppError,
    printable,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._local import pem
from ansible_collections.waops.whatsapp.plugins.module_utils._resources import certificate, support
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate_bundle import name_problem
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import registered_number
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import format_utc
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.instance_health import read_health

ADMINISTRATOR = "admin"  # Meta's reference, users: the account that every instance comes with
SUPPORT = frozenset(("health", "expiry", "shards"))  # the checks that need /v1/support


def observe(client: Any, desired: dict) -> dict:
    """The facts of an instance that was compared already, by name; those that no check needs are missing.

    desired: see instance_audit.py. A fact is {"not_offered": True} when the server does not have it, {"problem"} with a sentence when
    it could not be read, and otherwise what the check that reads it documents.
    """
    names = set(desired["checks"])
    facts: dict[str, Any] = {}
    if names & SUPPORT:
        described = _read(lambda: support.read(client, {}), client)
        facts["support"] = _brief(described)
    if names & {"health", "shards"}:
        facts["health"] = _with_problem(read_health(client, desired, described if "nodes" in described else None, "shards" in names))
    if "health" in names:
        facts["number"] = facts["support"].get("number") or _number(client)
    if "certificate" in names:
        facts["certificate"] = _read(lambda: _certificate(client, desired["config"]), client)
    if "shards" in names:
        facts["shards"] = _read(lambda: {"shards": client.get("account/shards").integer("account", "shards")}, client)
    if "webhook" in names:
        facts["webhook"] = _read(lambda: _webhook(client), client)
    if "password" in names:
        facts["password"] = _read(lambda: _stock_password(client), client)
    return {**facts, **{name: _text(client.meta.get(name)) for name in ("version", "api_status")}}


def _text(value: Any) -> str | None:
    return printable(value, 40) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _read(read: Any, client: Any) -> dict:
    try:
        return read()
    except (NotFound, NotOffered):
        return {"not_offered": True}
    except WhatsAppError as error:
        return {"problem": error.of_instance(client.instance).message}


def _with_problem(health: dict) -> dict:
    is_known = health["healthy"] is not None or health.get("not_offered")
    return health if is_known else {**health, "problem": health.get("msg", health["summary"])}


def _brief(shown: dict) -> dict:
    """What the checks need of what support.read() returned; its failure as it is."""
    if "nodes" not in shown:
        return shown
    silent = [_silence(node) for node in shown["nodes"] if not node["expires"] and _should_tell(node)]
    return {"expires": shown["expires"], "number": shown["phone_number"], **({"silent": silent} if silent else {})}


def _should_tell(node: dict) -> bool:
    """Whether this node should report the end of its build. One that leaves the member out does not offer it."""
    return bool(node["errors"]) or node["support"].get("expire_timestamp") is not None


def _silence(node: dict) -> str:
    """Why the end of a node's build is not known, in a few words."""
    error = node["errors"][0] if node["errors"] else {}
    why = error.get("details") or error.get("title") or "its expire_timestamp is not a point in time"
    return printable("%s: %s" % (node["name"] or "the node", why), 200)


def _number(client: Any) -> str | None:
    """The digits of the registered number, None when there is none or it is not known."""
    try:
        return registered_number(client) or None
    except WhatsAppError:
        return None


def _webhook(client: Any) -> dict:
    """{"url", "authorities"}: the URL of the webhook, "" when none is set, and the CA that was uploaded for it, as PEM text."""
    url = client.get("settings/application").optional_text("settings", "application", "webhooks", "url")
    uploaded = (certificate.authorities(client, certificate.WEBHOOK_CA) or []) if url else []
    return {"url": url or "", "authorities": "".join(item.pem for item in uploaded)}


def _certificate(client: Any, config: dict) -> dict:
    parts = urlsplit(client.instance)
    if parts.scheme != "https":
        return {"not_offered": True}
    pem.require_cryptography()
    leaf = certificate.served(client, parts.netloc)
    if leaf.parsed is None:
        return {"problem": "what the Webapp serves cannot be decoded as a certificate"}
    content = (config.get("certificate") or {}).get("content")
    declared = _declared_leaf(content) if isinstance(content, str) else ""
    pins, verified = client.transport.pins, client.transport.verifies_chain
    return {
        "begins": format_utc(leaf.parsed.not_valid_before_utc),
        "expires": format_utc(leaf.parsed.not_valid_after_utc),
        "self_signed": pem.is_self_signed(leaf),
        "names_fit": name_problem(leaf, [parts.hostname]) is None,
        "host": parts.hostname,
        "verified_by": "CA" if verified else "pin" if pins else "nobody",
        "chain": None if verified or pem.is_self_signed(leaf) else client.transport.chain_problem(parts.netloc),
        "declared_sha256": declared or None,
        "pin_will_not_fit": bool(pins and declared and declared not in pins),
    }


def _declared_leaf(content: str) -> str:
    """The fingerprint of the first certificate in a declared bundle; "" when it has none, which the section reports."""
    try:
        return pem.certificates_in(content)[0].sha256
    except (WhatsAppError, ValueError, IndexError):
        return ""


def _stock_password(client: Any) -> dict:
    """Whether the administrator's initial password is accepted, by one login; the token that it may give is revoked."""
    try:
        token = client.session.login(username=ADMINISTRATOR, password=STOCK_PASSWORD)["token"]
    except InitialPasswordError:
        return {"accepted": True, "token_left": False}
    except AuthenticationError:
        return {"accepted": False}
    except NotThisApi:  # a gateway without logins
        return {"not_offered": True}
    try:
        client.session.logout(token)
    except WhatsAppError:
        return {"accepted": True, "token_left": True}
    return {"accepted": True, "token_left": False}
