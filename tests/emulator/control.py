# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client for the control port, for tests and benchmarks. Standard library only; looks at no proxy settings."""

from __future__ import annotations

import http.client
import json
from urllib.parse import quote, urlencode, urlsplit


class ControlError(Exception):
    """The control port refused a call; the text says why."""


class Control:
    """The control port of a running emulator, for example `Control("http://127.0.0.1:9091")`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        parts = urlsplit(base_url)
        self.host, self.port = parts.hostname, parts.port

    def call(self, method: str, path: str, body: object = None, **query: object):
        """One call; returns the decoded answer. Raises ControlError."""
        wanted = urlencode({name: value for name, value in query.items() if value is not None})
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            payload = None if body is None else json.dumps(body)
            connection.request(method, f"{path}?{wanted}" if wanted else path, payload, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise ControlError(f"{method} {path}: {answer.status} {text}")
        return json.loads(text)

    def summary(self) -> dict:
        """Counters of the whole emulator."""
        return self.call("GET", "/summary")

    def instances(self) -> list[str]:
        """Addresses that were ever connected to or asked about."""
        return self.call("GET", "/instances")

    def journal(self, instance: str | None = None, since: int = 0, kind: str | None = None) -> list[dict]:
        """Journal entries with a number above `since`."""
        return self.call("GET", "/journal", instance=instance, since=since, kind=kind)["entries"]

    def clear_journal(self, instance: str | None = None) -> None:
        """Forget the journal (and, without an instance, zero the counters)."""
        self.call("DELETE", "/journal", instance=instance)

    def state(self, instance: str) -> dict:
        """The whole state of an instance."""
        return self.call("GET", f"/state/{instance}")

    def patch(self, instance: str, changes: dict) -> dict:
        """Merge changes into the state, behind the API's back; returns the new state."""
        return self.call("PATCH", f"/state/{instance}", changes)

    def reset(self, instance: str | None = None) -> None:
        """Back to stock and seed."""
        self.call("POST", "/reset", {"instance": instance})

    def advance(self, seconds: float) -> None:
        """Move the emulator's clock forward."""
        self.call("POST", "/clock", {"advance": seconds})

    def restart(self, instance: str, container: str) -> None:
        """Restart "web" or "coreapp"."""
        self.call("POST", "/restart", {"instance": instance, "container": container})

    def webapp(self, instance: str, up: bool, **options: object) -> None:
        """Take the Webapp away (`refuse=True`, or `status=503`) or bring it back."""
        self.call("POST", "/webapp", {"instance": instance, "up": up, **options})

    def fault(self, **options: object) -> int:
        """Inject a fault; returns its number."""
        return self.call("POST", "/faults", options)["id"]

    def faults(self) -> list[dict]:
        """The faults that are still due."""
        return self.call("GET", "/faults")

    def clear_faults(self) -> None:
        """Drop all faults."""
        self.call("DELETE", "/faults")

    def token(self, instance: str, username: str = "admin") -> str:
        """Make a valid token without a login."""
        return self.call("GET", f"/token/{instance}/{quote(username, safe='')}")["token"]

    def expire(self, instance: str | None = None) -> None:
        """Revoke all tokens."""
        self.call("POST", "/expire", {"instance": instance})
