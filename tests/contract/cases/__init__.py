# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a contract case is. The cases of a module stand in the file named after its noun; `all_cases` finds them."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field

from tests.collection_tree import ROOT
from tools.routing import is_action_only

FQCN = "waops.whatsapp."
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("whatsapp_*.py"))
# Modules of the whole fleet: action plugins of their own, tried by the tests of the roles that they serve.
FLEET = [name for name in MODULES if is_action_only(name)]


@dataclass
class Case:
    """One use of a module, which the contract suite tries in check mode and for real, in process and shipped.

    module: without the collection's name. args: its options without the connection; "{folder}" in a text stands for a
    directory of the test's own. kind: "state" (a second run is unchanged), "action" (every run is a change) or "info"
    (never a change). state: what the instance has before, merged over a provisioned one. files: {name: bytes} put into
    the folder. secrets: texts that must never be seen. writes: operations that the journal must show for the real run,
    in order. restart: the expected restart_required. expect(result): further assertions on the real run's result.
    volatile: return values that differ from run to run. connection: overrides of the connection options.
    between(instance): a task that an operator runs after each real run, such as the restart of a container.
    """

    module: str
    args: dict
    kind: str = "state"
    label: str = ""
    state: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    secrets: tuple = ()
    writes: tuple = ()
    restart: tuple = ()
    expect: object = None
    volatile: tuple = ()
    connection: dict = field(default_factory=dict)
    between: object = None

    @property
    def id(self):
        return f"{self.module}-{self.label}" if self.label else self.module


@dataclass
class Example:
    """What a module's EXAMPLES need in order to run. state, files: as in Case. vars: variables that they name."""

    module: str
    state: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    vars: dict = field(default_factory=dict)


def _collect(kind):
    found = []
    for room in sorted(item.name for item in pkgutil.iter_modules(__path__)):
        names = vars(importlib.import_module(f"{__name__}.{room}"))
        found += [item for value in (names.get("CASES"), names.get("EXAMPLES")) for item in value or () if isinstance(item, kind)]
    return found


def all_cases():
    """Every Case of every file in this package."""
    return _collect(Case)


def all_examples():
    """{module: Example} of every file in this package."""
    return {item.module: item for item in _collect(Example)}
