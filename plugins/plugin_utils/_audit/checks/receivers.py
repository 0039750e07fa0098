# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls the receivers of webhooks, from this machine or from another host, and says what is wrong with them. Judges no instance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import WhatsAppError, printable
from ansible_collections.waops.whatsapp.plugins.module_utils._http.requests_import import requests
from ansible_collections.waops.whatsapp.plugins.module_utils._http.tls import CERTIFICATES
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.checks import webhook_post

MARK = "waops.whatsapp: "  # at the start of the line with the answer; a shell may print other lines
CALL = "\nimport json\nprint(%r + json.dumps(post_all(*json.loads(%r))))\n"
NETWORK = "look at the receiver and at the firewalls on the way"
FAULTS = {
    "tls": ("does not speak TLS that can be used", "look at the receiver's TLS settings"),
    "time": ("does not answer within %d s" % webhook_post.SECONDS, NETWORK),
    "connection": ("does not answer: the connection failed", NETWORK),
}
Post = Callable[[list[dict], str], list[dict]]


def ask_receivers(webhooks: list[dict], post: Post = webhook_post.post_all, place: str = "this controller") -> list[dict]:
    """The facts of the check webhook for each webhook, {"url", "authorities"} of observe.py: {"host", "fault", "remedy"} or {"problem"}.

    fault: what is wrong, to continue "the webhook at HOST"; None when all is well. The URL is not returned: it may hold credentials.
    post: as post_all; may raise WhatsAppError when it cannot run. place: where it runs, for people.
    """
    found: list[dict] = [_of_url(webhook["url"]) for webhook in webhooks]
    numbers = [number for number, fact in enumerate(found) if fact["host"] and not fact["fault"]]
    try:
        outcomes = post([webhooks[number] for number in numbers], _public_authorities()) if numbers else []
    except WhatsAppError as error:
        outcomes = [{"failure": "place", "reason": error.text}] * len(numbers)
    for number, outcome in zip(numbers, outcomes):
        found[number] = _of_outcome(outcome, found[number]["host"], place)
    return found


def _public_authorities() -> str:
    return Path(requests.certs.where()).read_text(encoding="utf-8", errors="replace")


def _of_url(url: str) -> dict:
    """The facts that follow from the URL alone. host: "" when no webhook is set."""
    if not url:
        return _fact("")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return _fact("(unreadable)", "is not a URL", "correct app_settings.webhooks.url")
    if parts.scheme != "https" or not host:
        return _fact(host or "(no host)", "is not called by https", "give a URL that begins with https://")
    return _fact(host)


def _of_outcome(outcome: Mapping[str, Any], host: str, place: str) -> dict:
    failure = outcome.get("failure")
    if failure == "place":
        return {"problem": "%s cannot call it: %s" % (place, outcome["reason"])}
    if failure == "proxy":
        return {"problem": "the proxy of %s cannot be used; correct https_proxy there" % place}
    if failure == "name":
        return _fact(host, "has a name that does not resolve", "correct the name, or the DNS of %s" % place)
    if failure == "certificate":
        reason = CERTIFICATES.get(outcome["code"], (outcome["reason"],))[0]
        remedy = "have it send its whole chain, or upload its CA with the section webhook_ca"
        return _fact(host, "has a certificate that the instance does not trust: %s" % printable(reason, 200), remedy)
    if failure:
        return _fact(host, *FAULTS[failure])
    if outcome["status"] != 200:
        return _fact(host, "answers %d where 200 is wanted" % outcome["status"], "have the receiver answer 200 to every POST")
    return _fact(host)


def _fact(host: str, fault: str | None = None, remedy: str | None = None) -> dict:
    return {"host": printable(host, 100), "fault": fault, "remedy": remedy}


def from_host_of(action: ActionBase, interpreter: str) -> Post:
    """A post_all that runs on the host that the task is delegated to, through its connection. interpreter: the Python there."""

    def post(receivers: list[dict], public: str) -> list[dict]:
        program = Path(webhook_post.__file__).read_text(encoding="utf-8") + CALL % (MARK, json.dumps([receivers, public]))
        if not action._connection.has_pipelining:
            raise WhatsAppError("its connection (%s) does not pass on the standard input; use ssh" % action._connection.transport)
        try:
            done = action._low_level_execute_command("%s -" % interpreter, in_data=program.encode("utf-8"))
        except AnsibleError as error:
            raise WhatsAppError(printable(error, 300)) from None
        answers = [line[len(MARK) :] for line in done["stdout"].splitlines() if line.startswith(MARK)]
        if not answers:
            words = (done["stderr"] or done["stdout"]).strip().splitlines() or ["without a word"]
            raise WhatsAppError("%s ended with %s (%s)" % (interpreter, done["rc"], printable(words[-1], 200)))
        return json.loads(answers[-1])

    return post
