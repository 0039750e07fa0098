# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The route table. A noun's file in api/ declares its routes with `@route(...)`; the router finds the one for a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

# Who may call: anybody, whoever has Basic credentials (login), any user, the administrator, any user or the API key.
OPEN, BASIC, USER, ADMIN, USER_OR_KEY = "open", "basic", "user", "admin", "user or key"
# What must work behind the Webapp: nothing, the Coreapp, or a registered and connected client.
WEBAPP, COREAPP, CLIENT = "webapp", "coreapp", "client"


@dataclass(frozen=True)
class Route:
    """One operation: how it is called, by whom, since which version, and the function that answers."""

    method: str
    path: str
    operation: str
    handler: Callable
    role: str
    needs: str
    kind: str
    since: tuple
    groups: bool


ROUTES: list[Route] = []


def route(method, path, operation, role=ADMIN, needs=COREAPP, kind=None, since=(0,), groups=False):
    """Declare the decorated `handler(instance, request) -> Answer` as an operation of the API."""

    def declare(handler):
        ROUTES.append(Route(method, path, operation, handler, role, needs, kind or ("read" if method == "GET" else "write"), since, groups))
        return handler

    return declare


class Router:
    """Finds the route of a method and a path."""

    def __init__(self, routes: list[Route]) -> None:
        self.fixed: dict[str, dict[str, Route]] = {}
        self.patterns: dict[str, tuple[re.Pattern, dict[str, Route]]] = {}
        for each in routes:
            if "{" in each.path:
                pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", each.path))
                self.patterns.setdefault(each.path, (pattern, {}))[1][each.method] = each
                continue
            self.fixed.setdefault(each.path, {})[each.method] = each
            if each.path != "/":
                self.fixed.setdefault(each.path + "/", {})[each.method] = each

    def find(self, method: str, path: str) -> tuple[Route | None, tuple, dict[str, Route]]:
        """Return the route (or None), the decoded path parameters, and all routes of that path by method (empty: unknown path)."""
        methods = self.fixed.get(path, {})
        if method in methods:
            return methods[method], (), methods
        for pattern, others in self.patterns.values():
            match = pattern.fullmatch(path)
            if match:
                params = tuple(unquote(value) for value in match.groups())
                if method in others:
                    return others[method], params, others
                methods = methods or others
        return None, (), methods
