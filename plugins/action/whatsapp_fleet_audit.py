# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Audits every instance of the play from one process: what whatsapp_instance in check mode says, host by host."""

from __future__ import annotations

import os
import time

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance import SECTIONS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.host_templar import HostTemplar
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.parallel import sweep
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.executor import execute, prepare_all

CONNECTION = ("url", "username", "password", "token", "validate_certs", "ca_path", "tls_fingerprint", "timeout", "retries")
PER_CORE = 2  # processes for each core: while threads of one wait for each other, another one works
SPEC = {
    "hosts": {"type": "list", "elements": "str"},
    "sections": {"type": "list", "elements": "str", "choices": [section.name for section in SECTIONS]},
    "concurrency": {"type": "int", "default": 32},
    "processes": {"type": "int"},
    "progress_interval": {"type": "float", "default": 5},
}


class ActionModule(ActionBase):
    """Reads hostvars, writes nothing, and needs no connection of its own; once for all hosts, with run_once or without."""

    BYPASS_HOST_LOOP = True
    _supports_check_mode = True
    _supports_diff = True
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Returns {"instances": [row], "summary": {...}}; see the module's documentation for a row."""
        result = super().run(tmp, task_vars)
        checked = ArgumentSpecValidator(SPEC).validate(to_plain(self._task.args))
        options = checked.validated_parameters
        problem = ", ".join(checked.error_messages) or self._problem(options, task_vars["hostvars"])
        if problem:
            return dict(result, failed=True, msg=problem)
        hosts = list(dict.fromkeys(task_vars["ansible_play_hosts_all"] if options["hosts"] is None else options["hosts"]))
        processes = max(min(options["processes"] or PER_CORE * cores(), options["concurrency"], len(hosts)), 1)
        progress = Progress(len(hosts), options["progress_interval"])
        rows = {}

        def look(host):
            return audit_host(host, task_vars["hostvars"], self._loader, options["sections"])

        def keep(host, found):
            rows[host] = to_row(host, found)
            progress.tell(rows[host])

        prepare_all()  # before the processes are forked
        sweep(hosts, look, processes, max(options["concurrency"] // processes, 1), keep)
        return dict(result, changed=False, instances=[rows[host] for host in hosts], summary=progress.summary())

    @staticmethod
    def _problem(options, hostvars):
        low = [name for name in ("concurrency", "processes") if options[name] is not None and options[name] < 1]
        if low:
            return "%s: give 1 or more" % low[0]
        unknown = [host for host in options["hosts"] or () if host not in hostvars]
        return "hosts: %s is not in the inventory" % ", ".join(unknown) if unknown else None


def cores():
    """How many of the machine's processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def variables_of(host, hostvars, loader):
    """The host's own whatsapp_* variables, templated as in one of its tasks: without the prefix, and only those that are set."""
    raw = hostvars.raw_get(host)
    given = {name: raw["whatsapp_" + name] for name in (*CONNECTION, "instance_config") if raw.get("whatsapp_" + name) is not None}
    templated = HostTemplar(dict(raw, hostvars=hostvars), loader).template(given)
    return {name: value for name, value in templated.items() if value is not None}


def audit_host(host, hostvars, loader, sections):
    """What whatsapp_instance says of this host in check mode, and how long it took; a host without a declaration is a failure."""
    began, args = time.monotonic(), {}
    try:
        args = variables_of(host, hostvars, loader)
        config = args.pop("instance_config", None)
        if not isinstance(config, dict):
            problem = "is not set" if config is None else "is not a dictionary of sections"
            undeclared = "%s: whatsapp_instance_config %s; declare it in host_vars" % (host, problem)
            return {"failed": True, "msg": undeclared, "url": args.get("url", "")}
        if sections is not None:
            config = {name: value for name, value in config.items() if name in sections}
        args.update(config=config, on_error="continue")
        found = execute("waops.whatsapp.whatsapp_instance", args, True, transform=summarize)
    except Exception as error:  # a variable that cannot be templated is this host's failure, not the sweep's end
        found = {"failed": True, "msg": "%s: its variables cannot be used (%s)" % (host, " ".join(str(error).split()))}
    return dict(found, url=args.get("url", ""), seconds=round(time.monotonic() - began, 3))


def to_row(host, found):
    """A row of the result, from what was found: all of it, or that in brief."""
    row = dict(summarize(found), host=host, status=_status(found))
    del row["failed"]
    return row


def summarize(found):
    """What a row tells: of every section what whatsapp_instance returned, without the diff of what is in sync."""
    names = ("url", "restart_required", "not_done", "msg", "failure", "warnings", "seconds")
    sections = {name: _brief(section) for name, section in found.get("sections", {}).items()}
    told = {"changed": bool(found.get("changed")), "failed": bool(found.get("failed")), "sections": sections}
    return dict(told, **{name: found[name] for name in names if found.get(name)})


def _brief(section):
    keep = ("changed", "failed", "msg", "failure", "not_offered", "diff", "restart_required")
    quiet = () if section["changed"] else ("diff", "restart_required")
    return {name: section[name] for name in keep if section.get(name) is not None and name not in quiet}


def _status(found):
    """in_sync, drifted, unreachable (no answer came) or failed (it answered, or was never asked)."""
    if not found.get("failed"):
        return "drifted" if found["changed"] else "in_sync"
    failure = found.get("failure") or {}
    return "unreachable" if failure.get("status") is None and failure.get("method") else "failed"


class Progress:
    """Counts rows and, on long runs, tells the terminal how far the sweep is. total: hosts. interval: seconds."""

    def __init__(self, total, interval):
        self.total, self.interval = total, interval
        self.counts = dict.fromkeys(("in_sync", "drifted", "unreachable", "failed"), 0)
        self.began = self.told = time.monotonic()

    def tell(self, row):
        """Counts a row and prints a line when the last one is long enough ago."""
        self.counts[row["status"]] += 1
        now = time.monotonic()
        if self.interval and now - self.told >= self.interval:
            self.told = now
            done = sum(self.counts.values())
            rate = done / (now - self.began)
            words = "audit: %d of %d done, %d drifted, %d unreachable, %d failed, %.0f/s, %.0f s left"
            counts = [self.counts[name] for name in ("drifted", "unreachable", "failed")]
            Display().display(words % (done, self.total, *counts, rate, (self.total - done) / rate))

    def summary(self):
        """How many hosts there were of each status, and the seconds it took."""
        return dict(self.counts, total=self.total, seconds=round(time.monotonic() - self.began, 2))
