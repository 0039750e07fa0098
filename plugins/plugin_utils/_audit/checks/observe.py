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
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks.webhook_probe import probe

ADMINISTRATOR = "admin"  # Meta's reference, users: the account that every instance comes with
HEALTH = frozenset(("health", "shards"))  # the checks that need the health


def observe(client: Any, names: list[str], config: dict, health: dict | None) -> dict:
    """The facts of an instance. health: as the sweep read it, for the checks in HEALTH. config: the declaration."""
    facts: dict[str, Any] = {name: _text(client.meta.get(name)) for name in ("version", "api_status")}
    facts["health"] = health
    if "expiry" in names:
        facts["support"] = _read(lambda: _support(client), client)
    if "health" in names:
        facts["number"] = (facts.get("support") or {}).get("number") or _number(client)
    if "certificate" in names:
        facts["certificate"] = _certificate(client, config)
    if "shards" in names:
        facts["shards"] = _read(lambda: {"shards": client.get("account/shards").integer("account", "shards")}, client)
    if "webhook" in names:
        facts["webhook"] = _webhook(client)
    if "password" in names:
        facts["password"] = _stock_password(client)
    return facts


def _text(value: Any) -> str | None:
    return printable(value, 40) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _read(read: Any, client: Any) -> dict:
    try:
        return read()
    except (NotFound, NotOffered):
        return {"not_offered": True}
    except WhatsAppError as error:
        return {"problem": error.of_instance(client.instance).message}


def _support(client: Any) -> dict:
    shown = support.read(client, {})
    silent = [_silence(node) for node in shown["nodes"] if not node["expires"] and _should_tell(node)]
    return {"expires": shown["expires"], "number": shown["phone_number"], **({"silent": silent} if silent else {})}


def _should_tell(node: dict) -> bool:
    """Whether this node should report the end of its build. One that leaves the member out does not offer it."""
    return bool(node["errors"]) or node["support"].get("expire_timestamp") is not None


def _silence(node: dict) -> str:
    """Why the end of a node's build is not known, in a few words."""
    error = node["errors"][0] if node["errors"] else {}
    why = error.get("details") or error.get("title") or "its expire_timestamp is no moment"
    return printable("%s: %s" % (node["name"] or "the node", why), 200)


def _number(client: Any) -> str | None:
    """The digits of the registered number, None when there is none or it is not known."""
    try:
        return registered_number(client) or None
    except WhatsAppError:
        return None


def _webhook(client: Any) -> dict:
    """The result of webhook_probe.py for the webhook of the instance, with its uploaded CA."""
    try:
        answer = client.get("settings/application")
        url = answer.optional_text("settings", "application", "webhooks", "url")
        if not url:
            return {"host": ""}
        uploaded = certificate.authorities(client, certificate.WEBHOOK_CA) or []
    except (NotFound, NotOffered):
        return {"not_offered": True}
    except WhatsAppError as error:
        return {"unread": error.of_instance(client.instance).message}
    return probe(url, "".join(item.pem for item in uploaded))


def _certificate(client: Any, config: dict) -> dict | None:
    parts = urlsplit(client.instance)
    if parts.scheme != "https":
        return None
    try:
        pem.require_cryptography()
        leaf = certificate.served(client, parts.netloc)
    except WhatsAppError as error:
        return {"problem": error.of_instance(client.instance).message}
    if leaf.parsed is None:
        return {"problem": "what the Webapp serves cannot be decoded as a certificate"}
    content = (config.get("certificate") or {}).get("content")
    declared = _declared_leaf(content) if isinstance(content, str) else ""
    pins = client.transport.pins
    return {
        "expires": format_utc(leaf.parsed.not_valid_after_utc),
        "self_signed": pem.is_self_signed(leaf),
        "names_fit": name_problem(leaf, [parts.hostname]) is None,
        "host": parts.hostname,
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
    """Whether the administrator's stock password is accepted, by one login."""
    try:
        client.session.login(username=ADMINISTRATOR, password=STOCK_PASSWORD)
    except InitialPasswordError:
        return {"accepted": True}
    except AuthenticationError:
        return {"accepted": False}
    except NotThisApi:
        return {"not_offered": True}
    except WhatsAppError as error:
        return {"problem": error.of_instance(client.instance).message}
    return {"accepted": True}
