# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One file per noun; importing them fills the route table."""

from __future__ import annotations

from ..routing import ROUTES
from . import (  # noqa: F401
    account,
    backup,
    business,
    certificates,
    contacts,
    groups,
    health,
    media,
    messages,
    profile,
    providers,
    services,
    session,
    settings,
    stats,
    stickerpacks,
    support,
    two_step,
    users,
)

__all__ = ["ROUTES"]
