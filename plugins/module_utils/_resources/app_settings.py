# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application settings: /v1/settings/application (Meta's reference: settings, application settings)."""

from __future__ import annotations

from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._api.readers import Json
from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.fields import Field, choice_validator, normalize_unordered
from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_url
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource, plan_from_fields, to_options
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Plan, mask_pair
from ansible_collections.waops.whatsapp.plugins.module_utils._core.state import read_fields
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import check_above_zero, check_url, normalize_url

PATH = "settings/application"
MEDIA_TYPES = ("audio", "document", "image", "sticker", "video", "voice")


def _check_webhook_url(url: str) -> str | None:
    return check_url(url) if url else None


def _switch(name: str, **more: Any) -> Field:
    return Field(name, type="bool", **more)


def _number(name: str, default: int) -> Field:
    return Field(name, type="int", validator=check_above_zero, reset_values=(default,))


FIELDS = (
    _switch("callback_persist", restart="coreapp", reset_values=(True,)),
    _number("callback_backoff_delay_ms", 3000),
    _number("max_callback_backoff_delay_ms", 900000),
    Field(
        "media",
        type="dict",
        fields=(
            Field(
                "auto_download",
                type="list",
                elements="str",
                choices=MEDIA_TYPES,
                normalize=normalize_unordered,
                # Stickers came with v2.27.
                reset_values=(list(MEDIA_TYPES), [name for name in MEDIA_TYPES if name != "sticker"]),
            ),
        ),
    ),
    Field(
        "webhooks",
        type="dict",
        fields=(
            Field("url", validator=_check_webhook_url, normalize=normalize_url, mask=mask_url, reset_values=("",)),
            Field(
                "max_concurrent_requests",
                type="int",
                validator=choice_validator(6, 12, 18, 24),
                restart="coreapp",
                reset_values=(6,),
            ),
            Field("message_status", api_name="message", type="dict", fields=(_switch("sent"), _switch("delivered"), _switch("read"))),
        ),
    ),
    _switch("sent_status"),
    _number("heartbeat_interval", 5),
    _number("unhealthy_interval", 30),
    _switch("pass_through", restart="coreapp"),
    _switch("db_garbagecollector_enable", restart="coreapp"),
    Field("garbagecollector_enable", type="dict", fields=(_switch("messages"), _switch("media"))),
    _switch("notify_user_change_number"),
    _switch("show_security_notifications"),
    _switch("skip_referral_media_download", reset_values=(False,)),
    _switch("axolotl_context_striping_disabled"),
    Field("on_call_pager"),
    Field("log_level"),
    _switch("verbose_logging"),
)
PARAMETERS = (
    Field("state", choices=("present", "reset"), default="present"),
    Field("write_unreadable", type="bool", default=False),
)


def _settings(client: Client) -> Json:
    """The object of settings. Servers made after the community's OpenAPI document leave out the wrapping."""
    answer = client.get(PATH)
    is_bare = not answer.has("settings") and any(answer.has(field.api_name) for field in FIELDS)
    return answer.object() if is_bare else answer.object("settings", "application")


def read(client: Client, desired: Prepared) -> dict:
    """The settings that matter, as far as the server shows them: those that the user set or, for a reset, all of them."""
    return read_fields(FIELDS, _settings(client), desired if desired["state"] == "present" else None)


_plan_update = plan_from_fields(FIELDS, "PATCH", PATH)


def plan(current: dict, desired: Prepared) -> Plan:
    """Compares what the user set; with state=reset every setting whose default is documented."""
    if desired["state"] == "reset":
        return _plan_reset(current)
    result = _plan_update(current, desired)
    if result.after.get("pass_through") and not result.before["pass_through"]:
        result.warnings.append("clients from v2.35 on do not switch pass_through on again")
    return result


def _plan_reset(current: dict) -> Plan:
    result = Plan()
    _collect_resettable(FIELDS, current, result.before, result.after, result.restart)
    if result.before:
        result.writes.append(Request("DELETE", PATH))
    return result


def _collect_resettable(fields: tuple[Field, ...], current: dict, before: dict, after: dict, restart: list[str]) -> None:
    """Puts the settings that differ from their documented default into before, after and restart."""
    for item in fields:
        value = current.get(item.api_name)
        if item.fields and isinstance(value, dict):
            inner_before: dict = {}
            inner_after: dict = {}
            _collect_resettable(item.fields, value, inner_before, inner_after, restart)
            if inner_before:
                before[item.name], after[item.name] = inner_before, inner_after
        elif item.reset_values and value is not None and item.normalize(value) not in item.reset_values:
            before[item.name], after[item.name] = mask_pair(item, item.normalize(value), item.reset_values[0])
            if item.restart and item.restart not in restart:
                restart.append(item.restart)


def prepare(options: Prepared) -> Prepared:
    """Refuses settings beside state=reset, which would be undone by it."""
    names = [item.name for item in FIELDS if item.name in options]
    if options["state"] == "reset" and names:
        raise OptionError(names[0], "state=reset puts every setting back; give no settings with it")
    if options["state"] == "present" and not names:
        raise OptionError("state", "give at least one setting, or state=reset")
    return options


def export(client: Client, options: dict) -> dict:
    """Every setting that the server shows, in the form of the options; a placeholder for a webhook URL that holds credentials."""
    settings = to_options(FIELDS, read_fields(FIELDS, _settings(client)))
    url = settings.get("webhooks", {}).get("url", "")
    if mask_url(url) != url:
        settings["webhooks"]["url"] = options["secret"]("webhooks", "url")
    return settings


APP_SETTINGS = Resource(
    name="app_settings",
    fields=FIELDS,
    parameters=PARAMETERS,
    read=read,
    plan=plan,
    prepare=prepare,
    export=export,
)
