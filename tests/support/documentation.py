# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the blocks of a Markdown page are: files of a workspace, tasks, plays, commands, or output that nobody runs."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

# The first line of a file in a YAML block: "# group_vars/all/main.yml", with a remark behind it or without.
FILE = re.compile(r"^# ([\w./-]+\.yml)(?=[:,; ]|$)", re.MULTILINE)
# Blocks that show something and are not to be run.
SHOWN = {"text", "json"}


class _Loader(yaml.SafeLoader):
    """Takes the tags of Ansible, !vault and !unsafe, for what they tag."""


_Loader.add_multi_constructor("!", lambda loader, _suffix, node: loader.construct_scalar(node))


@dataclass
class Command:
    """A command and what the page says of it.

    words: as the shell gives them to the program. fails: a remark behind the command begins with "fails". shown: the blocks of text that
    follow; each is its output or a part of it.
    """

    words: list[str]
    fails: bool = False
    shown: list[str] = field(default_factory=list)


@dataclass
class Page:
    """What is to be run of a page.

    files: name to content. tasks, plays: as Ansible loads them. unknown: the first lines of blocks of no known kind.
    """

    files: dict[str, str] = field(default_factory=dict)
    tasks: list[dict] = field(default_factory=list)
    plays: list[dict] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def _add_yaml(page: Page, text: str) -> bool:
    """Adds a block of YAML to the page. False when it is neither a file with its name nor a list of tasks or plays."""
    names = list(FILE.finditer(text))
    if names and names[0].start() == 0:
        ends = [match.start() for match in names[1:]] + [len(text)]
        for match, end in zip(names, ends, strict=True):
            page.files[match[1]] = text[match.start() : end]
        return True
    loaded = yaml.load(text, _Loader)
    if not isinstance(loaded, list):
        return False
    for entry in loaded:
        (page.plays if "hosts" in entry else page.tasks).append(entry)
    return True


def _commands(text: str) -> list[Command]:
    """The commands of a block: every line, or every line after "$ "; a backslash, or an open quotation mark, goes on in the next line."""
    lines: list[str] = []
    whole = True
    for line in text.replace("\\\n", " ").splitlines():
        if whole:
            lines.append(line.removeprefix("$ "))
        else:
            lines[-1] += "\n" + line
        try:
            shlex.split(lines[-1], comments=True)
            whole = True
        except ValueError:
            whole = False
    commands = [Command(shlex.split(line, comments=True), bool(re.search(r"\s# fails", line))) for line in lines]
    return [command for command in commands if command.words]


def read_page(path: Path, replaced: dict[str, str]) -> Page:
    """The blocks of a Markdown file, in which each key of `replaced` is replaced by its value first."""
    text = path.read_text(encoding="utf-8")
    for old, new in replaced.items():
        text = text.replace(old, new)
    page = Page()
    for token in MarkdownIt().parse(text):
        if token.type not in ("fence", "code_block"):
            continue
        if token.info in SHOWN:
            if page.commands and token.info == "text":
                page.commands[-1].shown.append(token.content)
            continue
        if token.info == "console":
            page.commands += _commands(token.content)
        elif token.info != "yaml" or not _add_yaml(page, token.content):
            page.unknown.append(f"{token.info}: {token.content.splitlines()[0]}")
    return page
