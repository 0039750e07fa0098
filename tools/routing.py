# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep meta/runtime.yml in step with plugins/: the action group, and the route of every module to the one action plugin.

``tools/routing.py`` rewrites the file, ``tools/routing.py --check`` only says (exit 1) that it is not current.
A module with an action plugin of its own name is in the group but not routed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "meta" / "runtime.yml"
GROUP = "whatsapp"
TARGET = "whatsapp"
HEAD = "---\n# tools/routing.py writes action_groups and plugin_routing.action.\n"


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as yamllint wants it."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def names(kind: str, root: Path = ROOT) -> list[str]:
    """Return the sorted names of the plugins in plugins/<kind>."""
    return sorted(path.stem for path in (root / "plugins" / kind).glob("*.py") if path.stem != "__init__")


def expected(runtime: dict, modules: list[str], actions: list[str]) -> dict:
    """Return runtime (the parsed file) with the group and the action routes that these modules and action plugins need."""
    routing = {kind: routes for kind, routes in (runtime.get("plugin_routing") or {}).items() if kind != "action"}
    if TARGET in actions:
        routed = [name for name in modules if name not in actions]
        routing["action"] = {name: {"redirect": f"waops.whatsapp.{TARGET}"} for name in routed}
    return {**runtime, "action_groups": {GROUP: modules}, "plugin_routing": routing}


def render(runtime: dict) -> str:
    """Return the text of meta/runtime.yml."""
    return HEAD + yaml.dump(runtime, Dumper=_Dumper, sort_keys=False, width=140)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is not current")
    check = parser.parse_args().check
    current = RUNTIME.read_text(encoding="utf-8")
    wanted = render(expected(yaml.safe_load(current), names("modules"), names("action")))
    if current == wanted:
        return 0
    if check:
        print("meta/runtime.yml is not current: run .venv/bin/python tools/routing.py", file=sys.stderr)
        return 1
    RUNTIME.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
