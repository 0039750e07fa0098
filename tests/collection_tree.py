# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets Ansible find this checkout as waops.whatsapp, wherever it lies.

``python -m tests.collection_tree`` prints the value for ANSIBLE_COLLECTIONS_PATH.
"""

from __future__ import annotations

import os
import re
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def link_tree() -> str:
    """Make <tmp>/ansible_collections/<namespace>/<name> point at this checkout; return <tmp>. Safe to call at the same time."""
    text = (ROOT / "galaxy.yml").read_text(encoding="utf-8")
    namespace, name = (re.search(rf"^{key}: *(\w+)", text, re.M).group(1) for key in ("namespace", "name"))
    base = Path(tempfile.gettempdir()) / f"collections-{os.getuid()}-{zlib.crc32(str(ROOT).encode()):08x}"
    link = base / "ansible_collections" / namespace / name
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink() or os.readlink(link) != str(ROOT):
        fresh = link.with_name(f"{name}.{os.getpid()}")
        fresh.symlink_to(ROOT)
        os.replace(fresh, link)
    return str(base)


def collections_path() -> str:
    """Return ANSIBLE_COLLECTIONS_PATH with this checkout first. In a real ansible_collections tree the variable is left as it is."""
    given = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "")
    if ROOT.parts[-3:-2] == ("ansible_collections",):
        return given or str(ROOT.parents[2])
    return os.pathsep.join(dict.fromkeys([link_tree(), *filter(None, given.split(os.pathsep))]))


if __name__ == "__main__":
    print(collections_path())
