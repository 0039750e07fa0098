# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd answers: any JSON at all at every read of every module is a result or a sentence, never a traceback and never a silent loss.

Each module runs whole, in this process, over TLS against one server, whose documented answers are disturbed in one place. ODD_ANSWERS
sets how many disturbances are tried of each module (in `make test` a few; 5000 take about ten minutes).
"""

from __future__ import annotations

import base64
import contextlib
import copy
import json
import os
import re
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.connection_cache import ConnectionCache
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute
from tests.support.documented import ANSWERS, COMPLIANCE, GROUP_ID, META, NUMBER, PROFILE, PROVIDERS, SECRET, SETTINGS, TOKEN
from tests.support.foreign import ForeignServer, foreign_server, refusal, reply
from tests.support.images import image

EXAMPLES = int(os.environ.get("ODD_ANSWERS", "25"))
CERT = base64.b64encode(b"certificate").decode()
APP, BUSINESS = "settings.application", "settings.business"


class Use(NamedTuple):
    """A module with options that the documented answers satisfy.

    reads: the calls whose answers matter. stands_on: {call: leaves}, what of the answers says that it is in sync.
    """

    module: str
    options: dict
    reads: tuple = ()
    stands_on: dict = {}  # noqa: RUF012

    @property
    def calls(self):
        return sorted({*self.reads, *self.stands_on})


def get(path, prefix, *leaves):
    """{call: [places]} of leaves, written with dots, below a prefix."""
    return {f"GET /v1/{path}": [tuple(int(key) if key.isdigit() else key for key in f"{prefix}.{leaf}".split(".")) for leaf in leaves]}


USES = {
    "app_settings": Use(
        "whatsapp_app_settings",
        {
            **{name: SETTINGS[name] for name in ("callback_persist", "max_callback_backoff_delay_ms", "media")},
            "webhooks": {"url": "https://hook.example.com/wa", "max_concurrent_requests": 12, "message_status": {"sent": True}},
        },
        stands_on=get(
            "settings/application", APP, "callback_persist", "max_callback_backoff_delay_ms",
            "media.auto_download.0", "media.auto_download.1", "webhooks.url", "webhooks.max_concurrent_requests", "webhooks.message.sent",
        ),
    ),
    "app_settings reset": Use("whatsapp_app_settings", {"state": "reset"}, ("GET /v1/settings/application",)),
    "business_profile": Use(
        "whatsapp_business_profile", PROFILE,
        stands_on=get("settings/business/profile", f"{BUSINESS}.profile", "address", "description", "email", "vertical", "websites.0"),
    ),
    "business_compliance": Use(
        "whatsapp_business_compliance", {name: value for name, value in COMPLIANCE.items() if name != "meta"},
        stands_on=get(
            "settings/business/compliance_info", f"{BUSINESS}.compliance_info",
            "entity_name", "is_registered", "customer_care_details.mobile_number",
        ),
    ),
    "profile": Use("whatsapp_profile", {"about": "Open 9 to 5"}, stands_on=get("settings/profile/about", "settings.profile", "about.text")),
    "media_provider": Use(
        "whatsapp_media_provider", {"providers": PROVIDERS},
        stands_on=get(
            "settings/application/media/providers", f"{APP}.media.providers",
            "0.name", "0.config.bearer", "1.name", "1.type", "1.config.basic.username", "1.config.basic.password",
        ),
    ),
    "media_provider purge": Use(
        "whatsapp_media_provider", {"providers": [], "purge": True}, ("GET /v1/settings/application/media/providers",),
    ),
    "shards": Use("whatsapp_shards", {"shards": 2}, stands_on=get("account/shards", "account", "shards")),
    "shards changed": Use(
        "whatsapp_shards", {"shards": 4, "cc": "49", "phone_number": "15123456789", "cert": CERT, "confirm": True},
        ("GET /v1/account/shards", "GET /v1/settings/application"),
    ),
    "user": Use("whatsapp_user", {"name": "ops.team"}, stands_on=get("users/ops.team", "users", "0.username")),
    "user verified": Use(
        "whatsapp_user", {"name": "ops.team", "user_password": "Ops-T3am.Pass!"}, ("GET /v1/users/ops.team", "POST /v1/users/login"),
    ),
    "user_info": Use("whatsapp_user_info", {"name": "ops.team"}, ("GET /v1/users/ops.team",)),
    "session": Use("whatsapp_session", {"return_token": True, "password": "Adm1n-Pass!word", "token": None}, ("POST /v1/users/login",)),
    "registration": Use(
        "whatsapp_registration", {"cc": "49", "phone_number": "15123456789", "cert": CERT},
        ("GET /v1/settings/application", "GET /v1/support", "GET /v1/health", "POST /v1/account"),
    ),
    "registration of another number": Use(
        "whatsapp_registration", {"cc": "49", "phone_number": "15123456780", "cert": CERT},
        ("GET /v1/settings/application", "POST /v1/account"),
    ),
    "two_step": Use("whatsapp_two_step", {"pin": "123456", "update_pin": "always"}, ("GET /v1/settings/application",)),
    "group": Use(
        "whatsapp_group", {"subject": "Team", "admins": ["4915100000001"], "return_invite": True},
        (f"GET /v1/groups/{GROUP_ID}/invite",),
        stands_on={
            **get("groups", "groups", "0.id"),
            **get(f"groups/{GROUP_ID}", "groups", "0.subject", "0.admins.0"),
        },
    ),
    "group created": Use("whatsapp_group", {"subject": "Other"}, ("GET /v1/groups", f"GET /v1/groups/{GROUP_ID}", "POST /v1/groups")),
    "group_info": Use(
        "whatsapp_group_info", {"return_invite": True},
        ("GET /v1/groups", f"GET /v1/groups/{GROUP_ID}", f"GET /v1/groups/{GROUP_ID}/invite"),
    ),
    "contact_info": Use("whatsapp_contact_info", {"contacts": ["+49 1"]}, ("POST /v1/contacts",)),
    "contact_identity": Use(
        "whatsapp_contact_identity", {"wa_id": "491", "hash": "UKD6Y/5SqDU="},
        stands_on=get("contacts/491/identity", "contacts", "hash", "acknowledged"),
    ),
    "message": Use("whatsapp_message", {"to": NUMBER, "text": {"body": "x"}}, ("POST /v1/messages",)),
    "garbage_collection": Use("whatsapp_garbage_collection", {"service": "media"}, ("PUT /v1/services/media/gc",)),
    "health_info": Use("whatsapp_health_info", {}, ("GET /v1/health", "GET /v1/account/shards")),
    "support_info": Use("whatsapp_support_info", {}, ("GET /v1/support",)),
    "stats_info": Use(
        "whatsapp_stats_info", {"gather_subset": ["app", "db", "db_internal", "metrics"]},
        ("GET /metrics", "GET /v1/stats/app", "GET /v1/stats/db", "GET /v1/stats/db/internal"),
    ),
    "instance_info": Use(
        "whatsapp_instance_info", {"users": ["ops.team"]},
        tuple(call for call in ANSWERS if call.startswith(("GET /v1/settings", "GET /v1/users", "GET /v1/groups"))),
    ),
    "instance": Use(
        "whatsapp_instance",
        {"config": {"app_settings": {"callback_persist": True}, "profile": {"about": "Open 9 to 5"}}, "on_error": "continue"},
        stands_on={
            **get("settings/application", APP, "callback_persist"),
            **get("settings/profile/about", "settings.profile", "about.text"),
        },
    ),
}  # fmt: skip


class Stub:
    """The server, and what it answers in place of the documented answer to one call."""

    def __init__(self, server: ForeignServer):
        self.server, self.connections = server, ConnectionCache()
        self.call, self.answer = "", None
        server.answer = self._answer

    def _answer(self, method, path, _body):
        call = f"{method} {path}"
        if call == self.call:
            return self.answer
        if call in ANSWERS:
            return reply({**ANSWERS[call], **META})
        return refusal(404, 1006) if method == "GET" else reply(META)

    def run(self, module, options, call="", answer=None):
        """The result of a module."""
        self.call, self.answer = call, answer
        self.server.requests.clear()
        connection = {"url": self.server.url, "tls_fingerprint": [self.server.fingerprint], "retries": 0, "timeout": 5, "token": TOKEN}
        return execute(f"waops.whatsapp.{module}", copy.deepcopy({**connection, **options}), False, connections=self.connections)


@pytest.fixture(scope="module")
def stub():
    with foreign_server(lambda *_: reply()) as server:
        yield Stub(server)


def check_result(result, is_quoted=False):
    """What holds of every result: it can be written as JSON in UTF-8, no secret is in it, and it was foreseen.

    is_quoted: the server's refusal is nothing but a text, which an error quotes.
    """
    text = json.dumps({name: value for name, value in result.items() if name != "invocation"}, allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    assert is_quoted or SECRET not in text, text
    if result.get("failed"):
        assert "unforeseen" not in result["msg"], result["msg"]
        assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f]+", result["msg"]), result["msg"]


@pytest.mark.parametrize("name", USES)
def test_the_documented_answers(stub, name):
    """Without a disturbance every module succeeds, and a declaration that stands on them is in sync."""
    use = USES[name]
    result = stub.run(use.module, use.options)
    assert not result.get("failed"), result
    check_result(result)
    assert set(stub.server.calls()) >= set(use.stands_on)
    if use.stands_on:
        assert not result["changed"]
        assert not result.get("warnings")


TEXTS = st.text(max_size=8) | st.sampled_from(["true", "false", "1", "0", "5", "null", "[]", "\x1b[31m", "²", "\u2028"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
NAMES = st.sampled_from(["0", "1", "errors", "status", "data", "text", "id", "name", "config", "gateway_status"]) | st.text(max_size=4)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)
RAW = st.sampled_from([
    b'{"a": NaN}', b"[" * 100000, b'{"a":' * 500 + b"1" + b"}" * 500, b"9" * 5000, b'{"a": 1e999}',
    rb'{"settings": "\ud800"}', b'{"a": 1, "a": 2}',
    b"\xff\xfe", b"", b" ", b"null", b'"text"', b"[]", b"[[]]", b"{}", b"0", b'{"errors": []}', b'{"errors": "x"}', b'{"errors": [null]}',
    b'{"errors": {"code": "x", "details": {"a": 1}}}', b'{"errors": [{"code": 1e300, "title": [1], "details": 5}]}',
])  # fmt: skip


def places(value, path=()):
    """Every place in a JSON value, the whole first."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def value_at(value, path):
    """The value at a place."""
    for key in path:
        value = value[key]
    return value


