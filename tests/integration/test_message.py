# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of every type, messages that are refused, and messages whose answer is lost."""

from __future__ import annotations

from tests.contract.cases.message import BODIES, MEDIA, TO
from tests.support.attempts import attempt, told
from tests.support.fixtures import NUMBER

MESSAGE, READ = "whatsapp_message", "whatsapp_message_read"


def sent(instance):
    """Type and recipient of every message that the instance took, in no order."""
    return sorted((message["type"], message["to"]) for message in instance.state()["messages"].values())


def test_every_type_is_taken(instance, tmp_path):
    """Each type reaches the server in the form that it checks; hsm on the versions that had it."""
    instance.patch(MEDIA)
    tasks = {kind: (MESSAGE, {"to": TO, "type": kind, kind: body}) for kind, body in BODIES.items() if kind != "hsm"}
    tasks["phone format"] = (MESSAGE, {"to": "+49 (151) 99-99", "text": {"body": "Hello"}})
    run = attempt(tmp_path, instance, tasks)
    assert told(run, instance) == {}
    assert sent(instance) == sorted([(kind, TO) for kind in tasks if kind in BODIES] + [("text", "+49 (151) 99-99")])
    assert set(instance.state()["messages"]) == {row.result["message_id"] for row in run.rows}
    instance.patch({"version": "2.23.1", "groups": {"4915-153": {"subject": "Ops"}}})
    group = {"to": "4915-153", "recipient_type": "group", "text": {"body": "Hello"}}
    tasks = {"hsm": (MESSAGE, {"to": TO, "type": "hsm", "hsm": BODIES["hsm"]}), "group": (MESSAGE, group)}
    run = attempt(tmp_path, instance, tasks)
    assert told(run, instance) == {}
    assert not any(entry["suspicious"] for entry in instance.journal())


def test_what_is_wrong_here_is_not_sent(instance, tmp_path):
    """Nothing, not even a login, reaches the server."""
    text = {"to": TO, "text": {"body": "Hello"}}
    tasks = {
        "two bodies": {**text, "image": BODIES["image"]},
        "no body": {"to": TO},
        "wrong body": {"to": TO, "image": BODIES["image"]},
        "too long": {"to": TO, "text": {"body": "x" * 4097}},
        "no number": {**text, "to": "Ada"},
        "id and link": {"to": TO, "type": "image", "image": {"id": "1", "link": "https://files.example.com/a"}},
    }
    run = attempt(tmp_path, instance, {name: (MESSAGE, options) for name, options in tasks.items()})
    assert told(run, instance) == {
        "two bodies": "image: it does not belong to type=text; a message has one body, send two messages for two",
        "no body": "text: type=text needs it; give it, or set type to what the message is",
        "wrong body": "text: type=text needs it; give it, or set type to what the message is",
        "too long": "text.body: it has 4097 characters, 4096 at most are allowed",
        "no number": "to: 'Ada' is not a phone number; give country code and number",
        "id and link": "parameters are mutually exclusive: id|link found in image",
    }
    assert instance.journal() == []


def test_what_the_server_refuses(instance, tmp_path):
    """The server's words, and what to do."""
    instance.patch({"messages": {"old": {"direction": "in", "timestamp": 0}, "mine": {"direction": "out"}}})
    tasks = {
        "no such media": (MESSAGE, {"to": TO, "type": "image", "image": {"id": "none"}}),
        "itself": (MESSAGE, {"to": NUMBER["cc"] + NUMBER["phone_number"], "text": {"body": "Hello"}}),
        "no such message": (READ, {"message_id": "none"}),
        "sent by itself": (READ, {"message_id": "mine"}),
        "too old": (READ, {"message_id": "old"}),
    }
    run = attempt(tmp_path, instance, tasks)
    missing = "Resource not found"
    refused = "Parameter value is not valid: Only incoming messages of the last 7 days can be marked as read"
    assert told(run, instance) == {
        "no such media": f"POST /v1/messages was refused with 404/1006 ({missing}: Media does not exist); check that it exists",
        "itself": "POST /v1/messages was refused with 400/1021 (Bad user: Sender and recipient are the same); "
        "send to another number than the instance's own",
        "no such message": f"PUT /v1/messages/none was refused with 404/1006 ({missing}: Message does not exist); check that it exists",
        "sent by itself": f"PUT /v1/messages/mine was refused with 400/1009 ({refused}); correct the value",
        "too old": f"PUT /v1/messages/old was refused with 400/1009 ({refused}); correct the value",
    }
    assert run.result("itself")["failure"]["code"] == 1021


def test_a_lost_answer_never_sends_twice(instance, tmp_path):
    """The message was taken, the answer lost: one request, and a sentence that warns of running again."""
    text = (MESSAGE, {"to": TO, "text": {"body": "Hello"}})
    instance.control.fault(instance=instance.address, path="/v1/messages", fault="reset_after")
    run = attempt(tmp_path, instance, {"lost": text})
    assert told(run, instance) == {
        "lost": "POST /v1/messages: the connection was lost before the whole answer came; "
        "it is not known whether the message was sent, and running again may send it twice"
    }
    assert len(sent(instance)) == 1
    instance.control.fault(instance=instance.address, path="/v1/messages", fault="empty")
    run = attempt(tmp_path, instance, {"silent": text})
    assert "the answer holds no messages[0].id" in run.result("silent")["msg"]
    assert "it is not known whether the message was sent, and running again may send it twice" in run.result("silent")["msg"]
    assert len(sent(instance)) == 2
