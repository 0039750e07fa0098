# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The textfile, the rules and the dashboard with Prometheus, node_exporter and Alertmanager."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.files import ReportFiles
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.metrics import METRICS
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.prometheus import prometheus
from tests.emulator.process import Emulator
from tests.support.fixtures import PROVISIONED
from tests.support.monitoring import API_KEY, EXAMPLES, Monitoring, left_out, until
from tests.support.reports import HOSTILE, few, report, row, with_health
from tools import monitoring

needs_programs = pytest.mark.skipif(bool(left_out()), reason=left_out() or "installed")
ADDRESSES = ["127.0.0.2", "127.0.0.3"]


def checked_report():
    """A report that has a sample of every metric, and host names that nobody would choose."""
    found = report([*few(), *with_health(), *(row(name) for name in HOSTILE if name.isprintable())])
    found["instances"][0]["checks"] = {
        "expiry": {
            "status": "warning", "msg": "m", "remedy": "r",
            "details": {"expires_at": "2026-04-01T00:00:00Z", "critical_at": "2026-03-17T00:00:00Z", "days_left": 18},
        },
        "health": {"status": "ok", "msg": "", "remedy": ""},
        "webhook": {"status": "critical", "msg": "m", "remedy": "r"},
        "version": {"status": "unknown", "msg": "m", "remedy": "r", "details": {"expires_at": None}},
    }  # fmt: skip
    return found


def samples(report, name):
    metric = next(metric for metric in METRICS if metric.name == name)
    return dict(metric.samples(report))


def test_the_metrics_of_checks():
    found = checked_report()
    assert samples(found, "whatsapp_audit_check_status") == {
        ("wa-calm", "expiry"): 1, ("wa-calm", "health"): 0, ("wa-calm", "webhook"): 2, ("wa-calm", "version"): 3,
    }  # fmt: skip
    assert samples(found, "whatsapp_audit_check_expires_timestamp_seconds") == {("wa-calm", "expiry"): 1775001600}
    assert samples(found, "whatsapp_audit_check_critical_timestamp_seconds") == {("wa-calm", "expiry"): 1773705600}
    assert samples(found, "whatsapp_audit_checks")["expiry", "warning"] == 1
    assert samples(found, "whatsapp_audit_checks")["expiry", "ok"] == 0
    status = samples(found, "whatsapp_audit_instance_status")
    assert [status[host,] for host in ("wa-calm", "wa-drift", "wa-broken", "wa-down")] == [0, 1, 2, 3]


def test_a_time_that_is_none_is_left_out():
    """A report of another machine may be merged whatever its times are; it must not cost the textfile."""
    found = checked_report()
    found["instances"][0].update(audited_at="yesterday", checks={"expiry": {"status": "ok", "details": {"expires_at": 5}}})
    assert ("wa-calm",) not in samples(found, "whatsapp_audit_instance_audited_timestamp_seconds")
    assert samples(found, "whatsapp_audit_check_expires_timestamp_seconds") == {}
    assert b"whatsapp_audit_check_expires" not in prometheus(found)


def test_every_metric_has_a_sample_with_its_labels():
    """And a rule or a panel that shows it; a metric that nobody looks at needs no place in the list."""
    found = checked_report()
    for metric in METRICS:
        values = [labels for labels, _number in metric.samples(found)]
        assert values, metric.name
        assert {len(labels) for labels in values} == {len(metric.labels)}
        assert len(values) == len(set(values)), metric.name
    expressions = [rule["expr"] for group in yaml.safe_load((EXAMPLES / "rules.yml").read_text())["groups"] for rule in group["rules"]]
    expressions += [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", [])]
    used = set().union(*map(monitoring.names, expressions))
    assert used == monitoring.known()


def dashboard():
    return json.loads((EXAMPLES / "dashboard.json").read_text())


def test_the_dashboard_fits_any_grafana():
    """No uid and no data source of our own, panels that neither overlap nor leave the grid, and only variables that exist."""
    found = dashboard()
    assert "uid" not in found
    assert found.get("id") is None
    variables = {item["name"] for item in found["templating"]["list"]}
    assert next(item for item in found["templating"]["list"] if item["type"] == "datasource")["query"] == "prometheus"
    text = json.dumps(found["panels"])
    assert set(re.findall(r"\$\{?(\w+)", text)) - {"__rate_interval"} <= variables
    assert set(re.findall(r'"uid": "([^"]*)"', json.dumps(found))) == {"${datasource}"}
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in found["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _y in cells) < 24
    ids = [panel["id"] for panel in found["panels"]]
    assert len(ids) == len(set(ids))
    assert all(panel["title"] and (panel["type"] == "row" or panel["targets"]) for panel in found["panels"])


def test_an_expression_reads_only_metrics_of_the_list():
    read = 'sum by (instance) (rate(web_nothing{node="up"}[5m])) > 3 and on (job) up{a=~"b(c|d)} up"} unless time() > 1'
    assert monitoring.names(read) == {"web_nothing", "up"}
    with pytest.raises(ValueError, match="no metric of that name: web_nothing"):
        monitoring.checked(read)
    with pytest.raises(ValueError, match="none named"):
        monitoring.checked("time() > 1")


class Receiver(HTTPServer):
    """Takes what Alertmanager posts: `received`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.received = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def alerts(self):
        """{name of the alert: what was posted last}."""
        return {group["commonLabels"]["alertname"]: group for group in self.received}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments):
        pass


@needs_programs
def test_promtool_takes_the_textfile(tmp_path):
    ReportFiles(str(tmp_path), ["prometheus"], "0644").write(checked_report())
    with open(tmp_path / "drift.prom", "rb") as file:
        done = subprocess.run(["promtool", "check", "metrics"], stdin=file, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_programs
def test_prometheus_reads_all_and_alertmanager_hears_of_it(tmp_path):
    """Every metric of the lists arrives, over TLS and with the API key; an old report fires an alert that reaches the receiver."""
    with Emulator(api_key=API_KEY) as emulator, Receiver() as receiver:
        for address in ADDRESSES:
            emulator.control.patch(address, PROVISIONED)
        place = Monitoring(tmp_path, emulator, ADDRESSES, receiver.server_port)
        ReportFiles(str(tmp_path / "textfile"), ["prometheus"], "0644").write(checked_report())
        with place:
            until(lambda: "WhatsappAuditStale" in receiver.alerts())
            until(lambda: len(place.query('up{job=~"node|whatsapp_.+"} == 1')) == 1 + 3 * len(ADDRESSES))
            got = {labels["__name__"]: set(labels) for labels, _number in place.query('{job=~".+"}')}
            hosts = {labels["host"] for labels, _number in place.query("whatsapp_audit_instance_status")}
        receiver.shutdown()
    assert not monitoring.known() - set(got)
    expected = {metric.name: metric.labels for metric in METRICS}
    for source in monitoring.SOURCES:
        expected.update(source.metrics)
    assert not {name: labels for name, labels in expected.items() if not set(labels) <= got[name]}
    assert {item["host"] for item in checked_report()["instances"]} == hosts
    assert {group["commonLabels"]["collection"] for group in receiver.received} == {"waops.whatsapp"}
    assert receiver.alerts()["WhatsappAuditStale"]["status"] == "firing"
