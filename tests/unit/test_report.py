# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drift report: its document, its schema, its four files, and that no text in it becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import time
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report import document as made
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.junit import junit
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.page import render_html
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.prometheus import prometheus
from ansible_collections.waops.whatsapp.plugins.plugin_utils._audit.report.terminal import summary_line, table
from tests.collection_tree import ROOT
from tests.support.reports import HOSTILE, NOW, SCHEMA, down, drifted, few, many, report, row, with_health


class Elements(HTMLParser):
    """[(tag, attributes, text)] of a page, in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found = [["", {}, ""]]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        self.found.append(["/" + tag, {}, ""])

    def handle_data(self, data):
        self.found[-1][2] += data

    def texts(self, tag):
        return [text for name, attributes, text in self.found if name == tag]


def parts(html):
    """(document, scripts, styles, tags) of a page."""
    elements = Elements(html.decode("utf-8"))
    data = [text for tag, attributes, text in elements.found if tag == "script" and attributes.get("type") == "application/json"]
    scripts = [text for tag, attributes, text in elements.found if tag == "script" and not attributes]
    assert (len(data), len(scripts)) == (1, 1)
    return json.loads(data[0]), scripts[0], elements.texts("style")[0], [tag for tag, attributes, text in elements.found]


def test_the_document_says_what_the_rows_say():
    """Every status, the summary, and of each section only the fields that differ."""
    found = report(few())
    SCHEMA.validate(found)
    calm, drift, broken, bare, gone = found["instances"]
    assert [item["status"] for item in found["instances"]] == ["in_sync", "drifted", "failed", "failed", "unreachable"]
    assert found["sections"] == ["users", "app_settings", "profile", "groups"]
    assert calm["sections"]["groups"] == {"status": "not_offered"}
    assert drift["sections"]["app_settings"]["differences"] == [
        {"path": ["webhooks", "url"], "actual": "https://old.example.com/in", "declared": "https://new.example.com/in"},
        {"path": ["webhooks", "max_concurrent_requests"], "actual": 6, "declared": 24},
        {"path": ["media", "auto_download"], "actual": ["image"], "declared": ["audio", "image"]},
    ]
    assert drift["sections"]["users"]["differences"] == [
        {"path": ["ops.team", "name"], "declared": "ops.team"},
        {"path": ["ops.team", "user_password"], "declared": "******** (new value)"},
    ]
    assert {name: section["status"] for name, section in broken["sections"].items()} == {
        "users": "in_sync", "profile": "failed", "groups": "not_reached",
    }  # fmt: skip
    assert bare["sections"] == {}
    assert gone["failure"] == {"method": "POST", "path": "/v1/users/login"}
    summary = found["summary"]
    assert [summary[name] for name in ("total", "in_sync", "drifted", "failed", "unreachable", "differences")] == [5, 1, 1, 2, 1, 5]
    assert summary["restart_required"] == {"coreapp": 1}
    assert summary["sections"]["users"] == {"in_sync": 2, "drifted": 1, "failed": 0, "not_offered": 0, "not_reached": 0, "no_number": 0}


LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(HOSTILE))
SIDE = st.recursive(
    st.dictionaries(st.text(max_size=4), LEAF, max_size=3),
    lambda inner: st.dictionaries(st.text(max_size=4), st.one_of(LEAF, inner, st.lists(LEAF, max_size=2)), max_size=3),
    max_leaves=8,
)


def leaves(value, path=()):
    """{path: leaf} of nested dictionaries; empty ones are nothing."""
    if isinstance(value, dict):
        return {name: leaf for key, item in value.items() for name, leaf in leaves(item, (*path, key)).items()}
    return {path: value}


@settings(deadline=None)
@given(actual=SIDE, declared=SIDE)
def test_differences_are_the_leaves_that_differ(actual, declared):
    """All of them, once each, each side as it is; the same sides have none."""
    found = made.differences(actual, declared)
    here, there = leaves(actual), leaves(declared)
    listed = [tuple(item["path"]) for item in found]
    assert len(listed) == len(set(listed))
    for path in {*here, *there}:
        differs = path not in here or path not in there or here[path] != there[path]
        covered = any(path[: len(item)] == item for item in listed)
        assert covered or not differs, (path, found)
    assert made.differences(declared, declared) == [] or "nan" in repr(declared)


@settings(deadline=None, max_examples=60)
@given(actual=SIDE, declared=SIDE, text=st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE)))
def test_no_text_becomes_markup(actual, declared, text):
    """Whatever a server or an inventory says: the schema holds, each file parses, and the page has the tags of an empty one."""
    rows = [row(text, "drifted", {text: drifted(actual, declared)}), {**down("x"), "host": text + "2", "msg": text}]
    found = report(rows, title=text)
    SCHEMA.validate(found)
    as_read = json.loads(json.dumps(found), parse_constant=pytest.fail)
    html = render_html(found)
    data, _script, _style, tags = parts(html)
    assert data == as_read
    assert tags == parts(render_html(report([], title="x")))[3]
    assert html.count(b"</script") == 2
    root = ElementTree.fromstring(junit(found))
    assert (root.get("failures"), root.get("errors")) == ("1", "1")
    assert all(SAMPLE.fullmatch(line) for line in prometheus(found).decode("utf-8").removesuffix("\n").split("\n"))


SAMPLE = re.compile(r'# (HELP|TYPE) \w+ .+|whatsapp_audit_\w+(\{\w+="([^"\\\n]|\\.)*"(,\w+="([^"\\\n]|\\.)*")*\})? [0-9.]+')


def test_the_page_needs_nothing_and_lets_nothing_in():
    """Its policy knows script and style by their hashes and allows no others; no address stands in what it loads."""
    html = render_html(report(few()))
    _data, script, style, _tags = parts(html)
    head = Elements(html.decode()).found
    policy = next(attributes["content"] for tag, attributes, text in head if tag == "meta" and "http-equiv" in attributes)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for name, text in (("script-src", script), ("style-src", style)):
        assert rules[name] == "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    loads = [value for tag, attributes, text in head for name, value in attributes.items() if name in ("src", "href", "action")]
    assert loads == ["data:,"]
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttpRequest|import\(", script)


def test_junit_has_a_case_for_each_instance_and_section():
    """And one for an instance that failed as a whole: it must not be missing."""
    root = ElementTree.fromstring(junit(report(few())))
    cases = {(case.get("classname"), case.get("name")): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases == {
        ("wa-calm", "users"): [], ("wa-calm", "app_settings"): [], ("wa-calm", "groups"): ["skipped"],
        ("wa-drift", "users"): ["failure"], ("wa-drift", "app_settings"): ["failure"], ("wa-drift", "profile"): [],
        ("wa-broken", "users"): [], ("wa-broken", "profile"): ["error"], ("wa-broken", "groups"): ["skipped"],
        ("wa-bare", "instance"): ["error"], ("wa-down", "instance"): ["error"],
    }  # fmt: skip
    # The schema that Jenkins publishes has no `skipped` on testsuites.
    assert dict(root.attrib) == {"name": "Drift report", "tests": "11", "failures": "2", "errors": "3"}
    failure = root.find(".//testsuite[@name='wa-drift']/testcase[@name='app_settings']/failure")
    assert failure.get("message") == "differs in webhooks.url, webhooks.max_concurrent_requests, media.auto_download"
    assert "webhooks.max_concurrent_requests: actual 6, declared 24" in failure.text
    for suite in root:
        assert int(suite.get("tests")) == len(suite)


def test_health_stands_in_every_file():
    """As wanted, not as wanted, not to be learned; a fleet that nobody asked for its health has none."""
    rows = with_health()
    found = report(rows)
    SCHEMA.validate(found)
    assert found["summary"]["health"] == {"healthy": 2, "unhealthy": 1, "unknown": 1}
    assert {item["host"]: item["health"]["status"] for item in found["instances"] if "health" in item} == {
        "wa-well": "healthy", "wa-ill": "unhealthy", "wa-waiting": "healthy", "wa-mute": "unknown",
    }  # fmt: skip
    root = ElementTree.fromstring(junit(found))
    cases = {case.get("classname"): [child.tag for child in case] for case in root.iter("testcase") if case.get("name") == "health"}
    assert cases == {"wa-well": [], "wa-ill": ["failure"], "wa-waiting": [], "wa-mute": ["skipped"]}
    lines = prometheus(found).decode().splitlines()
    assert 'whatsapp_audit_health{status="unhealthy"} 1' in lines
    assert [line for line in lines if line.startswith("whatsapp_audit_instance_healthy{")] == [
        'whatsapp_audit_instance_healthy{host="wa-well"} 1', 'whatsapp_audit_instance_healthy{host="wa-ill"} 0',
        'whatsapp_audit_instance_healthy{host="wa-waiting"} 1',
    ]  # fmt: skip
    assert "health" not in prometheus(report(few())).decode()
    assert "Unhealthy" in render_html(found).decode()
    assert made.report_problem(found) is None
    assert made.merge_reports([found, report(few())], NOW, "all")[0]["summary"]["health"] == found["summary"]["health"]


def test_a_section_that_waits_for_a_number_is_no_drift():
    found = report([row("wa1", sections={"profile": {"changed": False, "no_number": True}})])
    SCHEMA.validate(found)
    assert found["instances"][0]["sections"] == {"profile": {"status": "no_number"}}
    assert ElementTree.fromstring(junit(found)).find(".//skipped").get("message") == "no number is registered yet"


def test_the_table_of_the_terminal():
    """Those that could not be compared first; one line each, cut at 20, and nothing that steers a terminal."""
    lines = table(report(few()))
    assert [line.split()[:2] for line in lines] == [
        ["HOST", "STATE"], ["wa-broken", "failed"], ["wa-bare", "failed"], ["wa-down", "unreachable"], ["wa-drift", "drifted"],
    ]  # fmt: skip
    assert lines[2].split("  ")[-1] == "wa-bare: whatsapp_instance_config is not set"
    assert "5 differences: users.ops.team.name, users.ops.team.user_password, app_settings.webhooks.url" in lines[4]
    assert table(report([row("calm")])) == []
    hostile = [down(text) | {"msg": text} for text in HOSTILE] + [down(f"x{number}") for number in range(20)]
    lines = table(report(hostile))
    assert len(lines) == 22
    assert lines[-1] == f"... and {len(HOSTILE)} more hosts"
    assert all(line.isprintable() and len(line) < 190 for line in lines)
    assert table(report(hostile[:21]))[-1] == "... and 1 more host"
    assert summary_line(report([down("one")])) == "1 instance: 0 in sync, 1 unreachable (one)"
    assert summary_line(report(hostile)).endswith("and %d more)" % (len(hostile) - 10))


def test_prometheus_numbers():
    lines = prometheus(report(few())).decode().splitlines()
    assert "whatsapp_audit_generated_timestamp_seconds 1773500966" in lines
    assert 'whatsapp_audit_instances{status="failed"} 2' in lines
    assert 'whatsapp_audit_sections{section="users",status="drifted"} 1' in lines
    assert 'whatsapp_audit_instance_drifted_sections{host="wa-drift"} 2' in lines
    assert 'whatsapp_audit_instance_compared{host="wa-down"} 0' in lines
    assert len([line for line in lines if line.startswith("# TYPE")]) == 8


def test_slices_merge_into_the_whole():
    """In any number of steps; of a host in two reports the latest audit counts."""
    whole, slices = report(few()), [report([item]) for item in few()]
    merged, twice = made.merge_reports(slices, NOW, "Drift report")
    assert (merged, twice) == (whole, [])
    first, _twice = made.merge_reports(slices[:2], NOW, "x")
    assert made.merge_reports([first, *slices[2:]], NOW, "Drift report")[0] == whole
    later = made.build_report([row("wa-down", sections={"users": {"changed": False}})], "2026-03-15T00:00:00Z", "x")
    for order in ([later, whole], [whole, later]):
        merged, twice = made.merge_reports(order, NOW, "x")
        assert twice == ["wa-down"]
        assert merged["summary"]["unreachable"] == 0
        assert merged["summary"]["total"] == 5
    SCHEMA.validate(merged)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": "other"}, "not a drift report"),
        ({"format_version": "2.0"}, "format_version is 2.0, and only 1.x can be merged"),
        ({"format_version": None}, "format_version is None"),
        ({"instances": {}}, "damaged"),
        ({"instances": [{"host": 1}]}, "damaged"),
        ({"instances": [{**report([row("a")])["instances"][0], "sections": {"users": {"status": "odd"}}}]}, "damaged"),
        ({"format_version": "1.7", "more": True}, None),
    ],
)
def test_only_reports_are_merged(change, problem):
    found = made.report_problem({**report(few()), **change})
    assert (found is None) if problem is None else problem in found
    assert made.report_problem([]) == "it is not a drift report"


def test_an_address_carries_no_credentials():
    """Of any form: the password may hold what ends a host name."""
    urls = (
        "https://admin:S3cret@wa1/",
        "https://admin:S3cret/x@wa1",
        "https://admin:S3cret@[broken",
        "admin:S3cret@wa1",
        "https://wa1/?S3cret",
    )
    found = report([{"host": f"wa{number}", "status": "failed", "url": url, "sections": {}} for number, url in enumerate(urls)])
    assert "S3cret" not in json.dumps(found) and "wa1" in found["instances"][0]["url"]


def test_a_large_fleet_is_cheap():
    """Five thousand instances: seconds and a few megabytes, most of them the differences."""
    began = time.process_time()
    found = report(many(5000))
    sizes = {name: len(write(found)) for name, write in (("html", render_html), ("xml", junit), ("prom", prometheus))}
    assert time.process_time() - began < 5
    assert sizes["html"] < 4_000_000, sizes
    SCHEMA.validate({**found, "instances": found["instances"][:300]})


def test_the_page_is_in_the_package(tmp_path):
    """ansible-galaxy takes template, style and scripts along, and the documentation with its schema."""
    tool = Path(sys.executable).parent / "ansible-galaxy"
    subprocess.run([tool, "collection", "build", "--output-path", tmp_path, ROOT], check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as package:
        names = set(package.getnames())
    folder = Path("plugins/plugin_utils/_audit/report")
    needed = {str(folder / path.name) for path in (ROOT / folder).iterdir() if path.is_file()}
    assert {path.suffix for path in map(Path, needed)} == {".py", ".j2", ".css", ".js"}
    assert needed | {"docs/drift.schema.json", "docs/drift-report.md"} <= names


def test_the_documented_example_is_a_report():
    """docs/drift-report.md shows what the code makes."""
    text = (ROOT / "docs" / "drift-report.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json\n(.*?)```", text, re.S).group(1))
    SCHEMA.validate(example)
    settings_row = drifted({"webhooks": {"url": ""}}, {"webhooks": {"url": "https://hooks.example.com/in"}}, ["coreapp"])
    sections = {"app_settings": settings_row, "profile": {"changed": False}}
    assert example == report([{**row("wa1", "drifted", sections), "restart_required": ["coreapp"]}])


def test_the_role_offers_every_section_and_documents_its_defaults():
    options = yaml.safe_load((ROOT / "roles/audit/meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    defaults = yaml.safe_load((ROOT / "roles/audit/defaults/main.yml").read_text())
    assert options["whatsapp_audit_sections"]["choices"] == made.ORDER
    assert {name for name in options if name.startswith("whatsapp_audit_")} == set(defaults)
    assert {name: options[name]["default"] for name in defaults if "default" in options[name]} == {
        name: value for name, value in defaults.items() if "{{" not in str(value)
    }
