# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a drift report, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """C(extends_documentation_fragment: waops.whatsapp.report)."""

    DOCUMENTATION = r"""
options:
  formats:
    description: Files to write to O(dest).
    type: list
    elements: str
    choices: [json, junit, html, prometheus]
    default: [json, junit, html, prometheus]
  mode:
    description: Mode of the files, as an octal number in quotes.
    type: str
    default: "0600"
  history_dir:
    description:
      - Directory for dated copies of the report, compressed with gzip. If this is not set, no copies are written.
      - The directory is created with mode 0700 if it does not exist.
      - The report then contains the time since which each difference and each check that is not OK exists. The terminal shows what is new
        since the last audit and what was resolved.
      - Files that are damaged or dated after this audit are ignored with a warning.
      - O(history_dir) needs O(dest).
    type: path
  history_keep:
    description: Number of reports to keep in O(history_dir). The oldest are removed. Reports that are dated after this audit do not count.
    type: int
    default: 30
  title:
    description: Heading of the report.
    type: str
    default: Drift report
  fail_on:
    description:
      - Conditions for which the task fails after it has written the report.
      - V(drift) stands for instances that differ from their declaration, V(unreachable) for instances that did not answer, and V(failed)
        for instances that could not be compared for another reason.
      - V(critical), V(warning) and V(unknown) stand for instances with a check of that status. Only a sweep makes checks.
    type: list
    elements: str
    choices: [drift, unreachable, failed, critical, warning, unknown]
    default: []
"""
