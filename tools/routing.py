# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep meta/runtime.yml's action group and plugins/action in step with plugins/modules.

``tools/routing.py`` rewrites what is not current, ``tools/routing.py --check`` only names it (exit 1). Every module gets an action
plugin of its own name that stands for the one in plugins/plugin_utils/_execution/action_base.py. One with other content is an
action-only module: it is left alone and stays out of the group, whose module_defaults are the connection options.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "meta" / "runtime.yml"
GROUP = "whatsapp"
HEAD = "---\n# tools/routing.py writes action_groups.\n"
STUB = """# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/routing.py.

from __future__ import annotations

from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.action_base import ActionModule
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import prepare_all

__all__ = ["ActionModule"]

prepare_all()
"""


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as yamllint wants it."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def expected() -> dict[Path, str]:
    """Return the files to have and their content."""
    modules = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("whatsapp_*.py"))
    grouped = [name for name in modules if not is_action_only(name)]
    runtime = {**yaml.safe_load(RUNTIME.read_text(encoding="utf-8")), "action_groups": {GROUP: grouped}}
    files = {RUNTIME: HEAD + yaml.dump(runtime, Dumper=_Dumper, sort_keys=False, width=140)}
    return {**files, **{action_of(name): STUB for name in grouped}}


def action_of(module: str) -> Path:
    return ROOT / "plugins" / "action" / f"{module}.py"


def is_action_only(module: str) -> bool:
    """Whether an action plugin of its own is all there is: it takes no connection options, so the group's defaults are not for it."""
    path = action_of(module)
    return path.exists() and "tools/routing.py" not in path.read_text(encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is not current")
    check = parser.parse_args().check
    stale = {path: text for path, text in expected().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        if check:
            print(f"{path.relative_to(ROOT)} is not current: run .venv/bin/python tools/routing.py", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
