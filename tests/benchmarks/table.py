# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The document as a table for people."""

from __future__ import annotations

# ratio: (what it is, the size that says over how many instances, target)
RATIOS = {
    "task_vs_debug": ("one task of ours / ansible.builtin.debug", "many_hosts", "<= 1.4"),
    "task_vs_debug_few": ("the same on the smaller fleet", "task_hosts", "<= 1.6"),
    "uri_vs_task": ("ansible.builtin.uri, same GET / one task of ours", "task_hosts", ">= 14"),
    "uri_vs_instance": ("uri, same login and GETs / whatsapp_instance", "instance_hosts", ">= 100"),
    "sweep_vs_debug": ("whatsapp_fleet_audit / ansible.builtin.debug", "sweep_hosts", "< 0.75"),
    "sweep_vs_asyncio": ("whatsapp_fleet_audit / bare asyncio script", "sweep_hosts", "<= 2"),
    "sweep_checks_vs_sweep": ("the same with checks / without", "sweep_hosts", "<= 1.25"),
    "sweep_silent": ("every tenth instance silent / usual sweep + 5 s", "silent_hosts", "<= 1.3"),
    "backup_vs_debug": ("waops.whatsapp.backup / one debug task, whole runs", "playbook_hosts", "<= 6"),
    "export_vs_debug": ("waops.whatsapp.export / one debug task, whole runs", "playbook_hosts", "<= 6"),
    "sweep_growth": ("time per instance, largest sweep / 1,000 (or smallest)", "growth", "<= 1.1"),
    "provision_vs_audit": ("provision / audit, nothing differs", "run_hosts", "<= 1.5"),
    "rollout_vs_audit": ("rollout / audit, nothing differs", "run_hosts", "<= 1.8"),
    "provision_1pc_vs_audit": ("provision / audit, one in a hundred differs", "run_hosts", "<= 2"),
    "provision_all_vs_debug": ("provision / debug, all differ", "run_all_hosts", "<= 8"),
    "rollout_all_vs_debug": ("rollout / debug, all differ", "run_all_hosts", "<= 12"),
}
LARGEST = {"sweep_10000_s": ("seconds of the whole run", "<= 60"), "sweep_10000_mib": ("MiB at its peak", "<= 512")}


def meets(value, target):
    """Whether a number meets a target like "<= 1.6"."""
    sign, _space, limit = target.partition(" ")
    limit = float(limit)
    return {"<=": value <= limit, ">=": value >= limit, "<": value < limit}[sign]


def ratios(document, judge):
    """What is compared. judge: whether to say which targets are met; small fleets are not told against them."""
    sizes, seconds = document["sizes"], document["seconds"]
    rows = []
    for name, (text, size, target) in RATIOS.items():
        count = sizes[size] if size != "growth" else max(sizes[size])
        rows.append((text, count, document["ratios"][name], target))
    rows += [(text, 10000, seconds[name], target) for name, (text, target) in LARGEST.items() if name in seconds]
    yield f"{'':52} {'instances':>9} {'measured':>9}" + ("  target" if judge else "")
    for text, size, value, target in rows:
        verdict = f"  {target}{'' if meets(value, target) else '  MISSED'}" if judge else ""
        yield f"{text:52} {size:9,} {value:9.2f}{verdict}"


def per_host(document):
    """Milliseconds for each host of each of the things compared."""
    sizes, seconds = document["sizes"], document["seconds"]
    rows = [(f"one task: {name}", "task_hosts", seconds[f"{name}_per_host_task"]) for name in ("debug", "ours", "uri")]
    rows += [(f"one task: {name}", "many_hosts", seconds[f"{name}_per_host_task_many"]) for name in ("debug", "ours")]
    gets = document["cost"]["gets_of_a_declaration"]
    rows.append((f"login and {gets} GETs: whatsapp_instance", "instance_hosts", seconds["instance_per_host"]))
    rows.append((f"login and {gets} GETs: uri", "uri_hosts", seconds["uri_instance_per_host"]))
    for name, text in (
        ("debug", "debug"),
        ("sweep", "whatsapp_fleet_audit"),
        ("checks", "the same with checks"),
        ("asyncio", "bare asyncio script"),
    ):
        rows.append((f"whole fleet: {text}", "sweep_hosts", seconds[f"{name}_fleet"] / sizes["sweep_hosts"]))
    yield f"{'milliseconds per host':52} {'instances':>9} {'measured':>9}"
    for text, size, value in rows:
        yield f"{text:52} {sizes[size]:9,} {value * 1000:9.1f}"


def sweeps(document):
    """What sweeps of growing fleets took in all, and cost for each instance."""
    yield "sweep                               for each instance"
    yield "instances   run s  sweep s    MiB   requests  logins  writes   bytes  CPU ms  emulator's CPU ms"
    for size, of in document["cost"]["sweep"].items():
        count = int(size)
        whole = f"{count:9,} {of['run_s'] * count:7.1f} {of['sweep_s'] * count:8.1f} {of['mib'] * count:6.0f}"
        each = f"{of['requests']:10.1f} {of['logins']:7.1f} {of['writes']:7.1f} {of['bytes']:7.0f} {of['cpu_s'] * 1000:7.2f}"
        yield f"{whole} {each} {of['emulator_cpu_s'] * 1000:18.2f}"


def reconciles(document):
    """What the emulator counted for one instance."""
    for name, counted in document["cost"]["reconcile"].items():
        numbers = ", ".join(f"{kind} {number}" for kind, number in counted.items())
        yield f"whatsapp_instance, {name.replace('_', ' ')}: {numbers}"


def sizing(document):
    """What concurrency and forks do for a fleet whose answers take long."""
    found = document["sizing"]
    yield f"{found['hosts']} instances whose answers take {found['delay_s'] * 1000:.0f} ms; milliseconds per instance"
    for name, text in (("sweep_by_concurrency", "whatsapp_fleet_audit, concurrency"), ("instance_by_forks", "whatsapp_instance, forks")):
        yield from (f"{text + ' ' + number:52} {value * 1000:19.1f}" for number, value in found[name].items())


def table(document, judge):
    """All of it as text."""
    parts = (ratios(document, judge), per_host(document), sweeps(document), reconciles(document), sizing(document))
    return "\n\n".join("\n".join(lines) for lines in parts)
