# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sticker packs and stickers."""

from __future__ import annotations

import pytest

from .conftest import error

PATH = "/v1/stickerpacks"
PACK = {"publisher": "Example Traders", "name": "Greetings", "ios_app_store_link": "https://apps.example/1"}


@pytest.fixture
def pack(api):
    """The path of a new pack."""
    (made,) = api.post(PATH, PACK).json()["stickerpacks"]
    return f"{PATH}/{made['id']}"


@pytest.fixture
def image(api):
    return api.call("POST", "/v1/media", data=b"x", headers={"Content-Type": "image/webp"}).json()["media"][0]["id"]


def test_a_pack_from_beginning_to_end(api):
    api.add_user()
    answer = api.post(PATH, PACK, user="ops-user")
    (made,) = answer.json()["stickerpacks"]
    assert (answer.status_code, api.get(PATH).json()["stickerpacks"]) == (201, [made])
    path = f"{PATH}/{made['id']}"
    assert api.get(path).json()["stickerpacks"] == [PACK]
    answer = api.patch_call(path, {"name": "Farewells"})
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert api.get(path).json()["stickerpacks"] == [{**PACK, "name": "Farewells"}]
    assert api.delete(path).status_code == 200
    assert (error(api.get(path))[:2], api.get(PATH).json()["stickerpacks"]) == ((404, 2003), [])
    assert api.suspicious() == []


def test_stickers_of_a_pack(api, pack, image):
    answer = api.post(f"{pack}/stickers", {"image_data_id": image, "emojis": ["😀"]})
    assert (answer.status_code, answer.json()["stickers"]) == (201, [{"index": 0}])
    assert api.post(f"{pack}/stickers", {"image_data_id": image}).json()["stickers"] == [{"index": 1}]
    assert api.get(f"{pack}/stickers").json()["stickers"] == [{"index": 0}, {"index": 1}]
    (sticker,) = api.get(f"{pack}/stickers/0").json()["stickers"]
    assert (set(sticker), sticker["emojis"], sticker["image_data_id"]) == ({"id", "emojis", "image_data_id"}, ["😀"], image)
    assert api.patch_call(f"{pack}/stickers/0", {"emojis": []}).status_code == 200
    assert api.get(f"{pack}/stickers/0").json()["stickers"] == [{**sticker, "emojis": []}]
    assert api.delete(f"{pack}/stickers/0").status_code == 200
    assert api.get(f"{pack}/stickers").json()["stickers"] == [{"index": 1}]


def test_refused(api, pack, image):
    for method, path, body, expected in (
        ("POST", PATH, {"name": "n"}, (400, 1008, "Missing mandatory parameter 'publisher'")),
        ("POST", PATH, {"publisher": "p"}, (400, 1008, "Missing mandatory parameter 'name'")),
        ("POST", PATH, {**PACK, "ios_app_store_link": "shop"}, (400, 1009, "Parameter 'ios_app_store_link' has invalid value 'shop'")),
        ("PATCH", pack, {}, (400, 1009, "No valid parameters provided")),
        ("PATCH", PATH + "/unknown", {"name": "n"}, (404, 2003, "Sticker pack does not exist")),
        ("POST", pack + "/stickers", {"emojis": []}, (400, 1008, "Missing mandatory parameter 'image_data_id'")),
        ("POST", pack + "/stickers", {"image_data_id": "unknown"}, (404, 1006, "Media does not exist")),
        ("POST", pack + "/stickers", {"image_data_id": image, "emojis": "x"}, (400, 1009, "Parameter 'emojis' has invalid value 'x'")),
        ("DELETE", pack + "/stickers/7", None, (404, 1006, "Sticker does not exist")),
    ):
        assert error(api.call(method, path, json=body)) == expected


def test_packs_of_whatsapp_itself(api):
    (first,) = api.get(PATH + "?namespace=whatsapp").json()["stickerpacks"]
    assert api.get(f"{PATH}/{first['id']}").json()["stickerpacks"][0]["publisher"] == "WhatsApp"
    assert error(api.delete(f"{PATH}/{first['id']}"))[:2] == (403, 1005)


def test_not_before_2_27(api):
    api.patch(version="2.23")
    assert error(api.get(PATH)) == (404, 1006, "URL path not found")
