# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""whatsapp_support_info through ansible-playbook."""

from __future__ import annotations

from tests.contract.cases import FQCN
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook

OPS = {"username": "ops.team", "password": "0ps-Pass!word"}


def test_every_set_up(emulator, tmp_path):
    user, pair, stock, gone, gateway = (new_instance(emulator, PROVISIONED) for number in range(5))
    user.patch({"users": {OPS["username"]: {"password": OPS["password"], "role": "ROLE_USER"}}, "version": "2.23"})
    pair.patch({"topology": "ha"})
    stock.patch({"registration": {"registered": False}})
    gone.patch({"coreapp": "stopped"})
    emulator.control.fault(instance=gateway.address, path="/v1/support", fault="html", status=404, times=-1)

    def task(name, instance, **options):
        return {"name": name, FQCN + "whatsapp_support_info": {**instance.connection, **options}, "ignore_errors": True}

    tasks = [task("user", user, **OPS), task("pair", pair), task("unregistered", stock), task("no Coreapp", gone), task("gateway", gateway)]
    run = run_playbook(tmp_path, [play(tasks)], {"one": {}})
    told = run.result("user")
    assert (told["topology"], told["registered"], told["phone_number"]) == ("single", True, "4915123456789")
    assert told["nodes"][0]["support"]["db_engine"] == "MYSQL"
    told = run.result("pair")
    assert told["topology"] == "multi"
    assert [node["connection"] for node in told["nodes"]] == ["DN", "UP", "DN"]
    assert told["expires"] == min(node["expires"] for node in told["nodes"])
    told = run.result("unregistered")
    assert (told["registered"], told["phone_number"]) == (False, None)
    assert "the Webapp cannot reach its Coreapp" in run.result("no Coreapp")["msg"]
    assert "does not offer the call" in run.result("gateway")["msg"]
