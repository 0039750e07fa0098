# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that works for a whole run: one login and one connection per instance, and gone when the run is, however it ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from ansible import constants
from ansible.module_utils.ansible_release import __version__ as core_version

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution import action_base as action
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution import worker_process
from tests.support.fixtures import ADMIN_PASSWORD, PROVISIONED, new_instance
from tests.support.playbook import play, run_playbook, start_playbook, until

pytestmark = pytest.mark.core_versions

SETTINGS = "waops.whatsapp.whatsapp_app_settings"
PATH = "/v1/settings/application"
HOOK = {"webhooks": {"url": "https://hooks.example.com/in"}}


def task(instance, name="set", **more):
    return {"name": name, SETTINGS: {**instance.connection, **HOOK}, **more}


def processes(folder):
    """The processes of the run in this folder."""
    mark, found = str(folder / "ansible-tmp").encode(), []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def worker_process_of(folder, run):
    """The pid of the run's worker process: ansible-playbook has not started it itself, as it has its workers."""
    stats = {pid: Path(f"/proc/{pid}/stat").read_text() for pid in processes(folder) if pid != run.pid}
    return next(pid for pid, stat in stats.items() if int(stat.rpartition(")")[2].split()[1]) != run.pid)


def test_tasks_share_a_login_and_a_connection(emulator, tmp_path):
    """Also those of different modules, and each instance has its own."""
    instances = [new_instance(emulator, PROVISIONED) for _number in range(3)]
    hosts = {f"wa{number}": instance.variables for number, instance in enumerate(instances)}
    options = {name: f"{{{{ whatsapp_{name} }}}}" for name in ("url", "password", "tls_fingerprint")}
    tasks = [{"name": f"set {number}", SETTINGS: {**options, **HOOK}} for number in range(4)]
    tasks.append({"name": "support", "waops.whatsapp.whatsapp_support_info": options})
    before = emulator.control.summary()["handshakes"]
    run = run_playbook(tmp_path, [play(tasks)], hosts)
    assert run.rc == 0, run.output
    assert emulator.control.summary()["handshakes"] - before == 3
    for instance in instances:
        operations = [entry["operation"] for entry in instance.journal()]
        assert operations.count("Login-User") == 1
        assert operations.count("Update-Application-Settings") == 1
    until(lambda: processes(tmp_path) == [], 5)


@pytest.mark.parametrize(("way", "finished"), [(signal.SIGKILL, True), (signal.SIGINT, False)])
def test_it_ends_with_a_run_that_is_killed(emulator, tmp_path, way, finished):
    """It finishes what a worker that was left behind waits for, and nothing that nobody waits for."""
    instance = new_instance(emulator, PROVISIONED)
    emulator.control.fault(instance=instance.address, path=PATH, method="GET", fault="slow", delay=4, times=1)
    folder = tmp_path / "run"
    run = start_playbook(folder, [play([task(instance), task(instance, "never")])], {"one": {}})
    until(lambda: len(processes(folder)) >= 3 and instance.journal())
    run.send_signal(way)
    run.wait(20)
    until(lambda: processes(folder) == [], 8)
    assert ("Update-Application-Settings" in [entry["operation"] for entry in instance.journal()]) is finished


def test_another_takes_the_place_of_one_that_died(emulator, tmp_path):
    """What it was at is a failure at once, however long the server takes; what comes after it is done."""
    instance, other = (new_instance(emulator, PROVISIONED) for _number in range(2))
    emulator.control.fault(instance=instance.address, path=PATH, method="GET", fault="slow", delay=60, times=1)
    folder = tmp_path / "run"
    run = start_playbook(folder, [play([task(instance, "dies", ignore_errors=True), task(other, "lives")])], {"one": {}})
    until(lambda: len(processes(folder)) >= 3 and instance.journal())
    os.kill(worker_process_of(folder, run), signal.SIGKILL)
    assert run.wait(30) == 0, (folder / "output").read_text()
    output = " ".join((folder / "output").read_text().split())
    assert f"{instance.url}: the process that ran {SETTINGS} for this run ended before it answered" in output
    assert "Traceback" not in output
    assert other.state()["settings"]["webhooks"]["url"] == HOOK["webhooks"]["url"]
    until(lambda: processes(folder) == [], 5)


