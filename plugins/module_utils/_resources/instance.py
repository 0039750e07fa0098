# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole declared instance: every state resource as a section, in a fixed order, with one login over one connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ansible_collections.waops.whatsapp.plugins.module_utils._core.duplicates import refuse_duplicates
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Resource
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotOffered,
    OptionError,
    TransportError,
    WhatsAppError,
    as_whatsapp_error,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.app_settings import APP_SETTINGS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_compliance import BUSINESS_COMPLIANCE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_profile import BUSINESS_PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.certificate import CERTIFICATE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group import GROUP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.media_provider import MEDIA_PROVIDER
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.profile import PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import MissingNumber
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.shards import SHARDS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.two_step import TWO_STEP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import USER, refuse_other_password
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import unique


@dataclass(frozen=True)
class Section:
    """One key of `config`.

    resource: what it declares. description: one sentence for the documentation. is_list: whether it is a list of such.
    fixed_options: options that the key itself stands for. exportable: whether the server shows enough to declare it again.
    needs_number: whether only an instance with a registered number has it.
    """

    name: str
    resource: Resource
    description: str
    is_list: bool = False
    fixed_options: dict = field(default_factory=dict)
    exportable: bool = True
    needs_number: bool = False

    def spec(self):
        """The section's entry in the argument spec: the options of the resource's own module."""
        options = {name: entry for name, entry in self.resource.spec().items() if name not in self.fixed_options}
        kind = {"type": "list", "elements": "dict"} if self.is_list else {"type": "dict"}
        return {**kind, "options": options, **self.resource.constraints}

    def location(self, position):
        """Where the element at this position stands in the options."""
        return "config.%s[%d]" % (self.name, position) if self.is_list else "config.%s" % self.name

    def desired(self, value):
        """[(label, desired)] of everything that the section declares; raises OptionError with the option's whole path."""
        items = []
        for position, params in enumerate(value if self.is_list else [value]):
            try:
                wanted = self.resource.desired({**params, **self.fixed_options})
            except OptionError as error:
                raise error.inside(self.location(position)) from None
            items.append((wanted.get("name") or wanted.get("subject") or wanted.get("group_id") or self.name, wanted))
        if self.is_list:
            refuse_duplicates("config." + self.name, [wanted for label, wanted in items], self.resource.shared_name)
        return items

    def run(self, client, items, check_mode):
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


class Instance:
    """The entry of whatsapp_instance; the same path as every resource, once for each section."""

    name = "instance"
    constraints: ClassVar[dict] = {}

    def spec(self):
        """The argument spec without the connection options."""
        names = [section.name for section in SECTIONS]
        return {
            "config": {"type": "dict", "required": True, "options": {section.name: section.spec() for section in SECTIONS}},
            "sections": {"type": "list", "elements": "str", "choices": names},
            "on_error": {"type": "str", "choices": ["stop", "continue"], "default": "stop"},
        }

    def desired(self, params):
        """Every declared section with its validated content, before anything is sent; raises OptionError.

        sections=[] validates all of them and leaves none to be run.
        """
        config = {name: value for name, value in params["config"].items() if value is not None}
        limit = params.get("sections")
        missing = [name for name in limit or () if name not in config]
        if missing:
            raise OptionError("sections", "config does not declare %s" % ", ".join(missing))
        chosen = [section for section in SECTIONS if section.name in config and (not limit or section.name in limit)]
        declared = [(section, section.desired(config[section.name])) for section in chosen]
        refuse_other_password(params)
        return {"declared": [] if limit == [] else declared, "on_error": params["on_error"]}

    def run(self, client, desired, check_mode):
        """Runs the sections in order; raises WhatsAppError, with every section's result beside it, when one failed.

        desired["number_registered"]: False when it is known already that the number is missing; absent when nobody asked.
        What nobody could look at is a failure: sections that are all not offered, or a server that has answered nothing.
        """
        results, failed, number = {}, {}, MissingNumber(client)
        for section, items in desired["declared"]:
            if section.needs_number and not desired.get("number_registered", True):
                results[section.name] = _no_number(section.name)
                continue
            try:
                results[section.name] = section.run(client, items, check_mode)
            except WhatsAppError as error:
                if isinstance(error, NotOffered) and not error.writes_done:
                    results[section.name] = _not_offered(section.name, error)
                    continue
                if section.needs_number and not error.login_refused and number.explains(error):
                    results[section.name] = _no_number(section.name)
                    continue
                failed[section.name] = error
                results[section.name] = dict(error.to_result(), failed=True)
                if desired["on_error"] == "stop" or error.login_refused or isinstance(error, (TransportError, AuthenticationError)):
                    break
        result = _summary(client, [section.name for section, items in desired["declared"]], results)
        if failed:
            raise _failure(result, failed)
        if results and not client.answers:
            _require_an_answer(client, result)
        elif results and all(section.get("not_offered") for section in results.values()):
            raise _nothing_compared(result)
        return result


