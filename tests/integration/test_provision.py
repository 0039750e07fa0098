# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The provision role, driven by its playbook: from the stock container to healthy, again, in check mode, and with bad input."""

from __future__ import annotations

import copy
import os
import threading
from pathlib import Path

import pytest
import yaml

from tests.contract.cases.instance import DECLARED
from tests.contract.cases.registration import CERT
from tests.emulator.process import Emulator
from tests.support.certificates import good_bundle, key_line
from tests.support.fixtures import ADMIN_PASSWORD, NUMBER, PROVISIONED, new_instance
from tests.support.fleets import Vaulted, vaulted
from tests.support.playbook import PYTHON, run_playbook

pytestmark = pytest.mark.core_versions

PLAYBOOK, ROLE = "waops.whatsapp.provision", "waops.whatsapp.provision : "
APPLY = ROLE + "Apply the declaration"
PIN, CODE = "846302", "918273"
REGISTRATION = {**NUMBER, "cert": CERT}


def restart_tasks(folder, control):
    """A file of tasks that restarts the emulated containers."""
    call = {"url": f"{control.base_url}/restart", "method": "POST", "body_format": "json"}
    body = {"instance": "{{ whatsapp_url | urlsplit('hostname') }}", "container": "{{ {'webapp': 'web'}[container] | default(container) }}"}
    task = {
        "name": "Restart a container",
        "ansible.builtin.uri": {**call, "body": body},
        "loop": "{{ whatsapp_restart_containers }}",
        "loop_control": {"loop_var": "container"},
    }
    path = folder / "restart.yml"
    path.write_text(yaml.safe_dump([task]))
    return str(path)


def host(instance, folder, config=None, **more):
    """The variables of a host. folder: where its restart tasks lie, or None for none."""
    found = {**instance.variables, **more}
    if config is not None:
        found["whatsapp_instance_config"] = copy.deepcopy(config)
    if folder:
        found["whatsapp_restart_tasks"] = restart_tasks(folder, instance.control)
    return found


def provision(folder, hosts, *arguments, **more):
    """A run of the playbook, in which nothing suspicious may be sent and no traceback printed."""
    run = run_playbook(folder / "run", PLAYBOOK, hosts, *arguments, **more)
    assert "Traceback" not in run.output, run.output
    return run


def writes(instance, since=0.0):
    """The operations that wrote something."""
    return [entry["operation"] for entry in instance.journal(kind="write", since=since)]


def said(run, task):
    """{host: the sentence} of a debug task; task: its name with the role's."""
    return {row.host: row.result["msg"] for row in run.rows if row.task == task and row.outcome == "ok"}


def warnings(run):
    """The warnings of the task that applies the declaration."""
    return run.result(APPLY).get("warnings", [])


def failures(run):
    """{host: the sentence that its last failed task told}."""
    return {row.host: row.result["msg"] for row in run.rows if row.outcome == "failed"}


def code_tasks(folder, control):
    """A file of tasks that fetches the code which the emulator "sent"."""
    ask = {"url": f"{control.base_url}/state/{{{{ whatsapp_url | urlsplit('hostname') }}}}"}
    tasks = [
        {"name": "Look into the inbox", "ansible.builtin.uri": ask, "register": "inbox", "no_log": True},
        {
            "name": "Take the code",
            "ansible.builtin.set_fact": {"whatsapp_registration_code": "{{ inbox.json.registration.pending_code }}"},
            "no_log": True,
        },
    ]
    path = folder / "code.yml"
    path.write_text(yaml.safe_dump(tasks))
    return str(path)


def whole(instance, **more):
    """A declaration with every section but groups, a certificate for the instance, and the pins that go with it."""
    good = good_bundle(instance.address)
    config = {**DECLARED, "certificate": {"content": good.text}, "webhook_ca": {"content": good.root}, "two_step": {"pin": PIN}}
    config |= {"business_compliance": {"entity_name": "Shop Ltd"}, **more}
    return config, [instance.emulator.fingerprint, good.leaf_sha256], good


