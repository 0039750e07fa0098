# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal of rollouts: a file to which lines are appended, one JSON object each, by one run at a time.

A rollout begins with an `opened` line that says begins=true, and may take several runs. Each run appends `opened`, for each
host `started` and then `done`, `failed` or `waiting`, and `closed`. `changed` says that the
declaration of a finished host has changed since. A line that was cut off by a crash is skipped.

A run holds the journal as long as its ansible-playbook runs, and after that as long as one of its processes works on an instance:
a task that a killed run left behind may finish. See run_directory.py for how this is detected.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from enum import Enum
from typing import Any, BinaryIO, Callable

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._http.urls import instance_key
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.processes import controller, is_running, start_time
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.run_directory import RunDirectory, run_directory

TAKEOVER_TIMEOUT = 60  # seconds to wait for the tasks that a killed run has left behind
OPENED = b'"event": "opened"'
# Takes the latest records of the current rollout; returns whether a new one begins, and the hosts whose declaration has changed since.
Review = Callable[[dict[str, dict]], tuple[bool, list[str]]]


class Holder(Enum):
    """Who holds the journal: what is known of the run that opened it last."""

    NOBODY = "its processes are gone, or it has closed the journal"
    RUN = "its ansible-playbook runs"
    TASK = "its ansible-playbook is gone, and a task that it left behind works on an instance"
    UNKNOWN = "it is on another machine"


class JournalError(Exception):
    """What is wrong, in one sentence."""


REFUSALS = {
    Holder.RUN: "has been rolling out since %s; wait until it is done, or stop it",
    Holder.TASK: "has been rolling out since %s and is gone, but a task that it left behind still works on an instance; run again later",
    Holder.UNKNOWN: "has been rolling out since %s; it is not known here whether it still runs: if it does not, set "
    "whatsapp_rollout_take_over=true",
}


