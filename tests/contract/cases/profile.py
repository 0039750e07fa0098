# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64

from tests.contract.cases import Case, Example
from tests.support.images import image

LOGO = {"logo.png": image("PNG", 640, 640)}
SEEN = base64.b64encode(image("JPEG", 640, 640)).decode()

CASES = (
    Case(
        "whatsapp_profile",
        {"about": "Mon to Fri, 8 to 18 h", "photo": "{folder}/logo.png"},
        files=LOGO,
        writes=("Update-Profile-About", "Update-Profile-Photo"),
    ),
    Case(
        "whatsapp_profile",
        {"about": "x" * 139, "photo": "{folder}/logo.png"},
        label="longest about, a photo is there",
        state={"photo": SEEN},
        files=LOGO,
        writes=("Update-Profile-About",),
        expect=lambda result: result["diff"]["before"]["photo"] == result["diff"]["after"]["photo"] == "(a picture)",
    ),
    Case(
        "whatsapp_profile",
        {"photo": "{folder}/logo.jpg", "update_photo": "always"},
        label="always",
        kind="action",
        state={"photo": SEEN},
        files={"logo.jpg": image("JPEG", 800, 600)},
        writes=("Update-Profile-Photo",),
        expect=lambda result: "800 x 600 pixels; the server crops it to a square" in str(result["warnings"]),
    ),
    Case("whatsapp_profile", {"remove_photo": True}, label="remove", state={"photo": SEEN}, writes=("Delete-Profile-Photo",)),
)
EXAMPLES = (Example("whatsapp_profile", files={**LOGO, "winter.jpg": image("JPEG", 640, 640)}, vars={"brand_folder": "{folder}"}),)