def new(emulator):
    """An instance from the stock container whose next registration code is known."""
    return new_instance(emulator, {"registration": {"code": CODE}})


BEFORE_NUMBER = ["Upload-Certificate", "Create-User", "Upload-Webhook-CA", "Update-Application-Settings", "Update-Media-Providers"]
OF_NUMBER = ["Enable-Two-Step", "Update-Business-Profile", "Update-Business-Compliance-Info", "Update-Profile-About"]


def test_from_the_stock_container_to_healthy_in_one_run(emulator, tmp_path):
    """Check mode is clean on a new and on a provisioned instance; one run does everything; the next one writes nothing."""
    instance = new(emulator)
    config, pins, good = whole(instance)
    more = {"whatsapp_registration": REGISTRATION, "whatsapp_provision_register": True, "whatsapp_tls_fingerprint": pins}
    hosts = {"one": host(instance, tmp_path, config, **more, whatsapp_provision_code_tasks=code_tasks(tmp_path, instance.control))}
    rehearsal = provision(tmp_path, hosts, "--check", "--diff", "-vvv")
    assert rehearsal.rc == 0, rehearsal.output
    assert writes(instance) == []
    assert rehearsal.result(APPLY)["warnings"] == [
        f"{instance.url}: certificate, users, webhook_ca, app_settings, media_providers, shards, two_step, business_profile, "
        "business_compliance, profile cannot be compared before the first login"
    ]
    run = provision(tmp_path, hosts, "--diff", "-vvv")
    assert run.rc == 0, run.output
    assert writes(instance) == ["Login-User", *BEFORE_NUMBER, "Request-Code", "Register-Account", *OF_NUMBER]
    state = instance.state()
    assert state["pending_restart"] == []
    assert state["certificate"]["installed"]
    assert state["two_step_pin"] == PIN
    assert run.result(f"{ROLE}Record the restart and wait for health")["health"]["healthy"] is True
    again, check = provision(tmp_path, hosts, "-vvv"), provision(tmp_path, hosts, "--check", "-vvv")
    for later in (again, check):
        assert later.rc == 0, later.output
        assert "changed=0" in later.output
    assert writes(instance) == ["Login-User", *BEFORE_NUMBER, "Request-Code", "Register-Account", *OF_NUMBER]
    assert [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]] == []
    secrets = [ADMIN_PASSWORD, PIN, CODE, CERT, key_line(good.text), DECLARED["users"][0]["user_password"]]
    secrets.append(DECLARED["media_providers"]["providers"][0]["config"]["bearer"])
    for seen in (rehearsal, run, again, check):
        assert [secret for secret in secrets if secret in seen.output] == []


def test_a_number_is_registered_in_two_runs(emulator, tmp_path):
    """The first run asks for the code, says so, and leaves the number's sections alone; the second one takes the code."""
    instance = new(emulator)
    config, pins, _good = whole(instance)
    more = {"whatsapp_provision_register": True, "whatsapp_tls_fingerprint": pins}
    hosts = {"one": host(instance, tmp_path, config, **more, whatsapp_registration=REGISTRATION)}
    first = provision(tmp_path, hosts)
    assert first.rc == 0, first.output
    assert said(first, ROLE + "Report that a code was requested") == {
        "one": f"{instance.url}: a code was sent to +4915123456789 by sms; put it into whatsapp_registration.code and run again"
    }
    assert any("no number is registered yet, so two_step can neither be compared nor set" in text for text in warnings(first))
    assert writes(instance) == ["Login-User", *BEFORE_NUMBER, "Request-Code"]
    hosts["one"]["whatsapp_registration"] = {**REGISTRATION, "code": CODE}
    rehearsal = provision(tmp_path, hosts, "--check")
    assert rehearsal.rc == 0, rehearsal.output
    instance.control.clear_journal(instance.address)
    second, third = provision(tmp_path, hosts), provision(tmp_path, hosts)
    assert (second.rc, third.rc) == (0, 0), second.output
    assert writes(instance) == ["Register-Account", *OF_NUMBER]
    assert "changed=0" in third.output


