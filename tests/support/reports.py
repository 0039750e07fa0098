# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audits of fleets that do not exist, in the form that whatsapp_fleet_audit returns them."""

from __future__ import annotations

import json
import random

from jsonschema import Draft202012Validator

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import ORDER, build_report
from tests.collection_tree import ROOT

NOW = "2026-03-14T15:09:26Z"
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs" / "drift.schema.json").read_text(encoding="utf-8")))
HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<!--<script>",
    "]]>",
    "' onload='x",
    '"><b>',
    "{{ 7 * 7 }}",
    "a\u2028b\u2029c",
    "nul\0 esc\x1b[31m",
    "lone \ud800 surrogate",
    "\ufffe",
    "&lt;b&gt;&amp;",
    "ß € 😀",
    'back\\slash "quote"\nline',
)


def drifted(before, after, restart=()):
    """A section that differs, as a row has it."""
    return {"changed": True, "diff": {"before": before, "after": after}, "restart_required": list(restart)}


def failed_section(msg="https://wa.example.com: GET /v1/settings/application answered 500; look at the instance's logs"):
    return {"changed": False, "failed": True, "msg": msg, "failure": {"status": 500, "code": None, "method": "GET", "path": "/v1/x"}}


def row(host, status="in_sync", sections=None, **more):
    """One host's row."""
    url = f"https://{host}.example.com:9090"
    return {"host": host, "url": url, "status": status, "changed": status == "drifted", "sections": sections or {}, **more}


def down(host):
    """The row of an instance that does not answer."""
    msg = f"https://{host}.example.com:9090: POST /v1/users/login: the connection was refused; check that the Webapp is running"
    return row(host, "unreachable", msg=msg, failure={"status": None, "method": "POST", "path": "/v1/users/login"})


def few():
    """Rows with every status of an instance and of a section."""
    settings = drifted(
        {"webhooks": {"url": "https://old.example.com/in", "max_concurrent_requests": 6}, "media": {"auto_download": ["image"]}},
        {"webhooks": {"url": "https://new.example.com/in", "max_concurrent_requests": 24}, "media": {"auto_download": ["audio", "image"]}},
        ["coreapp"],
    )
    user = drifted({"ops.team": {}}, {"ops.team": {"name": "ops.team", "user_password": "******** (new value)"}})
    calm, absent = {"changed": False}, {"changed": False, "not_offered": True}
    return [
        row("wa-calm", sections={"users": calm, "app_settings": calm, "groups": absent}, seconds=0.25),
        row("wa-drift", "drifted", {"users": user, "app_settings": settings, "profile": calm}, restart_required=["coreapp"]),
        row("wa-broken", "failed", {"users": calm, "profile": failed_section()}, not_done=["profile", "groups"], msg="section profile: no"),
        row("wa-bare", "failed", msg="wa-bare: whatsapp_instance_config is not set; declare it in host_vars"),
        down("wa-down"),
    ]


def with_health():
    """Rows of a sweep that looked at health too: well, ill, waiting for its number, without an answer, and not to be asked."""

    def health(healthy, as_wanted, summary, **more):
        return {"health": {"healthy": healthy, "as_wanted": as_wanted, "summary": summary, **more}}

    counts = {"nodes": 1, "coreapps": 1, "coreapps_connected": 1}
    calm = {"users": {"changed": False}, "profile": {"changed": False}}
    waiting = {"users": {"changed": False}, "profile": {"changed": False, "no_number": True}}
    return [
        row("wa-well", sections=calm, **health(True, True, "connected", topology="single", counts=counts, shards=None)),
        row("wa-ill", sections=calm, **health(False, False, "disconnected", topology="single", counts=counts)),
        row("wa-waiting", sections=waiting, **health(False, True, "unregistered", topology="single", counts=counts)),
        row("wa-mute", sections=calm, **health(None, False, "it could not be read", msg="GET /v1/health was refused with 403")),
        down("wa-gone"),
    ]


def many(number, seed=7):
    """Rows of a large fleet: nine in ten in sync, all kinds of trouble in the others."""
    dice = random.Random(seed)
    for index in range(number):
        host = f"wa-{index:05d}"
        if dice.random() < 0.02:
            yield down(host)
            continue
        sections = {name: {"changed": False} for name in ORDER}
        if dice.random() < 0.08:
            for name in dice.sample(ORDER, 3):
                sides = [{f"field_{key}": side for key in range(dice.choice([1, 2, 6]))} for side in ("old", "new")]
                sections[name] = failed_section() if dice.random() < 0.15 else drifted(*sides)
        failed = any(section.get("failed") for section in sections.values())
        status = "failed" if failed else "drifted" if any(section["changed"] for section in sections.values()) else "in_sync"
        yield row(host, status, sections)


def report(rows, title="Drift report"):
    """The document of these rows."""
    return build_report(list(rows), NOW, title)
