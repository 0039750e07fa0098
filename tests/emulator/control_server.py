# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control port: plain HTTP on 127.0.0.1, for tests to look behind the API and to disturb it."""

from __future__ import annotations

import ipaddress
import re

from aiohttp import web

from .fleet import Fleet
from .instance import Instance
from .topology import nodes

CONTAINERS = ("web", "coreapp")


def make_app(fleet: Fleet) -> web.Application:
    """The control application over a fleet."""
    control = Control(fleet)
    app = web.Application(client_max_size=256 * 1024 * 1024, middlewares=[explain])
    app.add_routes([
        web.get("/summary", control.summary),
        web.get("/instances", control.instances),
        web.get("/journal", control.journal),
        web.delete("/journal", control.clear_journal),
        web.get("/state/{instance}", control.state),
        web.patch("/state/{instance}", control.patch),
        web.post("/reset", control.reset),
        web.post("/clock", control.clock),
        web.post("/restart", control.restart),
        web.post("/webapp", control.webapp),
        web.post("/faults", control.add_fault),
        web.get("/faults", control.list_faults),
        web.delete("/faults", control.clear_faults),
        web.get("/token/{instance}/{user}", control.token),
        web.post("/expire", control.expire),
    ])  # fmt: skip
    return app


@web.middleware
async def explain(request, handler):
    """A mistake in the call is a 400 that says what it is."""
    try:
        return await handler(request)
    except (ValueError, KeyError, TypeError, re.error) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)


class Control:
    """The calls of the control port; see README.md."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet

    def named(self, address: str) -> Instance:
        """The instance behind an address. Raises ValueError for one that is not in 127.0.0.0/8."""
        if not ipaddress.IPv4Address(address).is_loopback:
            raise ValueError(f"{address} is not in 127.0.0.0/8")
        return self.fleet.instance(address)

    def chosen(self, body: dict) -> list[Instance]:
        """The instance that the body names, or all."""
        return [self.named(body["instance"])] if body.get("instance") else list(self.fleet.instances.values())

    async def summary(self, request):
        return web.json_response(self.fleet.summary())

    async def instances(self, request):
        return web.json_response(list(self.fleet.instances))

    async def journal(self, request):
        query = request.query
        entries = self.fleet.journal.read(query.get("instance") or None, int(query.get("since") or 0), query.get("kind") or None)
        return web.json_response({"entries": entries})

    async def clear_journal(self, request):
        self.fleet.clear_journal(request.query.get("instance") or None)
        return web.json_response({})

    async def state(self, request):
        instance = self.named(request.match_info["instance"])
        return web.json_response({**instance.state, "nodes": nodes(instance)})

    async def patch(self, request):
        instance = self.named(request.match_info["instance"])
        instance.patch(await request.json())
        return await self.state(request)

    async def reset(self, request):
        for instance in self.chosen(await request.json()):
            instance.reset()
        return web.json_response({})

    async def clock(self, request):
        self.fleet.clock.advance(float((await request.json())["advance"]))
        return web.json_response({"now": self.fleet.clock.now()})

    async def restart(self, request):
        body = await request.json()
        if body["container"] not in CONTAINERS:
            raise ValueError(f"container must be one of {', '.join(CONTAINERS)}")
        for instance in self.chosen(body):
            instance.restart_web() if body["container"] == "web" else instance.restart_coreapp()
        return web.json_response({})

    async def webapp(self, request):
        body = await request.json()
        for instance in self.chosen(body):
            up, status = body["up"], body.get("status")
            if up and instance.state["webapp"] == "bricked":
                instance.own("certificate")["uploaded"] = None
            instance.state["webapp"] = "running" if up else "starting"
            instance.state["webapp_status"] = None if up else status
            if not up and not status:
                instance.drop_connections()
        return web.json_response({})

    async def add_fault(self, request):
        return web.json_response({"id": self.fleet.faults.add(await request.json())})

    async def list_faults(self, request):
        return web.json_response([fault.as_dict() for fault in self.fleet.faults.pending])

    async def clear_faults(self, request):
        self.fleet.faults.pending.clear()
        return web.json_response({})

    async def token(self, request):
        instance = self.named(request.match_info["instance"])
        user = request.match_info["user"]
        if user not in instance.state["users"]:
            raise ValueError(f"no user {user!r} on {instance.address}")
        return web.json_response({"token": instance.new_token(user)[0]})

    async def expire(self, request):
        for instance in self.chosen(await request.json()):
            instance.revoke()
        return web.json_response({})
