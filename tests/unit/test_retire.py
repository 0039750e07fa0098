# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a retirement writes: evidence in which foreign texts are text, a hand-over file that Ansible can use, and honest checks."""

from __future__ import annotations

import json

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.backup_file import render
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._retire import documents, readiness
from ansible_collections.waops.whatsapp.plugins.plugin_utils._retire.retirement import Retirement
from tests.support.foreign import foreign_server, reply, run_module

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19 every text is a template
    trust_as_template = str

HOSTILE = [
    *(
        "a | b",
        "a\nb\n# heading",
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "[text](https://evil.example)",
        "![x](y)",
        "`code`",
        "``",
        "a`b",
    ),
    *(
        "**bold**",
        "_x_",
        "~~gone~~",
        "\\",
        "\\|",
        "https://evil.example",
        "www.evil.example",
        "<https://evil.example>",
        "\x1b[31mred",
        "\u202ex",
    ),
    *(
        "\u202ex",
        "a\u2028b",
        "{{ lookup('pipe', 'id') }}",
        "---",
        "|---|",
        "- list",
        "1. list",
        "> quote",
        "\ud800",
        "&#x3c;b&#x3e;",
        "x\r| y | z |",
    ),
]


def evidence(hostile):
    """Evidence in which every foreign text is this one."""
    return {
        "host": hostile, "url": hostile, "number": "49", "time": "20260314T152926Z", "check_mode": False, "confirmed": True,
        "audit": {"failure": hostile, "compared": ["users"], "drifted": [], "failed": [hostile], "diff": {}},
        "readiness": [{"name": "webhook_ca", "ok": False, "detail": hostile}], "accepted": [], "handover": "", "failure": hostile,
        "backup": {"file": hostile, "manifest": {"sha256": hostile}}, "users_removed": [hostile],
    }  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_evidence_is_text(hostile):
    """A Markdown reader finds the headings and tables that are ours, and in them nothing but text."""
    markdown_it = pytest.importorskip("markdown_it")
    source = documents.evidence_markdown(evidence(hostile)).decode()
    tokens = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(source)
    kinds = {token.type for token in tokens} - {"inline", "softbreak"}
    parts = ("heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td")
    assert kinds <= {f"{part}_{end}" for part in parts for end in ("open", "close")}
    assert sum(token.type == "heading_open" for token in tokens) == 3
    assert sum(token.type == "tr_open" for token in tokens) == 9 + 1 + 2
    assert sum(token.type == "td_open" for token in tokens) == 2 * 9 + 3
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special", "softbreak"}
    for beginning in ("https://", "http://", "www."):
        assert beginning not in source


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_evidence_for_machines_is_json(hostile):
    """Whatever is in it; and the Markdown is always written."""
    given_evidence = evidence(hostile)
    assert json.loads(documents.evidence_json(given_evidence)) == given_evidence
    assert documents.evidence_markdown(given_evidence).count(b"\n## ") == 2


