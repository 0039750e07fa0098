# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The measurements. Each takes the fleet and the sizes and returns numbers by name; what is compared runs by turns."""

from __future__ import annotations

import json
import socket
import statistics
from collections import defaultdict

from tests.benchmarks import tasks
from tests.benchmarks.fleet import GETS
from tests.benchmarks.runs import play, run_plays, run_program
from tests.support.fixtures import ADMIN_PASSWORD

CONCURRENCY = 32
CHECKS = ["health", "expiry", "certificate", "version"]  # those that the role audit makes by default
TIMEOUT = 5  # seconds
EVERY = 10  # of so many instances one is silent: those of one residue class of the numbers


def one_task(fleet, hosts, rounds, uri_rounds=0):
    """Seconds per host-task of debug, of ours with a token in the store, and of uri.

    One playbook: the logins first, then the three by turns. Start-up, inventory and logins are in none of the figures.
    """
    turns = [tasks.ours("login"), *([tasks.uri_login()] if uri_rounds else [])]
    for number in range(rounds):
        turns += [tasks.DEBUG, tasks.ours()] + ([tasks.uri_get("settings/application")] if number < uri_rounds else [])
    run = run_plays(fleet, fleet.inventory(hosts), [play("all", *turns)])
    return {name: run.took(name) / hosts for name in ("debug", "ours", "uri") if name in run.tasks}


def whole_instance(fleet, hosts, uri_hosts, rounds):
    """Seconds per host of whatsapp_instance, and of the login and the GETs by uri; plays by turns, each over hosts of its own."""
    groups, plays, first = {}, [], 0
    for number in range(rounds):
        for name, size, work in (("ours", hosts, [tasks.instance()]), ("uri", uri_hosts, tasks.uri_instance())):
            groups[f"{name}_{number}"] = range(first, first + size)
            plays.append(play(f"{name}_{number}", *work))
            first += size
    run = run_plays(fleet, fleet.inventory(first, groups), plays)
    by_hand = (sum(run.tasks["uri login"]) + sum(run.tasks["uri"])) / rounds / uri_hosts
    return {"instance": run.took("instance") / hosts, "uri_instance": by_hand}


def sweep_beside(fleet, hosts, rounds):
    """Seconds for the whole fleet of debug, of the sweep, of a bare asyncio script, and of the sweep with checks; by turns."""
    inventory, job, took = fleet.inventory(hosts), fleet.folder / "job.json", defaultdict(list)
    urls = [fleet.url(number) for number in range(hosts)]
    work = {"urls": urls, "password": ADMIN_PASSWORD, "fingerprint": fleet.fingerprint, "paths": GETS, "concurrency": CONCURRENCY}
    job.write_text(json.dumps(work), encoding="utf-8")
    for _number in range(rounds):
        run = run_plays(fleet, inventory, [play("all", tasks.DEBUG, tasks.sweep(concurrency=CONCURRENCY))])
        script = run_program(fleet, "tests.benchmarks.bare", str(job))
        assert script.counted["requests"] == run.counted["requests"], (script.counted, run.counted)
        took["debug"] += run.tasks["debug"]
        took["sweep"] += run.tasks["sweep"]
        took["asyncio"] += script.tasks["work"]
        checked = run_plays(fleet, inventory, [play("all", tasks.sweep(concurrency=CONCURRENCY, checks=CHECKS))])
        took["checks"] += checked.tasks["sweep"]
    return {name: statistics.median(values) for name, values in took.items()}


def playbooks_beside(fleet, hosts, rounds):
    """Seconds of whole runs, start-up and inventory included, of debug and of the playbooks that treat every host alike; by turns."""
    inventory, took = fleet.inventory(hosts), defaultdict(list)
    variables = {
        "whatsapp_backup_dir": str(fleet.folder / "backups"),
        "whatsapp_backup_password": "Backup-Pass!word1",
        "whatsapp_export_dir": str(fleet.folder / "exported"),
    }
    for _number in range(rounds):
        took["debug_run"].append(run_plays(fleet, inventory, [play("all", tasks.DEBUG)]).seconds)
        for name in ("backup", "export"):
            plays = [{"import_playbook": f"waops.whatsapp.{name}", "vars": variables}]
            took[f"{name}_run"].append(run_plays(fleet, inventory, plays).seconds)
    return {name: statistics.median(values) for name, values in took.items()}


