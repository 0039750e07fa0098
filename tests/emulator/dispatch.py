# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From an HTTP request to its answer: routing, authentication, roles, the handler, faults, the journal."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
import struct
import sys
import traceback

from aiohttp import web

from . import auth, limits
from .answer import Answer
from .api import ROUTES
from .errors import CODE_OF_STATUS, ApiError, error_object
from .request import Request
from .routing import CLIENT, OPEN, WEBAPP, Router
from .topology import NO_COREAPP
from .versions import meta

LARGEST_BODY = 101 * 1024 * 1024
ROUTER = Router(ROUTES)
HTML_PAGE = b"<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1></center></body>\n</html>\n"
PROBE = "/no-such-path"  # how a careful client learns what this server says of a path that it does not have
TRICKLE = 0.2  # seconds between two bytes
NO_LINGER = struct.pack("ii", 1, 0)


async def handle(http: web.BaseRequest) -> web.StreamResponse:
    """Answer one request that came in over a connection (see server.py), and write it down."""
    instance = http.protocol.instance
    fleet = instance.fleet
    instance.in_flight += 1
    if instance.in_flight > instance.max_in_flight:
        instance.max_in_flight = instance.in_flight
    try:
        request = await read_request(http, instance)
        fault = fleet.faults.take(instance.address, request.method, request.path) if fleet.faults.pending else None
        if fault:
            answer, status = await play(fault, instance, request, http)
        else:
            answer = respond(instance, request)
            status = answer.status
        record(instance, request, status, fault)
        return to_response(instance, request, answer)
    finally:
        instance.in_flight -= 1


async def read_request(http: web.BaseRequest, instance) -> Request:
    """Take the body in (what is beyond the largest one the API allows is left unread) and make a Request."""
    path, _mark, query = http.raw_path.partition("?")
    headers = http.headers
    body = b""
    if http.body_exists:
        if headers.get("Expect", "").lower() == "100-continue":
            http.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        parts, size = [], 0
        while size < LARGEST_BODY and (part := await http.content.readany()):
            parts.append(part)
            size += len(part)
        body = b"".join(parts)
    client = http.transport.get_extra_info("peername")[0] if http.transport else ""
    request_id = headers.get("X-Request-ID", "")
    if not re.fullmatch(r"[!-~]{1,256}", request_id):
        request_id = f"{random.getrandbits(128):032x}"
    return Request(http.method, path, query, headers, body, client, request_id, instance.release)


def respond(instance, request: Request) -> Answer:
    """The answer of the API, errors included."""
    instance.handled += 1
    try:
        if instance.state["webapp_status"]:
            return Answer(instance.state["webapp_status"], body=b"<html><body>Service unavailable</body></html>", content_type="text/html")
        return call(instance, request)
    except ApiError as error:
        return Answer(error.status, {"errors": [error_object(error.code, error.details)]})
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        request.suspect(f"bug in the emulator: {type(error).__name__}")
        return Answer(500, {"errors": [error_object(1014, f"Bug in the emulator: {type(error).__name__}")]})


def call(instance, request: Request) -> Answer:
    """Find the operation, check who asks and what works, and run its handler."""
    route, params, others = ROUTER.find(request.method, request.path)
    known = route or next(iter(others.values()), None)
    if known is None and not request.path.endswith(PROBE):
        request.suspect("URL path not in the API")
    offered = known and instance.release >= known.since and (instance.state["groups_enabled"] or not known.groups)
    if not offered:
        raise ApiError(1006, "URL path not found")
    if route is None:
        request.suspect(f"method {request.method} not in the API")
        raise ApiError(1014, f"Method Not Allowed (Allow: {', '.join(others)})", status=405)
    request.route = route
    request.kind = route.kind
    if instance.state["sandbox"]:
        limits.refuse_when_full(instance, limits.SANDBOX)
        limits.count(instance, limits.SANDBOX)
    if route.role is not OPEN:
        auth.check(instance, request, route.role)
    if request.body and request.content_type == "multipart/form-data":
        request.suspect("multipart body: uploads are raw bytes")
    if route.needs is not WEBAPP:
        check_back_end(instance, route.needs)
    return route.handler(instance, request, *params)


