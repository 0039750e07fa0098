# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole declared instance: every state resource as a section, in a fixed order, with one login over one connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ansible_collections.waops.whatsapp.plugins.module_utils._api.client import Client
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import (
    ApiError,
    AuthenticationError,
    NotOffered,
    OptionError,
    TransportError,
    WhatsAppError,
)
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import MissingNumber
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.sections import SECTIONS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import refuse_other_password
from ansible_collections.waops.whatsapp.plugins.module_utils._utils import unique


class Instance:
    """The entry of whatsapp_instance; the same path as every resource, once for each section."""

    name = "instance"
    constraints: ClassVar[dict] = {}

    def spec(self) -> dict[str, dict[str, Any]]:
        """The argument spec without the connection options."""
        names = [section.name for section in SECTIONS]
        return {
            "config": {"type": "dict", "required": True, "options": {section.name: section.spec() for section in SECTIONS}},
            "sections": {"type": "list", "elements": "str", "choices": names},
            "on_error": {"type": "str", "choices": ["stop", "continue"], "default": "stop"},
        }

    def desired(self, params: Mapping[str, Any]) -> dict[str, Any]:
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

    def run(self, client: Client, desired: dict[str, Any], check_mode: bool) -> dict[str, Any]:
        """Runs the sections in order; raises WhatsAppError, with every section's result beside it, when one failed.

        desired["number_registered"]: False when the number is known to be missing; absent when that was not checked.
        It is a failure when nothing could be compared: no section is offered, or the server answered nothing.
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


def _no_number(name: str) -> dict[str, Any]:
    """A section of the number is neither drift nor a failure before a number is registered."""
    sentence = "no number is registered yet, so %s can neither be compared nor set: section skipped" % name
    return {"changed": False, "no_number": True, "diff": {"before": {}, "after": {}}, "restart_required": [], "warnings": [sentence]}


def _not_offered(name: str, error: NotOffered) -> dict[str, Any]:
    """A missing endpoint is not drift: gateways and other versions have only a part of the API."""
    sentence = "the server does not offer %s (%s %s): section skipped" % (name, error.failure["method"], error.failure["path"])
    if error.ambiguous:
        sentence = "it is not known whether the server offers %s (%s %s was answered with 404 and nothing else): section skipped" % (
            name, error.failure["method"], error.failure["path"],
        )  # fmt: skip
    return {"changed": False, "not_offered": True, "diff": {"before": {}, "after": {}}, "restart_required": [], "warnings": [sentence]}


def _require_an_answer(client: Client, result: dict[str, Any]) -> None:
    """Raises WhatsAppError when not even a login, or the token, shows that the server is an instance."""
    if client.doubts or any(section.get("not_offered") for section in result["sections"].values()):
        raise _nothing_compared(result)
    client.prove_access()


def _nothing_compared(result: dict[str, Any]) -> WhatsAppError:
    """The error of an instance of which nothing could be compared."""
    error = ApiError(
        "none of the declared sections (%s) is offered by this server, so nothing could be compared; "
        "correct url, or declare what the server has" % ", ".join(result["sections"]),
        title="Nothing could be compared",
    )
    return _with_sections(error, dict(result, done=[], not_done=list(result["sections"])))


def _summary(client: Client, names: list[str], results: dict[str, dict]) -> dict[str, Any]:
    """The instance's result. Omitted sections are not in the diff; sections that wait for a number are not done."""
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


def _failure(result: dict[str, Any], failed: dict[str, WhatsAppError]) -> WhatsAppError:
    """The first error as that of the instance, with the results of the other sections."""
    first = next(iter(failed.values()))
    others = "; %s failed too" % ", ".join(list(failed)[1:]) if len(failed) > 1 else ""
    message = "%s%s; done: %s; not done: %s" % (first.text, others, ", ".join(result["done"]) or "none", ", ".join(result["not_done"]))
    lost = {"outcome_unknown": True} if any(section.get("outcome_unknown") for section in result["sections"].values()) else {}
    return _with_sections(WhatsAppError(message, **first.failure), {**result, **lost})


def _with_sections(error: WhatsAppError, result: dict[str, Any]) -> WhatsAppError:
    error.extra = result
    return error


INSTANCE = Instance()
