# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the command line can choose."""

from __future__ import annotations

from dataclasses import dataclass, field

TOPOLOGIES = ("single", "ha", "multiconnect")


@dataclass
class Config:
    """Options of one emulator process; the defaults are those of `python -m tests.emulator`."""

    port: int = 0
    control_port: int = 0
    api_version: str = "2.45"
    topology: str = "single"
    groups: str = "auto"
    registration: str = "auto"
    seed: dict = field(default_factory=dict)
    sandbox: bool = False
    api_key: str = ""
    rate_limits: bool = True
    journal_limit: int = 200_000
    exit_with_parent: bool = False

    @property
    def usable_api_key(self) -> str | None:
        """The API key, or None: a key that is not 12 to 128 characters long switches the feature off silently."""
        return self.api_key if 12 <= len(self.api_key) <= 128 else None
