# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What someone would write without Ansible: the same logins and GETs of a fleet, with aiohttp, and nothing compared.

`python -m tests.benchmarks.bare JOB` where JOB is a JSON file with urls, password, fingerprint, paths and concurrency.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp


async def visit(session, url, job, slots):
    """One instance: a login, then every GET, one after the other."""
    async with slots:
        login = aiohttp.BasicAuth("admin", job["password"])
        async with session.post(f"{url}/v1/users/login", auth=login) as answer:
            answer.raise_for_status()
            token = (await answer.json())["users"][0]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        for path in job["paths"]:
            async with session.get(f"{url}/v1/{path}", headers=headers) as answer:
                answer.raise_for_status()
                content = await answer.read()
            if answer.content_type == "application/json":
                json.loads(content)


async def main(job):
    """All instances, so many at the same time."""
    slots = asyncio.Semaphore(job["concurrency"])
    pin = aiohttp.Fingerprint(bytes.fromhex(job["fingerprint"]))
    connector = aiohttp.TCPConnector(ssl=pin, limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(visit(session, url, job, slots) for url in job["urls"]))


if __name__ == "__main__":
    work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    began = time.monotonic()
    asyncio.run(main(work))
    print(json.dumps({"seconds": time.monotonic() - began}))
