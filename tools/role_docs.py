# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the table of inputs in every role's README.md, between <!-- inputs --> and <!-- /inputs -->, from meta/argument_specs.yml.

``tools/role_docs.py`` rewrites what is not current, ``tools/role_docs.py --check`` only names it (exit 1).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- inputs -->", "<!-- /inputs -->"
HEAD = "| variable | type | default | meaning |\n|---|---|---|---|\n"


def markdown(text: str) -> str:
    """Return Ansible's semantic markup as Markdown for a cell of a table."""
    text = re.sub(r"\bO\([\w.]+\.(\w+)#module:([\w.]+)\)", r"`\2` of `\1`", text)
    text = re.sub(r"\bO\(\w+#(\w+)\)", r"`\1`", text)
    text = re.sub(r"\b(?:RV|[OVCEM])\(((?:[^()\\]|\\.)*)\)", r"`\1`", text)
    return text.replace("|", "\\|").replace("\n", " ")


def words(entry: dict) -> str:
    """Return the description of an option in one line, with its choices."""
    description = entry["description"]
    lines = [description] if isinstance(description, str) else list(description)
    if entry.get("choices"):
        lines.append("One of %s." % ", ".join(f"V({choice})" for choice in entry["choices"]))
    return markdown(" ".join(lines))


def rows(options: dict, place: str = "") -> list[str]:
    """Return the rows of some options and, below each, of its members: required ones first."""
    found = []
    for name, entry in sorted(options.items(), key=lambda item: not item[1].get("required", False)):
        kind = entry.get("type", "str")
        if kind == "list":
            kind = "list of %s" % entry.get("elements", "str")
        default = "**required**" if entry.get("required") else ""
        if entry.get("default") not in (None, {}, []):
            value = entry["default"]
            default = "`%s`" % (value if isinstance(value, str) else json.dumps(value))
        found.append(f"| `{place}{name}` | {kind} | {default} | {words(entry)} |\n")
        found += rows(entry.get("options", {}), f"{place}{name}[]." if kind.startswith("list") else f"{place}{name}.")
    return found


def inputs(specs: dict) -> str:
    """Return what stands between the markers."""
    main = specs["main"]["options"]
    parts = [HEAD + "".join(rows(main))]
    for name, entry in specs.items():
        if name == "main":
            continue
        own = {option: spec for option, spec in entry["options"].items() if option not in main}
        shared = ", ".join(f"`{option}`" for option in entry["options"] if option in main)
        text = f"`tasks_from: {name}`: {entry['short_description']}. It takes {shared or 'no variable'} as above"
        parts.append(text + (" and\n\n" + HEAD + "".join(rows(own)) if own else ".\n"))
    return "\n".join(parts)


def renewed(readme: str, specs: dict) -> str:
    """Return the README with its present table; raises ValueError when it has no place for one."""
    before, begin, rest = readme.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{inputs(specs)}\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is not current")
    check, failed = parser.parse_args().check, False
    for role in sorted(path for path in (ROOT / "roles").iterdir() if path.is_dir()):
        path = role / "README.md"
        try:
            specs = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
            present = path.read_text(encoding="utf-8")
            wanted = renewed(present, specs)
        except (OSError, ValueError) as error:
            print(f"{path.relative_to(ROOT)}: {error}", file=sys.stderr)
            failed = True
            continue
        if present == wanted:
            continue
        if check:
            print(f"{path.relative_to(ROOT)} is not current: run .venv/bin/python tools/role_docs.py", file=sys.stderr)
            failed = True
        else:
            path.write_text(wanted, encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