def replaced(value, path, new):
    """A copy with another value at a place."""
    if not path:
        return new
    value = copy.deepcopy(value)
    value_at(value, path[:-1])[path[-1]] = new
    return value


def similar(value):
    """Other ways to write the same, and ways that look like it."""
    ways = [[value], {"0": value}, None, not value, *([] if isinstance(value, (list, dict)) else [str(value)])]
    if isinstance(value, list):
        ways += [{str(number): item for number, item in enumerate(value)}, value[:1] and value[0], {}, value[1:]]
    if isinstance(value, dict):
        ways += [list(value.values()), [], {**value, "errors": []}, dict.fromkeys(value)]
    return st.sampled_from(ways)


def holds(shown, path, expected):
    """Whether the value at a place means what is expected: written independently of the collection's readers."""
    for key in path:
        if isinstance(key, int):
            if isinstance(shown, dict):
                numbered = all(name.isdigit() for name in shown)
                shown = [shown[name] for name in sorted(shown, key=int)] if numbered else [shown]
            if not isinstance(shown, list) or key >= len(shown):
                return False
        elif not isinstance(shown, dict) or key not in shown:
            return False
        shown = shown[key]
    if isinstance(expected, bool):
        return shown in ([True, 1] if expected else [False, 0]) or str(shown).lower() in (["true", "1"] if expected else ["false", "0"])
    if isinstance(expected, int) and isinstance(shown, (str, float)):
        return str(expected) == shown or expected == shown
    return shown == expected or str(shown) == expected and shown.__class__ is int


