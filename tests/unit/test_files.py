# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Local files: whole or not at all, and nothing left beside them."""

from __future__ import annotations

import hashlib
import os
import tracemalloc

import pytest

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, PreconditionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import Download, describe_file
from tests.support.attempts import full_disk
from tests.support.foreign import after_login, foreign_server, run_module

PHOTO = {"Content-Type": "image/jpeg"}


def test_a_download_appears_at_once_and_whole(tmp_path):
    """Until then the directory holds what it held; what the first try left is gone."""
    dest = tmp_path / "photo.jpg"
    dest.write_bytes(b"old")
    download = Download("dest", str(dest))
    download.write(b"half of")
    download.restart()
    for piece in (b"new ", b"photo"):
        download.write(piece)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
    assert dest.read_bytes() == b"old"
    download.put(0o640)
    assert dest.read_bytes() == b"new photo"
    assert dest.stat().st_mode & 0o777 == 0o640
    assert (download.size, download.sha256) == (9, hashlib.sha256(b"new photo").hexdigest())
    assert describe_file("dest", str(dest)) == {"size": 9, "sha256": download.sha256}
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_download_for_its_hash_alone_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    download = Download("dest")
    download.write(b"x")
    assert (download.size, list(tmp_path.iterdir())) == (1, [])


def test_a_full_disk_leaves_what_was_there(tmp_path):
    """The sentence names the file."""
    dest = tmp_path / "photo.jpg"
    dest.write_bytes(b"old")
    download = Download("dest", str(dest))
    with full_disk(100_000), pytest.raises(PreconditionError, match=r"dest: .*photo\.jpg cannot be written \(File too large\)"):
        for _number in range(100):
            download.write(b"x" * 65536)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("photo.jpg", b"old")]


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(OptionError, match=r"dest: .* cannot be read \(Is a directory\)"):
        describe_file("dest", str(tmp_path))


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("mib", [40, 100])
def test_a_large_medium_is_streamed_to_the_disk(tmp_path, mib, check_mode):
    """More than an answer may have in memory, up to the API's 100 MB; in check mode it is looked at, and nothing is kept."""
    content, dest = bytes(mib << 20), tmp_path / "film.mp4"
    with foreign_server(after_login(lambda method, path, body: (200, PHOTO, content))) as server:
        tracemalloc.start()
        try:
            result = run_module("whatsapp_media", server, check_mode, media_id="1", dest=str(dest), timeout=30)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (result.get("changed"), result.get("size")) == (True, mib << 20), result
    assert result["sha256"] == hashlib.sha256(content).hexdigest()
    assert os.listdir(tmp_path) == ([] if check_mode else ["film.mp4"])
    assert peak < 16 << 20


def test_a_medium_that_is_too_large_leaves_nothing(tmp_path):
    """Announced or not; and a page is no medium, however it is sent."""
    answers = {
        "larger than 100 MiB": (200, {**PHOTO, "Content-Length": str((100 << 20) + 1)}, b"x"),
        "is a page for browsers": (200, PHOTO, b"<!DOCTYPE html><html><body>Sign in</body></html>" + b" " * 100_000),
        "is empty": (200, PHOTO, b""),
        "refused": (200, {"Content-Type": "application/json"}, b'{"errors": [{"code": 1006, "title": "Resource not found"}]}'),
    }
    for problem, answer in answers.items():
        with foreign_server(after_login(lambda method, path, body, answer=answer: answer)) as server:
            result = run_module("whatsapp_media", server, media_id="1", dest=str(tmp_path / "film.mp4"))
        assert result.get("failed"), result
        assert problem in result["msg"]
        assert os.listdir(tmp_path) == []
