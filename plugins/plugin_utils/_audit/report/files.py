# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a report: their names, whether they can be written, and the reading of earlier ones. Knows no instance and no inventory."""

from __future__ import annotations

import glob
import json
import os

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, read_bytes, write_atomically
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import report_problem
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.junit import junit
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.page import render_html
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.prometheus import prometheus


def _json(report: dict) -> bytes:
    return json.dumps(report, indent=1).encode("ascii") + b"\n"


FORMATS = {
    "json": ("drift.json", _json),
    "junit": ("drift.xml", junit),
    "html": ("drift.html", render_html),
    "prometheus": ("drift.prom", prometheus),
}


class ReportFiles:
    """The files of one report. They are checked at once, so that a file that cannot be written is refused before the audit.

    dest: the directory, created with mode 0700 when it is missing. formats: keys of FORMATS. mode: an octal number as text.
    Raises OptionError.
    """

    def __init__(self, dest: str, formats: list[str], mode: str) -> None:
        self.mode = _file_mode(mode)
        if not formats:
            raise OptionError("formats", "give at least one of %s" % ", ".join(FORMATS))
        self.folder = os.path.abspath(dest)
        self.paths = {name: os.path.join(self.folder, FORMATS[name][0]) for name in FORMATS if name in formats}
        self._check()

    def _check(self) -> None:
        """Checks that the files can be written or the directory can be created, without creating it. Raises OptionError."""
        existing = self.folder
        while not os.path.lexists(existing):
            existing = os.path.dirname(existing)
        if existing != self.folder:
            if not os.path.isdir(existing):
                raise OptionError("dest", "the report's directory %s cannot be made: %s is not a directory" % (self.folder, existing))
            if not os.access(existing, os.W_OK | os.X_OK):
                raise OptionError("dest", "the report's directory %s cannot be made: %s is not writable" % (self.folder, existing))
            return
        for path in self.paths.values():
            check_writable("dest", path)

    def write(self, report: dict) -> None:
        """Renders every format, then writes them, each file whole or not at all. Raises OptionError."""
        contents = {path: FORMATS[name][1](report) for name, path in self.paths.items()}
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
        except OSError as error:
            raise OptionError("dest", "the report's directory %s cannot be made (%s)" % (self.folder, error.strerror)) from None
        for path, content in contents.items():
            write_atomically("dest", path, content, self.mode)


def _file_mode(text: str) -> int:
    try:
        mode = int(text, 8)
    except ValueError:
        mode = -1
    if not 0 <= mode <= 0o777:
        raise OptionError("mode", "%r is not a file mode; give one such as '0640'" % text)
    return mode


def earlier_reports(patterns: list[str]) -> list[dict]:
    """The reports in the files that match names and patterns, each once; raises OptionError."""
    paths: dict = {}
    for pattern in patterns:
        matches = sorted(glob.glob(os.path.expanduser(pattern), recursive=True))
        if not matches:
            raise OptionError("merge", "there is no file %s" % pattern)
        paths.update(dict.fromkeys(matches))
    return [_load(path) for path in paths]


def _load(path: str) -> dict:
    try:
        report = json.loads(read_bytes("merge", path))
    except ValueError:
        raise OptionError("merge", "%s cannot be merged: it is not JSON" % path) from None
    problem = report_problem(report)
    if problem:
        raise OptionError("merge", "%s cannot be merged: %s" % (path, problem))
    return report