def test_a_task_that_ran_out_of_time_keeps_the_next_one_waiting(emulator, tmp_path):
    """An instance has one task at a time, also when nobody waits for the first one's result any more."""
    instance = new_instance(emulator, PROVISIONED)
    emulator.control.fault(instance=instance.address, path=PATH, method="GET", fault="slow", delay=4, times=1)
    run = run_playbook(tmp_path, [play([task(instance, "late", timeout=2, ignore_errors=True), task(instance, "next")])], {"one": {}})
    assert run.rc == 0, run.output
    assert run.row("late").outcome == "failed"
    assert run.result("next")["changed"] is False, "the first one did what it was to do"
    assert emulator.control.summary()["max_in_flight"][instance.address] == 1


def test_where_there_can_be_none_the_worker_does_the_work(emulator, tmp_path, monkeypatch):
    """A path that is not a directory stands for every reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(worker_process.WorkerUnavailable):
        worker_process.call(str(tmp_path / "file"), {}, dict)
    with pytest.raises(worker_process.WorkerUnavailable):
        worker_process.call(str(tmp_path / "missing"), {}, dict)
    instance = new_instance(emulator, PROVISIONED)
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path / "missing"))
    result = action._served({"action": SETTINGS, "args": {**instance.connection, **HOOK}, "check_mode": False})["result"]
    assert result["changed"] is True
    assert instance.state()["settings"]["webhooks"]["url"] == HOOK["webhooks"]["url"]


@pytest.fixture(scope="module")
def noisy(emulator, tmp_path_factory):
    """One run in which the worker process displays, breaks in every way, and goes on."""
    folder = tmp_path_factory.mktemp("noisy")
    connection = new_instance(emulator, PROVISIONED).connection
    whats = ("display", "exit", "interrupt", "memory", "recursion", "no JSON", "files")
    tasks = [{"name": what, "noisy": {**connection, **HOOK, "what": what}, "ignore_errors": True} for what in whats]
    plugins = str(Path(__file__).resolve().parents[1] / "support" / "action_plugins")
    env = {"ANSIBLE_ACTION_PLUGINS": plugins, "ANSIBLE_LOG_PATH": str(folder / "log"), "ANSIBLE_DEPRECATION_WARNINGS": "true"}
    return run_playbook(folder, [play(tasks)], {"one": {}}, "-vv", env=env)


def test_what_ansible_displays_there_travels_back(noisy):
    """Warnings and deprecations in the result, verbose messages for the display, all masked."""
    result = noisy.result("display")
    masked = "the password is ********"
    expected = {f"display.warning: {masked}"} | ({f"warn: {masked}"} if core_version >= "2.19" else set())
    assert expected <= set(result["warnings"])
    deprecations = {item["msg"]: item.get("version") for item in result["deprecations"]}
    assert deprecations.get(f"display.deprecated: {masked}") == "9.0.0"
    assert [text.rpartition("the ")[0] for text in result["verbose"]] == ["display.display: ", "<wa1> display.vv: "]
    assert ADMIN_PASSWORD not in noisy.output


BROKEN = {
    "exit": "SystemExit",
    "interrupt": "KeyboardInterrupt",
    "memory": "MemoryError",
    "recursion": "RecursionError",
    "no JSON": "TypeError",
}


@pytest.mark.parametrize("what", BROKEN)
def test_any_exception_there_is_an_answer(noisy, what):
    """The process lives on: the next task is served."""
    kinds = {
        "exit": "SystemExit",
        "interrupt": "KeyboardInterrupt",
        "memory": "MemoryError",
        "recursion": "RecursionError",
        "no JSON": "TypeError",
    }
    assert noisy.result(what)["msg"].startswith(f"{kinds[what]} in ")


def test_no_inherited_file_is_open_there(noisy):
    """Nothing to write to, neither the log nor a queue: a message can never go into a connection to an instance."""
    assert set(noisy.result("files")["answer"]) <= {"null", "socket", "anon_inode", "activity.lock"}
