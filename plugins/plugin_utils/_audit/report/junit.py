# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""drift.xml: the report in JUnit's format. A suite for each instance, a case for each section."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SKIPPED = {
    "not_offered": "the server does not offer it",
    "not_reached": "it was not examined",
    "no_number": "no number is registered yet",
}


def junit(report: Mapping[str, Any]) -> bytes:
    """The document as XML bytes."""
    root = ElementTree.Element("testsuites", name=_clean(report["title"]))
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)  # the schema of Jenkins has no `skipped` here
    for instance in report["instances"]:
        suite = ElementTree.SubElement(root, "testsuite", name=_clean(instance["host"]), timestamp=instance["audited_at"].rstrip("Z"))
        suite.set("time", "%.3f" % instance.get("seconds", 0))
        for name, section in instance["sections"].items():
            _outcome(_case(suite, instance, name), section)
        if "health" in instance:
            _health(_case(suite, instance, "health"), instance["health"])
        for name, result in instance.get("checks", {}).items():
            _check(_case(suite, instance, "check " + name), result)
        if not any(section["status"] == "failed" for section in instance["sections"].values()):
            _whole(suite, instance)
        counts = {
            "tests": len(suite),
            **{key: len(suite.findall("*/" + tag)) for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))},
        }
        for key, number in counts.items():
            suite.set(key, str(number))
        for key in totals:
            totals[key] += counts[key]
    for key, number in totals.items():
        root.set(key, str(number))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _case(suite: Element, instance: Mapping[str, Any], name: str) -> Element:
    return ElementTree.SubElement(suite, "testcase", classname=_clean(instance["host"]), name=_clean(name), time="0")


def _whole(suite: Element, instance: Mapping[str, Any]) -> None:
    """Adds a case for an instance that failed as a whole or declares nothing, so that it is not missing."""
    if instance["status"] in ("failed", "unreachable"):
        error = ElementTree.SubElement(_case(suite, instance, "instance"), "error", type=instance["status"])
        error.set("message", _clean(instance.get("msg", instance["status"])))
    elif not instance["sections"]:
        ElementTree.SubElement(_case(suite, instance, "instance"), "skipped", message="it declares no section")


def _outcome(case: Element, section: Mapping[str, Any]) -> None:
    status = section["status"]
    if status == "drifted":
        differences = section.get("differences", [])
        failure = ElementTree.SubElement(case, "failure", type="drift", message=_clean(_headline(differences)))
        failure.text = _clean("\n".join(map(_line, differences)))
    elif status == "failed":
        ElementTree.SubElement(case, "error", type="failed", message=_clean(section.get("msg", "")))
    elif status in SKIPPED:
        ElementTree.SubElement(case, "skipped", message=SKIPPED[status])


def _health(case: Element, health: Mapping[str, Any]) -> None:
    message = _clean(health.get("msg") or health.get("summary", ""))
    if health["status"] != "healthy":
        tag, kind = ("failure", "health") if health["status"] == "unhealthy" else ("skipped", None)
        ElementTree.SubElement(case, tag, {"type": kind, "message": message} if kind else {"message": message})


def _check(case: Element, result: Mapping[str, Any]) -> None:
    """Adds a result: critical as a failure, unknown as skipped, a warning as a text that fails nothing."""
    message = _clean("%s; %s" % (result.get("msg", ""), result.get("remedy", "")))
    if result["status"] == "critical":
        ElementTree.SubElement(case, "failure", type="check", message=message)
    elif result["status"] == "unknown":
        ElementTree.SubElement(case, "skipped", message=message)
    elif result["status"] == "warning":
        ElementTree.SubElement(case, "system-out").text = "warning: " + message


def _headline(differences: Sequence[Mapping[str, Any]]) -> str:
    if not differences:
        return "differs; the values are not shown"
    return "differs in %s" % ", ".join(".".join(map(str, item["path"])) or "the whole section" for item in differences)


def _line(item: Mapping[str, Any]) -> str:
    sides = [json.dumps(item[side], ensure_ascii=False) if side in item else "(absent)" for side in ("actual", "declared")]
    return "%s: actual %s, declared %s" % (".".join(map(str, item["path"])), *sides)


def _clean(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
