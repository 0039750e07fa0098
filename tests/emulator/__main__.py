# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Command line of the emulator: `python -m tests.emulator`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import resource
import signal
import sys

import uvloop
from aiohttp import web

from .config import TOPOLOGIES, Config
from .control_server import make_app
from .fleet import Fleet
from .server import ApiServer, listen
from .versions import RELEASES, version_text

ABOUT = """\
A stateful emulator of the WhatsApp Business API On-Premises client (REST over TLS under /v1).
Every address of 127.0.0.0/8 is an instance of its own: https://127.0.0.1:PORT, https://127.0.0.2:PORT, ...
A fresh instance has the account admin / secret, which must be given a new password at the first login.
When it is ready it prints one line of JSON: port, control (URL of the control port), fingerprint (SHA-256 of the
stock certificate), version, pid. It prints nothing else.
"""
EXAMPLES = """\
The control port (plain HTTP, JSON, 127.0.0.1 only) shows and changes what is behind the API:
  GET /summary  GET /instances  GET|DELETE /journal  GET|PATCH /state/ADDRESS  POST /reset  POST /clock
  POST /restart  POST /webapp  GET|POST|DELETE /faults  GET /token/ADDRESS/USER  POST /expire

examples:
  python -m tests.emulator --port 9090 --control-port 9091
  python -m tests.emulator --api-version 2.23 --topology ha
  curl -k -u admin:secret -H 'Content-Type: application/json' -d '{"new_password": "Chang3-me!"}' https://127.0.0.1:9090/v1/users/login
  curl http://127.0.0.1:9091/state/127.0.0.1
  curl -d '{"fault": "status", "status": 429, "retry_after": 1, "times": 2}' http://127.0.0.1:9091/faults

Everything else (state document, versions, faults, choices made) is in tests/emulator/README.md.
"""


def parse(arguments: list[str] | None = None) -> Config:
    """Turn the command line into a Config; exits with a message when it is wrong."""
    parser = argparse.ArgumentParser(
        "python -m tests.emulator", description=ABOUT, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="port of the API over TLS on all addresses; 0 takes a free one (default)")
    add("--control-port", type=int, default=0, help="port of the control API on 127.0.0.1; 0 takes a free one (default)")
    add("--api-version", choices=tuple(RELEASES), default="2.45", help="client version to play (default 2.45)")
    add("--topology", choices=TOPOLOGIES, default="single", help="shape of health, stats and support (default single)")
    add("--groups", choices=("auto", "on", "off"), default="auto", help="offer /v1/groups; auto: on 2.23 only")
    add("--registration", choices=("auto", "open", "blocked"), default="auto", help="allow new registrations; auto: blocked on 2.57")
    add("--seed", metavar="FILE", help="JSON file that is merged into the state of each new instance")
    add("--sandbox", action="store_true", help="sandbox mode: 256 calls a day, no two-step, no backup, no restore")
    add("--api-key", metavar="KEY", default="", help="value of WA_API_KEY; 12 to 128 characters, another length switches it off")
    add("--rate-limits", choices=("on", "off"), default="on", help="the client's own rate limits (default on)")
    add("--journal-limit", type=int, default=200_000, metavar="N", help="journal entries kept (default 200000)")
    add("--exit-with-parent", action="store_true", help="exit when standard input is closed")
    options = vars(parser.parse_args(arguments))
    options["rate_limits"] = options["rate_limits"] == "on"
    options["seed"] = read_seed(options["seed"], parser) if options["seed"] else {}
    return Config(**options)


def read_seed(path: str, parser: argparse.ArgumentParser) -> dict:
    """The JSON object in the seed file."""
    try:
        with open(path, encoding="utf-8") as file:
            seed = json.load(file)
    except (OSError, ValueError) as error:
        parser.error(f"--seed {path}: {error}")
    if not isinstance(seed, dict):
        parser.error(f"--seed {path}: not a JSON object")
    return seed


async def run(config: Config) -> None:
    """Serve until SIGTERM, SIGINT or (when asked) the end of standard input."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, done.set)
    if config.exit_with_parent:
        loop.add_reader(sys.stdin.fileno(), lambda: os.read(sys.stdin.fileno(), 4096) or done.set())
    fleet = Fleet(config)
    listener = listen(config.port)
    server = ApiServer(fleet)
    accepting = loop.create_task(server.accept(listener))
    runner = web.AppRunner(make_app(fleet), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", config.control_port)
    await site.start()
    gc.collect()
    gc.freeze()
    ready = {
        "port": listener.getsockname()[1],
        "control": f"http://127.0.0.1:{runner.addresses[0][1]}",
        "fingerprint": fleet.fingerprint,
        "version": version_text(fleet.release),
        "pid": os.getpid(),
    }
    print(json.dumps(ready), flush=True)
    await done.wait()
    accepting.cancel()
    listener.close()
    for connection in server.connections:
        connection.force_close()
    await runner.cleanup()


def main() -> None:
    """Serve in the foreground."""
    config = parse()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.set_threshold(20_000, 20, 20)
    try:
        uvloop.run(run(config))
    except (OSError, ValueError) as error:
        sys.exit(f"emulator: {error}")


if __name__ == "__main__":
    main()
