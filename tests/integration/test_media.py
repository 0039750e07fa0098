# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media files: whole or not at all, and nothing sent that the server would refuse."""

from __future__ import annotations

import base64
import os

from tests.support.attempts import attempt, full_disk, told

MEDIA = "whatsapp_media"
MEBIBYTE = 1024 * 1024


def stored(content):
    return {"media": {"known": {"content_type": "image/jpeg", "data": base64.b64encode(content).decode()}}}


def test_bad_input_is_refused_before_anything_is_sent(instance, tmp_path):
    """Only the identifiers are asked for; everything else is seen here."""
    files = {"empty.jpg": b"", "unknown.xyz": b"x", "file.jpg": b"x"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with open(tmp_path / "huge.mp4", "wb") as huge:
        huge.truncate(100 * MEBIBYTE + 1)
    here = str(tmp_path)
    tasks = {
        "missing": {"src": f"{here}/none.jpg"},
        "empty": {"src": f"{here}/empty.jpg"},
        "huge": {"src": f"{here}/huge.mp4"},
        "unknown type": {"src": f"{here}/unknown.xyz"},
        "bad type": {"src": f"{here}/file.jpg", "content_type": "jpeg"},
        "no folder": {"media_id": "known", "dest": f"{here}/none/file.jpg"},
        "below a file": {"media_id": "known", "dest": f"{here}/file.jpg/other.jpg"},
        "a folder": {"media_id": "known", "dest": here},
        "deleting with src": {"media_id": "known", "state": "absent", "src": f"{here}/file.jpg"},
        "no identifier": {"media_id": " ", "state": "absent"},
        "nothing to do": {"media_id": "known"},
        "no such download": {"media_id": "none", "dest": f"{here}/file.jpg"},
    }
    instance.patch(stored(b"hi"))
    run = attempt(tmp_path / "run", instance, {name: (MEDIA, options) for name, options in tasks.items()})
    assert told(run, instance) == {
        "missing": f"src: {here}/none.jpg cannot be read (No such file or directory)",
        "empty": f"src: {here}/empty.jpg is empty; the server takes no empty file",
        "huge": f"src: {here}/huge.mp4 has 104857601 bytes; 104857600 at most are allowed (100 MB)",
        "unknown type": f"content_type: the name of {here}/unknown.xyz does not tell it; give it, such as image/jpeg",
        "bad type": "content_type: 'jpeg' is not a content type",
        "no folder": f"dest: the directory {here}/none does not exist; create it first",
        "below a file": f"dest: the directory {here}/file.jpg does not exist; create it first",
        "a folder": f"dest: {here} is a directory; give the name of a file",
        "deleting with src": "src: it does not belong to state=absent, which deletes",
        "no identifier": "media_id: ' ' is not the identifier of a media file",
        "nothing to do": "state is present but any of the following are missing: src, dest",
        "no such download": "GET /v1/media/none was refused with 404/1006 (Resource not found: Media does not exist); check that it exists",
    }
    assert run.result("no such download")["failure"]["code"] == 1006
    assert [(entry["operation"], entry["path"]) for entry in instance.journal()] == [
        ("Login-User", "/v1/users/login"),
        ("Download-Media", "/v1/media/none"),
    ]
    assert (tmp_path / "file.jpg").read_bytes() == b"x"


def test_a_full_disk_leaves_the_old_file_intact(instance, tmp_path):
    """The system refuses to write more than half of the download."""
    instance.patch(stored(os.urandom(4 * MEBIBYTE)))
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "file.jpg").write_bytes(b"old")
    with full_disk(2 * MEBIBYTE):
        run = attempt(tmp_path / "run", instance, {"download": (MEDIA, {"media_id": "known", "dest": str(folder / "file.jpg")})})
    expected = f"dest: {folder}/file.jpg cannot be written (File too large); what was there before is intact"
    assert told(run, instance) == {"download": expected}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"file.jpg": b"old"}


def test_a_document_that_looks_like_an_answer_is_still_a_document(instance, tmp_path):
    """JSON with errors, and JSON that is none."""
    contents = {"errors": b'{"errors": [{"code": 1006, "title": "Mine"}]}', "broken": b'{"a": '}
    files = {name: {"content_type": "application/json", "data": base64.b64encode(data).decode()} for name, data in contents.items()}
    instance.patch({"media": files})
    run = attempt(tmp_path / "run", instance, {name: (MEDIA, {"media_id": name, "dest": str(tmp_path / name)}) for name in contents})
    assert told(run, instance) == {}
    assert {name: (tmp_path / name).read_bytes() for name in contents} == contents


def test_a_download_that_is_cut_off_leaves_the_old_file_intact(instance, tmp_path):
    """Each try gets half of the file."""
    instance.patch(stored(os.urandom(MEBIBYTE)))
    (tmp_path / "file.jpg").write_bytes(b"old")
    instance.control.fault(instance=instance.address, path="/v1/media/known", fault="truncate", times=-1)
    tasks = {"download": (MEDIA, {"media_id": "known", "dest": str(tmp_path / "file.jpg"), "retries": 1})}
    run = attempt(tmp_path / "run", instance, tasks)
    assert told(run, instance)["download"].startswith("GET /v1/media/known: the connection was lost before the whole answer came")
    assert (tmp_path / "file.jpg").read_bytes() == b"old"


def test_the_life_of_a_file(instance, tmp_path):
    """Upload, make sure, download, keep the mode, lose, upload again, delete, delete again."""
    content = os.urandom(3 * MEBIBYTE)
    (tmp_path / "film.mp4").write_bytes(content)
    (tmp_path / "old.mp4").write_bytes(b"old")
    (tmp_path / "old.mp4").chmod(0o640)
    src = str(tmp_path / "film.mp4")
    upload = attempt(tmp_path / "run", instance, {"upload": (MEDIA, {"src": src})}).result("upload")
    media_id = upload["media_id"]
    tasks = {
        "still there": {"src": src, "media_id": media_id},
        "another type": {"src": src, "media_id": media_id, "content_type": "video/quicktime"},
        "new file": {"media_id": media_id, "dest": str(tmp_path / "new.mp4")},
        "old file": {"media_id": media_id, "dest": str(tmp_path / "old.mp4")},
        "delete": {"media_id": media_id, "state": "absent"},
        "delete again": {"media_id": media_id, "state": "absent"},
        "gone": {"src": src, "media_id": media_id},
    }
    run = attempt(tmp_path / "run", instance, {name: (MEDIA, options) for name, options in tasks.items()})
    assert told(run, instance) == {}
    changed = {row.task: row.result["changed"] for row in run.rows}
    assert changed == {
        "still there": False, "another type": True, "new file": True, "old file": True, "delete": True, "delete again": False, "gone": True,
    }  # fmt: skip
    assert upload["content_type"] == "video/mp4"
    assert run.result("still there")["media_id"] == media_id
    assert run.result("gone")["media_id"] not in (media_id, run.result("another type")["media_id"])
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("new.mp4", "old.mp4")}
    assert modes == {"new.mp4": 0o600, "old.mp4": 0o640}
    assert (tmp_path / "new.mp4").read_bytes() == (tmp_path / "old.mp4").read_bytes() == content
    assert len(instance.state()["media"]) == 2
