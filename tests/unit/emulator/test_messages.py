# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages: sending and marking as read."""

from __future__ import annotations

import pytest

from .conftest import error

PATH = "/v1/messages"
TO = "16315551002"
LANGUAGE = {"policy": "deterministic", "code": "en"}
GOOD = {
    "text": {"body": "x" * 4096},
    "image": {"link": "https://example.org/a.jpg", "provider": {"name": "cdn"}, "caption": "c"},
    "video": {"link": "https://example.org/a.mp4"},
    "audio": {"link": "https://example.org/a.mp3"},
    "document": {"link": "https://example.org/a.pdf", "filename": "a.pdf"},
    "sticker": {"link": "https://example.org/a.webp"},
    "location": {"longitude": 8.5, "latitude": "47.3", "name": "Here", "address": "There"},
    "contacts": [{"name": {"formatted_name": "A B"}, "phones": []}],
    "template": {"namespace": "n", "name": "t", "language": LANGUAGE, "components": []},
    "interactive": {"type": "button", "body": {"text": "b"}, "action": {"buttons": []}},
}


def send(api, **body):
    return api.post(PATH, {"to": TO, **body})


@pytest.mark.parametrize("kind", GOOD)
def test_every_type(api, kind):
    answer = send(api, type=kind, **{kind: GOOD[kind]})
    assert answer.status_code == 201
    (message,) = answer.json()["messages"]
    kept = api.state()["messages"][message["id"]]
    assert (kept["direction"], kept["type"], kept["to"]) == ("out", kind, TO)
    assert "x" * 100 not in str(kept)
    assert api.suspicious() == []


def test_an_uploaded_file(api):
    media_id = api.call("POST", "/v1/media", data=b"x", headers={"Content-Type": "image/png"}).json()["media"][0]["id"]
    assert send(api, type="image", image={"id": media_id}).status_code == 201
    assert error(send(api, type="image", image={"id": "unknown"}))[:2] == (404, 1006)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"to": None, "text": {"body": "x"}}, (400, 1008)),
        ({"to": "not a number", "text": {"body": "x"}}, (400, 1009)),
        ({}, (400, 1008)),
        ({"type": "smoke"}, (400, 1009)),
        ({"text": {}}, (400, 1008)),
        ({"text": {"body": ""}}, (400, 1009)),
        ({"text": "x"}, (400, 1009)),
        ({"text": {"body": "x" * 4097}}, (400, 1001)),
        ({"text": {"body": "x"}, "image": GOOD["image"]}, (400, 1010)),
        ({"text": {"body": "x"}, "recipient_type": "crowd"}, (400, 1002)),
        ({"text": {"body": "x"}, "preview_url": "true"}, (400, 1009)),
        ({"text": {"body": "x"}, "ttl": "soon"}, (400, 1009)),
        ({"type": "image", "image": {}}, (400, 1008)),
        ({"type": "image", "image": {"id": "1", "link": "https://a.b"}}, (400, 1010)),
        ({"type": "image", "image": {"link": "a.jpg"}}, (400, 1009)),
        ({"type": "location", "location": {"longitude": 8}}, (400, 1008)),
        ({"type": "location", "location": {"longitude": 8, "latitude": 91}}, (400, 1009)),
        ({"type": "contacts", "contacts": []}, (400, 1009)),
        ({"type": "contacts", "contacts": [{"name": {}}]}, (400, 1008)),
        ({"type": "template", "template": {"namespace": "n", "language": LANGUAGE}}, (400, 1008)),
        ({"type": "template", "template": {"namespace": "n", "name": "t"}}, (400, 1008)),
        ({"type": "template", "template": {"namespace": "n", "name": "t", "language": {"policy": "x", "code": "en"}}}, (400, 1009)),
        ({"type": "interactive", "interactive": {"type": "list", "action": {}}}, (400, 1008)),
        ({"type": "interactive", "interactive": {"type": "carousel", "action": {}}}, (400, 1009)),
        ({"type": "hsm", "hsm": {}}, (400, 1009)),
        ({"to": "4915123456789", "text": {"body": "x"}}, (400, 1021)),
        ({"to": "1-2", "recipient_type": "group", "text": {"body": "x"}}, (404, 1012)),
    ],
)
def test_refused(api, body, expected):
    assert error(send(api, **body))[:2] == expected


def test_versions(api):
    assert send(api, to="+1 (631) 555-1002", text={"body": "x"}).status_code == 201
    api.patch(version="2.33")
    assert error(send(api, to="+1 (631) 555-1002", text={"body": "x"}))[:2] == (400, 1009)
    assert error(send(api, type="interactive", interactive=GOOD["interactive"]))[:2] == (400, 1009)
    api.patch(version="2.23")
    assert error(send(api, type="sticker", sticker=GOOD["sticker"]))[:2] == (400, 1009)
    assert send(api, type="hsm", hsm={"namespace": "n", "element_name": "e"}).status_code == 200


def test_a_changed_identity_blocks_until_it_is_acknowledged(api):
    api.patch(settings={"show_security_notifications": True}, contacts={TO: {"hash": "abc", "acknowledged": False}})
    assert error(send(api, text={"body": "x"}))[1] == 1028
    api.put(f"/v1/contacts/{TO}/identity", {"hash": "abc"})
    assert send(api, text={"body": "x"}).status_code == 201


def test_mark_as_read(api):
    api.patch(messages={"in-1": {"direction": "in", "from": TO}, "out-1": {"direction": "out", "to": TO}})
    answer = api.put(PATH + "/in-1", {"status": "read"})
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert api.state()["messages"]["in-1"]["status"] == "read"
    assert error(api.put(PATH + "/in-1", {"status": "seen"}))[:2] == (400, 1009)
    assert error(api.put(PATH + "/in-1", {}))[:2] == (400, 1008)
    assert error(api.put(PATH + "/out-1", {"status": "read"}))[:2] == (400, 1009)
    assert error(api.put(PATH + "/unknown", {"status": "read"}))[:2] == (404, 1006)
    api.patch(messages={"in-1": {"timestamp": 1.0}})
    assert error(api.put(PATH + "/in-1", {"status": "read"}))[:2] == (400, 1009)


def test_mark_as_read_needs_pass_through_off(api):
    api.patch(version="2.33", settings={"pass_through": True}, messages={"in-1": {"direction": "in"}})
    assert error(api.put(PATH + "/in-1", {"status": "read"}))[:2] == (400, 1009)
    api.patch_call("/v1/settings/application", {"pass_through": False})
    assert api.put(PATH + "/in-1", {"status": "read"}).status_code == 200


def test_needs_a_registered_client(stock):
    assert error(send(stock, text={"body": "x"})) == (500, 1011, "Client is unregistered")


def test_garbage_collection(api):
    assert api.put("/v1/services/message/gc").json()["services"] == {"message": {"gc": {"status": "processing"}}}
    assert api.put("/v1/services/media/gc").status_code == 404
    api.patch(version="2.57", topology="multiconnect")
    gc = api.put("/v1/services/media/gc").json()["services"]["media"]["gc"]
    assert all(name.startswith("wacore") for name in gc)
