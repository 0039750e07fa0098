# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How large the fleets are that each measurement uses, and how often it is repeated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """task_hosts, task_rounds: one task against debug; uri_rounds of the rounds have uri too. many_hosts, many_rounds: the same
    on a larger fleet. instance_hosts, uri_hosts, instance_rounds: whole instances. sweep_hosts, sweep_rounds: the sweep against debug
    and the bare script. playbook_hosts, playbook_rounds: whole runs of playbooks against one of debug. growth: fleets of a sweep alone,
    in the order they are measured. slow_hosts: a fleet whose answers take long, with each of these concurrencies and forks.
    run_hosts, run_all_hosts, run_rounds: whole runs of provision and rollout.
    silent_hosts: a fleet of which every tenth instance is silent.
    """

    task_hosts: int
    task_rounds: int
    uri_rounds: int
    many_hosts: int
    many_rounds: int
    instance_hosts: int
    uri_hosts: int
    instance_rounds: int
    sweep_hosts: int
    sweep_rounds: int
    playbook_hosts: int
    playbook_rounds: int
    growth: tuple
    slow_hosts: int
    concurrency: tuple
    forks: tuple
    run_hosts: int
    run_all_hosts: int
    run_rounds: int
    silent_hosts: int


WHOLE = Sizes(
    task_hosts=100, task_rounds=7, uri_rounds=3, many_hosts=1000, many_rounds=3, instance_hosts=100, uri_hosts=20, instance_rounds=3,
    sweep_hosts=1000, sweep_rounds=3, playbook_hosts=200, playbook_rounds=3, growth=(10, 100, 1000, 10000, 1000, 10000, 1000),
    slow_hosts=400, concurrency=(8, 16, 32, 64, 128, 256), forks=(5, 10, 20, 50),
    run_hosts=1000, run_all_hosts=200, run_rounds=3, silent_hosts=300,
)  # fmt: skip
QUICK = Sizes(
    task_hosts=20, task_rounds=5, uri_rounds=1, many_hosts=100, many_rounds=1, instance_hosts=20, uri_hosts=10, instance_rounds=1,
    sweep_hosts=100, sweep_rounds=2, playbook_hosts=20, playbook_rounds=1, growth=(10, 100, 400),
    slow_hosts=40, concurrency=(16, 32), forks=(10,),
    run_hosts=100, run_all_hosts=20, run_rounds=1, silent_hosts=100,
)  # fmt: skip
TINY = Sizes(
    task_hosts=2, task_rounds=1, uri_rounds=1, many_hosts=3, many_rounds=1, instance_hosts=2, uri_hosts=1, instance_rounds=1,
    sweep_hosts=3, sweep_rounds=1, playbook_hosts=2, playbook_rounds=1, growth=(4,),
    slow_hosts=3, concurrency=(2,), forks=(2,),
    run_hosts=3, run_all_hosts=2, run_rounds=1, silent_hosts=10,
)  # fmt: skip
