# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the drift report of an audit on the controller, or merges several reports into one."""

from __future__ import annotations

import glob
import json
import os
import time

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.waops.whatsapp.plugins.module_utils._errors import OptionError
from ansible_collections.waops.whatsapp.plugins.module_utils._local.files import check_writable, read_bytes, write_atomically
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.document import STATUSES, document, merged, problem_of
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.junit import junit
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.page import page
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.prometheus import prometheus
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.rows import to_row
from ansible_collections.waops.whatsapp.plugins.plugin_utils._execution.arguments import to_plain


def _json(report):
    return json.dumps(report, indent=1).encode("ascii") + b"\n"


FORMATS = {
    "json": ("drift.json", _json),
    "junit": ("drift.xml", junit),
    "html": ("drift.html", page),
    "prometheus": ("drift.prom", prometheus),
}
SPEC = {
    "dest": {"type": "path", "required": True},
    "instances": {"type": "list", "elements": "dict"},
    "variable": {"type": "str"},
    "hosts": {"type": "list", "elements": "str"},
    "merge": {"type": "list", "elements": "path"},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
    "mode": {"type": "str", "default": "0600"},
    "title": {"type": "str", "default": "Drift report"},
}
NAMED = 10  # hosts in the sentence


class ActionModule(ActionBase):
    """Asks no instance anything and needs no connection; meant for run_once. Check mode makes no difference."""

    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Returns {"summary", "hosts", "files", "msg"}; see the module's documentation."""
        result = super().run(tmp, task_vars)
        checked = ArgumentSpecValidator(SPEC, required_one_of=[("instances", "variable", "merge")]).validate(to_plain(self._task.args))
        if checked.error_messages:
            return dict(result, failed=True, msg="; ".join(checked.error_messages))
        options, warnings = checked.validated_parameters, []
        try:
            report = self._report(options, task_vars, warnings)
            files = write(report, options)
        except OptionError as error:
            return dict(result, failed=True, msg=error.message)
        if warnings:
            result["warnings"] = warnings
        hosts = {status: [item["host"] for item in report["instances"] if item["status"] == status] for status in STATUSES}
        told = sentence(report["summary"], hosts, files)
        return dict(result, changed=True, summary=report["summary"], hosts=hosts, files=files, msg=told)

    def _report(self, options, task_vars, warnings):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        parts = [load(path) for path in expanded(options["merge"] or ())]
        rows = list(checked_rows(options["instances"] or ()))
        if options["variable"]:
            hosts = options["hosts"] or task_vars["ansible_play_hosts_all"]
            rows += [row_from(host, task_vars["hostvars"], options["variable"]) for host in hosts]
        fresh = document(rows, now, options["title"])
        if not parts:
            return fresh
        report, twice = merged([*parts, fresh], now, options["title"])
        if twice:
            warnings.append("%d hosts stand in more than one report; the latest audit counts: %s" % (len(twice), listed(twice)))
        return report


def checked_rows(rows):
    """The rows given; raises OptionError for one that no audit returned."""
    for number, row in enumerate(rows):
        if not isinstance(row.get("host"), str) or row.get("status") not in STATUSES:
            raise OptionError("instances[%d]" % number, "give rows as whatsapp_fleet_audit returns them, with host and status")
        yield row


def row_from(host, hostvars, variable):
    """A row from what whatsapp_instance returned for a host and `register` kept; a host without it is a failure."""
    own = hostvars[host]
    try:
        found, url = to_plain(own.get(variable)), own.get("whatsapp_url")
    except Exception as error:  # a variable that cannot be templated is this host's failure, not the report's end
        found, url = {"failed": True, "msg": "%s: its variables cannot be used (%s)" % (host, error)}, None
    missing = [name for name in ("whatsapp_url", "whatsapp_instance_config") if name not in own]
    if missing:
        found = {"failed": True, "msg": "%s: %s is not set; declare it in host_vars" % (host, " and ".join(missing))}
    elif not isinstance(found, dict) or found.get("skipped"):
        found = {"failed": True, "msg": "%s: it was not audited; look for its first error in the output" % host}
    if found.get("unreachable"):
        found = {"failed": True, "msg": found.get("msg", ""), "failure": {"method": "connection"}}
    return dict(to_row(host, dict(found, changed=found.get("changed", False))), url=str(url or ""))


def expanded(patterns):
    """The files that names and patterns stand for, each once; raises OptionError for one that stands for none."""
    paths = {}
    for pattern in patterns:
        found = sorted(glob.glob(pattern, recursive=True))
        if not found:
            raise OptionError("merge", "there is no file %s" % pattern)
        paths.update(dict.fromkeys(found))
    return list(paths)


def load(path):
    """A report that was written before; raises OptionError."""
    try:
        found = json.loads(read_bytes("merge", path))
    except ValueError:
        raise OptionError("merge", "%s cannot be merged: it is not JSON" % path) from None
    problem = problem_of(found)
    if problem:
        raise OptionError("merge", "%s cannot be merged: %s" % (path, problem))
    return found


def write(report, options):
    """Renders every format, then writes them, each file whole or not at all; returns {format: path}. Raises OptionError."""
    folder = os.path.abspath(options["dest"])
    try:
        mode = int(options["mode"], 8)
    except ValueError:
        raise OptionError("mode", "%r is no file mode; give one such as '0640'" % options["mode"]) from None
    contents = {name: FORMATS[name][1](report) for name in FORMATS if name in options["formats"]}
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise OptionError("dest", "the report's directory %s cannot be made (%s)" % (folder, error.strerror)) from None
    files = {}
    for name, content in contents.items():
        files[name] = os.path.join(folder, FORMATS[name][0])
        check_writable("dest", files[name])
        write_atomically("dest", files[name], content, mode)
    return files


def sentence(summary, hosts, files):
    """The report in one sentence."""
    counts = ["%d in sync" % summary["in_sync"]]
    for status in ("drifted", "failed", "unreachable"):
        if hosts[status]:
            counts.append("%d %s (%s)" % (len(hosts[status]), status, listed(hosts[status])))
    return "%d instances: %s; report: %s" % (summary["total"], ", ".join(counts), ", ".join(files.values()) or "none written")


def listed(hosts):
    """Names, not too many of them."""
    more = ", and %d more" % (len(hosts) - NAMED) if len(hosts) > NAMED else ""
    return ", ".join(hosts[:NAMED]) + more
