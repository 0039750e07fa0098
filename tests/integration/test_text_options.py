# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML makes of numbers and words without quotes, in a playbook as people write it, in process and shipped."""

from __future__ import annotations

from tests.support.playbook import run_playbook

PLAYBOOK = """
- hosts: all
  gather_facts: false
  module_defaults:
    group/waops.whatsapp.whatsapp: "{{ connection }}"
  tasks:
    - name: octal
      waops.whatsapp.whatsapp_registration: {cc: "49", phone_number: 0151234567, cert: YQ==}
      ignore_errors: true
    - name: word
      waops.whatsapp.whatsapp_profile: {about: yes}
      ignore_errors: true
    - name: section
      waops.whatsapp.whatsapp_instance: {config: "{{ declared }}"}
      ignore_errors: true
    - name: extra
      waops.whatsapp.whatsapp_profile: {about: "{{ code }}"}
      check_mode: true
"""
SENTENCES = {
    "octal": "phone_number: it is a number, not text; put it in quotes",
    "word": "about: it is true or false, not text (YAML reads yes, no, on and off as booleans); put it in quotes",
    "section": "config.users[0].user_password: it is a number, not text; put it in quotes",
}


def test_in_process_and_shipped(instance, tmp_path):
    """The same refusal in both, and no call; an extra variable is text, whatever it looks like."""
    (tmp_path / "playbook.yml").write_text(PLAYBOOK, encoding="utf-8")
    hosts = {"inside": {"whatsapp_in_process": True}, "shipped": {"whatsapp_in_process": False}}
    common = {"connection": instance.connection, "declared": {"users": [{"name": "ops.team", "user_password": 1234567890}]}}
    run = run_playbook(tmp_path, tmp_path / "playbook.yml", hosts, "-e", "code=012345", "-vvv", common=common)
    assert run.rc == 0, run.output
    for task, sentence in SENTENCES.items():
        inside, shipped = ({**run.result(task, host), "exception": None} for host in hosts)
        assert inside == shipped
        assert inside["msg"] == f"{instance.url}: {sentence}"
    for host in hosts:
        assert run.result("extra", host)["diff"]["after"] == {"about": "012345"}
    assert "1234567890" not in run.output
    assert {entry["operation"] for entry in instance.journal()} <= {"Login-User", "Get-Profile-About"}
