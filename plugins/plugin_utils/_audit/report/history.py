# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The dated reports of a directory: read, written, and the oldest removed. Knows no instance and no inventory."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, printable
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, write_atomically
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.changes import add_history, problems
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import report_problem

NAME = re.compile(r"drift-(\d{8}T\d{6}Z)-[0-9a-f]{8}\.json\.gz")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class History:
    """One directory. It is checked at once, so that a directory that cannot be written is refused before the audit.

    folder: created with mode 0700 when it is missing. keep: the number of reports to keep, with today's. warnings: a sentence for each
    report that cannot be used. Raises OptionError.
    """

    def __init__(self, folder: str, keep: int) -> None:
        if keep < 1:
            raise OptionError("history_keep", "give 1 or more")
        self.folder, self.keep = os.path.abspath(folder), keep
        self.warnings: list[str] = []
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            os.listdir(self.folder)
        except OSError as error:
            raise OptionError("history_dir", "%s cannot be used as a directory (%s)" % (self.folder, error.strerror)) from None
        check_writable("history_dir", os.path.join(self.folder, "drift.json.gz"))

    def add_to(self, report: dict) -> None:
        """Adds the history to a report; see changes.add_history."""
        add_history(report, self._before(report["generated_at"]))

    def write(self, report: dict, mode: int) -> None:
        """Writes a report and removes the oldest. Reports with a later date stay. Raises PreconditionError."""
        content = json.dumps(report, separators=(",", ":")).encode("ascii")
        date = re.sub("[-:]", "", report["generated_at"])
        name = "drift-%s-%s.json.gz" % (date, hashlib.sha256(content).hexdigest()[:8])
        write_atomically("history_dir", os.path.join(self.folder, name), gzip.compress(content, mtime=0), mode)
        past = [other for other in self._names() if other != name and other.split("-")[1] <= date]
        for old in past[self.keep - 1 :]:
            with contextlib.suppress(OSError):  # another audit may have removed it
                os.remove(os.path.join(self.folder, old))

    def _names(self) -> list[str]:
        return sorted(filter(NAME.fullmatch, os.listdir(self.folder)), reverse=True)

    def _before(self, moment: str) -> Iterator[dict]:
        """The usable reports before a moment, the newest first."""
        for name in self._names():
            path = os.path.join(self.folder, name)
            try:
                report = _load(path)
            except FileNotFoundError:
                continue  # another audit has removed it
            except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
                why = printable(error, 100)
                self.warnings.append("%s is damaged and was skipped (%s); remove it" % (path, why))
                continue
            if report["generated_at"] > moment:
                text = "%s is dated %s, after this audit, and was skipped; set the clock right, or remove the file if it was wrong then"
                self.warnings.append(text % (path, report["generated_at"]))
                continue
            yield report


def _load(path: str) -> dict:
    """The report of a file; raises ValueError and what gzip and json raise."""
    with gzip.open(path, "rb") as stream:
        report = json.loads(stream.read())
    problem = report_problem(report)
    if problem:
        raise ValueError(problem)
    if not TIME.fullmatch(str(report.get("generated_at"))):
        raise ValueError("it has no date")
    for instance in report["instances"]:
        if not all(isinstance(part, str) for key in problems(instance) for part in key):
            raise ValueError("its differences are damaged")
    return report
