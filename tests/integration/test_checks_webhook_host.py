# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check webhook from another host than the controller: what runs there, what is sent, and what is said of a host that is away."""

from __future__ import annotations

import time
from contextlib import contextmanager

from tests.emulator.tls import make_context
from tests.integration.test_checks import audit
from tests.support.certificates import good_bundle
from tests.support.fixtures import PROVISIONED, new_instance
from tests.support.playbook import MODULE_PYTHON
from tests.support.raw_server import raw_server, receive_request, reply

GOOD = good_bundle("127.0.0.1")
CONFIG = {"profile": {"about": "Open"}}
TOKEN = "t0p-secret-t0ken"
WRAPPER = '#!/bin/sh\necho "$@" >> %s\nexec %s "$@"\n'


@contextmanager
def receiver(received, status="200 OK"):
    def talk(connection, _server):
        received.append((time.monotonic(), receive_request(connection)))
        time.sleep(0.5)
        connection.sendall(reply(b"", status))

    with raw_server(talk, context=make_context(GOOD.text)) as server:
        yield server.url + "/in?token=" + TOKEN


def results(report):
    return {item["host"]: item["checks"]["webhook"] for item in report["instances"]}


def test_the_receivers_are_called_from_the_host_that_is_named(emulator, tmp_path):
    """One program on its standard input, for all instances at once, with its own Python; then a host that nobody reaches."""
    marker, wrapper = tmp_path / "marker", tmp_path / "python"
    wrapper.write_text(WRAPPER % (marker, MODULE_PYTHON))
    wrapper.chmod(0o755)
    received = []
    with receiver(received) as good, receiver(received, "500 Internal Server Error") as bad:
        urls = {"one": good, "two": good, "broken": bad, "plain": "http://127.0.0.1:9/in", "unset": ""}
        hosts = {}
        for name, url in urls.items():
            state = {**PROVISIONED, "about": "Open", "webhook_ca": GOOD.root}
            state["settings"] = {**PROVISIONED["settings"], "webhooks": {"url": url}}
            hosts[name] = {**new_instance(emulator, state).variables, "whatsapp_instance_config": CONFIG}
        hosts["near"] = {"ansible_python_interpreter": str(wrapper)}
        hosts["away"] = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 9}
        chosen, common = f"-ewhatsapp_hosts={','.join(urls)}", {"whatsapp_audit_checks": ["webhook"]}
        run, report = audit(tmp_path / "near", hosts, chosen, "-vvvv", **common, whatsapp_audit_webhook_from="near")
        assert run.rc == 0, run.output
        found = results(report)
        assert {name: result["status"] for name, result in found.items()} == {
            "one": "ok", "two": "ok", "broken": "critical", "plain": "critical", "unset": "warning",
        }  # fmt: skip
        assert "answers 500" in found["broken"]["msg"]
        assert marker.read_text().splitlines() == ["-"]
        moments = [moment for moment, _request in received]
        assert len(moments) == 3
        assert max(moments) - min(moments) < 0.4  # at the same time
        bodies = {request.partition(b"\r\n\r\n")[2] for _moment, request in received}
        assert bodies == {b"{}"}
        assert TOKEN not in run.output + "".join(path.read_text() for path in (tmp_path / "near" / "report").iterdir())
        common["whatsapp_audit_fail_on"] = ["unknown"]
        run, report = audit(tmp_path / "away", hosts, chosen, **common, whatsapp_audit_webhook_from="away")
    assert run.rc == 2, run.output
    found = results(report)
    assert {name: result["status"] for name, result in found.items()} == {
        "one": "unknown", "two": "unknown", "broken": "unknown", "plain": "critical", "unset": "warning",
    }  # fmt: skip
    assert found["one"]["msg"].startswith("the webhook could not be checked: away cannot call it: ")
    assert len(received) == 3
