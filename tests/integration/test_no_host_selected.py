# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No playbook ends with 0 because nobody was selected: Ansible itself does, for a misspelt group as for an empty one."""

from __future__ import annotations

import yaml

from tests.collection_tree import ROOT
from tests.support.forked_playbooks import run_forked

PLAYBOOKS = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
HOSTS = {"wa1": {}, "wa2": {}}
INVENTORY = {"all": {"hosts": HOSTS, "children": {"empty": {}, "lab": {"hosts": {"wa2": {}}}}}}
NOBODY = {
    "misspelt": ("-e", "whatsapp_hosts=typo"),
    "list": ("-e", '{"whatsapp_hosts": ["typo", "lab", "!wa2"]}'),
    "empty group": ("-e", "whatsapp_hosts=empty"),
    "empty text": ("-e", "whatsapp_hosts="),
    "limit": ("-e", "whatsapp_hosts=lab", "--limit", "wa1"),
    "limit in a file": ("-e", "whatsapp_hosts=lab", "--limit", "@limit"),
    "excluded": ("-e", "whatsapp_hosts=all:!wa1", "--limit", "all:!lab"),
}
# Where no play runs, or somebody is selected: the exit code is 0.
SOMEBODY = {
    "syntax": ("-e", "whatsapp_hosts=typo", "--syntax-check"),
    "listing": ("-e", "whatsapp_hosts=typo", "--list-hosts"),
    "group": ("-e", "whatsapp_hosts=lab", "--tags", "none_of_ours"),
    "number": ("-e", "whatsapp_hosts=lab[0]", "--limit", "~wa[2-9]", "--tags", "none_of_ours"),
    "limit": ("--limit", "lab", "--tags", "none_of_ours"),
}


def test_a_playbook_without_hosts_has_failed(tmp_path):
    """Every playbook, and every way to select nobody; the sentence says what to correct."""
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(INVENTORY))
    (tmp_path / "nobody.yml").write_text(yaml.safe_dump({"all": {"children": {"empty": {}}}}))
    (tmp_path / "limit").write_text("wa1\n")
    refused = [["-i", "hosts.yml", f"waops.whatsapp.{name}", "-e", "whatsapp_hosts=typo"] for name in PLAYBOOKS]
    refused += [["-i", "hosts.yml", "waops.whatsapp.export", *more] for more in NOBODY.values()]
    refused += [["-i", "nobody.yml", "waops.whatsapp.export"], ["-i", "nobody.yml", "waops.whatsapp.audit", "-e", "whatsapp_audit_merge=x"]]
    allowed = [["-i", "hosts.yml", "waops.whatsapp.export", *more] for more in SOMEBODY.values()]
    in_the_middle = ["-i", "hosts.yml", "waops.whatsapp.rollout", "--start-at-task", "Provision"]
    *outcomes, (middle, output) = run_forked(tmp_path, [*refused, *allowed, in_the_middle])
    assert middle not in (0, 250), output  # the plan was not made, so no host would be selected
    for arguments, (code, output) in zip(refused, outcomes, strict=False):
        assert code not in (0, 250), (arguments, output)
        assert "selects no host" in output and "Correct whatsapp_hosts, --limit or the inventory" in output, (arguments, output)
        assert "PLAY [" not in output, (arguments, output)
    for arguments, (code, output) in zip(allowed, outcomes[len(refused) :], strict=True):
        assert code == 0, (arguments, output)
