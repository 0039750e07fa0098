# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes what an instance is like as a file of Ansible variables. Pure: texts in, bytes out; knows neither server nor disk.

Two kinds of text are told apart by their type. A Placeholder is written as the template that it is. Every other text is the
server's, and is written with the tag !unsafe: Ansible never takes such a text for a template, whatever is in it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

VARIABLE = "whatsapp_instance_config"
DEPTH = 50  # nesting that is taken for a declaration
MASK = "********"  # what Ansible puts in the place of a secret
STR = "tag:yaml.org,2002:str"
NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
# Printable lines without blanks at either end, such as a certificate: easier to read and to compare as a block.
LINES = re.compile("(?:[!-~](?:[ -~]*[!-~])?\n)+")


@dataclass(frozen=True)
class Placeholder:
    """Stands for a secret. variable: the name of the variable that holds it."""

    variable: str


def with_placeholders(config: dict, placeholders: list[dict]) -> dict:
    """The config with a Placeholder wherever whatsapp_instance_info says that one is.

    placeholders: [{"variable": name, "path": [key or position, ...]}]. Raises ValueError when they do not belong to the config.
    """
    made = _copied(config, ())
    for item in placeholders:
        variable, path = item["variable"], item["path"]
        where = made
        for step in path[:-1]:
            where = where[step]
        if not NAME.fullmatch(variable) or where[path[-1]] != "{{ %s }}" % variable:
            raise ValueError("%s does not hold the placeholder that belongs there; was a part of it masked as a secret?" % _place(path))
        where[path[-1]] = Placeholder(variable)
    return made


def _copied(value: Any, path: tuple) -> Any:
    """A copy in plain types. Raises ValueError for what a file of variables cannot hold."""
    if len(path) > DEPTH:
        raise ValueError("%s... is nested more than %d deep" % (_place(path[:5]), DEPTH))
    if isinstance(value, dict):
        return {_text(key, (*path, key)): _copied(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item, (*path, position)) for position, item in enumerate(value)]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("%s is no number that JSON has" % _place(path))
        return value
    return _text(value, path)


def _text(value: Any, path: tuple) -> str:
    if not isinstance(value, str):
        raise ValueError("%s is neither text nor number" % _place(path))
    text = str(value)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("%s has half of a surrogate pair, which is no character; correct it on the instance" % _place(path))
    if MASK in text:
        raise ValueError("%s holds a secret of this task, or eight asterisks that cannot be told from a masked one" % _place(path))
    return text


def _place(path: tuple | list) -> str:
    steps = ("[%d]" % step if isinstance(step, int) else ".%s" % (step if NAME.fullmatch(step) else ascii(step)) for step in path)
    return "".join(steps).lstrip(".")


class _Dumper(yaml.SafeDumper):
    """Escapes everything but printable ASCII, tags every text and writes no alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """Writes the names of options plainly; whatever else is a key is the server's text."""
        node = super().represent_mapping(tag, mapping, flow_style)
        pairs = [
            (self.represent_scalar("tag:yaml.org,2002:str", key.value) if NAME.fullmatch(key.value) else key, value)
            for key, value in node.value
        ]
        node.value[:] = pairs
        return node


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # From 2.19 on ansible-core reads !unsafe "yes" as true: what YAML takes for a number, a date or a word of its own stands
    # in quotes alone. It cannot hold a template.
    tag = dumper.resolve(yaml.ScalarNode, text, (True, False))
    return dumper.represent_scalar("!unsafe" if tag == STR else STR, text, style="|" if LINES.fullmatch(text) else '"')


def _represent_placeholder(dumper: _Dumper, placeholder: Placeholder) -> yaml.ScalarNode:
    return dumper.represent_scalar(STR, "{{ %s }}" % placeholder.variable, style='"')


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Placeholder, _represent_placeholder)


def render(config: dict, comments: list[str]) -> bytes:
    """The file of variables that declares the config; comments: lines without the "#", put above it."""
    body = "---\n" + yaml.dump({VARIABLE: config}, Dumper=_Dumper, sort_keys=False, width=math.inf)
    return ("".join("# %s\n" % comment_text(line) for line in comments) + body).encode("ascii")


def comment_text(text: str) -> str:
    """A text as one line of printable ASCII, which is all that a comment may hold."""
    return ascii(text)[1:-1]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads what render() wrote, without templating anything."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def sections_of(content: bytes) -> list[str]:
    """The sections that a file written by render() declares; none for anything else."""
    try:
        declared = yaml.load(content, Loader=_Loader)[VARIABLE]
        return list(declared)
    except (yaml.YAMLError, TypeError, KeyError, UnicodeDecodeError):
        return []
