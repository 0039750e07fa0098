# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook with instances that give it something to do, for the attacks of kills.py and playbook_faults.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml

from tests.emulator.process import Emulator
from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, Instance
from tests.support.fleets import BACKUP_PASSWORD
from tests.trust.kills import FORKS, Fleet, Kill, Scenario, hosts_for, run_scenario

PIN = "582913"
ALL = "{{ groups.all }}"
CONFIG = {
    "app_settings": {"callback_persist": False, "heartbeat_interval": 9},
    "users": [{"name": "ops.team", "user_password": "0ps-Us3r!word"}],
    "profile": {"about": "Open"},
    "business_profile": {"email": "care@example.com"},
}
DECLARED = {"whatsapp_instance_config": CONFIG, "whatsapp_provision_health_timeout": 20}
WITH_USER = {
    **PROVISIONED,
    "users": {"admin": {"password": ADMIN_PASSWORD}, "ops.team": {"password": "0ld-Us3r!word", "role": "ROLE_USER"}},
}
KILLS = {"provision": 14, "rollout": 16, "quickstart": 10, "backup": 12, "restore": 12, "rotate": 14, "retire": 10, "export": 8, "audit": 8}


def restart_tasks(folder: Path, control_url: str) -> str:
    """A file of tasks that restarts the containers of an emulated instance."""
    names = {"webapp": "web", "coreapp": "coreapp"}
    task = {
        "name": "Restart the containers",
        "ansible.builtin.uri": {
            "url": f"{control_url}/restart", "method": "POST", "body_format": "json",
            "body": {"instance": "{{ whatsapp_url | urlsplit('hostname') }}", "container": "{{ names[item] }}"},
        },
        "loop": "{{ whatsapp_restart_containers }}",
        "vars": {"names": names},
    }  # fmt: skip
    path = folder / "restart.yml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump([task]), encoding="utf-8")
    return str(path)


def scenarios(control_url: str, backups: Path) -> list[Scenario]:
    """All of them. backups: files that an undisturbed backup made, one for each host."""

    def restarting(folder: Path) -> dict:
        return {"whatsapp_restart_tasks": restart_tasks(folder, control_url)}

    secret = {"whatsapp_backup_password": BACKUP_PASSWORD}
    registration = {"whatsapp_registration": "{{ number }}"}
    return [
        Scenario("provision", PROVISIONED, lambda folder: {**DECLARED, **restarting(folder)}),
        Scenario(
            "rollout",
            PROVISIONED,
            lambda folder: {
                **DECLARED,
                **restarting(folder),
                "whatsapp_rollout_journal": str(folder / "journal.jsonl"),
                "whatsapp_rollout_batches": [1, "100%"],
            },
        ),
        Scenario("quickstart", STOCK, lambda folder: {**QUICKSTART, **restarting(folder)}, _quickstart),
        Scenario("backup", PROVISIONED, lambda folder: {**secret, "whatsapp_backup_dir": str(folder / "backups")}),
        Scenario(
            "restore",
            {"users": {"admin": {"password": ADMIN_PASSWORD}}},
            lambda folder: {
                "whatsapp_restore_password": BACKUP_PASSWORD,
                "whatsapp_restore_dir": str(backups),
                "whatsapp_restore_confirm": ALL,
                "whatsapp_restore_health_timeout": 20,
                "whatsapp_restore_force": True,
                **registration,
                **restarting(folder),
            },
        ),
        Scenario(
            "rotate",
            WITH_USER,
            lambda folder: {
                "whatsapp_rotate_password": "N3w-Adm1n!word",
                "whatsapp_rotate_users": [{"name": "ops.team", "password": "N3w-Ops!word1"}],
                "whatsapp_rotate_pin": PIN,
                "whatsapp_rotate_report": str(folder / "report.json"),
            },
        ),
        Scenario(
            "retire",
            WITH_USER,
            lambda folder: {
                **secret,
                **registration,
                "whatsapp_backup_dir": str(folder / "backups"),
                "whatsapp_retire_dir": str(folder / "retired"),
                "whatsapp_retire_pin": PIN,
                "whatsapp_retire_confirm": ALL,
                "whatsapp_retire_users": ["ops.team"],
                "whatsapp_instance_config": {},
            },
        ),
        Scenario("export", PROVISIONED, lambda folder: {"whatsapp_export_dir": str(folder / "host_vars")}),
        Scenario("audit", PROVISIONED, lambda folder: {**DECLARED, "whatsapp_audit_report_dir": str(folder / "report")}),
    ]


STOCK = {key: value for key, value in PROVISIONED.items() if key != "users"}
QUICKSTART = {
    "whatsapp_quickstart_users": [{"name": "ops.team", "password": "0ps-Us3r!word"}],
    "whatsapp_quickstart_settings": {"webhooks": {"url": "https://hooks.example.com/whatsapp"}},
    "whatsapp_quickstart_group": {"subject": "Drivers", "admins": []},
}


def _quickstart(instance: Instance, folder: Path) -> dict:
    """The files of one instance: a certificate of its own and the CA of its webhook."""
    folder.mkdir(parents=True, exist_ok=True)
    bundle = good_bundle(instance.address)
    certificate, authority = folder / f"{instance.address}.pem", folder / f"{instance.address}-ca.pem"
    certificate.write_text(bundle.text, encoding="utf-8")
    authority.write_text(bundle.root, encoding="utf-8")
    return {
        "whatsapp_quickstart_certificate": str(certificate),
        "whatsapp_quickstart_webhook_ca": str(authority),
        "whatsapp_tls_fingerprint": [instance.emulator.fingerprint, bundle.leaf_sha256],
    }


def run_share(emulator: Emulator, number: int, of: int) -> list[Kill]:
    """The kills of every `of`-th playbook, from `number` on."""
    found = []
    with tempfile.TemporaryDirectory(prefix="trust-") as name:
        folder = Path(name)
        backups = folder / "made" / "backups"
        for scenario in scenarios(emulator.control.base_url, backups)[number::of]:
            if scenario.playbook == "restore":
                make_backups(emulator, backups, hosts_for(max(FORKS)))
            found += run_scenario(emulator, scenario, folder / scenario.playbook, KILLS[scenario.playbook])
    return found


def make_backups(emulator: Emulator, backups: Path, size: int) -> None:
    """Writes a backup of each of so many hosts, for the restores."""
    scenario = Scenario(
        "backup",
        {**PROVISIONED, "about": "Restored"},
        lambda folder: {"whatsapp_backup_password": BACKUP_PASSWORD, "whatsapp_backup_dir": str(backups)},
        size=size,
    )
    run = Fleet(emulator, scenario, backups.parent).run("backup")
    if run.rc != 0:
        raise AssertionError(f"the backup for the restores fails:\n{run.output[-2000:]}")
