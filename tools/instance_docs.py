# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write plugins/doc_fragments/instance_config.py: the options of whatsapp_instance's config, from the modules that it unites.

``tools/instance_docs.py`` rewrites the file, ``tools/instance_docs.py --check`` only says (exit 1) that it is not current.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "plugins" / "doc_fragments" / "instance_config.py"
COLLECTION = "ansible_collections.waops.whatsapp.plugins."
HEAD = '''# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/instance_docs.py from the documentation of the modules.

"""The sections of whatsapp_instance's config."""

from __future__ import annotations


class ModuleDocFragment:
    """C(extends_documentation_fragment: waops.whatsapp.instance_config)."""

    DOCUMENTATION = r"""
'''


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as yamllint wants it."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def module_options(name: str) -> dict:
    """Return the options that the module documents itself, without the connection's."""
    return yaml.safe_load(importlib.import_module(f"{COLLECTION}modules.{name}").DOCUMENTATION)["options"]


def relocated(value, place: str, names: set, preset: dict):
    """Return the documentation with every reference to an option of the module pointing into the section.

    What the section stands for, and return values of the module, are no longer there to point at.
    """
    if isinstance(value, dict):
        return {key: relocated(item, place, names, preset) for key, item in value.items()}
    if isinstance(value, list):
        return [relocated(item, place, names, preset) for item in value]
    if isinstance(value, str):
        value = re.sub(r"\bRV\(", "C(", value)
        value = re.sub(r"\bO\((\w+)", lambda m: f"C({m[1]}" if m[1] in preset else m[0], value)
        return re.sub(r"\bO\((\w+)", lambda m: f"O({place}.{m[1]}" if m[1] in names else m[0], value)
    return value


def section_docs(section) -> dict:
    """Return the documentation of one section."""
    module = f"whatsapp_{section.resource.name}"
    options = {name: text for name, text in module_options(module).items() if name not in section.preset}
    kind = {"type": "list", "elements": "dict"} if section.many else {"type": "dict"}
    words = f"{section.about} The options are those of M(waops.whatsapp.{module})"
    fixed = " and ".join(f"C({name}={value})" for name, value in section.preset.items())
    words += f", with {fixed}." if fixed else "."
    return {"description": [words], **kind, "suboptions": relocated(options, f"config.{section.name}", set(options), section.preset)}


def render() -> str:
    """Return the text of the fragment."""
    sections = importlib.import_module(f"{COLLECTION}module_utils._resources.instance").SECTIONS
    config = {
        "description": [
            "What the instance is to be like. A section that is absent is left alone; sections are applied in the order given here."
        ],
        "type": "dict",
        "required": True,
        "suboptions": {section.name: section_docs(section) for section in sections},
    }
    limit = {
        "description": [
            "Names of the sections of O(config) to look at. All that are declared, if not given.",
            "An empty list only validates O(config), all of it, and sends nothing.",
        ],
        "type": "list",
        "elements": "str",
        "choices": [section.name for section in sections],
    }
    text = yaml.dump({"options": {"config": config, "sections": limit}}, Dumper=_Dumper, sort_keys=False, width=80, allow_unicode=True)
    return f'{HEAD}{text}"""\n'


def main() -> int:
    if "ansible_collections" not in sys.modules and not os.environ.get("_INSTANCE_DOCS"):
        # Started as a plain script: once more, where Python finds the collection under its name.
        path = subprocess.run(
            [sys.executable, "-m", "tests.collection_tree"], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE
        ).stdout
        env = {**os.environ, "PYTHONPATH": path.strip().split(os.pathsep)[0], "_INSTANCE_DOCS": "1"}
        return subprocess.run([sys.executable, __file__, *sys.argv[1:]], env=env, check=False).returncode
    wanted = render()
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted:
        return 0
    if "--check" in sys.argv:
        print(f"{TARGET.relative_to(ROOT)} is not current: run .venv/bin/python tools/instance_docs.py", file=sys.stderr)
        return 1
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
