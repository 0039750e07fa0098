# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every alert fires when it must and is quiet when it must be: promtool test rules, from a table."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace

import pytest
import yaml

from tests.support.monitoring import EXAMPLES, left_out

RULES = {
    rule["alert"]: rule
    for group in yaml.safe_load((EXAMPLES / "rules.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
}
NODE, CHECK = {"host": "wa1", "instance": "controller", "job": "node"}, {"check": "expiry"}
WEB, APP, DB = ({"instance": "wa1:9090", "job": f"whatsapp_{name}"} for name in ("web", "app", "db"))


@dataclass
class Case:
    """An alert at a moment. labels: those of its series. fires, quiet: [{series: values}], one test each. every: between values."""

    at: str
    labels: dict
    fires: list[dict]
    quiet: list[dict]
    every: str = "1m"


def series(name: str, labels: dict, **more: str) -> str:
    return name + "{%s}" % ", ".join(f'{key}="{value}"' for key, value in {**labels, **more}.items())


def one(name: str, labels: dict, fires: str, quiet: str) -> tuple[list[dict], list[dict]]:
    """Both lists of a Case with one series, from their values; several are separated by `|`."""
    lists = ([{series(name, labels): values} for values in side.split("|")] for side in (fires, quiet))
    return tuple(lists)


STATUS, RESULT, DRIFTED = (f"whatsapp_audit_{name}" for name in ("instance_status", "check_status", "instance_drifted_sections"))
GENERATED, CRITICAL = "whatsapp_audit_generated_timestamp_seconds", "whatsapp_audit_check_critical_timestamp_seconds"
SAMPLES, UP = series("scrape_samples_scraped", DB), series("up", DB)
FAILED, DELIVERED = (series("callback_requests", APP, result=result, type="inbound_message") for result in ("error", "success"))
OF_CHECK, OF_NODE, OF_TYPE, SUM = {**NODE, **CHECK}, {**WEB, "node": "a"}, {**DB, "type": "a"}, {"instance": WEB["instance"]}
CASES = {
    "WhatsappDrift": Case("25h", NODE, *one(DRIFTED, NODE, "2x30|1x20 3x10", "0x30|2x12 0 2x17"), "1h"),
    "WhatsappUnreachable": Case("5m", NODE, *one(STATUS, NODE, "3x10", "0x10|1x10|2x10")),
    "WhatsappAuditFailed": Case("5m", NODE, *one(STATUS, NODE, "2x10", "0x10|1x10|3x10")),
    "WhatsappCheckCritical": Case("5m", OF_CHECK, *one(RESULT, OF_CHECK, "2x10", "0x10|1x10|3x10")),
    "WhatsappCheckWarning": Case("25h", OF_CHECK, *one(RESULT, OF_CHECK, "1x30", "0x30|2x30|3x30|0x2 1x27"), "1h"),
    "WhatsappCheckUnknown": Case("25h", OF_CHECK, *one(RESULT, OF_CHECK, "3x30", "0x30|1x30|2x30|0x2 3x27"), "1h"),
    # Two hours after the beginning: critical for an hour, or from the beginning; in an hour, or in a hundred days.
    "WhatsappExpiresSoon": Case("2h", OF_CHECK, *one(CRITICAL, OF_CHECK, "3600x3|0x3", "10800x3|8640000x3"), "1h"),
    "WhatsappAuditStale": Case("49h", NODE, *one(GENERATED, NODE, "0x60|864000x60", "86400x60|259200x60"), "1h"),
    "WhatsappAuditMissing": Case("20m", {}, [{}, {series("up", NODE): "1x30"}], [{series(GENERATED, NODE): "0x30"}]),
    "WhatsappWebappDown": Case("10m", WEB, *one("up", WEB, "0x20", "1x20|0x6 1 0x12")),
    "WhatsappStatsDown": Case("15m", APP, *one("up", APP, "0x20", "1x20|0x9 1 0x12")),
    "WhatsappMetricsEmpty": Case(
        "15m", DB, [{UP: "1x20", SAMPLES: "0x20"}], [{UP: "1x20", SAMPLES: "9x20"}, {UP: "0x20", SAMPLES: "0x20"}]
    ),
    "WhatsappWebappRestarts": Case("60m", OF_NODE, *one("web_uptime", OF_NODE, "9x9 5x9 3x9 1x40", "0+60x70|600x20 0+60x20 0+60x30")),
    "WhatsappProcessLimit": Case("20m", OF_NODE, *one("web_process_limit_hit", OF_NODE, "0x9 0+1x20", "7x30|0x9")),
    "WhatsappWebhookFailing": Case(
        "40m", SUM,
        [{FAILED: "0+1x60"}, {FAILED: "0+1x60", DELIVERED: "0+9x60"}],
        [{DELIVERED: "0+9x60"}, {FAILED: "5x60"}, {FAILED: "0x30 0+1x30"}],
    ),
    "WhatsappCallbackQueue": Case("20m", SUM, *one("callback_queue_size", APP, "1001x30", "1000x30|2000x9 3x30")),
    "WhatsappPendingCallbacks": Case("20m", SUM, *one("db_pending_callbacks", OF_TYPE, "1001x30", "1000x30|2000x9 3x30")),
    "WhatsappPendingMessages": Case("20m", SUM, *one("db_pending_messages", OF_TYPE, "1001x30", "1000x30|2000x9 3x30")),
}  # fmt: skip


def expected(name: str, labels: dict) -> dict:
    """The alert as promtool compares it: labels, and the sentences with the labels filled in."""
    rule = RULES[name]
    filled = {
        key: re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda match: labels[match.group(1)], text) for key, text in rule["annotations"].items()
    }
    return {"exp_labels": {**labels, **rule["labels"]}, "exp_annotations": filled}


def promtool_tests(cases: dict[str, Case]) -> list[dict]:
    """The tests of all cases in promtool's form."""
    return [
        {
            "name": f"{name}: {given}",
            "interval": case.every,
            "input_series": [{"series": key, "values": values} for key, values in given.items()],
            "alert_rule_test": [{"eval_time": case.at, "alertname": name, "exp_alerts": wanted}],
        }
        for name, case in cases.items()
        for side, wanted in ((case.fires, [expected(name, case.labels)]), (case.quiet, []))
        for given in side
    ]


def promtool(folder, cases: dict[str, Case]) -> str:
    """What promtool says against these cases, run in one file for each interval; empty when nothing."""
    shutil.copy(EXAMPLES / "rules.yml", folder)
    said = ""
    for every in sorted({case.every for case in cases.values()}):
        chosen = promtool_tests({name: case for name, case in cases.items() if case.every == every})
        (folder / "test.yml").write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "evaluation_interval": every, "tests": chosen}))
        done = subprocess.run(["promtool", "test", "rules", folder / "test.yml"], capture_output=True, text=True, check=False)
        said += done.stdout + done.stderr if done.returncode else ""
    return said


def test_every_alert_has_cases_of_both_kinds():
    assert set(CASES) == set(RULES)
    assert all(case.fires and case.quiet for case in CASES.values())


@pytest.mark.skipif(bool(left_out()), reason=left_out() or "installed")
def test_the_alerts_fire_and_are_quiet(tmp_path):
    checked = subprocess.run(["promtool", "check", "rules", EXAMPLES / "rules.yml"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert promtool(tmp_path, CASES) == ""
    swapped = {name: replace(case, fires=case.quiet, quiet=case.fires) for name, case in CASES.items()}
    said = promtool(tmp_path, swapped)
    assert not [name for name in CASES if f"alertname: {name}" not in said and f"alertname:{name}" not in said]
