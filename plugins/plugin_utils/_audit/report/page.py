# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""drift.html: one self-contained file. It holds the document as JSON; page.js builds the heat map from it.

Text of a server or an inventory is never markup: the JSON is escaped, the template escapes, the script sets text only, and the
page's Content-Security-Policy allows only the script and the style below, by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = ("text.js", "grid.js", "detail.js", "history.js", "page.js")
ESCAPES = {ord(character): "\\u%04x" % ord(character) for character in "<>&"}


def render_html(report: Mapping[str, Any]) -> bytes:
    """The document as an HTML page; bytes."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = _read("page.css")
    script = '"use strict";\n(() => {\n%s})();\n' % "".join(map(_read, SCRIPTS))
    results = [{result["status"] for result in instance.get("checks", {}).values()} for instance in report["instances"]]
    with_result = {status: sum(status in statuses for statuses in results) for status in ("critical", "warning", "unknown")}
    html = environment.get_template("page.html.j2").render(
        report=report,
        counts={**report["summary"], **with_result},
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=Markup(embed_json(report)),
    )
    return html.encode("utf-8", "replace")


def embed_json(value: Any) -> str:
    """JSON for a script element: pure ASCII, and unable to end the element or begin another."""
    return json.dumps(value, separators=(",", ":")).translate(ESCAPES)


def _read(name: str) -> str:
    with open(os.path.join(HERE, name), encoding="utf-8") as stream:
        return stream.read()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
