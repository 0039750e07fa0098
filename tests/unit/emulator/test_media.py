# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Media files."""

from __future__ import annotations

from .conftest import error

PATH = "/v1/media"


def test_life_of_a_file(api):
    api.add_user()
    answer = api.call("POST", PATH, data=b"\x00\x01bytes", headers={"Content-Type": "application/pdf"}, user="ops-user")
    assert answer.status_code == 201
    path = f"{PATH}/{answer.json()['media'][0]['id']}"
    served = api.get(path, user="ops-user")
    assert (served.content, served.headers["Content-Type"]) == (b"\x00\x01bytes", "application/pdf")
    assert "attachment" in served.headers["Content-Disposition"]
    assert api.delete(path, user="ops-user").status_code == 200
    assert error(api.get(path))[:2] == (404, 1006)
    assert error(api.delete(path))[:2] == (404, 1006)
    assert api.suspicious() == []


def test_refused(api):
    assert error(api.call("POST", PATH, data=b"x")) == (400, 1008, "Content-Type missing")
    assert error(api.call("POST", PATH, headers={"Content-Type": "image/png"})) == (400, 1008, "No data found")


def test_no_more_than_100_megabytes(api):
    too_much = b"x" * (100 * 1024 * 1024 + 1)
    assert error(api.call("POST", PATH, data=too_much, headers={"Content-Type": "video/mp4"}))[:2] == (400, 1009)
    assert api.call("POST", PATH, data=too_much[: 6 * 1024 * 1024], headers={"Content-Type": "video/mp4"}).status_code == 201


def test_multipart_is_suspicious(api):
    api.call("POST", PATH, files={"file": b"x"})
    assert api.suspicious() == ["multipart body: uploads are raw bytes"]


def test_old_versions_answer_200(api):
    api.patch(version="2.23")
    assert api.call("POST", PATH, data=b"x", headers={"Content-Type": "image/png"}).status_code == 200