def sweep_with_silent(fleet, hosts):
    """Seconds of a sweep of the fleet as it is (usual), and when every tenth instance takes connections and says nothing (silent)."""
    with socket.create_server(("127.0.0.1", 0), backlog=hosts) as listener:
        url = "https://127.0.0.1:%d" % listener.getsockname()[1]
        plays = [play("all", tasks.sweep(concurrency=CONCURRENCY), vars={"whatsapp_timeout": TIMEOUT})]
        others = {"usual": {}, "silent": dict.fromkeys(range(0, hosts, EVERY), url)}
        return {name: run_plays(fleet, fleet.inventory(hosts, urls=urls), plays).took("sweep") for name, urls in others.items()}


def growing_sweep(fleet, growth):
    """{size: figures} of a playbook that does nothing but the sweep; medians where a size comes more than once.

    run_s: the whole run, start-up and inventory included. sweep_s: the task alone. The others are of the whole run.
    """
    found = defaultdict(list)
    for size in growth:
        run = run_plays(fleet, fleet.inventory(size), [play("all", tasks.sweep(concurrency=CONCURRENCY))])
        found[size].append({
            "run_s": run.seconds, "sweep_s": run.took("sweep"), "cpu_s": run.cpu, "emulator_cpu_s": run.emulator_cpu, "mib": run.mib,
            "requests": run.counted["requests"], "logins": run.counted["logins"], "writes": run.counted["writes"],
            "bytes": run.counted["bytes_in"] + run.counted["bytes_out"],
        })  # fmt: skip
    return {size: {name: statistics.median(run[name] for run in runs) for name in runs[0]} for size, runs in sorted(found.items())}


def requests_of_a_reconcile(fleet):
    """What one run of whatsapp_instance asks of an instance where nothing differs, and of one where one setting does."""
    control, differing = fleet.emulator.control, {"settings": {"callback_persist": False}}
    instances = {"no_change": fleet.address(0), "one_change": fleet.address(1)}
    control.patch(instances["one_change"], differing)
    for address in instances.values():
        control.clear_journal(address)
    run_plays(fleet, fleet.inventory(len(instances)), [play("all", tasks.instance())])
    counts = {}
    for name, address in instances.items():
        entries = control.journal(address)
        counts[name] = {
            "requests": len(entries),
            "logins": sum(entry["operation"] == "Login-User" for entry in entries),
            "writes": sum(entry["kind"] == "write" for entry in entries),
            "suspicious": sum(bool(entry["suspicious"]) for entry in entries),
        }
    return counts


def sizing(fleet, hosts, delay, concurrency, forks):
    """Seconds per instance when every answer takes `delay` seconds more, as over a network: of sweeps by concurrency, and of
    whatsapp_instance by forks; the start-up is in none.
    """
    inventory = fleet.inventory(hosts)
    fleet.emulator.control.fault(fault="slow", delay=delay, times=-1)
    try:
        run = run_plays(fleet, inventory, [play("all", *(tasks.sweep(str(number), concurrency=number) for number in concurrency))])
        sweeps = {str(number): run.took(str(number)) / hosts for number in concurrency}
        by_forks = {}
        for number in forks:
            run = run_plays(fleet, inventory, [play("all", tasks.instance())], forks=number)
            by_forks[str(number)] = run.took("instance") / hosts
    finally:
        fleet.emulator.control.clear_faults()
    return {"hosts": hosts, "delay_s": delay, "sweep_by_concurrency": sweeps, "instance_by_forks": by_forks}