def test_an_instance_without_a_number_is_complete_without_one(emulator, tmp_path):
    """Registration is not asked for: nothing is registered, unregistered is healthy enough, and what is left out is said."""
    instance = new(emulator)
    hosts = {"one": host(instance, tmp_path, DECLARED, whatsapp_registration=REGISTRATION)}
    run = provision(tmp_path, hosts)
    assert run.rc == 0, run.output
    assert writes(instance) == ["Login-User", "Create-User", "Update-Application-Settings", "Update-Media-Providers"]
    assert run.result(APPLY)["not_done"] == ["business_profile", "profile"]
    assert any("no number is registered yet, so profile can neither be compared nor set" in text for text in warnings(run))


def test_it_waits_for_a_webapp_that_comes_up(emulator, tmp_path):
    """A connection that is cut and a 503 are "not yet"; nothing is sent before it is up."""
    instance = new(emulator)
    control, address = instance.control, instance.address
    control.webapp(address, up=False)
    timers = [
        threading.Timer(5, control.webapp, [address], {"up": False, "status": 503}),
        threading.Timer(10, control.webapp, [address], {"up": True}),
    ]
    for timer in timers:
        timer.start()
    hosts = {"one": host(instance, None, {"users": DECLARED["users"]}, whatsapp_provision_all=True)}  # the role alone waits
    run = provision(tmp_path, hosts)
    for timer in timers:
        timer.join()
    assert run.rc == 0, run.output
    statuses = [entry["status"] for entry in instance.journal()]
    assert 503 in statuses
    assert writes(instance) == ["Login-User", "Create-User"]
    assert {entry["status"] for entry in instance.journal(kind="write")} <= {200, 201}


def test_bad_input_is_one_sentence_for_its_host_and_nothing_sent(emulator, tmp_path):
    """Every mistake is told before anything is sent to that instance; the host without one goes on."""
    good = {"users": DECLARED["users"]}
    cases = {
        "section": ({"config": {"settings": {}}}, "settings. Supported parameters include"),
        "item": ({"config": {"users": [{"name": "ops.team", "user_pasword": "x"}]}}, "config.users.user_pasword"),
        "value": ({"config": {**good, "profile": {"about": "x" * 140}}}, "config.profile.about: it has 140 characters, 139 at most"),
        "file": ({"config": {"webhook_ca": {"src": "/nowhere.pem"}}}, "config.webhook_ca.src: /nowhere.pem cannot be read"),
        "register": ({"whatsapp_provision_register": True}, "whatsapp_registration does not say which number"),
        "number": (
            {"whatsapp_registration": {"cc": "49", "phone": "1"}},
            "number: whatsapp_registration: missing: phone_number; unknown: phone; correct",
        ),
        "restart": ({"whatsapp_restart_tasks": "restart.yml"}, "whatsapp_restart_tasks: there is no file restart.yml; give"),
        "code": (
            {"whatsapp_provision_code_tasks": "/nowhere.yml"},
            "whatsapp_provision_code_tasks: there is no file /nowhere.yml; give the absolute path",
        ),
        "compose": ({"whatsapp_restart_tasks": "restart_compose.yml"}, "restart_compose.yml needs whatsapp_restart_compose_dir"),
        "secret": (
            {"whatsapp_password": None},
            "secret: whatsapp_password, whatsapp_token and whatsapp_headers are not set",
        ),
        "address": ({"whatsapp_url": None}, "address: whatsapp_url is not set; set it to the address of the instance"),
        "vault": ({"whatsapp_password": "{{ vault_missing }}"}, "vault_missing"),
    }
    instances = {name: new(emulator) for name in (*cases, "fine")}
    hosts = {name: host(instance, None, good) for name, instance in instances.items()}
    for name, (changes, _sentence) in cases.items():
        changes = dict(changes)
        if "config" in changes:
            changes["whatsapp_instance_config"] = changes.pop("config")
        hosts[name] = {key: value for key, value in {**hosts[name], **changes}.items() if value is not None}
    run = provision(tmp_path, hosts)
    told = failures(run)
    for name, (_changes, sentence) in cases.items():
        assert sentence in told[name], (name, told.get(name))
        assert instances[name].journal() == [], name
    assert set(told) == set(cases)
    assert writes(instances["fine"]) == ["Login-User", "Create-User"]


