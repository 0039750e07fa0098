# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from tests.contract.cases import Case, Example

TO = "4915199999999"
LINK = {"link": "https://files.example.com/a"}
LANGUAGE = {"code": "en", "policy": "fallback"}
MEDIA = {"media": {"f043afd0": {"content_type": "image/jpeg", "data": "aGk="}}}
INCOMING = {"messages": {"gBGG-in": {"direction": "in"}}}
BODIES = {
    "text": {"body": "Hello"},
    "image": {"id": "f043afd0", "caption": "A picture"},
    "video": {**LINK, "caption": "A film", "provider": {"name": "store"}},
    "audio": {**LINK},
    "document": {**LINK, "caption": "A report", "filename": "report.pdf"},
    "sticker": {**LINK},
    "location": {"longitude": 13.4, "latitude": 52.5, "name": "Berlin", "address": "Alexanderplatz"},
    "contacts": [{"name": {"formatted_name": "Ada"}, "phones": [{"phone": "+49 30 1", "type": "WORK"}]}],
    "template": {
        "namespace": "n",
        "name": "greeting",
        "language": LANGUAGE,
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ada"}]}],
    },
    "interactive": {
        "type": "button",
        "header": {"type": "text", "text": "A question"},
        "body": {"text": "Yes?"},
        "footer": {"text": "Please answer"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes"}}]},
    },
    "hsm": {"namespace": "n", "element_name": "e", "language": LANGUAGE, "localizable_params": [{"default": "Ada"}]},
}


def _case(kind, **more):
    args = {"to": TO, "type": kind, kind: BODIES[kind], **more.pop("args", {})}
    return Case(
        "whatsapp_message", args, kind="action", label=kind, writes=("Send-Message",), volatile=("message_id",),
        expect=lambda result: result["message_id"].startswith("gBGG"), **more,
    )  # fmt: skip


# Each message goes through the whole contract; the others are sent in tests/integration.
CASES = (
    _case("text", args={"ttl": 3600, "preview_url": True}),
    _case("image", state=MEDIA),
    _case("interactive"),
    Case("whatsapp_message_read", {"message_id": "gBGG-in"}, kind="action", state=INCOMING, writes=("Mark-Message-As-Read",)),
)
EXAMPLES = (
    Example("whatsapp_message"),
    Example("whatsapp_message_read", state=INCOMING, vars={"incoming_message_id": "gBGG-in"}),
)
