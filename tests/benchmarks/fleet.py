# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fleet that is measured: emulated instances that are as declared, all eleven sections, and the inventory that names them."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.emulator.process import Emulator
from tests.support.certificates import good_bundle
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED

OPS_PASSWORD = "0ps-Pass!word"
TOKEN = "b3arer-t0ken-of-the-shop"
WEBHOOK = "https://hooks.example.com/in"
PROFILE = {"email": "shop@example.com", "websites": ["https://shop.example.com"], "description": "Bread and cakes"}
WA_ID = NUMBER["cc"] + NUMBER["phone_number"]
GROUP_ID = f"{WA_ID}-1600000000"
# Every GET that a reconcile of the declaration makes, in its order; the login comes before them.
GETS = (
    "certificates/external/ca",
    "users/ops.team",
    "certificates/webhooks/ca",
    "settings/application",
    "settings/application/media/providers",
    "account/shards",
    "settings/business/profile",
    "settings/business/compliance_info",
    "settings/profile/about",
    "groups",
    f"groups/{GROUP_ID}",
)


def declaration(certificate, authority):
    """whatsapp_instance_config as group_vars hold it: secrets by reference. certificate: a bundle. authority: PEM text."""
    return {
        "certificate": {"content": certificate, "host_names": []},
        "users": [{"name": "ops.team", "user_password": "{{ ops_password }}", "update_password": "on_create"}],
        "webhook_ca": {"content": authority},
        "app_settings": {"callback_persist": True, "webhooks": {"url": "{{ webhook }}", "max_concurrent_requests": 24}},
        "media_providers": {"providers": [{"name": "shop", "config": {"bearer": "{{ provider_token }}"}}]},
        "shards": {"shards": 1},
        "two_step": {"pin": "846302", "newly_registered": False},
        "business_profile": PROFILE,
        "business_compliance": {"entity_name": "Shop Ltd"},
        "profile": {"about": "Open from 9 to 5"},
        "groups": [{"subject": "Drivers", "admins": [WA_ID]}],
    }


def provisioned(certificate, authority):
    """The state in which nothing differs from the declaration."""
    group = {"subject": "Drivers", "creation_time": 1600000000, "creator": WA_ID, "admins": [WA_ID], "participants": [WA_ID]}
    return {
        **PROVISIONED,
        "users": {**PROVISIONED["users"], "ops.team": {"password": OPS_PASSWORD, "role": "ROLE_USER"}},
        "certificate": {"uploaded": certificate, "installed": certificate},
        "webhook_ca": authority,
        "settings": {**PROVISIONED["settings"], "callback_persist": True, "webhooks": {"url": WEBHOOK, "max_concurrent_requests": 24}},
        "providers": [{"name": "shop", "type": "www", "config": {"bearer": TOKEN}}],
        "business_profile": PROFILE,
        "compliance": {"entity_name": "Shop Ltd"},
        "about": "Open from 9 to 5",
        "groups": {GROUP_ID: group},
    }


@dataclass
class Fleet:
    """`with Fleet() as fleet`: an emulator process for as many instances as are asked for, and a folder for the runs."""

    def __enter__(self):
        made = good_bundle("fleet.example.com")
        self.config, self.fingerprint = declaration(made.text, made.root), made.leaf_sha256
        self.emulator = Emulator(groups="on", rate_limits="off", journal_limit=1000, seed=provisioned(made.text, made.root)).start()
        self.scratch = tempfile.TemporaryDirectory(prefix="benchmarks-")
        self.folder = Path(self.scratch.name)
        return self

    def __exit__(self, *_failure):
        self.emulator.stop()
        self.scratch.cleanup()

    @staticmethod
    def address(number):
        """The IP address of the instance with this number, from 0."""
        return f"127.{100 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"

    def url(self, number):
        """Its base URL."""
        return self.emulator.url(self.address(number))

    def inventory(self, count, groups=None, urls=None):
        """Writes an inventory of `count` instances wa00000, wa00001, ... and returns its path.

        groups: {name: range of numbers}, for plays that are to meet different instances. urls: {number: address} of those that
        are not the emulator's.
        """
        hosts = {f"wa{number:05}": {"whatsapp_url": (urls or {}).get(number) or self.url(number)} for number in range(count)}
        common = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "whatsapp_password": ADMIN_PASSWORD,
            "whatsapp_tls_fingerprint": self.fingerprint,
            "whatsapp_instance_config": self.config,
            "ops_password": OPS_PASSWORD,
            "webhook": WEBHOOK,
            "provider_token": TOKEN,
        }
        children = {name: {"hosts": {f"wa{number:05}": {} for number in numbers}} for name, numbers in (groups or {}).items()}
        path = self.folder / f"inventory-{count}.json"
        path.write_text(json.dumps({"all": {"hosts": hosts, "vars": common, "children": children}}), encoding="utf-8")
        return path