@pytest.mark.parametrize("password", [None, "V4ult secret"], ids=["plain", "vaulted"])
@pytest.mark.parametrize("name", ["backup.json", "a 'b' \"c\" {{ 7 }} ; touch executed", "#jinja2: variable_start_string:'[%'"])
def test_a_hand_over_file_becomes_the_body(password, name, tmp_path, monkeypatch):
    """Through Ansible's own reader; the path, the host and the secrets are data, however they look."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.write_bytes(render({"wa_id": "49"}, "the data", password))
    backup = {"file": str(path), "encrypted": bool(password), "manifest": {"sha256": "x"}}
    content = documents.handover("wa1\nwhatsapp_retire_pin: 1", "20260314T152926Z", "49", backup)
    (tmp_path / "handover.yml").write_bytes(content)
    loader = DataLoader()
    more = {"trusted_as_template": True} if trust_as_template is not str else {}
    variables = dict(loader.load_from_file(str(tmp_path / "handover.yml"), cache="none", **more), whatsapp_retire_pin="582913")
    variables.update(whatsapp_backup_password='w1th "quotes" and {braces}', whatsapp_backup_vault_password=password)
    made = to_plain(Templar(loader, variables).template(trust_as_template("{{ whatsapp_handover_body }}")))
    secret = {"password": 'w1th "quotes" and {braces}', "data": "the data"}
    assert made == {"messaging_product": "whatsapp", "pin": "582913", "backup": secret}
    assert sorted(found.name for found in tmp_path.iterdir()) == sorted([name, "handover.yml"])


READY = {
    "support": {"phone_number": "49151"},
    "info": {"config": {"groups": None, "media_providers": None}, "unreadable": {}},
    "certificates": {"webhook_ca": None},
}


def checks(**changes):
    """{check: (ok, detail)} of an instance that is ready but for the changes."""
    given_results = {"number": "49151", "is_initial_password": False, **READY, **changes}
    return {item["name"]: (item["ok"], item["detail"]) for item in readiness.assess(**given_results)}


def test_an_instance_that_is_ready():
    """Every check is passed, each with what was seen."""
    assert all(ok for ok, _detail in checks().values())
    assert list(checks()) == ["registered", "initial_password", "groups", "media_providers", "webhook_ca"]


@pytest.mark.parametrize(
    ("changes", "name", "detail"),
    [
        ({"support": {"phone_number": None}}, "registered", "the instance is not registered, and should be as 49151"),
        ({"support": {"phone_number": "49"}}, "registered", "the instance is registered as 49, and should be as 49151"),
        ({"support": {}}, "registered", "the instance is not registered, and should be as 49151"),
        ({"is_initial_password": True}, "initial_password", "the password is the initial one"),
        ({"info": {"config": {"groups": [{}]}, "unreadable": {}}}, "groups", "1 group is in use, and does not move"),
        ({"info": {"config": {"groups": [{}, {}]}, "unreadable": {}}}, "groups", "2 groups are in use, and do not move"),
        ({"info": {"config": {}, "unreadable": {"groups": "refused"}}}, "groups", "the groups could not be read: refused"),
        (
            {"info": {"config": {"media_providers": {"providers": [{"name": "a"}, {"name": "b"}]}}, "unreadable": {}}},
            "media_providers",
            "media come through a, b, which does not move",
        ),
        (
            {"certificates": {"webhook_ca": [{"subject": "CN=x"}]}},
            "webhook_ca",
            "the webhook is trusted by a CA of its own (CN=x): give its receiver a certificate of a public CA",
        ),
    ],
)
def test_what_stands_in_the_way(changes, name, detail):
    """What could not be read is never taken for nothing."""
    assert checks(**changes)[name] == (False, detail)
    assert readiness.blocking(readiness.assess(**{"number": "49151", "is_initial_password": False, **READY, **changes}), []) == [detail]


@pytest.mark.parametrize("config", [{"users": ["text"]}, {"users": [{"name": 5}]}, {"user": []}, {"app_settings": {"media": 1}}], ids=str)
def test_a_declaration_that_is_not_valid_ends_a_confirmed_retirement(config, tmp_path):
    """Before anything is changed: nobody would know which users to remove, and the last audit compares nothing."""
    password, calls = "Backup-Pass!word1", []
    options = {
        "directory": str(tmp_path / "retired"), "number": "4915123456789", "pin": "582913", "confirm": True, "accepted_checks": [],
        "users": None, "config": config, "initial_password": "secret", "backup_directory": str(tmp_path / "backups"),
        "backup_password": password, "backup_vault_password": None, "backup_keep": 0,
    }  # fmt: skip
    with foreign_server(lambda *_: reply()) as server:

        def run(name, args, only_check):
            calls.append(name)
            return {} if name == "whatsapp_support_info" else run_module(name, server, only_check, **args)

        retirement = Retirement("wa1", {"url": server.url, "password": password}, options, run, check_mode=False)
        retirement.carry_out()
        assert server.calls() == []
    assert calls == ["whatsapp_support_info", "whatsapp_instance"]
    assert "config" in retirement.failure and not retirement.changed
    assert json.loads(next((tmp_path / "retired" / "wa1").glob("*.json")).read_text())["failure"] == retirement.failure