def _no_number(name):
    """What only a registered number has is neither drift nor a failure before there is one."""
    sentence = "no number is registered yet, so %s can neither be compared nor set: section left out" % name
    return {"changed": False, "no_number": True, "diff": {"before": {}, "after": {}}, "restart_required": [], "warnings": [sentence]}


def _not_offered(name, error):
    """A missing endpoint is no drift: a gateway, or another version, keeps a part of the API."""
    sentence = "the server does not offer %s (%s %s): section left out" % (name, error.failure["method"], error.failure["path"])
    if error.ambiguous:
        sentence = "it is not known whether the server offers %s (%s %s was answered with 404 and nothing else): section left out" % (
            name, error.failure["method"], error.failure["path"],
        )  # fmt: skip
    return {"changed": False, "not_offered": True, "diff": {"before": {}, "after": {}}, "restart_required": [], "warnings": [sentence]}


def _require_an_answer(client, result):
    """Raises WhatsAppError when not even a login, or the token, shows that the server is an instance."""
    if client.doubts or any(section.get("not_offered") for section in result["sections"].values()):
        raise _nothing_compared(result)
    client.prove_access()


def _nothing_compared(result):
    """The error of an instance of which nothing could be compared."""
    error = ApiError(
        "not one of the declared sections (%s) is offered by this server, so that nothing could be compared; "
        "correct url, or declare what the server has" % ", ".join(result["sections"]),
        title="Nothing could be compared",
    )
    return _with_sections(error, dict(result, done=[], not_done=list(result["sections"])))


def _summary(client, names, results):
    """The instance's result. What is left out is no part of the diff; what waits for a number is not done."""
    answered = {name: result for name, result in results.items() if not result.get("failed")}
    compared = {name: result for name, result in answered.items() if not (result.get("not_offered") or result.get("no_number"))}
    done = [name for name, result in answered.items() if not result.get("no_number")]
    header = "%s instance" % client.instance
    diff = {side: {name: result["diff"][side] for name, result in compared.items()} for side in ("before", "after")}
    return {
        "changed": any(result["changed"] for result in results.values()),
        "diff": dict(diff, before_header=header, after_header=header),
        "restart_required": unique(result.get("restart_required", ()) for result in results.values()),
        "warnings": ["%s: %s" % (name, sentence) for name, result in answered.items() for sentence in result.pop("warnings")],
        "sections": results,
        "done": done,
        "not_done": [name for name in names if name not in done],
    }


def _failure(result, failed):
    """The first error, told as the instance's, with all that is known of the other sections."""
    first = next(iter(failed.values()))
    others = "; %s failed too" % ", ".join(list(failed)[1:]) if len(failed) > 1 else ""
    message = "%s%s; done: %s; not done: %s" % (first.text, others, ", ".join(result["done"]) or "none", ", ".join(result["not_done"]))
    lost = {"outcome_unknown": True} if any(section.get("outcome_unknown") for section in result["sections"].values()) else {}
    return _with_sections(WhatsAppError(message, **first.failure), {**result, **lost})


def _with_sections(error, result):
    error.extra = result
    return error


INSTANCE = Instance()