def test_trouble_is_one_sentence_and_the_others_go_on(emulator, tmp_path):
    """An instance that is down, one with an unknown password, and a certificate whose fingerprint the inventory lacks."""
    good = {"users": DECLARED["users"]}
    down, locked, fine = new(emulator), new_instance(emulator, {"users": {"admin": {"password": "An0ther-Pass!"}}}), new(emulator)
    unpinned = new(emulator)
    config, pins, _good = whole(unpinned)
    down.control.webapp(down.address, up=False)
    hosts = {
        "down": host(down, None, good, whatsapp_provision_start_timeout=2),
        "locked": host(locked, None, good),
        "unpinned": host(unpinned, tmp_path, {**good, "certificate": config["certificate"]}),
        "fine": host(fine, None, good),
    }
    run = provision(tmp_path, hosts)
    told = failures(run)
    assert "the instance was not up after 2 s" in told["down"]
    assert "neither password nor initial_password of 'admin' is accepted" in told["locked"]
    assert f"serves the certificate {pins[1]}, which tls_fingerprint does not list" in told["unpinned"]
    assert set(told) == set(hosts) - {"fine"}
    assert writes(unpinned) == ["Login-User"]
    assert writes(fine) == ["Login-User", "Create-User"]


@pytest.mark.parametrize("spelling", ["{}/", "{}/v1", "{}/v1/"])
def test_one_instance_with_two_hosts_is_refused_before_the_first_write(emulator, tmp_path, spelling):
    """Also when they spell the address differently, and when one of them is not in the run; nothing at all is sent."""
    one, other = new(emulator), new(emulator)
    hosts = {
        "wa1": host(one, None, DECLARED),
        "wa2": host(other, None, DECLARED),
        "copy": host(one, None, DECLARED, whatsapp_url=spelling.format(one.url)),
    }
    run = provision(tmp_path, hosts, "--limit", "wa1,wa2")
    assert run.rc != 0
    sentence = f"two hosts of the inventory must not claim one instance: {one.url} is claimed by copy and wa1; correct the inventory"
    assert any(sentence in text for text in failures(run).values()), run.output
    assert one.journal() + other.journal() == []


def test_one_number_with_two_hosts_is_refused(emulator, tmp_path):
    """As it is registered, or as the shards name it."""
    one, other = new(emulator), new(emulator)
    shards = {"shards": {"shards": 2, **NUMBER}}
    hosts = {"wa1": host(one, None, {}, whatsapp_registration=REGISTRATION), "wa2": host(other, None, shards)}
    run = provision(tmp_path, hosts)
    assert any("+4915123456789 is claimed by wa1 and wa2" in text for text in failures(run).values()), run.output
    assert one.journal() + other.journal() == []


def test_what_was_changed_before_a_failure_still_restarts(emulator, tmp_path):
    """Nobody would know of it in the next run, which does the rest."""
    instance = new_instance(emulator, PROVISIONED)
    path = "/v1/settings/application/media/providers"
    instance.control.fault(instance=instance.address, method="POST", path=path, fault="status", status=500, code=1023)
    hosts = {"one": host(instance, tmp_path, DECLARED)}
    run = provision(tmp_path, hosts)
    assert "config.media_providers: " in failures(run)["one"]
    assert writes(instance) == ["Create-User", "Update-Application-Settings", "Update-Media-Providers"]
    assert instance.state()["pending_restart"] == []
    instance.control.clear_journal(instance.address)
    assert provision(tmp_path, hosts).rc == 0
    assert writes(instance) == ["Update-Media-Providers", "Update-Business-Profile", "Update-Profile-About"]


