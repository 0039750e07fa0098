# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the measurements to the document in build/bench.json."""

from __future__ import annotations

import os
import platform
import ssl
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.fleet import GETS
from tests.benchmarks.measure import TIMEOUT

COSTS = ("requests", "logins", "writes", "bytes", "cpu_s", "emulator_cpu_s", "mib", "run_s", "sweep_s")
BASE = 1000  # instances; what the growth of a sweep is told against


def machine():
    """What it was measured on."""
    words = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.partition(":")[2].strip() for line in words.splitlines() if line.startswith("model name")), platform.machine())
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION,
        **{name.replace("-", "_"): version(name) for name in ("ansible-core", "requests", "urllib3", "aiohttp")},
        "load_at_start": os.getloadavg()[0],
    }


def report(sizes, where, task, many, instance, beside, silent, playbooks, growth, reconcile):
    """The document: {"ratios", "seconds", "cost", "machine"}, with the sizes that were used."""
    base, largest = BASE if BASE in growth else min(growth), max(growth)
    each = {size: figures["sweep_s"] / size for size, figures in growth.items()}
    ratios = {
        "task_vs_debug": many["ours"] / many["debug"],
        "task_vs_debug_few": task["ours"] / task["debug"],
        "uri_vs_task": task["uri"] / task["ours"],
        "uri_vs_instance": instance["uri_instance"] / instance["instance"],
        "sweep_vs_debug": beside["sweep"] / beside["debug"],
        "sweep_vs_asyncio": beside["sweep"] / beside["asyncio"],
        "sweep_checks_vs_sweep": beside["checks"] / beside["sweep"],
        "sweep_silent": silent["silent"] / (silent["usual"] + TIMEOUT),
        "backup_vs_debug": playbooks["backup_run"] / playbooks["debug_run"],
        "export_vs_debug": playbooks["export_run"] / playbooks["debug_run"],
        "sweep_growth": each[largest] / each[base],
    }
    seconds = {
        **{f"{name}_per_host_task": value for name, value in task.items()},
        **{f"{name}_per_host_task_many": value for name, value in many.items()},
        **{f"{name}_per_host": value for name, value in instance.items()},
        **{f"{name}_fleet": value for name, value in beside.items()},
        **{f"sweep_{name}_fleet": value for name, value in silent.items()},
        **playbooks,
        **{f"sweep_{size}_s": figures["run_s"] for size, figures in growth.items()},
    }
    memory = {f"sweep_{size}_mib": figures["mib"] for size, figures in growth.items()}
    return {
        "ratios": ratios,
        "seconds": {**seconds, **memory},
        "cost": {
            "reconcile": reconcile,
            "gets_of_a_declaration": len(GETS),
            "sweep": {str(size): costs(size, figures) for size, figures in growth.items()},
            "growth": growth_of_costs(growth),
            **memory,
        },
        "machine": where,
        "sizes": vars(sizes),
    }


def costs(size, figures):
    """Of one sweep, per instance."""
    return {name: figures[name] / size for name in COSTS}


def growth_of_costs(growth):
    """Cost per instance of the largest sweep over that of the smallest; None where there was nothing to grow from."""
    small, large = (costs(size, growth[size]) for size in (min(growth), max(growth)))
    return {name: large[name] / small[name] if small[name] else None for name in COSTS}
