# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The batches in which hosts go through the role provision. Pure; knows no inventory and no instance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

BATCH = re.compile(r"([0-9]{1,6})(%?)", re.ASCII)


def batch_size(element: Any) -> int | str:
    """An element of a play's `serial`: a number of hosts, or a percentage of them. Raises ValueError."""
    text = str(element)
    match = BATCH.fullmatch(text)
    if not match or float(match[1]) == 0:
        raise ValueError("batches: '%s' is not the size of a batch; give numbers of hosts such as 1, or percentages such as 10%%" % text)
    return text if match[2] else int(text)


def batch_sizes(sizes: Sequence[int | str], answering: int, silent: int) -> list[int]:
    """The numbers of hosts in the batches, in order.

    sizes: as from batch_size(). The last one counts for all further batches. A percentage is one of all hosts, as in Ansible.
    answering, silent: the numbers of hosts whose instances answer, which come first, and of the others. The role waits for those, so
    no batch has both; when there are as many silent ones, as in a fleet that is starting, they are treated as all others.
    """
    total, result = answering + silent, list[int]()
    for left in (answering, silent) if answering > silent else (total,):
        while left:
            size = sizes[min(len(result), len(sizes) - 1)]
            number = min(left, max(1, total * int(size[:-1]) // 100) if isinstance(size, str) else size)
            result.append(number)
            left -= number
    return result