def test_without_restart_tasks_it_says_what_to_restart(emulator, tmp_path):
    """And goes on; check mode says it too."""
    instance = new_instance(emulator, PROVISIONED)
    hosts = {"one": host(instance, None, DECLARED)}
    check, run = provision(tmp_path, hosts, "--check"), provision(tmp_path, hosts)
    sentence = f"{instance.url}: restart coreapp for the changes to take effect"
    task = "waops.whatsapp.restart : Report what to restart by hand"
    assert said(check, task) == {"one": sentence + " (check mode: nothing was restarted)"}
    assert said(run, task) == {"one": sentence + " (set whatsapp_restart_tasks to have it done)"}
    assert run.rc == 0, run.output
    assert instance.state()["pending_restart"] == ["coreapp"]


def test_compose_restarts_the_services_of_what_must_restart(emulator, tmp_path):
    """The shipped tasks, with a program in place of docker that tells how it was called."""
    instance = new_instance(emulator, PROVISIONED)
    program, log = tmp_path / "docker", tmp_path / "called"
    program.write_text(f'#!/bin/sh\necho "$PWD $@" >> {log}\n')
    program.chmod(0o755)
    compose = {
        "whatsapp_restart_tasks": "restart_compose.yml",
        "whatsapp_restart_compose_dir": str(tmp_path),
        "whatsapp_restart_compose_host": "localhost",
    }
    services = {"webapp": ["waweb"], "coreapp": ["master", "wacore"]}
    hosts = {"one": host(instance, None, DECLARED, **compose, whatsapp_restart_compose_services=services)}
    path = os.pathsep.join([str(tmp_path), str(Path(PYTHON).parent), os.environ["PATH"]])
    run = provision(tmp_path, hosts, env={"PATH": path})
    assert run.rc == 0, run.output
    assert log.read_text().splitlines() == [f"{tmp_path} compose restart master wacore"]


@pytest.mark.parametrize("playbook", ["provision", "audit"])
def test_secrets_may_stand_encrypted_among_the_variables(emulator, tmp_path, playbook):
    """Those of the connection, of the number and of the declaration; also before ansible-core 2.19, where such a value is no text."""
    instance = new_instance(emulator, PROVISIONED)
    declared = {"media_providers": {"providers": [{"name": "shop", "config": {"bearer": Vaulted("b3arer")}}]}}
    number = {**NUMBER, "cert": Vaulted(CERT), "pin": Vaulted("846302")}
    secrets = {"whatsapp_password": Vaulted(ADMIN_PASSWORD), "whatsapp_instance_config": declared, "whatsapp_registration": number}
    hosts = {"wa1": {key: value for key, value in instance.variables.items() if key not in secrets}}
    more = ("-vvv", "--diff", "-e", f"whatsapp_audit_report_dir={tmp_path}")
    run = run_playbook(tmp_path / playbook, f"waops.whatsapp.{playbook}", hosts, *vaulted(tmp_path / playbook, secrets), *more)
    assert run.rc == 0, run.output
    assert not [secret for secret in (ADMIN_PASSWORD, "b3arer", CERT, "846302") if secret in run.output]


def test_a_tag_runs_its_step_alone(emulator, tmp_path):
    """And still acts on what must restart."""
    instance = new_instance(emulator, PROVISIONED)
    run = provision(tmp_path, {"one": host(instance, tmp_path, DECLARED)}, "--tags", "settings")
    assert run.rc == 0, run.output
    assert writes(instance) == ["Update-Application-Settings"]
    assert instance.state()["pending_restart"] == []