class Journal:
    """One journal file. Every method that writes takes the file's lock, so that two controllers cannot write at once."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(os.path.expanduser(path))

    def records(self) -> list[dict]:
        """All lines; none when there is no file. Raises JournalError."""
        try:
            with open(self.path, "rb") as stream:
                return parse_records(stream.read())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(error) from None

    def open(self, review: Review, take_over: bool = False) -> tuple[str, list[dict]]:
        """Makes this run the only writer; returns its identifier and all records.

        review: takes the latest records of the current rollout; returns whether a new one begins, and the finished hosts
        whose declaration has changed since. Raises JournalError when another run has the journal.
        """
        deadline = time.monotonic() + TAKEOVER_TIMEOUT
        while True:
            with self._locked() as stream:
                records = parse_records(_content(stream))
                last = next((record for record in reversed(records) if record["event"] in ("opened", "closed")), {"event": "closed"})
                holder = holder_of(last)
                if holder is Holder.NOBODY or (holder is Holder.UNKNOWN and take_over):
                    return self._begin(stream, records, review)
            if holder is not Holder.TASK or time.monotonic() > deadline:
                raise JournalError(
                    "%s: process %s on %s %s" % (self.path, last["pid"], last["controller"], REFUSALS[holder] % last["time"])
                )
            time.sleep(0.2)  # without the lock: the task may have something to write too

    def _begin(self, stream: BinaryIO, records: list[dict], review: Review) -> tuple[str, list[dict]]:
        opened = {"event": "opened", "run": uuid.uuid4().hex, **_moment(), **_here()}
        starts_rollout, outdated = review(latest_records(records))
        opened["begins"] = starts_rollout or not any(record["event"] == "opened" for record in records)
        new_records = [opened]
        if not opened["begins"]:
            new_records += [{"event": "changed", "run": opened["run"], **_moment(), "host": host} for host in outdated]
        for record in new_records:
            _append(stream, record)
        return opened["run"], records + new_records

    def add(self, run: str, event: str, host: str | None = None, **more: Any) -> None:
        """Appends what happened to a host (or, with "closed", to the run). Raises JournalError when another run took over."""
        self.add_all(run, [{"event": event, **({"host": host} if host else {}), **more}])

    def add_all(self, run: str, records: Iterable[Mapping[str, Any]]) -> None:
        """The same for many, each with its event and host, in one go."""
        with self._locked() as stream:
            content = _content(stream)
            mine = content[content.rfind(b"\n", 0, max(content.rfind(OPENED), 0)) + 1 :]
            opened = parse_records(mine.partition(b"\n")[0])
            if not opened or opened[0]["run"] != run:
                raise JournalError("%s: another run took over this rollout; this one stops here" % self.path)
            lines: list[dict] = []
            for record in records:
                line = {"event": record["event"], "run": run, **_moment(), **record}
                if line["event"] == "started" and line.get("url"):
                    line["instance"] = _instance_key(line["url"])
                    self._check_writer(mine + _as_lines(lines), line["host"], line)
                lines.append(line)
            _append(stream, *lines)

    def _check_writer(self, content: bytes, host: str, started: Mapping[str, Any]) -> None:
        """Two hosts of a run must not have the same instance, however its address is spelled. content: the lines of the run."""
        if json.dumps(started["instance"]).encode("ascii") in content:
            others = {record["host"] for record in parse_records(content) if record.get("instance") == started["instance"]} - {host}
            if others:
                raise JournalError("%s: %s is written to as %s already" % (self.path, started["url"], " and ".join(sorted(others))))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        """The open file, locked. Only its owner can read it."""
        try:
            stream = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b")
        except OSError as error:
            raise self._unusable(error) from None
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX)
                yield stream
            except OSError as error:
                raise self._unusable(error) from None

    def _unusable(self, error: OSError) -> JournalError:
        message = "%s: the journal cannot be used (%s); choose another file with whatsapp_rollout_journal"
        return JournalError(message % (self.path, error.strerror))


def parse_records(content: bytes) -> list[dict]:
    """The records in these bytes."""
    records = []
    for line in content.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and "event" in record:
            records.append(record)
    return records


def latest_records(records: Iterable[dict]) -> dict[str, dict]:
    """{host: its last record} of the current rollout, which begins with the last `opened` line that starts a rollout."""
    latest: dict[str, dict] = {}
    for record in records:
        if record["event"] == "opened" and record.get("begins"):
            latest = {}
        elif "host" in record:
            latest[record["host"]] = record
    return latest


def run_bounds(records: Iterable[dict]) -> tuple[dict, dict, bool] | None:
    """The `opened` lines of the current rollout's first and last run, and whether the last one still runs; None without any."""
    opened = [record for record in records if record["event"] == "opened"]
    if not opened:
        return None
    first = next(record for record in reversed(opened) if record.get("begins"))
    closed = any(record["event"] == "closed" and record["run"] == opened[-1]["run"] for record in records)
    return first, opened[-1], not closed and holder_of(opened[-1]) is not Holder.NOBODY


def holder_of(record: Mapping[str, Any]) -> Holder:
    """Who holds the journal when this is the last record that says `opened` or `closed`."""
    if record["event"] == "closed":
        return Holder.NOBODY
    if record["controller"] != socket.gethostname():
        return Holder.UNKNOWN
    if is_running(record["pid"], record.get("started")):
        return Holder.RUN
    return Holder.TASK if RunDirectory(record.get("directory", "")).is_active() else Holder.NOBODY


def _here() -> dict:
    """What identifies a run, so that others can detect whether it still holds the journal."""
    pid = controller()
    return {"controller": socket.gethostname(), "pid": pid, "started": start_time(pid), "directory": run_directory().path}


def _moment() -> dict[str, str]:
    return {"time": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}


def _instance_key(url: Any) -> str:
    """One key for all spellings of an address. An invalid one, which is never contacted, is its own key."""
    try:
        return instance_key(str(url))
    except OptionError:
        return str(url)


def _content(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


def _append(stream: BinaryIO, *records: dict) -> None:
    """Whole lines at the end, on the disk before anything else happens."""
    stream.seek(0, os.SEEK_END)
    truncated = False
    if stream.tell():
        stream.seek(-1, os.SEEK_END)
        truncated = stream.read(1) != b"\n"
    stream.write((b"\n" if truncated else b"") + _as_lines(records))
    stream.flush()
    os.fsync(stream.fileno())


def _as_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(record).encode("ascii") + b"\n" for record in records)
