# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sections of a declared instance, in the order in which they are applied: each is a resource under a key of `config`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._core.duplicates import refuse_duplicates
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    OptionError,
    as_whatsapp_error,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.app_settings import APP_SETTINGS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_compliance import BUSINESS_COMPLIANCE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_profile import BUSINESS_PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate import CERTIFICATE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group import GROUP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.media_provider import MEDIA_PROVIDER
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.profile import PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.shards import SHARDS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.two_step import TWO_STEP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import USER
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import unique


@dataclass(frozen=True)
class Section:
    """One key of `config`.

    resource: what it declares. description: one sentence for the documentation. is_list: whether it is a list of such.
    fixed_options: options that the key implies. exportable: whether the server shows enough to declare it again.
    needs_number: whether only an instance with a registered number has it.
    """

    name: str
    resource: Resource
    description: str
    is_list: bool = False
    fixed_options: dict = field(default_factory=dict)
    exportable: bool = True
    needs_number: bool = False

    def spec(self) -> dict[str, Any]:
        """The section's entry in the argument spec: the options of the resource's own module."""
        options = {name: entry for name, entry in self.resource.spec().items() if name not in self.fixed_options}
        kind = {"type": "list", "elements": "dict"} if self.is_list else {"type": "dict"}
        return {**kind, "options": options, **self.resource.constraints}

    def location(self, position: int) -> str:
        """The place of the element at this position in the options."""
        return "config.%s[%d]" % (self.name, position) if self.is_list else "config.%s" % self.name

    def desired(self, value: Any) -> list[tuple[str, Prepared]]:
        """[(label, desired)] of everything that the section declares; raises OptionError with the option's whole path."""
        items = []
        for position, params in enumerate(value if self.is_list else [value]):
            try:
                wanted = self.resource.desired({**params, **self.fixed_options})
            except OptionError as error:
                raise error.inside(self.location(position)) from None
            items.append((wanted.get("name") or wanted.get("subject") or wanted.get("group_id") or self.name, wanted))
        if self.is_list and self.resource.shared_name:
            refuse_duplicates("config." + self.name, [wanted for label, wanted in items], self.resource.shared_name)
        return items

    def run(self, client: Client, items: list[tuple[str, Prepared]], check_mode: bool) -> dict[str, Any]:
        """Reconciles everything declared, in order; returns one result for the section.

        Raises the WhatsAppError of the element that failed, whatever the reason; it says what was written before.
        """
        results = []
        for position, (label, wanted) in enumerate(items):
            try:
                results.append((label, self.resource.run(client, wanted, check_mode)))
            except Exception as error:
                failure = as_whatsapp_error(error, self.resource.name).of_instance(client.instance).inside(self.location(position))
                failure.writes_done += sum(result["changed"] for name, result in results)
                failure.restart_required = unique([*(result["restart_required"] for name, result in results), failure.restart_required])
                raise failure from None
        sides = {}
        for side in ("before", "after"):
            sides[side] = {label: result["diff"][side] for label, result in results} if self.is_list else results[0][1]["diff"][side]
        return {
            "changed": any(result["changed"] for name, result in results),
            "diff": sides,
            "restart_required": unique(result["restart_required"] for name, result in results),
            "warnings": [sentence for name, result in results for sentence in result["warnings"]],
        }


# In the order they are applied: the Webapp itself, who may log in, whom callbacks trust and where they go, then the number
# and what the world sees of it.
SECTIONS = (
    Section(
        "certificate",
        CERTIFICATE,
        "The Webapp's own certificate.",
        fixed_options={"kind": "external", "require_pin": True},
        exportable=False,
    ),
    Section("users", USER, "The users of the instance.", is_list=True),
    Section("webhook_ca", CERTIFICATE, "The CA that the webhook's receiver is verified with.", fixed_options={"kind": "webhook_ca"}),
    Section("app_settings", APP_SETTINGS, "The application settings."),
    Section("media_providers", MEDIA_PROVIDER, "Where media are fetched from."),
    Section("shards", SHARDS, "The number of shards.", needs_number=True),
    Section("two_step", TWO_STEP, "Two-step verification of the number.", exportable=False, needs_number=True),
    Section("business_profile", BUSINESS_PROFILE, "The business profile.", needs_number=True),
    Section("business_compliance", BUSINESS_COMPLIANCE, "The compliance information of the business.", needs_number=True),
    Section("profile", PROFILE, "The profile of the number.", needs_number=True),
    Section("groups", GROUP, "Groups, on clients that have them.", is_list=True, needs_number=True),
)
