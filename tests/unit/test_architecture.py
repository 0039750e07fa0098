# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of the house: imports go down only, one file knows Ansible's module, one place asks for check mode."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import pytest
import yaml

from tests.collection_tree import ROOT, collections_path
from tools.routing import is_action_only

PLUGINS = ROOT / "plugins"
UTILS = "ansible_collections.waops.whatsapp.plugins.module_utils."
# From the ground up; a file may import only what lies below it, and rooms may share rules with their neighbours.
FLOORS = ("_errors", "_utils", "_local", "_http", "_api", "_core", "_resources", "_runner")
# A floor speaks to the one below it: what a resource asks of the server, it asks of the API.
HIDDEN_FLOORS = {"_resources": {"_http"}, "_core": {"_http"}}
FILES = sorted(PLUGINS.rglob("*.py"))


def imports(path):
    """Every dotted name that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def floor(path):
    """The floor of a module_utils file."""
    return path.relative_to(PLUGINS / "module_utils").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted((PLUGINS / "module_utils").rglob("*.py")), ids=lambda path: path.stem)
def test_imports_go_down_only(path):
    """_errors at the bottom, _runner on top; files of one room may import each other."""
    mine = floor(path)
    used = {name.removeprefix(UTILS).split(".")[0] for name in imports(path) if name.startswith(UTILS)}
    assert used <= set(FLOORS), f"{used - set(FLOORS)} is on no floor"
    upward = {name for name in used if FLOORS.index(name) >= FLOORS.index(mine) and name != mine}
    assert not upward, f"{mine} imports {upward} from above"
    assert not used & HIDDEN_FLOORS.get(mine, set()), f"{mine} must not know {used & HIDDEN_FLOORS[mine]}"


def test_the_architecture_names_every_room():
    """docs/architecture.md has a row for each layer and each folder, and every file begins with a sentence that says what it is for."""
    rooms = [*FLOORS, *(path.name for path in (PLUGINS / "plugin_utils").iterdir() if path.name[0] == "_" and path.name != "__pycache__")]
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in rooms if f"| `{name}/` |" not in table and f"| `{name}.py` |" not in table] == []
    utils = [path for name in ("plugin_utils", "module_utils") for path in (PLUGINS / name).rglob("*.py") if path.name != "__init__.py"]
    assert [str(path) for path in utils if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


MAX_FILE_LINES = 250
MAX_FUNCTION_LINES = 50
DOCUMENTATION = {"DOCUMENTATION", "EXAMPLES", "RETURN"}


def lines_of_code(path):
    """How many lines a file has, without the documentation that Ansible wants in the file of its plugin."""
    text = path.read_text(encoding="utf-8")
    documentation = 0
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in DOCUMENTATION:
            documentation += node.end_lineno - node.lineno + 1
    return len(text.splitlines()) - documentation


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PLUGINS)))
def test_files_and_functions_are_short(path):
    """The documentation of a module is one text, however many options it has; code is not."""
    assert lines_of_code(path) <= MAX_FILE_LINES
    functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES] == []


@pytest.mark.parametrize("name", ["fields", "plan"])
def test_plan_does_no_input_or_output(name):
    """Fields and plans are pure: nothing of requests, files, sockets, processes or Ansible."""
    assert {used.split(".")[0] for used in imports(PLUGINS / "module_utils" / "_core" / f"{name}.py")} == {
        "__future__", "ansible_collections", "collections", "dataclasses", "typing",
    }  # fmt: skip


def test_an_option_error_means_that_nothing_was_sent():
    """What is given a client, a plan or the server's state comes too late for it, and raises PreconditionError."""
    late = []
    for path in (PLUGINS / "module_utils" / "_resources").glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and {argument.arg for argument in function.args.args} & {"client", "current", "plan"}:
                raised = [ast.unparse(node.exc) for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc]
                late += [f"{path.name}:{function.name}" for text in raised if text.startswith("OptionError(")]
    assert late == []


MODULES = sorted((PLUGINS / "modules").glob("whatsapp_*.py"))
ACTION_ONLY = {path.stem for path in MODULES if is_action_only(path.stem)}


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem not in ACTION_ONLY], ids=lambda path: path.stem)
def test_a_module_stands_on_module_and_one_room(path):
    """A module imports module.py and one room."""
    used = {name.removeprefix(UTILS).rsplit(".", 1)[0] for name in imports(path) if name.startswith(UTILS)}
    assert "_runner" in used
    assert len(used - {"_runner"}) == 1, used


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem in ACTION_ONLY], ids=lambda path: path.stem)
def test_an_action_only_module_is_documentation(path):
    """It runs nowhere but as its action plugin, and takes no connection options: the action group's defaults are not for it."""
    assert imports(path) == {"__future__.annotations"}
    assert "waops.whatsapp.connection" not in path.read_text(encoding="utf-8")


