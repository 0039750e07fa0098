# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

ID = "f043afd0-f0ae-4b9c-ab3d-696fb4c8cd68"
STORED = {"media": {ID: {"content_type": "image/jpeg", "data": "aGkK"}}}
SHA256 = "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4"

CASES = (
    Case(
        "whatsapp_media",
        {"src": "{folder}/picture.webp"},
        kind="action",
        label="upload",
        files={"picture.webp": b"hi\n"},
        writes=("Upload-Media",),
        volatile=("media_id",),
        expect=lambda result: (result["content_type"], result["size"], result["sha256"]) == ("image/webp", 3, SHA256),
    ),
    Case(
        "whatsapp_media",
        {"media_id": ID, "dest": "{folder}/picture.jpg"},
        label="download",
        state=STORED,
        files={"picture.jpg": b"something else"},
        expect=lambda result: (result["content_type"], result["size"], result["sha256"]) == ("image/jpeg", 3, SHA256),
    ),
    Case("whatsapp_media", {"media_id": ID, "state": "absent"}, label="delete", state=STORED, writes=("Delete-Media",)),
)
EXAMPLES = (
    Example(
        "whatsapp_media",
        state=STORED,
        files={"prices.pdf": b"%PDF-1.4"},
        vars={"media_folder": "{folder}", "incoming_media_id": ID},
    ),
)
