# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a playbook, or another program, against the fleet and returns what it took."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from tests.benchmarks.memory import PeakMemory, cpu_seconds
from tests.support.playbook import environment

HERE = Path(__file__).resolve().parent
FORKS = 10
COUNTED = ("requests", "writes", "logins", "handshakes", "bytes_in", "bytes_out", "suspicious")


@dataclass
class Measured:
    """One run. seconds: of the whole. tasks: {name: [seconds]}, from one task's beginning to the next. cpu: CPU-seconds of the
    process and all below it. emulator_cpu: what the other side took. mib: peak memory of the process and all below it.
    counted: requests, writes, logins, ... that the emulator saw.
    """

    seconds: float
    cpu: float
    emulator_cpu: float
    mib: float
    counted: dict
    tasks: dict
    output: str

    def took(self, name):
        """The median of the seconds that tasks of this name took."""
        return statistics.median(self.tasks[name])


def start(fleet, command, **options):
    """Runs a program to its end; raises RuntimeError with the end of its output when it fails."""
    output = fleet.folder / "output.txt"
    counted, theirs = fleet.emulator.control.summary(), cpu_seconds(fleet.emulator.pid)
    used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with output.open("w") as stream:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, cwd=fleet.folder, **options)
        with PeakMemory(process.pid) as peak:
            code = process.wait()
    seconds, now = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    text = output.read_text()
    if code:
        raise RuntimeError(f"{' '.join(command)} failed with {code}:\n{text[-3000:]}")
    after = fleet.emulator.control.summary()
    return Measured(
        seconds=seconds,
        cpu=now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime,
        emulator_cpu=cpu_seconds(fleet.emulator.pid) - theirs,
        mib=peak.mib,
        counted={name: after[name] - counted[name] for name in COUNTED},
        tasks={},
        output=text,
    )


def run_plays(fleet, inventory, plays, forks=FORKS):
    """Runs plays with ansible-playbook as it comes from the factory, but for the number of forks; returns what it took."""
    playbook, marks = fleet.folder / "playbook.yml", fleet.folder / "marks.json"
    playbook.write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    callbacks = {
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
        "ANSIBLE_CALLBACKS_ENABLED": "marks",
        "BENCH_MARKS": str(marks),
    }
    command = ["ansible-playbook", "-i", str(inventory), "--forks", str(forks), str(playbook)]
    measured = start(fleet, command, env=environment(fleet.folder, **callbacks))
    measured.tasks = defaultdict(list)
    for (name, began), (_next, ended) in pairwise(json.loads(marks.read_text())):
        measured.tasks[name].append(ended - began)
    return measured


def run_program(fleet, module, *arguments):
    """Runs a Python module of the benchmarks; its last line of output is JSON with the seconds that count."""
    measured = start(fleet, [sys.executable, "-m", module, *arguments], env={**os.environ, "PYTHONPATH": str(HERE.parents[1])})
    measured.tasks = {"work": [json.loads(measured.output.splitlines()[-1])["seconds"]]}
    return measured


def play(hosts, *tasks, **more):
    """A play over these hosts without fact gathering."""
    return {"name": "Measure", "hosts": hosts, "gather_facts": False, "tasks": list(tasks), **more}
