# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media providers: /v1/settings/application/media/providers (On-Premises API reference, settings, media providers).

The documented GET shows credentials in clear. Whether late clients mask them is not known, so a credential that is left out,
empty or shown as a mask counts as unknown: not compared, and left alone unless something else about its provider changes.
"""

from __future__ import annotations

import re
from typing import Any, Callable
from urllib.parse import quote

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.duplicates import refuse_duplicates, same_name
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import MASK, MASK_CHANGED, Field
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Comparison, Plan, compare
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError

PATH = "settings/application/media/providers"
CREDENTIAL_KINDS = ("basic", "bearer")
MASKED = re.compile(r"[*•●]{3}|^\W?(hidden|masked|redacted)\W?$", re.IGNORECASE)


def check_name(name: str) -> str | None:
    """What is wrong with a provider's name, which becomes a part of a URL; or None."""
    return None if name.strip() and name not in (".", "..") else "'%s' is not a name; give letters, digits, '-' and '_'" % name


def _not_empty(value: str) -> str | None:
    return None if value else "it is empty; give a value"


TYPE = Field("type", choices=("www",), default="www")
CONFIG = Field(
    "config",
    type="dict",
    fields=(
        Field(
            "basic",
            type="dict",
            fields=(
                Field("username", required=True, validator=_not_empty),
                Field("password", required=True, secret=True, validator=_not_empty),
            ),
        ),
        Field("bearer", secret=True, validator=_not_empty),
    ),
    constraints={"mutually_exclusive": [CREDENTIAL_KINDS], "required_one_of": [CREDENTIAL_KINDS]},
)
PROVIDER = (
    Field("name", required=True, validator=check_name),
    Field("state", choices=("present", "absent"), default="present"),
    TYPE,
    CONFIG,
)
FIELDS = (
    Field(
        "providers",
        type="list",
        elements="dict",
        required=True,
        fields=PROVIDER,
        constraints={"required_if": [("state", "present", ("config",))]},
    ),
)
PARAMETERS = (
    Field("purge", type="bool", default=False),
    Field("write_unreadable", type="bool", default=False),
)


def prepare(options: Prepared) -> Prepared:
    """Refuses a provider that is declared twice."""
    refuse_duplicates("providers", options["providers"], same_name)
    return options


def read(client: Client, desired: Prepared) -> dict[str, dict]:
    """{name: {"type", "config"}} of the providers. config: {"bearer": text} or {"basic": {...}}; None is what the server does not show."""
    providers = {}
    for shown in client.get(PATH).secret().array("settings", "application", "media", "providers"):
        name = shown.text("name")
        if name in providers:
            raise shown.wrong("a provider of another name than '%s'" % name)
        providers[name] = {"type": shown.optional_text("type"), "config": _read_config(shown)}
    return providers


def _read_config(shown: Json) -> dict:
    config = shown.optional_object("config")
    kinds = config.members() if config else {}
    credentials: dict[str, Any] = {}
    if "bearer" in kinds:
        credentials["bearer"] = _credential(kinds["bearer"])
    if "basic" in kinds:
        basic = kinds["basic"].optional_object()
        members = basic.members() if basic else {}
        credentials["basic"] = {name: _credential(members[name]) if name in members else None for name in ("username", "password")}
    return credentials


def _credential(shown: Json) -> str | None:
    """A credential, or None for any other value, which hides it."""
    try:
        return shown.optional_text()
    except ApiError:
        return None


def plan(current: dict, desired: Prepared) -> Plan:
    """Sets every provider that differs, one call for each, and then removes what is declared absent or, with purge, not declared."""
    result = Plan({"providers": {}}, {"providers": {}})
    for wanted in desired["providers"]:
        if wanted["state"] == "present":
            _plan_present(result, current.get(wanted["name"]), wanted, desired["write_unreadable"])
    removed = [wanted["name"] for wanted in desired["providers"] if wanted["state"] == "absent"]
    if desired["purge"]:
        declared = [wanted["name"] for wanted in desired["providers"]]
        removed += [name for name in current if name not in declared]
    for name in removed:
        if name in current:
            _plan_absent(result, name, current[name])
    return result