def check_back_end(instance, needs: str) -> None:
    """Raise 1014 when there is no Coreapp to ask, 1011 when the client behind it is not up."""
    if instance.state["coreapp"] == "stopped":
        raise ApiError(1014, NO_COREAPP)
    if needs is CLIENT and instance.gateway_status() != "connected":
        raise ApiError(1011, f"Client is {instance.gateway_status()}")


def record(instance, request: Request, status: int, fault) -> None:
    """Count and journal."""
    fleet = instance.fleet
    counters = fleet.counters
    operation = request.route.operation if request.route else ""
    counters.requests += 1
    counters.writes += request.kind == "write"
    counters.logins += operation == "Login-User"
    counters.suspicious += request.suspicious is not None
    fleet.journal.add(fleet.clock.now(), instance.address, request, operation, status, fault and fault.kind)


def encode(instance, answer: Answer) -> bytes:
    """The body: raw bytes as they are, a payload with `meta`, or what this version sends when there is no payload."""
    if answer.body is not None:
        return answer.body
    if answer.payload:
        text = json.dumps(answer.payload, separators=(",", ":"))
        return f'{text[:-1]},"meta":{meta(instance.release)}}}'.encode()
    if answer.payload is None and not instance.since(2, 41):
        return b"null" if instance.since(2, 33) else b"{}"
    return f'{{"meta":{meta(instance.release)}}}'.encode()


def to_response(instance, request: Request, answer: Answer) -> web.Response:
    """The HTTP response."""
    headers = {"Content-Type": answer.content_type, "X-Request-ID": request.id, "Server": "lighttpd"}
    if answer.headers:
        headers.update(answer.headers)
    return web.Response(body=encode(instance, answer), status=answer.status, headers=headers)


# Faults


async def play(fault, instance, request: Request, http: web.BaseRequest) -> tuple[Answer, int]:
    """Play an injected fault. Returns what is left to answer and the status for the journal (0: the connection was cut)."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.kind == "revoke_tokens":
        instance.revoke()
    answer = respond(instance, request) if fault.applied else None
    request.route = request.route or ROUTER.find(request.method, request.path)[0]
    if fault.kind in ("reset_before", "reset_after"):
        reset(http)
        return Answer(body=b""), 0
    if fault.kind in ("truncate", "trickle"):
        answer = answer or Answer()
        send = truncate if fault.kind == "truncate" else trickle
        await send(http, answer.status, answer.content_type, encode(instance, answer))
        return answer, answer.status
    faulty = broken_answer(fault, answer, instance, request)
    if fault.retry_after is not None:
        faulty.headers = {**(faulty.headers or {}), "Retry-After": str(fault.retry_after)}
    return faulty, faulty.status


def broken_answer(fault, answer: Answer | None, instance, request: Request) -> Answer:
    """What is sent for the faults that send something whole."""
    if fault.kind == "status":
        status = fault.status or 500
        code = fault.code or CODE_OF_STATUS.get(status, 1000)
        return Answer(status, {"errors": [error_object(code, "Injected fault")]})
    if fault.kind == "html":
        return Answer(fault.status or 502, body=HTML_PAGE, content_type="text/html")
    if fault.kind == "empty":
        return Answer(fault.status or (answer.status if answer else 200), body=b"")
    return answer or respond(instance, request)


def reset(http: web.BaseRequest) -> None:
    """Cut the connection with a TCP reset."""
    transport = http.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        transport.abort()


async def truncate(http: web.BaseRequest, status: int, content_type: str, body: bytes) -> None:
    """Send the head and half of the body, then close."""
    transport = http.transport
    if transport is not None:
        transport.write(head(status, content_type, body) + body[: len(body) // 2])
        transport.close()


async def trickle(http: web.BaseRequest, status: int, content_type: str, body: bytes) -> None:
    """Send the head, then the body byte by byte for as long as somebody waits for it, then close."""
    transport = http.transport
    if transport is not None:
        transport.write(head(status, content_type, body))
        for byte in body:
            if transport.is_closing():
                break
            transport.write(bytes((byte,)))
            await asyncio.sleep(TRICKLE)
        transport.close()


def head(status: int, content_type: str, body: bytes) -> bytes:
    """The head of an answer that is sent by hand."""
    return f"HTTP/1.1 {status} OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
