# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write every generated file, or with --check name those that are not current (exit 1).

    python tools/generate.py [--check] [actions|choices|instance|monitoring|returns|roles|versions ...]     (all, if none is named)

A generator is a module with `files()`, which returns {path: the text it must have} and raises ValueError when it cannot.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []
GENERATORS = {
    "actions": "tools.routing",
    "choices": "tools.choices",
    "instance": "tools.instance_docs",
    "monitoring": "tools.monitoring",
    "returns": "tools.returns",
    "roles": "tools.role_docs",
    "versions": "tools.matrix",
}


def find_collection() -> None:
    """Let Python import this checkout as ansible_collections.waops.whatsapp."""
    if "ansible_collections" not in sys.modules:
        sys.path.insert(0, importlib.import_module("tests.collection_tree").link_tree())


def stale(name: str) -> dict[Path, str]:
    """Return {path: text} of the files that this generator would change. Raises ValueError."""
    wanted = importlib.import_module(GENERATORS[name]).files()
    return {path: text for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text}


def generate(name: str, check: bool) -> bool:
    """Write what this generator would change, or with check only name it; return whether all was current. Raises ValueError."""
    found = stale(name)
    for path, text in found.items():
        if check:
            print(f"{path.relative_to(ROOT)} is not current: run make generate", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))
    return not found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not current")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(GENERATORS))
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(GENERATORS))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(GENERATORS)}")
    find_collection()
    try:
        # One after the other: two generators may write parts of one file.
        current = [generate(name, options.check) for name in options.names or GENERATORS]
    except ValueError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    return 0 if all(current) or not options.check else 1


if __name__ == "__main__":
    sys.exit(main())
