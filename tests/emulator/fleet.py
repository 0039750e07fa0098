# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All instances of one emulator process and what they share."""

from __future__ import annotations

from .clock import Clock
from .config import Config
from .faults import Faults
from .instance import Instance
from .journal import Counters, Journal
from .stock import patched, stock_document
from .tls import make_context, make_stock_certificate
from .versions import full_version


class Fleet:
    """The instances by address, made when first asked for; clock, journal, faults and the stock certificate."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.release = full_version(config.api_version)
        self.clock = Clock()
        self.started = self.clock.now()
        self.journal = Journal(config.journal_limit)
        self.counters = Counters()
        self.faults = Faults()
        self.stock_bundle, self.fingerprint = make_stock_certificate()
        self.stock_context = make_context(self.stock_bundle)
        self.instances: dict[str, Instance] = {}
        self._stock: dict[tuple, dict] = {}
        if "version" in config.seed:
            self.release = full_version(config.seed["version"])
        self.stock(self.release)

    def stock(self, release: tuple) -> dict:
        """The state of a fresh instance of this version with the seed merged in: shared, never to be changed."""
        if release not in self._stock:
            bare = stock_document(release, self.config)
            self._stock[release] = patched(bare, {**self.config.seed, "version": bare["version"]}, bare)
        return self._stock[release]

    def instance(self, address: str) -> Instance:
        """The instance behind an address."""
        found = self.instances.get(address)
        if found is None:
            found = self.instances[address] = Instance(address, self)
        return found

    def summary(self) -> dict:
        """The counters, and per instance the most requests that were ever in flight at once."""
        return {
            **self.counters.as_dict(),
            "instances": len(self.instances),
            "max_in_flight": {each.address: each.max_in_flight for each in self.instances.values()},
        }

    def clear_journal(self, instance: str | None = None) -> None:
        """Forget the journal; without an instance all counters too."""
        self.journal.clear(instance)
        if instance is None:
            self.counters.clear()
        for each in self.instances.values():
            if instance in (None, each.address):
                each.max_in_flight = 0