def test_only_module_py_knows_ansible_module():
    """AnsibleModule is imported in one file, and Ansible at all in module_utils only there."""
    knowing = [path for path in FILES if any("AnsibleModule" in name for name in imports(path))]
    assert knowing == [PLUGINS / "module_utils" / "_runner.py"]
    utils = [path for path in (PLUGINS / "module_utils").rglob("*.py") if any(re.match(r"ansible\b", name) for name in imports(path))]
    assert utils == [PLUGINS / "module_utils" / "_runner.py"]


def test_check_mode_is_asked_in_one_place():
    """One `if` in the whole code base decides whether to write."""
    asking = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.If, ast.IfExp, ast.While)) and "check_mode" in ast.unparse(node.test):
                asking.append(f"{path.name}:{node.lineno}")
    assert len(asking) == 1, asking
    assert asking[0].startswith("operation.py:")


def test_action_group_action_plugins_and_modules_agree():
    """The group names exactly the modules that take a connection, and each module has an action plugin, as tools/generate.py makes them."""
    meta = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    modules = {path.stem for path in MODULES}
    assert set(meta["action_groups"]["whatsapp"]) == modules - ACTION_ONLY
    assert {path.stem for path in (PLUGINS / "action").glob("*.py")} == modules


def test_generated_files_are_current():
    """Action plugins, action group, the options of whatsapp_instance, shared return values, and the tables of the roles' inputs."""
    assert subprocess.run([sys.executable, str(ROOT / "tools" / "generate.py"), "--check"], check=False).returncode == 0


PLUGIN_UTILS = sorted((PLUGINS / "plugin_utils").rglob("*.py"))
IMPORT_ALL = """
import importlib, os, sys, threading
def files():
    names = [os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd")]
    return {os.readlink(name) for name in names if os.path.islink(name)}
before = files()
for name in sys.argv[1:]:
    importlib.import_module(name)
assert not [name for name in sys.modules if name.startswith("ansible_collections.waops.whatsapp.plugins.modules.")]
assert not [name for name in sys.modules if name.startswith("ansible_collections.waops.whatsapp.plugins.action.")]
assert threading.active_count() == 1
assert files() <= before, files() - before
"""


@pytest.mark.parametrize("path", sorted((PLUGINS / "action").glob("*.py")), ids=lambda path: path.stem)
def test_no_action_plugin_imports_another(path):
    """What two of them need lies in plugin_utils, and what is there needs no action plugin."""
    used = {name for name in imports(path) if name.startswith("ansible_collections.")}
    assert not [name for name in used if ".plugins.action." in name or ".plugins.modules." in name]


@pytest.mark.parametrize("path", PLUGIN_UTILS, ids=lambda path: path.stem)
def test_the_execution_room_is_the_lowest_of_the_controller(path):
    """The other rooms of plugin_utils may use it; it uses module_utils only, and none of them uses a module or an action plugin."""
    used = {name for name in imports(path) if name.startswith("ansible_collections.")}
    assert not [name for name in used if ".plugins.action." in name or ".plugins.modules" in name]
    if path.parent.name == "_execution":
        assert not [name for name in used if ".plugins.plugin_utils." in name and ".plugin_utils._execution" not in name]


def test_an_action_that_runs_a_module_is_ready_before_ansible_forks():
    """Otherwise every worker imports all of the collection by itself, for each host: 130 ms of CPU instead of 13."""
    execution = "ansible_collections.waops.whatsapp.plugins.plugin_utils._execution."
    runs_modules = (f"{execution}inner_task.run_module", f"{execution}action_base.ActionModule")
    for path in sorted((PLUGINS / "action").glob("*.py")):
        calls = {ast.unparse(node.value) for node in ast.parse(path.read_text()).body if isinstance(node, ast.Expr)}
        assert "prepare_all()" in calls or not imports(path) & set(runs_modules), path


def test_importing_a_file_has_no_side_effects():
    """No file of module_utils and plugin_utils opens a file, starts a thread or loads the modules when it is imported."""
    paths = [*PLUGIN_UTILS, *(PLUGINS / "module_utils").rglob("*.py")]
    names = ["ansible_collections.waops.whatsapp." + ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(collections_path().split(os.pathsep))}
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL, *names], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
