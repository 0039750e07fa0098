# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as users get it: built, installed from the file, its playbooks run by their full names."""

from __future__ import annotations

import re
import subprocess
import tarfile
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.collection_tree import ROOT
from tests.support.fixtures import ADMIN_PASSWORD
from tests.support.playbook import environment, run_playbook

pytestmark = pytest.mark.core_versions


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder that the built collection was installed into, and the file."""
    folder = tmp_path_factory.mktemp("installed")
    env = {**environment(folder), "ANSIBLE_COLLECTIONS_PATH": str(folder)}
    for command in (["build", "--output-path", str(folder), str(ROOT)], ["install", "--offline", "-p", str(folder), "@file"]):
        built = next(iter(folder.glob("*.tar.gz")), None)
        words = ["ansible-galaxy", "collection", *(str(built) if word == "@file" else word for word in command)]
        subprocess.run(words, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    return folder, built


COLLECTION = Path("ansible_collections", "waops", "whatsapp")
NEEDED = ("README.md", "meta/runtime.yml", "plugins/modules/whatsapp_instance.py", "playbooks/provision.yml", "requirements.txt")
TOP = {
    ".ansible-lint", "CHANGELOG.md", "FILES.json", "LICENSE", "LICENSES", "MANIFEST.json", "README.md", "SECURITY.md", "changelogs", "docs",
    "examples", "execution-environment", "extensions", "meta", "playbooks", "plugins", "requirements.txt", "roles", "tests",
}  # fmt: skip


def test_the_archive_holds_what_users_need_and_nothing_else(installed):
    """No tests, tools and settings of this repository, and nothing made on the way; ansible-test and ansible-lint find their settings."""
    with tarfile.open(installed[1]) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    assert set(NEEDED) <= set(names)
    assert {name.partition("/")[0] for name in names} <= TOP
    assert [name for name in names if name.startswith("tests/")] == ["tests/config.yml"]
    assert [name for name in names if "__pycache__" in name or "/." in name] == []


def test_the_links_of_the_documentation_lead_somewhere(installed):
    """Within the archive, where the repository has more files; the README stands alone on Galaxy, so its links are absolute."""
    pages = {path: MarkdownIt().enable("table").parse(path.read_text()) for path in (installed[0] / COLLECTION).rglob("*.md")}
    headings = {path: {_anchor(*pair) for pair in pairwise(tokens)} for path, tokens in pages.items()}
    broken = []
    for path, tokens in pages.items():
        for link in (part.attrs.get("href") or part.attrs.get("src") for token in tokens for part in token.children or ()):
            if not link or link.startswith("https://"):
                continue
            target, _hash, anchor = link.partition("#")
            file = (path.parent / target).resolve() if target else path
            if path.parent.name == "whatsapp" and path.name == "README.md" or not file.exists() or anchor not in headings.get(file, {""}):
                broken.append((path.name, link))
    assert broken == []


def _anchor(opening, content):
    """The anchor of a heading as forges make it; "" for what is none, and for the beginning of the page."""
    text = "".join(part.content for part in content.children or ()) if opening.type == "heading_open" else ""
    return re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")


def test_a_playbook_runs_from_the_installed_collection(installed, stock_instance, tmp_path):
    """From the stock container to its declared state, and a second time without a write."""
    variables = {
        "whatsapp_url": stock_instance.url,
        "whatsapp_password": ADMIN_PASSWORD,
        "whatsapp_tls_fingerprint": stock_instance.emulator.fingerprint,
        "whatsapp_instance_config": {"app_settings": {"webhooks": {"url": "https://hooks.example.com/in"}}},
    }
    env = {"ANSIBLE_COLLECTIONS_PATH": str(installed[0])}
    first = run_playbook(tmp_path, "waops.whatsapp.provision", {"wa1": variables}, env=env)
    assert first.rc == 0, first.output
    assert stock_instance.state()["settings"]["webhooks"]["url"] == "https://hooks.example.com/in"
    writes = len(stock_instance.journal("write"))
    second = run_playbook(tmp_path, "waops.whatsapp.provision", {"wa1": variables}, env=env)
    assert second.rc == 0, second.output
    assert "changed=0" in second.output
    assert len(stock_instance.journal("write")) == writes
