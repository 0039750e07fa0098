# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`make bench`: speed, memory and requests, against what people would do instead; a table, and build/bench.json."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from tests.benchmarks import measure, provision_runs
from tests.benchmarks.fleet import Fleet
from tests.benchmarks.report import machine, report
from tests.benchmarks.runs import FORKS
from tests.benchmarks.sizes import QUICK, TINY, WHOLE
from tests.benchmarks.table import table
from tests.collection_tree import ROOT

DELAY = 0.05  # seconds that an answer takes over a network
ABOUT = f"""\
Measures the collection over emulated instances with TLS on. The emulator is a process of its own on the same cores.
ansible-playbook runs with {FORKS} forks and is otherwise as it comes. What is compared runs by turns, and the median counts.
Figures per task, and those of a sweep against something else, are without start-up and inventory; those called
"whole run" are with them. Memory is the proportional set size of the whole process tree, the emulator's left out.
"""


def say(text):
    """Tells what is going on, on stderr, so that the table can be kept."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def measured(sizes):
    """Everything, in a fleet of its own; returns the document."""
    where = machine()
    with Fleet() as fleet:
        say(f"one task, debug and uri on {sizes.task_hosts} instances")
        task = measure.one_task(fleet, sizes.task_hosts, sizes.task_rounds, sizes.uri_rounds)
        say(f"one task and debug on {sizes.many_hosts} instances")
        many = measure.one_task(fleet, sizes.many_hosts, sizes.many_rounds)
        say(f"whole instances: ours on {sizes.instance_hosts}, uri on {sizes.uri_hosts}")
        instance = measure.whole_instance(fleet, sizes.instance_hosts, sizes.uri_hosts, sizes.instance_rounds)
        say(f"sweep, debug and a bare script on {sizes.sweep_hosts} instances")
        beside = measure.sweep_beside(fleet, sizes.sweep_hosts, sizes.sweep_rounds)
        say(f"a sweep of {sizes.silent_hosts} instances, of which every tenth is silent")
        silent = measure.sweep_with_silent(fleet, sizes.silent_hosts)
        say(f"playbooks on {sizes.playbook_hosts} instances")
        playbooks = measure.playbooks_beside(fleet, sizes.playbook_hosts, sizes.playbook_rounds)
        say(f"sweeps of {', '.join(str(size) for size in sizes.growth)} instances")
        growth = measure.growing_sweep(fleet, sizes.growth)
        reconcile = measure.requests_of_a_reconcile(fleet)
        say(f"{sizes.slow_hosts} instances with slow answers, by concurrency and forks")
        sizing = measure.sizing(fleet, sizes.slow_hosts, DELAY, sizes.concurrency, sizes.forks)
        say(f"whole runs of playbooks on {sizes.run_hosts} and {sizes.run_all_hosts} instances")
        runs = provision_runs.whole_runs(fleet, sizes.run_hosts, sizes.run_all_hosts, sizes.run_rounds)
    document = report(sizes, where, task, many, instance, beside, silent, playbooks, growth, reconcile) | {"sizing": sizing}
    document["ratios"].update(provision_runs.ratios(runs))
    document["seconds"].update({f"run_{name}_s": seconds for name, seconds in runs.items()})
    return document


def main(arguments=None):
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="smaller fleets, in less than 90 s; told against no target")
    size.add_argument("--tiny", action="store_true", help="a handful of instances: whether the benchmarks work, not how fast anything is")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "bench.json", help="file of the numbers (build/bench.json)")
    options = parser.parse_args(arguments)
    sizes = QUICK if options.quick else TINY if options.tiny else WHOLE
    began = time.monotonic()
    document = measured(sizes)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(ABOUT)
    print(", ".join(f"{name} {value}" for name, value in document["machine"].items()) + "\n")
    print(table(document, judge=sizes is WHOLE))
    say(f"{options.output} written after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
