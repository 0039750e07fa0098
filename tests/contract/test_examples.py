# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in every module's documentation run, as they stand, and send nothing that the server would not know."""

from __future__ import annotations

import importlib

import pytest
import yaml

from tests.contract.cases import FLEET, MODULES, all_examples
from tests.contract.test_contract import filled, prepare
from tests.support.playbook import play, run_playbook

EXAMPLES = all_examples()


@pytest.mark.parametrize("module", [name for name in MODULES if name not in FLEET])
def test_examples_run(module, instance, tmp_path):
    """Every task of EXAMPLES, in order, against one instance."""
    example = EXAMPLES[module]
    folder = tmp_path / "work"
    folder.mkdir()
    prepare(instance, example.state, example.files, folder)
    loaded = importlib.import_module(f"ansible_collections.waops.whatsapp.plugins.modules.{module}")
    tasks = yaml.safe_load(loaded.EXAMPLES)
    notified = sorted({name for task in tasks for name in [task.get("notify")] if name})
    handlers = [{"name": name, "ansible.builtin.debug": {"msg": name}} for name in notified]
    run = run_playbook(tmp_path / "run", [play(tasks, handlers=handlers)], {"wa1": {**instance.variables, **filled(example.vars, folder)}})
    assert run.rc == 0, run.output
    assert [entry["suspicious"] for entry in instance.journal() if entry["suspicious"]] == []
    ran = [row for row in run.rows if row.outcome in ("ok", "item")]
    assert {task["name"] for task in tasks} <= {row.task for row in ran}
