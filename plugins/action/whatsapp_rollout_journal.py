# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Records a rollout in a journal on the controller: hosts that are done, failed or untouched, and the run that may write."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._core.masking import mask_options, mask_url, without_no_log
from ansible_collections.waops.whatsapp.plugins.module_utils._resources.instance import INSTANCE
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.task_options import task_options
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.variables import variable_value
from ansible_collections.waops.whatsapp.plugins.plugin_utils._rollout.journal import Journal, JournalError, latest_records, run_bounds

CONTAINERS = ["webapp", "coreapp"]
SPEC = {
    "path": {"type": "path"},
    "event": {"type": "str", "choices": ["open", "start", "finish", "close", "status"], "required": True},
    "run": {"type": "str"},
    "state": {"type": "str", "choices": ["done", "failed", "waiting", "in_sync"]},
    "reason": {"type": "str"},
    "restart": {"type": "list", "elements": "str", "choices": CONTAINERS, "default": []},
    "batch": {"type": "list", "elements": "str", "default": []},
    "pending_restarts": {"type": "dict", "default": {}},
    "start_over": {"type": "bool", "default": False},
    "take_over": {"type": "bool", "default": False},
    "hosts": {"type": "list", "elements": "str"},
}
VARIABLE, DEFAULT = "whatsapp_rollout_journal", "whatsapp_rollout.jsonl"
RULES = {
    "required_if": [("event", "start", ["run"]), ("event", "finish", ["run"]), ("event", "close", ["run"])],
}
MAX_LISTED = 20  # hosts named in a sentence
MAX_REASON = 500  # characters of a sentence that are kept
Bounds = tuple[dict, dict, bool]  # as from run_bounds()
TITLES = {
    "in_sync": "as declared",
    "done": "done",
    "failed": "failed",
    "running": "being worked on",
    "interrupted": "interrupted",
    "waiting": "waiting for a registration code",
    "changed": "to be done again, because their declaration changed",
    "untouched": "untouched",
}


class ActionModule(ActionBase):
    """Reads hostvars and one file; needs no connection."""

    _supports_diff = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict | None = None) -> dict:
        """Does what `event` says; in check mode nothing but `status`, which writes nothing."""
        task_vars = task_vars or {}
        self._supports_check_mode = self._task.args.get("event") == "status"
        result = dict(super().run(tmp, task_vars), changed=False)
        try:
            options = task_options(self._task, task_vars, self._templar, SPEC, **RULES)
            path = options["path"] or variable_value(VARIABLE, task_vars, self._templar) or DEFAULT
        except ValueError as error:
            return dict(result, failed=True, msg=str(error))
        options["hosts"] = options["hosts"] if options["hosts"] is not None else list(task_vars["ansible_play_hosts_all"])
        try:
            return dict(result, **getattr(self, "_" + options["event"])(Journal(str(path)), options, task_vars))
        except JournalError as error:
            return dict(result, failed=True, msg=str(error))

    def _open(self, journal: Journal, options: dict, task_vars: dict) -> dict:
        hosts, hostvars = options["hosts"], task_vars["hostvars"]

        def review(latest: dict[str, dict]) -> tuple[bool, list[str]]:
            changed = outdated(latest, hosts, hostvars)
            complete = all(_event(latest, host) == "done" for host in hosts)
            return options["start_over"] or (complete and not changed), changed

        run, records = journal.open(review, options["take_over"])
        return dict(view(records, hosts, hostvars, run), run=run)

    def _start(self, journal: Journal, options: dict, task_vars: dict) -> dict:
        hosts = options["batch"] or [task_vars["inventory_hostname"]]
        started = [{"event": "started", "host": host, "url": _url(task_vars["hostvars"], host)} for host in hosts]
        journal.add_all(options["run"], started)
        return {}

    def _finish(self, journal: Journal, options: dict, task_vars: dict) -> dict:
        """The result of each host of a batch, or of this host. With the option state all have the same."""
        hosts = options["batch"] or [task_vars["inventory_hostname"]]
        journal.add_all(options["run"], [_record(host, options, task_vars) for host in hosts])
        return {}

    def _close(self, journal: Journal, options: dict, task_vars: dict) -> dict:
        journal.add(options["run"], "closed")
        return {}

    def _status(self, journal: Journal, options: dict, task_vars: dict) -> dict:
        """The current rollout. Without the option run it compares the declarations of the hosts too."""
        records, hosts, hostvars = journal.records(), options["hosts"], task_vars["hostvars"]
        latest = latest_records(records)
        if options["run"] is None:
            for host in outdated(latest, hosts, hostvars):
                records.append({"event": "changed", "host": host})
        failed = [host for host in options["batch"] if _event(latest, host) == "failed"]
        return dict(view(records, hosts, hostvars, options["run"]), failed_hosts=failed)


def _url(hostvars: Mapping[str, Any], host: str) -> str | None:
    """The address of a host; None when it cannot be used, which the host's own tasks say."""
    try:
        url = str(hostvars[host]["whatsapp_url"])
    except Exception:
        return None
    return url if mask_url(url) == url else None


def _record(host: str, options: dict, task_vars: dict) -> dict:
    """The line of the journal with the result of a host."""
    state, reason, restart = _outcome(host, options, task_vars)
    record: dict[str, Any] = {"event": state, "host": host, **({"restart": restart} if restart else {})}
    if state == "in_sync":
        record.update(event="done", in_sync=True)
    if record["event"] == "done":
        record["declaration"] = declaration(task_vars["hostvars"][host])
    if reason:
        record["reason"] = " ".join(reason.split())[:MAX_REASON]
    return record


