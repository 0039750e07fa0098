# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one module in one run, each allowed to fail; and the promise that bad input reaches no server."""

from __future__ import annotations

from tests.support.attempts import attempt


def run_tasks(instance, folder, module, tasks, *arguments):
    """Runs {label: options} in order, as the administrator, going on after a failure; returns {label: row}.

    arguments: further ones of ansible-playbook, such as "--check".
    """
    run = attempt(folder, instance, {label: (module, options) for label, options in tasks.items()}, "-v", *arguments)
    assert "Traceback" not in run.output, run.output
    return {label: run.row(label) for label in tasks}


def assert_refused(instance, folder, module, base, cases):
    """Runs `module` with the options `base` changed by each of {label: (changes, sentence)}; a change to None drops an option.

    Every one must fail with the sentence, behind the instance's URL where the module and not the argument spec refused it,
    and none may have sent anything.
    """
    tasks = {}
    for label, (changes, _sentence) in cases.items():
        tasks[label] = {name: value for name, value in {**base, **changes}.items() if value is not None}
    rows = run_tasks(instance, folder, module, tasks)
    for label, (_changes, sentence) in cases.items():
        result = rows[label].result
        assert rows[label].outcome == "failed", f"{label}: {result}"
        assert sentence in result["msg"], f"{label}: {result['msg']}"
        if "failure" in result:
            assert result["msg"].startswith(instance.url + ": "), result["msg"]
            assert result["failure"]["title"] in ("Option is not valid", "Precondition is not met")
    assert instance.journal() == []


def sent(instance, operation):
    """How often an operation was called."""
    return sum(entry["operation"] == operation for entry in instance.journal())