@st.composite
def disturbances(draw, calls):
    """(call, status, content, what the content means or None when it is not JSON)."""
    call = draw(st.sampled_from(sorted(calls)))
    status = draw(st.sampled_from([200] * 9 + [201, 400, 401, 404, 500]))
    if draw(st.integers(0, 9)) == 0:
        return call, status, draw(RAW), None
    whole = {**ANSWERS[call], **META}
    path = draw(st.sampled_from(list(places(ANSWERS[call]))))
    body = replaced(whole, path, draw(JSON | similar(value_at(whole, path))))
    return call, status, json.dumps(body).encode(), body


@pytest.mark.parametrize("name", USES)
def test_any_json_at_all(stub, name):
    """A result or a sentence; and in sync without a warning only when the answer means what is declared."""
    use = USES[name]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(disturbances(use.calls))
    def run(disturbance):
        call, status, content, body = disturbance
        result = stub.run(use.module, use.options, call, (status, {"Content-Type": "application/json"}, content))
        check_result(result, is_quoted=status >= 300 and isinstance(body, str))
        in_sync = not (result.get("failed") or result["changed"] or result.get("warnings"))
        for place in use.stands_on.get(call, ()) if in_sync else ():
            assert holds(body, place, value_at(ANSWERS[call], place)), (call, content, result)

    run()


def test_a_photo_and_a_certificate_are_not_json(stub, tmp_path):
    """Where a file is expected, JSON is none."""
    for body in (b"{}", b"[]", b"null", b'"text"', b'{"meta": {}}'):
        answer = (200, {"Content-Type": "application/json"}, body)
        (tmp_path / "photo.jpg").write_bytes(image("JPEG", 640, 640))
        for module, options, call in (
            ("whatsapp_profile", {"photo": str(tmp_path / "photo.jpg")}, "GET /v1/settings/profile/photo"),
            ("whatsapp_certificate", {"kind": "webhook_ca", "state": "absent"}, "GET /v1/certificates/webhooks/ca"),
            ("whatsapp_certificate_info", {"gather_subset": ["webhook_ca"]}, "GET /v1/certificates/webhooks/ca"),
        ):
            with contextlib.suppress(AttributeError):
                result = stub.run(module, options, call, answer)
            assert result.get("failed"), (module, body, result)
