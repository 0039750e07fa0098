# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Renders values as a file of Ansible variables. Pure: knows neither server nor disk.

There are two types of text. A Template is text of this collection, and is written as it is. Every other text is foreign and is
written with the tag !unsafe, so that Ansible never takes it for a template.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

DEPTH = 50  # nesting that is taken
STR = "tag:yaml.org,2002:str"
NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
# Printable lines without blanks at either end, such as a certificate: easier to read and to compare as a block.
LINES = re.compile("(?:[!-~](?:[ -~]*[!-~])?\n)+")


@dataclass(frozen=True)
class Template:
    """A text that Ansible templates when it reads the file, such as the name of a secret's variable."""

    text: str


def plain(value: Any, path: tuple = ()) -> Any:
    """A copy of a value of JSON in plain types. Raises ValueError for what a file of variables cannot hold, with its place."""
    if len(path) > DEPTH:
        raise ValueError("%s... is nested more than %d deep" % (place_of(path[:5]), DEPTH))
    if isinstance(value, dict):
        return {_text(key, (*path, key)): plain(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, (*path, position)) for position, item in enumerate(value)]
    if value is None or isinstance(value, (bool, Template)):
        return value
    if isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("%s is not a number that JSON has" % place_of(path))
        return value
    return _text(value, path)


def _text(value: Any, path: tuple) -> str:
    if not isinstance(value, str):
        raise ValueError("%s is neither text nor number" % place_of(path))
    text = str(value)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("%s has half of a surrogate pair, which is not a character; correct it on the instance" % place_of(path))
    return text


def place_of(path: tuple | list) -> str:
    """Keys and positions as people write them: users[0].name."""
    steps = ("[%d]" % step if isinstance(step, int) else ".%s" % (step if NAME.fullmatch(str(step)) else ascii(step)) for step in path)
    return "".join(steps).lstrip(".")


class _Dumper(yaml.SafeDumper):
    """Escapes everything but printable ASCII, tags every text and writes no alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """Writes the names of options without a tag; every other key is foreign text."""
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _value in node.value:
            if NAME.fullmatch(key.value):
                key.tag, key.style = STR, None
        return node


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Since 2.19 ansible-core reads !unsafe "yes" as true. So what YAML takes for a number, a date or a boolean is only put in
    # quotes. It cannot hold a template.
    tag = dumper.resolve(yaml.ScalarNode, text, (True, False))
    return dumper.represent_scalar("!unsafe" if tag == STR else STR, text, style="|" if LINES.fullmatch(text) else '"')


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Template, lambda dumper, template: dumper.represent_scalar(STR, template.text, style='"'))


def render(variables: dict, comments: list[str]) -> bytes:
    """The file. variables: by name, as from plain(). comments: lines without the "#", put above them."""
    body = "---\n" + yaml.dump(variables, Dumper=_Dumper, sort_keys=False, width=math.inf)
    return ("".join("# %s\n" % comment_text(line) for line in comments) + body).encode("ascii")


def comment_text(text: str) -> str:
    """A text as one line of printable ASCII, which is all that a comment may hold."""
    return ascii(text)[1:-1]


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """Reads what render() wrote, without templating anything."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def load(content: bytes) -> Any:
    """What a file holds, templates as texts; None when it is no YAML of this kind."""
    try:
        return yaml.load(content, Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None
