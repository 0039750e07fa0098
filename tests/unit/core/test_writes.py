# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each plan sends: method, path and body, without a server; and how reconcile makes the writes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._api.request import Request
from ansible_collections.waops.whatsapp.plugins.module_utils._core.operation import Prepared, Resource, reconcile
from ansible_collections.waops.whatsapp.plugins.module_utils._core.plan import Action, Plan
from ansible_collections.waops.whatsapp.plugins.module_utils._errors import ApiError, PreconditionError, TransportError, WhatsAppError
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.app_settings import APP_SETTINGS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.business_profile import BUSINESS_PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.contact import CONTACT_IDENTITY
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.garbage_collection import GARBAGE_COLLECTION
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.group import GROUP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.media_provider import MEDIA_PROVIDER
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.profile import PROFILE
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.registration import REGISTRATION
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.shards import SHARDS
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.two_step import TWO_STEP
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.user import USER

PASSWORD = "0ps-Pass!word"
NUMBER = {"cc": "49", "phone_number": "15123456789"}
STAFF = {"group_id": "1-2", "subject": "Staff", "creator": "1", "admins": ["1", "7"], "participants": ["1", "7", "8"]}
NO_PHOTO = {"about": "there", "has_photo": False, "refused": {}}
PROVIDER = {"name": "cdn", "type": "www", "config": {"bearer": "b3arer-of-the-cdn"}}


def group(found):
    return {"group": found, "has_icon": False, "invite": None}


