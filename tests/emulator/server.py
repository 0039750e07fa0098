# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The TLS server: one listening socket for all of 127.0.0.0/8; the address a client connected to is the instance."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from . import dispatch
from .fleet import Fleet
from .instance import NOWHERE, Instance

BACKLOG = 4096
# The Webapp takes a body as it comes: Content-Encoding means nothing to it.
OPTIONS = {"tcp_keepalive": False, "auto_decompress": False}


class ByteCounter(AbstractAccessLogger):
    """Writes no log: adds up what was sent."""

    def log(self, request, response, time) -> None:
        request.protocol.instance.fleet.counters.bytes_out += request.writer.output_size


class Connection(web.RequestHandler):
    """One client connection; knows which instance it is for."""

    __slots__ = ("instance",)

    def connection_made(self, transport) -> None:
        if self.instance.connections is NOWHERE:
            self.instance.connections = set()
        self.instance.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc) -> None:
        self.instance.connections.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.instance.fleet.counters.bytes_in += len(data)
        super().data_received(data)


class ApiServer(web.Server):
    """Accepts connections and hands each to its instance."""

    def __init__(self, fleet: Fleet) -> None:
        quiet = logging.Logger("emulator", logging.CRITICAL)
        super().__init__(dispatch.handle, access_log=quiet, access_log_class=ByteCounter, logger=quiet, **OPTIONS)
        self.fleet = fleet
        self.tasks: set[asyncio.Task] = set()

    def connection_for(self, instance: Instance) -> Connection:
        connection = Connection(self, loop=self._loop, **self._kwargs)
        connection.instance = instance
        return connection

    async def accept(self, listener: socket.socket) -> None:
        """Accept for ever."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _peer = await loop.sock_accept(listener)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            task = loop.create_task(self.serve(client))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def serve(self, client: socket.socket) -> None:
        """Shake hands with the instance's certificate; a Webapp that is away gets the connection closed."""
        instance = self.fleet.instance(client.getsockname()[0])
        counters = self.fleet.counters
        counters.connections += 1
        try:
            if instance.state["webapp"] != "running" and not instance.state["webapp_status"]:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, dispatch.NO_LINGER)
                client.close()
                return
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(lambda: self.connection_for(instance), client, ssl=instance.tls_context())
            counters.handshakes += 1
        except (OSError, ssl.SSLError):
            client.close()


def listen(port: int) -> socket.socket:
    """A listening socket on all IPv4 addresses."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("0.0.0.0", port))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener
