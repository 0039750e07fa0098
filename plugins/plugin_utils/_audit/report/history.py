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
import stat
import zlib
from collections.abc import Iterator

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError, printable
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, write_atomically
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.changes import add_history, is_moment, problems
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import report_problem

NAME = re.compile(r"drift-(\d{8}T\d{6}Z)-[0-9a-f]{8}\.json\.gz")
MAX_BYTES = 256 * 1024 * 1024  # of a report that is read; one of 10,000 instances has some 20 MB


class History:
    """One directory. Its errors do not prevent the report; they are in `problem` and `warnings`.

    folder: created with mode 0700 when it is missing. keep: the number of reports to keep, with today's. problem: why the directory cannot
    be used, "" when it can. warnings: a sentence for each report that cannot be used. Raises OptionError for a wrong `keep`.
    """

    def __init__(self, folder: str, keep: int) -> None:
        if keep < 1:
            raise OptionError("history_keep", "give 1 or more")
        self.folder, self.keep = os.path.abspath(folder), keep
        self.problem = ""
        self.warnings: list[str] = []

    def add_to(self, report: dict) -> None:
        """Adds the history to a report; see changes.add_history. Adds nothing when the directory cannot be used."""
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            names = self._names()
            check_writable("history_dir", os.path.join(self.folder, "drift.json.gz"))
        except OSError as error:
            self.problem = "history_dir: %s cannot be used as a directory (%s)" % (self.folder, error.strerror)
        except OptionError as error:
            self.problem = str(error)
        else:
            add_history(report, self._before(report["generated_at"], names))

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

    def _before(self, moment: str, names: list[str]) -> Iterator[dict]:
        """The usable reports before a moment, the newest first."""
        later: list[str] = []
        for name in names:
            path = os.path.join(self.folder, name)
            try:
                report = _load(path)
            except FileNotFoundError:
                continue  # another audit has removed it
            except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
                why = getattr(error, "strerror", None) or printable(error, 100)
                self.warnings.append("%s is damaged and was skipped (%s); remove it" % (path, why))
                continue
            if report["generated_at"] > moment:
                later.append(path)
                continue
            yield report
        if later:
            text = "%s%s is dated after this audit and was skipped; set the clock right, or remove the file if the clock was wrong then"
            self.warnings.append(text % (later[0], " and %d more: each" % (len(later) - 1) if later[1:] else ""))


def _load(path: str) -> dict:
    """The report of a file; raises ValueError and what gzip and json raise."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise ValueError("it is no file")
    with gzip.open(path, "rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("it holds more than %d MiB" % (MAX_BYTES // 1024**2))
    report = json.loads(content)
    problem = report_problem(report)
    if problem:
        raise ValueError(problem)
    if not is_moment(report.get("generated_at")):
        raise ValueError("it has no date")
    for instance in report["instances"]:
        if not is_moment(instance["audited_at"]):
            raise ValueError("%s has no date in it" % instance["host"])
        if not all(isinstance(part, str) for key in problems(instance) for part in key):
            raise ValueError("its differences are damaged")
    return report
