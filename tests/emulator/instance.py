# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One emulated instance: its state and what it keeps in memory. Ten thousand of them are cheap while they are stock."""

from __future__ import annotations

import base64
import copy
import secrets
import ssl

from .stock import as_version, patched
from .tls import make_context
from .versions import full_version

TOKEN_LIFE = 7 * 86400
CLOCK_SKEW = 600
NOWHERE = frozenset()


class Instance:
    """The instance behind one address. `state` shares its sections with the stock document until `own` copies one for writing."""

    __slots__ = (
        "address",
        "connections",
        "context",
        "fleet",
        "handled",
        "in_flight",
        "max_in_flight",
        "memory",
        "release",
        "state",
        "stock",
        "tokens",
        "windows",
    )  # fmt: skip

    def __init__(self, address: str, fleet) -> None:
        self.address = address
        self.fleet = fleet
        self.connections: set | frozenset = NOWHERE
        self.in_flight = self.max_in_flight = 0
        self.reset()

    def reset(self) -> None:
        """Back to stock (with the seed); tokens, limits and caches are gone, connections stay."""
        self.load(self.fleet.stock(self.fleet.release))
        self.handled = 0
        self.tokens: dict | None = None
        self.forget()

    def load(self, stock: dict) -> None:
        self.stock = stock
        self.state = dict(stock)
        self.release = full_version(stock["version"])
        self.context: ssl.SSLContext | None = None

    def forget(self) -> None:
        """Drop what only the Webapp's memory holds: rate-limit counters and caches."""
        self.windows: dict | None = None
        self.memory: dict | None = None

    def now(self) -> float:
        """The emulator's clock."""
        return self.fleet.clock.now()

    def since(self, *release: int) -> bool:
        """Whether this instance's version is at least this one."""
        return self.release >= release

    # state

    def own(self, section: str):
        """The section of the state, safe to change in place."""
        value = self.state[section]
        if value is self.stock[section]:
            value = self.state[section] = copy.deepcopy(value)
        return value

    def patch(self, changes: dict) -> None:
        """Merge changes of the control port in. With another version, what was stock becomes that version's stock. Raises ValueError."""
        state, stock = self.state, self.stock
        if "version" in changes:
            stock = self.fleet.stock(full_version(changes["version"]))
            changes = {**changes, "version": stock["version"]}
            state = as_version(stock, state, self.stock)
        state = patched(state, changes, stock)
        if state["certificate"].get("installed") != self.state["certificate"].get("installed"):
            self.context = None
        self.state, self.stock, self.release = state, stock, full_version(stock["version"])

    def remember(self, name: str) -> dict:
        """A dict in the Webapp's memory."""
        if self.memory is None:
            self.memory = {}
        return self.memory.setdefault(name, {})

    # identity

    @property
    def wa_id(self) -> str:
        """The registered number, or ""."""
        registration = self.state["registration"]
        if not registration.get("registered"):
            return ""
        return f"{registration.get('cc') or ''}{registration.get('phone_number') or ''}"

    def gateway_status(self) -> str:
        """What a node with the connection says about it."""
        registration = self.state["registration"]
        if not registration.get("registered"):
            return "unregistered"
        if self.state["coreapp"] == "starting":
            return "connecting"
        return "disconnected" if registration.get("logged_off") else "connected"

    def needs_restart(self, container: str) -> None:
        """Note that a change waits for a restart of "web" or "coreapp"."""
        if container not in self.state["pending_restart"]:
            self.state["pending_restart"] = [*self.state["pending_restart"], container]

    def restarted(self, container: str) -> None:
        """Note that it happened."""
        self.state["pending_restart"] = [name for name in self.state["pending_restart"] if name != container]

    # tokens

    def new_token(self, username: str) -> tuple[str, float]:
        """Make a token for this user. Returns it (three parts, opaque) and when it expires."""
        expires = self.now() + TOKEN_LIFE
        parts = (b'{"typ":"JWT","alg":"HS256"}', secrets.token_bytes(36), secrets.token_bytes(32))
        token = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
        if self.tokens is None:
            self.tokens = {}
        self.tokens[token] = (username, expires)
        return token, expires

    def user_of_token(self, token: str) -> str | None:
        """The user that a valid token belongs to. A token is good for ten minutes of clock skew after it expired."""
        entry = (self.tokens or {}).get(token)
        if entry is None or entry[0] not in self.state["users"] or self.now() >= entry[1] + CLOCK_SKEW:
            return None
        return entry[0]

    def revoke(self, username: str | None = None) -> None:
        """Revoke all tokens, or those of one user."""
        if self.tokens:
            self.tokens = {token: entry for token, entry in self.tokens.items() if username not in (None, entry[0])}

    # TLS

    def tls_context(self) -> ssl.SSLContext:
        """The context for a new connection: the installed certificate's, else the shared stock one. Raises ssl.SSLError."""
        if self.context is None:
            installed = self.state["certificate"].get("installed")
            self.context = make_context(installed) if installed else self.fleet.stock_context
        return self.context

    def restart_web(self) -> None:
        """Install the uploaded certificate, forget the counters, drop the connections. A bundle that can't be loaded bricks the Webapp."""
        self.forget()
        self.restarted("web")
        certificate = self.own("certificate")
        uploaded = certificate.get("uploaded")
        self.state["webapp"] = "running"
        if uploaded and uploaded != certificate.get("installed"):
            try:
                self.context = make_context(uploaded)
                certificate["installed"] = uploaded
            except (ssl.SSLError, ValueError):
                self.state["webapp"] = "bricked"
        self.drop_connections()

    def restart_coreapp(self) -> None:
        """The Coreapp runs again, with the stored settings."""
        self.restarted("coreapp")
        self.state["coreapp"] = "running"

    def drop_connections(self) -> None:
        """Close every connection of this instance."""
        for connection in tuple(self.connections):
            connection.force_close()
