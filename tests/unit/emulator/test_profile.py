# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""About text and profile photo."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from .conftest import error

ABOUT, PHOTO = "/v1/settings/profile/about", "/v1/settings/profile/photo"


def picture(width=800, height=600, kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


def about(api):
    return api.get(ABOUT).json()["settings"]["profile"]["about"]["text"]


def test_about(api):
    assert about(api) == ""
    answer = api.patch_call(ABOUT, {"text": "ä" * 139})
    assert (answer.status_code, list(answer.json())) == (200, ["meta"])
    assert about(api) == "ä" * 139
    assert error(api.patch_call(ABOUT, {"text": "a" * 140}))[:2] == (400, 1009)
    assert error(api.patch_call(ABOUT, {})) == (400, 1008, "Missing mandatory parameter 'text'")


def test_about_is_up_to_30_seconds_stale_in_a_cluster_only(api):
    for topology, seen in (("single", "new"), ("ha", "old"), ("multiconnect", "old")):
        api.control.advance(31)
        api.patch(topology=topology, about="old")
        assert about(api) == "old"
        api.patch_call(ABOUT, {"text": "new"})
        assert about(api) == seen
        api.control.advance(31)
        assert about(api) == "new"


def test_photo_comes_back_as_a_square_thumbnail(api):
    assert error(api.get(PHOTO))[:2] == (404, 1006)
    upload = picture(1000, 700, "PNG")
    assert api.call("POST", PHOTO, data=upload, headers={"Content-Type": "image/png"}).status_code == 201
    answer = api.get(PHOTO)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="profilePicture.jpg"'
    assert answer.content != upload
    assert Image.open(io.BytesIO(answer.content)).size == (640, 640)
    assert api.get(PHOTO + "?format=link").json()["settings"]["profile"]["photo"]["link"].startswith("https://")
    for _time in range(2):
        assert api.delete(PHOTO).status_code == 200
    assert api.get(PHOTO).status_code == 404
    assert api.suspicious() == []


@pytest.mark.parametrize(
    ("data", "content_type", "code", "details"),
    [
        (b"", "image/jpeg", 1008, "No data found"),
        (b"x" * 5 * 1024 * 1024, "image/jpeg", 1009, "Photo size too large"),
        (b"no picture", "image/jpeg", 1009, "Photo could not be decoded"),
        (picture(), "image/gif", 1009, "Content-Type must be image/jpeg or image/png"),
        (picture(191, 300), "image/jpeg", 1009, "Photo too small"),
    ],
)
def test_refused_photos(api, data, content_type, code, details):
    answer = api.call("POST", PHOTO, data=data, headers={"Content-Type": content_type})
    assert error(answer)[:2] == (400, code)
    assert error(answer)[2].startswith(details)


def test_multipart_is_suspicious(api):
    assert api.call("POST", PHOTO, files={"file": ("a.jpg", picture(), "image/jpeg")}).status_code == 400
    assert api.suspicious() == ["multipart body: uploads are raw bytes"]


def test_old_versions_answer_200(api):
    api.patch(version="2.23")
    assert api.call("POST", PHOTO, data=picture(), headers={"Content-Type": "image/jpeg"}).status_code == 200