def _plan_present(result: Plan, current: dict | None, wanted: dict, write_unreadable: bool) -> None:
    name = wanted["name"]
    comparison = difference(current, wanted, write_unreadable)
    if comparison.before:
        result.before["providers"][name] = comparison.before
    result.after["providers"][name] = comparison.after
    if comparison.changes:
        result.writes.append(Request("POST", PATH, [{key: wanted[key] for key in ("name", "type", "config")}]))
    elif comparison.unknown:
        hidden = ", ".join(comparison.unknown)
        result.warnings.append("the server does not show %s of provider '%s': not compared and left as it is" % (hidden, name))


def _plan_absent(result: Plan, name: str, current: dict) -> None:
    result.before["providers"][name] = redacted(current, MASK)
    result.writes.append(Request("DELETE", "%s/%s" % (PATH, quote(name, safe=""))))


def difference(current: dict | None, wanted: dict, write_unreadable: bool) -> Comparison:
    """The Comparison of one provider; current is None when there is none of that name."""
    kind = next(iter(wanted["config"]))
    if current is None:
        return Comparison(changes=wanted, after=redacted(wanted, MASK_CHANGED))
    have = visible(current, wanted)
    if have["config"] and kind not in have["config"]:
        return Comparison(changes=wanted, before=redacted(current, MASK), after=redacted(wanted, MASK_CHANGED))
    comparison = compare((TYPE, CONFIG), have, wanted, write_unreadable)
    # A provider is written as a whole, so a change of one part sends the hidden ones too.
    return compare((TYPE, CONFIG), have, wanted, True) if comparison.changes else comparison


def visible(current: dict, wanted: dict) -> dict[str, Any]:
    """What the server shows of a provider, without masks and empty values; the credentials' kind stays in any case."""
    shown = dict(current["config"])
    if "bearer" in shown:
        shown["bearer"] = _clear(shown["bearer"], wanted["config"].get("bearer"))
    if "basic" in shown:
        want = wanted["config"].get("basic") or {}
        shown["basic"] = {name: _clear(value, want.get(name)) for name, value in shown["basic"].items()}
    return {"type": current["type"], "config": shown}


def _clear(have: str | None, want: str | None) -> str | None:
    """The value, or None when the server hides it. A value that is the wanted one is no mask, whatever it looks like."""
    return None if not have or have != want and MASKED.search(have) else have


def redacted(provider: dict, mask: str) -> dict[str, Any]:
    """A provider as a diff may show it."""
    shown = dict(provider["config"])
    if "bearer" in shown:
        shown["bearer"] = mask
    if "basic" in shown:
        shown["basic"] = {name: mask if name == "password" else value for name, value in shown["basic"].items()}
    return {"type": provider["type"], "config": shown}


def export(client: Client, options: dict) -> dict | None:
    """Every provider in the form of the options, with a placeholder for each credential."""
    providers = [_exported(name, provider, options["secret"]) for name, provider in read(client, Prepared({})).items()]
    return {"providers": providers} if providers else None


def _exported(name: str, provider: dict, secret: Callable[..., str]) -> dict[str, Any]:
    if "bearer" in provider["config"]:
        config: dict[str, Any] = {"bearer": secret("media_provider", name, "bearer")}
    else:
        username = provider["config"].get("basic", {}).get("username") or ""
        config = {"basic": {"username": username, "password": secret("media_provider", name, "password")}}
    return {"name": name, "type": provider["type"] or "www", "config": config}


MEDIA_PROVIDER = Resource(name="media_provider", fields=FIELDS, parameters=PARAMETERS, prepare=prepare, read=read, plan=plan, export=export)