def _outcome(host: str, options: dict, task_vars: dict) -> tuple[str, str | None, list[str]]:
    """(state, reason, containers that must restart) of a host, as the options say or as the play has left it."""
    if options["state"]:
        return options["state"], options["reason"], options["restart"]
    own = task_vars["hostvars"].raw_get(host)
    result, problem = own.get("whatsapp_provision_result") or {}, own.get("whatsapp_rollout_problem")
    if problem is None and host not in task_vars["ansible_play_hosts"]:
        problem = "it could not be reached"
    restart = result.get("pending_restarts", options["pending_restarts"].get(host, []))
    waiting = result.get("registration_status") == "code_sent"
    return "failed" if problem is not None else "waiting" if waiting else "done", problem and str(problem), restart


def _event(latest: Mapping[str, dict], host: str) -> str | None:
    return latest.get(host, {}).get("event")


def outdated(latest: Mapping[str, dict], hosts: list[str], hostvars: Mapping[str, Any]) -> list[str]:
    """The hosts that are done, with another declaration than they have now."""
    return [host for host in hosts if _event(latest, host) == "done" and latest[host].get("declaration") != declaration(hostvars[host])]


@functools.cache
def _validator() -> ArgumentSpecValidator:
    return ArgumentSpecValidator(without_no_log(INSTANCE.spec()))


def declaration(own: Mapping[str, Any]) -> str | None:
    """A hash of what a host declares, without secrets, which a hash does not hide; None when it is not known."""
    try:
        checked = _validator().validate({"config": to_plain(own.get("whatsapp_instance_config") or {})})
        number = to_plain(own.get("whatsapp_registration") or {})
        url = str(own.get("whatsapp_url"))
    except Exception:  # a variable that cannot be templated is told by the host's own tasks
        return None
    if checked.error_messages:
        return None
    masked = mask_options(INSTANCE.spec(), checked.validated_parameters)
    text = json.dumps([url, masked, number.get("cc"), number.get("phone_number")], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def view(records: list[dict], hosts: list[str], hostvars: Mapping[str, Any], run: str | None = None) -> dict:
    """The return values about the progress of the rollout. run: the run of the task."""
    latest, bounds = latest_records(records), run_bounds(records)
    sorted_hosts: dict[str, list[str]] = {name: [] for name in TITLES}
    for host in hosts:
        sorted_hosts[_kind(latest.get(host), bounds, run)].append(host)
    waiting = [host for host in sorted_hosts["waiting"] if not _has_code(hostvars[host])]
    idle = {*sorted_hosts["in_sync"], *sorted_hosts["done"], *sorted_hosts["running"], *waiting}
    restarts = dict.fromkeys(sorted_hosts["interrupted"], CONTAINERS)
    restarts.update({host: latest[host]["restart"] for host in sorted_hosts["failed"] if latest[host].get("restart")})
    return {
        "hosts": hosts,
        "started_at": bounds[0]["time"] if bounds else None,
        "pending_hosts": [host for host in hosts if host not in idle],
        "pending_restarts": restarts,
        "counts": {name: len(names) for name, names in sorted_hosts.items()},
        "complete": len(sorted_hosts["in_sync"] + sorted_hosts["done"]) == len(hosts),
        "summary": _summary(sorted_hosts, latest, bounds, run),
    }


def _kind(record: dict | None, bounds: Bounds | None, run: str | None) -> str:
    if record is None:
        return "untouched"
    if record["event"] != "started":
        return "in_sync" if record.get("in_sync") else record["event"]
    mine = bounds is not None and record["run"] == bounds[1]["run"] and (bounds[2] or run == record["run"])
    return "running" if mine else "interrupted"


def _has_code(own: Mapping[str, Any]) -> bool:
    """Whether another run can complete the registration without a new code."""
    return bool((own.get("whatsapp_registration") or {}).get("code") or own.get("whatsapp_provision_code_tasks"))


def _summary(sorted_hosts: dict[str, list[str]], latest: Mapping[str, dict], bounds: Bounds | None, run: str | None) -> list[str]:
    if not bounds:
        return ["no rollout has begun; untouched: %d" % len(sorted_hosts["untouched"])]
    first, last, running = bounds
    by = "" if first["run"] == last["run"] else ", continued %s" % last["time"]
    lines = ["rollout begun %s%s%s" % (first["time"], by, ", running" if running and run != last["run"] else "")]
    for name, hosts in sorted_hosts.items():
        if not hosts:
            continue
        names = ["%s (%s)" % (host, latest[host]["reason"]) if name == "failed" and latest[host].get("reason") else host for host in hosts]
        lines.append("%s: %d: %s%s" % (TITLES[name], len(hosts), ", ".join(names[:MAX_LISTED]), " ..." if len(names) > MAX_LISTED else ""))
    by_hand = ["%s (%s)" % (host, ", ".join(latest[host]["restart"])) for host in sorted_hosts["done"] if latest[host].get("restart")]
    if by_hand:
        lines.append("to be restarted by hand: %s%s" % (", ".join(by_hand[:MAX_LISTED]), " ..." if len(by_hand) > MAX_LISTED else ""))
    return lines