CASES = {
    "user created": (USER, {"exists": False}, {"name": "ops.team", "user_password": PASSWORD}, [
        Request("POST", "users", {"username": "ops.team", "password": PASSWORD}),
    ]),
    "user's password": (USER, {"exists": True, "password_is_right": False}, {"name": "ops.team", "user_password": PASSWORD}, [
        Request("PUT", "users/ops.team", {"password": PASSWORD}),
    ]),
    "user removed": (USER, {"exists": True}, {"name": "ops.team", "state": "absent"}, [Request("DELETE", "users/ops.team")]),
    "user there": (USER, {"exists": True, "password_is_right": True}, {"name": "ops.team", "user_password": PASSWORD}, []),
    "settings": (APP_SETTINGS, {"sent_status": False, "webhooks": {"message": {"read": False}}}, {
        "sent_status": True, "webhooks": {"message_status": {"read": True}},
    }, [Request("PATCH", "settings/application", {"sent_status": True, "webhooks": {"message": {"read": True}}})]),
    "settings reset": (APP_SETTINGS, {"heartbeat_interval": 7}, {"state": "reset"}, [Request("DELETE", "settings/application")]),
    "business profile": (BUSINESS_PROFILE, {"email": "a@example.com"}, {"email": "b@example.com"}, [
        Request("POST", "settings/business/profile", {"email": "b@example.com"}),
    ]),
    "about": (PROFILE, NO_PHOTO, {"about": "here"}, [Request("PATCH", "settings/profile/about", {"text": "here"})]),
    "photo removed": (PROFILE, {**NO_PHOTO, "has_photo": True}, {"remove_photo": True}, [Request("DELETE", "settings/profile/photo")]),
    "provider": (MEDIA_PROVIDER, {}, {"providers": [PROVIDER]}, [Request("POST", "settings/application/media/providers", [PROVIDER])]),
    "provider removed": (MEDIA_PROVIDER, {"a/b": PROVIDER}, {"providers": [{"name": "a/b", "state": "absent"}]}, [
        Request("DELETE", "settings/application/media/providers/a%2Fb"),
    ]),
    "PIN": (TWO_STEP, None, {"pin": "123456", "update_pin": "always"}, [Request("POST", "settings/account/two-step", {"pin": "123456"})]),
    "PIN removed": (TWO_STEP, None, {"state": "absent"}, [Request("DELETE", "settings/account/two-step")]),
    "code requested": (REGISTRATION, {"number": "", "connected": None}, {**NUMBER, "cert": "QUJD\nREVG"}, [
        Request("POST", "account", {**NUMBER, "method": "sms", "cert": "QUJDREVG"}),
    ]),
    "code": (REGISTRATION, {"number": "", "connected": None}, {**NUMBER, "code": "123-456"}, [
        Request("POST", "account/verify", {"code": "123456"}),
    ]),
    "shards": (SHARDS, {"shards": 1, "version": "2.45.1"}, {**NUMBER, "shards": 2, "cert": "QUJD", "pin": "123456", "confirm": True}, [
        Request("POST", "account/shards", {**NUMBER, "shards": 2, "pin": "123456", "cert": "QUJD"}),
    ]),
    "garbage": (GARBAGE_COLLECTION, None, {"service": "media"}, [Request("PUT", "services/media/gc")]),
    "identity": (CONTACT_IDENTITY, {"hash": "h", "acknowledged": False, "created_timestamp": 1}, {"wa_id": "49151", "hash": "h"}, [
        Request("PUT", "contacts/49151/identity", {"hash": "h"}),
    ]),
    "group left": (GROUP, group(STAFF), {"subject": "Staff", "state": "absent"}, [Request("POST", "groups/1-2/leave")]),
    "group renamed": (GROUP, group(STAFF), {"group_id": "1-2", "subject": "Crew"}, [Request("PUT", "groups/1-2", {"subject": "Crew"})]),
    "group's people": (GROUP, group(STAFF), {"group_id": "1-2", "admins": ["8"], "remove_participants": ["7"]}, [
        Request("DELETE", "groups/1-2/participants", {"wa_ids": ["7"]}), Request("PATCH", "groups/1-2/admins", {"wa_ids": ["8"]}),
    ]),
    "group made": (GROUP, group(None), {"subject": "Staff"}, [Request("POST", "groups", {"subject": "Staff"})]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_sent(name):
    """Exactly these calls, and none of them shows a secret when it is printed."""
    resource, current, options, requests = CASES[name]
    defaults = {item.name: item.default for item in resource.parameters + resource.fields}
    if "providers" in options:
        options = {**options, "providers": [{"state": "present", "type": "www", **provider} for provider in options["providers"]]}
    plan = resource.plan(current, resource.desired({**defaults, **options}))
    assert plan.writes == requests
    assert plan.refusal is None
    assert not any(secret in repr(plan.writes) for secret in (PASSWORD, "123456'", "QUJD", "b3arer"))


def write(method="POST", path="x", **answer):
    """A Request to a server that returns `answer`."""
    return Request(method, path, read=lambda response: answer)


class Server:
    """What reconcile is given for a client: answers each request by path."""

    def __init__(self, errors=None):
        self.errors, self.sent = errors or {}, []
        self.instance = "https://wa1"

    def send(self, request):
        self.sent.append((request.method, request.path))
        if request.path in self.errors:
            raise self.errors[request.path]
        return SimpleNamespace()


def run(plan, server, check_mode=False):
    return reconcile(Resource("thing", plan=lambda current, desired: plan), server, {}, check_mode)


def test_later_writes_use_what_earlier_ones_returned():
    """The identifier of a new group stands in the path of the next call."""
    server = Server()
    plan = Plan({}, {"a": 1}, writes=[write(path="groups", group_id="1-9"), write("PATCH", "groups/{group_id}/admins")])
    assert run(plan, server)["group_id"] == "1-9"
    assert server.sent == [("POST", "groups"), ("PATCH", "groups/1-9/admins")]


def test_check_mode_predicts_and_sends_nothing():
    """The same result as the real run but for what only an answer tells."""
    server = Server()
    plan = Plan({"a": 1}, {"a": 2}, writes=[write()], restart=["coreapp"], warnings=["w"])
    predicted = run(plan, server, check_mode=True)
    assert server.sent == []
    assert predicted == run(plan, server)


def test_a_refusal_is_shown_by_check_mode_and_raised_by_the_run():
    """Nothing is sent in either case."""
    server = Server()
    plan = Plan({}, {"a": 1}, writes=[write()], refusal=PreconditionError("confirm", "say so"))
    assert run(plan, server, check_mode=True)["changed"] is True
    with pytest.raises(PreconditionError):
        run(plan, server)
    assert server.sent == []


@pytest.mark.parametrize(
    ("error", "done", "restart"),
    [
        (ApiError("no", status=400, code=1009), 0, []),
        (ApiError("no", status=400, code=1009), 1, ["webapp"]),
        (ApiError("no", status=504), 0, ["webapp"]),
        (TransportError("no", "no answer", request_sent=True), 0, ["webapp"]),
        (TransportError("no", "refused", request_sent=False), 0, []),
        (ZeroDivisionError(), 0, ["webapp"]),
    ],
)
def test_a_failure_says_what_was_written_and_what_must_restart(error, done, restart):
    """Known or possible writes owe their restart; refused ones do not."""
    writes = [write(path=f"fine{number}") for number in range(done)]
    with pytest.raises(WhatsAppError) as caught:
        run(Plan({}, {"a": 1}, writes=[*writes, write(path="bad")], restart=["webapp"]), Server({"bad": error}))
    assert caught.value.writes_done == done
    assert caught.value.restart_required == restart
    assert ("%d of %d changes were made before" % (done, done + 1) in caught.value.message) is bool(done)


def test_an_answer_that_says_nothing_was_done_is_no_change():
    """The diff then shows nothing either."""
    result = run(Plan({"a": 1}, {"a": 2}, writes=[write(changed=False)], restart=["coreapp"]), Server())
    assert (result["changed"], result["restart_required"]) == (False, [])
    assert result["diff"]["after"] == {"a": 1}


def test_prepared_options_cannot_be_changed():
    """Nothing hides keys among them."""
    desired = USER.desired({"name": "ops.team", "state": "present", "update_password": "verify", "user_password": None})
    assert isinstance(desired, Prepared)
    assert dict(desired) == {"name": "ops.team", "state": "present", "update_password": "verify"}
    with pytest.raises(TypeError):
        desired["_loaded"] = 1
    with pytest.raises(TypeError):
        desired.options["_loaded"] = 1


def test_a_request_is_printed_without_what_it_carries():
    """Names of members and sizes only."""
    assert repr(Request("POST", "users", {"username": "a", "password": "b"})) == "POST /v1/users (password, username)"
    assert repr(Request("POST", "media", content=b"1234", content_type="image/png")) == "POST /v1/media (4 bytes of image/png)"
    assert repr(Request("GET", "/metrics")) == "GET /metrics"
    assert repr(Action("log out", lambda client, results: None)) == "Action(name='log out')"
