# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode, diff mode and a second run do, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """C(attributes) is for modules that make changes, C(attributes.info) for modules that only read an instance.

    C(attributes.controller) is for modules that run on the controller alone, C(attributes.once) for those that run once for all hosts.
    """

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing it.
    support: full
  diff_mode:
    description: Returns what changes, or in check mode would change, as a diff. Secrets are masked on both sides.
    support: full
  idempotent:
    description: When run twice in a row with the same arguments, the second run reports no change.
    support: full
    details:
      - This assumes that nothing else changes the instance between the two runs.
"""

    INFO = r"""
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing it.
    support: full
  diff_mode:
    description: Returns what changes, or in check mode would change, as a diff.
    support: N/A
  idempotent:
    description: When run twice in a row with the same arguments, the second run reports no change.
    support: N/A
    details:
      - It changes nothing.
"""

    CONTROLLER = r"""
attributes:
  action:
    description: Runs on the controller as an action plugin, and nowhere else.
    support: full
  check_mode:
    description: Can run in check mode and return what would change without changing it.
    support: full
  diff_mode:
    description: Returns what changes, or in check mode would change, as a diff. Secrets are masked on both sides.
    support: N/A
  idempotent:
    description: When run twice in a row with the same arguments, the second run reports no change.
    support: N/A
"""

    ONCE = r"""
attributes:
  bypass_host_loop:
    description: Runs once for all hosts of the play.
    support: full
"""