def test_a_gateway_without_support_information_counts_as_registered(emulator, tmp_path):
    """What a gateway does not offer is no reason to leave the number's sections out."""
    instance = new_instance(emulator, PROVISIONED)
    instance.control.fault(instance=instance.address, path="/v1/support", fault="status", status=404, times=-1)
    run = provision(tmp_path, {"one": host(instance, tmp_path, {"profile": DECLARED["profile"]})})
    assert run.rc == 0, run.output
    assert writes(instance) == ["Update-Profile-About"]


def test_a_killed_run_can_be_followed_by_a_restart(emulator, tmp_path):
    """whatsapp_provision_extra_restarts restarts although nothing changes."""
    instance = new_instance(emulator, PROVISIONED)
    instance.patch({"pending_restart": ["coreapp"]})
    run = provision(tmp_path, {"one": host(instance, tmp_path, {}, whatsapp_provision_extra_restarts=["coreapp"])})
    assert run.rc == 0, run.output
    assert instance.state()["pending_restart"] == []
    assert writes(instance) == []


def test_a_cluster_is_healthy_by_its_own_rule(tmp_path):
    """Multiconnect with two shards."""
    with Emulator(topology="multiconnect", registration="open") as emulator:
        instance = new_instance(emulator, {**PROVISIONED, "shards": 2})
        run = provision(tmp_path, {"one": host(instance, tmp_path, {"shards": {"shards": 2}, "profile": {"about": "Open"}})})
        assert run.rc == 0, run.output
        assert writes(instance) == ["Update-Profile-About"]


def test_the_quickstart_can_be_run_again(emulator, tmp_path):
    """Its steps in their order. A run that fails before the restart leaves it to the next one, and check mode finds nothing to do
    after that. Who is invited joins while it waits.
    """
    instance = new_instance(emulator, {name: value for name, value in PROVISIONED.items() if name != "users"})
    good = good_bundle(instance.address)
    (tmp_path / "own.pem").write_text(good.text)
    (tmp_path / "ca.pem").write_text(good.root)
    admins = ["491511111111", "491512222222"]
    url = f"{instance.control.base_url}/state/{instance.address}"
    group = "{{ {whatsapp_quickstart_made.group_id: {'participants': ['4915123456789'] + whatsapp_quickstart_made.not_joined}} }}"
    join = {"url": url, "method": "PATCH", "body_format": "json", "body": {"groups": group}}
    (tmp_path / "join.yml").write_text(yaml.safe_dump([{"name": "Join", "ansible.builtin.uri": join}]))
    more = {
        "users": [{"name": "sender", "password": "S3nder-Pass!word"}],
        "webhook_ca": str(tmp_path / "ca.pem"),
        "certificate": str(tmp_path / "own.pem"),
        "settings": DECLARED["app_settings"],
        "group": {"subject": "Drivers", "admins": admins},
        "invite_tasks": str(tmp_path / "join.yml"),
    }
    variables = host(instance, tmp_path, **{f"whatsapp_quickstart_{name}": value for name, value in more.items()})
    variables["whatsapp_tls_fingerprint"] = [emulator.fingerprint, good.leaf_sha256]
    fault = {"method": "PATCH", "path": "/v1/settings/application", "fault": "status", "status": 500, "code": 1014}
    emulator.control.fault(instance=instance.address, **fault)
    for arguments, rc in ([], 2), ([], 0), (["--check"], 0):
        run = run_playbook(tmp_path / "run", "waops.whatsapp.quickstart", {"one": variables}, *arguments)
        assert run.rc == rc, run.output
    assert "changed=0" in run.output
    assert writes(instance) == [
        "Login-User", "Create-User", "Upload-Webhook-CA", "Upload-Certificate", "Update-Application-Settings",
        "Upload-Certificate", "Update-Application-Settings", "Create-Group", "Promote-To-Group-Admin",
    ]  # fmt: skip
    state = instance.state()
    assert state["pending_restart"] == [], "the next run restarts for what the first one uploaded"
    assert set(admins) <= set(next(iter(state["groups"].values()))["admins"])
