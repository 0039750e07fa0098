# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode, diff mode and a second run do, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """C(extends_documentation_fragment: waops.whatsapp.attributes) for what may change something, C(attributes.info) for questions."""

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
      - This assumes that nobody else changes the instance in between.
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
